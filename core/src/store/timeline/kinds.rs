//! What a row of the timeline is, and how far it has come: their codes in the store.

use crate::store::StoreError;

/// What a row of the timeline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Someone's words.
    Text = 1,
    /// Content of a kind that this version does not know; kept whole.
    Unknown = 2,
    /// An envelope that could not be opened; kept whole.
    Undecryptable = 3,
    /// People came or went, as the policy says. The body is a code.
    Membership = 4,
    /// The gate refused a commit. The body is a code.
    Alarm = 5,
    /// Something was withheld. The body is a code.
    Withheld = 6,
    /// This person was removed.
    Removed = 7,
    /// This device lost its place in the group.
    Broken = 8,
    /// Something that was lost was noticed or made good. The body is a code.
    Healing = 9,
}

impl RowKind {
    pub(super) fn from_code(code: i64) -> Result<Self, StoreError> {
        [
            Self::Text,
            Self::Unknown,
            Self::Undecryptable,
            Self::Membership,
            Self::Alarm,
            Self::Withheld,
            Self::Removed,
            Self::Broken,
            Self::Healing,
        ]
        .into_iter()
        .find(|kind| *kind as i64 == code)
        .ok_or(StoreError::Unreadable)
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// Waits here for the relay.
    Queued = 0,
    /// The relay has it.
    Sent = 1,
    /// The relay will never take it.
    Refused = 2,
    /// Came from someone else.
    Received = 3,
}

impl MessageState {
    pub(super) fn from_code(code: i64) -> Result<Self, StoreError> {
        [Self::Queued, Self::Sent, Self::Refused, Self::Received]
            .into_iter()
            .find(|state| *state as i64 == code)
            .ok_or(StoreError::Unreadable)
    }
}
