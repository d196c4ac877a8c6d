//! Invitations, people, devices.

use kith_protocol::{
    api::people::{Clinic, DeviceRecord},
    identity::{AttestationChain, Receipt, Role},
    ids::{DeviceId, Digest32, InvitationId, PersonId, PublicKey},
};

use super::TenantId;

/// Who invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inviter {
    /// The clinic: the invitee will be attested in this role.
    Clinic(Role),
    /// A device: the invitee is that person's guest.
    Device(DeviceId),
}

/// An invitation to store.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Of which clinic.
    pub tenant: TenantId,
    /// Who invites.
    pub inviter: Inviter,
    /// Of the name of whom the clinic invites to its staff, salted.
    pub name: Option<Digest32>,
    /// Of the token that the invitee will show.
    pub token_hash: Digest32,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// An open one that it takes the place of.
    pub replaces: Option<InvitationId>,
    /// Open invitations that this inviter may have at once.
    pub quota: usize,
}

/// An invitation as stored.
#[derive(Clone, Copy, Debug)]
pub struct InvitationRecord {
    /// Of which clinic.
    pub tenant: TenantId,
    /// Who invites.
    pub inviter: Inviter,
    /// Of the name of whom the clinic invites to its staff, salted.
    pub name: Option<Digest32>,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
}

/// Who takes an invitation back.
#[derive(Clone, Copy, Debug)]
pub enum Withdrawer {
    /// The clinic's operator.
    Operator,
    /// A device, its own invitation.
    Device(DeviceId),
}

/// A verified enrolment.
#[derive(Clone, Debug)]
pub struct Enrol {
    /// Which invitation.
    pub invitation: InvitationId,
    /// Of the token that was shown.
    pub token_hash: Digest32,
    /// The person key.
    pub person: PublicKey,
    /// The device key.
    pub device: PublicKey,
    /// Certificate and inbox key, verified.
    pub record: DeviceRecord,
    /// The clinic's word for this person, where the clinic invites.
    pub attestation: Option<AttestationChain>,
    /// Its word that they redeemed it, where a person invites.
    pub receipt: Option<Receipt>,
}

/// What a redeemed invitation gives.
#[derive(Clone, Debug)]
pub struct EnrolmentRecord {
    /// The clinic's documents.
    pub documents: Clinic,
    /// As given when the invitation was first redeemed.
    pub attestation: Option<AttestationChain>,
    /// The same.
    pub receipt: Option<Receipt>,
}

/// What someone's enrolment rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The clinic enrolled them.
    Clinic,
    /// Whoever the clinic enrolled invited them.
    Guest,
    /// The same, and has let them go since.
    LetGo,
}

/// A device as the session layer needs it.
#[derive(Clone, Copy, Debug)]
pub struct DeviceEntry {
    /// Its key.
    pub key: PublicKey,
    /// Whose.
    pub person: PersonId,
    /// Of which clinic.
    pub tenant: TenantId,
    /// Whether its person was revoked.
    pub revoked: bool,
    /// Whom the clinic enrolled: its person, or whose guest they are.
    pub root: PersonId,
    /// Which of these.
    pub standing: Standing,
}

/// Why a device has no session any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The clinic revoked its person.
    Revoked,
    /// Nobody holds its person any more.
    Forgotten,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The device of the session.
    pub device: DeviceId,
    /// Its clinic.
    pub tenant: TenantId,
}
