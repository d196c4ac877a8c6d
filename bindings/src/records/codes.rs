//! Codes that the apps turn into words and shapes.

use kith_core::{
    Reach, Role,
    circle::rights::Audience,
    store::{
        invitations::InvitationState,
        messages::{MessageState, RowKind},
    },
    view::{JoiningStanding, Standing},
};

/// What a person is in a circle.
#[uniffi::remote(Enum)]
pub enum Role {
    /// Runs the circle.
    Patient,
    /// Parent, guardian or holder of a health power of attorney.
    Proxy,
    /// Family or friend, added by the patient.
    Family,
    /// Doctor, nurse, therapist.
    Clinician,
    /// Plans and coordinates.
    Coordinator,
    /// Runs the clinic's side; sees no content, ever.
    Administrator,
}

/// Who reads a message.
#[uniffi::remote(Enum)]
pub enum Audience {
    /// Everyone in the circle.
    Circle,
    /// The patient and the staff; others only with the patient's grant.
    Care,
}

/// What a row of the timeline is.
#[uniffi::remote(Enum)]
pub enum RowKind {
    /// Someone's words.
    Text,
    /// Content of a kind that this version does not know.
    Unknown,
    /// An envelope that could not be opened.
    Undecryptable,
    /// People came or went. The body is a code.
    Membership,
    /// The gate refused a commit. The body is a code.
    Alarm,
    /// Something was withheld. The body is a code.
    Withheld,
    /// This person was removed.
    Removed,
    /// This device lost its place in the group.
    Broken,
    /// Something that was lost was noticed or made good. The body is a code.
    Healing,
}

/// How far a message has come.
#[uniffi::remote(Enum)]
pub enum MessageState {
    /// Waits here for the relay.
    Queued,
    /// The relay has it.
    Sent,
    /// The relay will never take it.
    Refused,
    /// Came from someone else.
    Received,
}

/// Where an invitation stands.
#[uniffi::remote(Enum)]
pub enum InvitationState {
    /// Nobody has answered yet.
    Open,
    /// Someone consented; the patient has to confirm.
    Consented,
    /// Confirmed.
    Approved,
    /// Turned down or taken back.
    Declined,
    /// Lost; another one was given out in its place.
    Replaced,
    /// Nothing came of it: the relay did not take the link, or who was confirmed could not be let
    /// in.
    Refused,
}

/// Whether a relay can be reached.
#[uniffi::remote(Enum)]
pub enum Reach {
    /// No exchange has ended since the store was opened.
    Unknown,
    /// The last exchange was answered.
    Online,
    /// The last exchange was not.
    Offline,
    /// Something else answered in the relay's place: a network that wants a login first, or who poses
    /// as the relay; they look alike. Nothing was sent.
    Intercepted,
    /// The network's proxy wants a name and a password, or others.
    ProxyLogin,
}

/// Whether this person can write in a circle.
#[uniffi::remote(Enum)]
pub enum Standing {
    /// Yes.
    Member,
    /// Not any more; what is here can be read.
    Removed,
    /// Not any more: the clinic has revoked this device. What is here can be read.
    Revoked,
    /// This device waits to be added again; what is written waits too.
    Rejoining,
}

/// How it stands with a circle that this person was invited to.
#[uniffi::remote(Enum)]
pub enum JoiningStanding {
    /// The patient has yet to say yes.
    Waiting,
    /// The patient said no. Only a new invitation leads further.
    Declined,
    /// The clinic has revoked this device: the patient's yes would not reach it.
    Revoked,
}
