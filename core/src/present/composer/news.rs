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
    /// When it is to be said has to be asked anew: words that were to be said at a time stand there with others, or
    /// are not what they were. See [`Again::Send`].
    pub asks_when: bool,
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
    /// Sending, at its time if it had one: what could not be sent stands in the field again. Where that is not what
    /// stands there any more, nothing goes out at another time than was said, and nothing that is not seen: it comes to
    /// be seen, and its time is [asked for](FieldChange::asks_when).
    Send,
    /// Keeping what stands in the field, which nobody asked for.
    Keep,
    /// Taking back a message that was refused, or said just now.
    TakeBack(EventRow),
    /// Putting the words of a message into the field.
    Edit(EventRow),
    /// Sending other words for a message: they stand in the field again. Those that are not what they were and not
    /// seen come to be seen instead.
    Replace,
}
