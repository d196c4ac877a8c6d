//! What stands in the place of something that its author took back before it went out: it keeps the counter, so
//! that nothing that names another one after it names something else.

use crate::content::{event::ContentError, head::Head};

/// Nothing was said here after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn;

impl Withdrawn {
    /// As an event carries it.
    pub fn encode(self) -> Vec<u8> {
        Head::default().fields().encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        Head::read(bytes).map(|_| Self)
    }
}
