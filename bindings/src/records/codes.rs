//! Codes that the apps turn into words and shapes.

use kith_core::{
    Comparison, NumberCheck, Reach, Role,
    rights::table::Audience,
    store::{
        circle::invitations::{ClinicsWord, InvitationState},
        timeline::{messages::MessageState, notice::Notice},
    },
    view::{Doubt, JoiningStanding, Resemblance, Standing},
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
    /// The patient and one person, of whose room the others do not know.
    Pair,
}

/// What happened: one value for each sentence.
#[uniffi::remote(Enum)]
pub enum Notice {
    /// Someone came.
    Joined,
    /// Someone left or was removed.
    Left,
    /// Someone was left behind by the patient, and not told.
    LeftQuietly,
    /// This person was removed.
    Removed,
    /// This device cannot follow a change of the group; whose it is, where that is known.
    LostPlace,
    /// The group's state is gone from this device.
    StateLost,
    /// This device was away for longer than the relay keeps what it would need.
    Forgotten,
    /// A relay that was set back went on without what this device knows.
    LeftBehind,
    /// This store was put back from a copy: what was written here since the copy was made is
    /// with the others only.
    PutBack,
    /// Another copy of this store is in use: two take each other's place.
    Copied,
    /// An envelope that could not be opened.
    Undecryptable,
    /// A device's events have a gap.
    Withheld,
    /// Another device was shown something else of this log than this one.
    ShownOtherwise,
    /// The relay has something of this log that it does not hand out.
    HeldBack,
    /// What it held back has come.
    HandedOut,
    /// A device was let in again.
    Readded,
    /// One member alone vouches for the group that this device was let into again.
    Unconfirmed,
    /// Someone else was heard there too.
    Confirmed,
    /// Something may be missing from before.
    Missed,
    /// What was missing came.
    Resent,
    /// What was missing is lost.
    Gone,
    /// The relay was set back to a backup.
    RelayRestored,
    /// The patient lets the room go on in another group.
    Anew,
    /// The same: her device had lost its place in the one before.
    AnewLost,
    /// The same: the one before was blocked.
    AnewBlocked,
    /// The same: the one before was full.
    AnewFull,
    /// A commit was refused: a change of a kind that Kith does not know.
    UnknownChange,
    /// A commit was refused: its sender may not change the group.
    NotTheirs,
    /// A commit was refused: a device that its person did not certify.
    Uncertified,
    /// A commit was refused: a stranger was to be let in.
    StrangerAdded,
    /// A commit was refused: someone was to be put out.
    RemovedWithoutPatient,
    /// A commit was refused: a device was to be put out and back without having asked.
    ReaddedUnasked,
    /// A commit was refused: someone who must leave was to be kept.
    Kept,
    /// A commit was refused: somebody would have had more devices than may be.
    TooManyDevices,
    /// A commit was refused: a device with an end.
    Expiring,
    /// A commit was refused: a device was to become another.
    IdentityChanged,
    /// A commit was refused: the group's settings were to change.
    SettingsChanged,
    /// A commit was refused: the rules of who is in were to change.
    PolicyChanged,
    /// A commit was refused: the relay was told another key.
    WrongKey,
    /// A commit was refused: nobody can read it.
    UnreadableChange,
    /// A commit was refused: the relay was told something else than what it does.
    WrongMark,
    /// Someone came who is called like a person who was checked in person, with another key.
    OtherKey,
    /// Somebody has tried to edit or to take back what somebody else said.
    NotTheirWords,
    /// Somebody has said more of one thing than counts.
    TooMuch,
    /// Somebody says that they had said something else than what all heard.
    SaidOtherwise,
    /// Somebody else has answered the link by which a person came in.
    LinkAnsweredTwice,
    /// Something that this person said of a message did not go out: they may not say it any more.
    NotSaid,
    /// Other words of this person's, or the deletion of some, did not go out: the relay will never take it.
    NotChanged,
    /// What this person wrote for later did not go out: they do not write there any more.
    LaterNotSent,
    /// What this person wrote for later did not go out: its time had long passed when it could have.
    LaterTooLate,
    /// What waited where two talked alone was not sent: they do not any more.
    OverNotSent,
    /// The patient's store was put back from a copy, and does not know this person, whom she had let in since: the
    /// room goes on without them.
    LeftOut,
    /// Somebody who is in has brought in one more device of theirs.
    AnotherDevice,
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
    /// Two answered the one link, and neither comes in by it.
    Spoiled,
}

/// What the clinic says of who was invited as one of its staff.
#[uniffi::remote(Enum)]
pub enum ClinicsWord {
    /// It speaks for them, in this role and under this name.
    Vouches,
    /// Nothing: it does not know their key. Nor is it asked of who is not of its staff.
    Nothing,
    /// It knows them as something else.
    OtherRole,
    /// It does not say who they are, or calls them otherwise than they do.
    Nameless,
    /// It has taken its word back.
    Revoked,
}

/// What stands against taking somebody for whom they are called. The later ones say more.
#[uniffi::remote(Enum)]
pub enum Doubt {
    /// Somebody who is called like this was checked in person, and had another key.
    OtherKey,
    /// Their number was another one than here when it was compared, and not the same since.
    Different,
    /// They were of the clinic's staff, and it has taken its word back.
    Revoked,
}

/// Where someone is whose name looks like that of who wants to come in.
#[uniffi::remote(Enum)]
pub enum Resemblance {
    /// Not in the circle either: they wait for the patient's yes, or are being let in.
    OnTheWay,
    /// In the circle.
    Inside,
    /// In the circle, invited as the same, in the same words: it may be the same person with a new
    /// phone, who can be let in in place of the old one.
    PerhapsTheSame,
}

/// What a code that was scanned says of two people.
#[uniffi::remote(Enum)]
pub enum NumberCheck {
    /// The other device has the same number; that is kept.
    Same,
    /// It has another one: of other people, or somebody stands between these two.
    Different,
    /// It is no number of Kith's.
    NotOfKith,
}

/// What a person says of the digits of two devices, which they compared themselves.
#[uniffi::remote(Enum)]
pub enum Comparison {
    /// They are the same.
    Same,
    /// They are not: of other people, or somebody stands between these two.
    Different,
    /// It is not sure any more that they were the same.
    Unsure,
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
    /// The device's date or time is wrong: until it is set nothing goes out or comes in. Then it goes on
    /// by itself.
    Clock,
    /// This device has no room left: what comes is not kept. Then it goes on by itself.
    Full,
    /// The store cannot go on: nothing comes in or goes out. Opening it again may help.
    Stopped,
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
    /// Not any more: nobody who invited this person holds them. What is here can be read.
    Forgotten,
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
    /// Nor would it where nobody who invited this person holds them any more.
    Forgotten,
}
