//! What a field has to say to whoever holds it.

use crate::{
    error::Error,
    store::{StoreError, rows::EventRow},
};

/// The field is not what it was; it is read with [`Composer::field`](super::Composer::field).
#[derive(Debug)]
pub struct FieldChange {
    /// What could not be done.
    pub trouble: Option<Trouble>,
}

/// What could not be done. Nothing was lost by it.
#[derive(Debug)]
pub struct Trouble {
    /// Why.
    pub error: Error,
    /// How it is done once more.
    pub again: Again,
}

impl Trouble {
    /// Whether it is that a shut store kept something from being sent: it stands in the field again once
    /// somebody has read this, and goes out when the store is open again where nobody has.
    pub(super) fn gives_back(&self) -> bool {
        matches!(self.again, Again::Send | Again::Replace) && is_shut(&self.error)
    }
}

/// Whether it was not done because the store is shut and may be opened again.
pub(super) fn is_shut(error: &Error) -> bool {
    matches!(
        error,
        Error::Store(StoreError::Suspended | StoreError::KeyNeeded)
    )
}

/// What is done once more by [`Composer::again`](super::Composer::again).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Sending: what could not be sent stands in the field again.
    Send,
    /// Keeping what stands in the field, which nobody asked for.
    Keep,
    /// Taking back a message that was refused, or said just now.
    TakeBack(EventRow),
    /// Putting the words of a message into the field.
    Edit(EventRow),
    /// Sending other words for a message: they stand in the field again.
    Replace,
}
