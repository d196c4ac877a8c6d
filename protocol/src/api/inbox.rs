//! The inbox of a device: typed, HPKE-sealed, with quotas.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::ids::RequestId;

/// What an item is for. The relay counts by kind; it can't read any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InboxKind {
    /// An MLS Welcome; comes with its commit only.
    Welcome,
    /// An invitee's consent, to the patient.
    Consent,
    /// A device that lost its state asks to be added again.
    Readd,
    /// Linking a second device.
    Linking,
    /// A device asks another to say something again, or answers that.
    Resend,
    /// Where a room goes on: asked for, or told.
    Whereabouts,
}

/// Leaves an item in a device's inbox. Kind [`InboxKind::Welcome`] is refused here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Makes the deposit repeatable.
    pub id: RequestId,
    /// Sealed.
    pub body: ByteBuf,
    /// What it is for.
    pub kind: InboxKind,
}

/// An item as its owner gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItem {
    /// The relay's time, milliseconds since 1970 (UTC).
    pub at: u64,
    /// Sequence number within the inbox, growing; gaps mean nothing.
    pub seq: u64,
    /// Sealed.
    pub body: ByteBuf,
    /// What it is for.
    pub kind: InboxKind,
    /// With a Welcome: the node of the commit that it came with, added by the relay.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub node: Option<u64>,
}
