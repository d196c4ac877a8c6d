//! Taking back what one said, for everyone.

use crate::content::{
    event::ContentError,
    head::{Head, Target},
};

/// What its author does not want to have said: its content goes, that it was there stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// What is taken back.
    pub target: Target,
}

impl Redaction {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        Head::about(self.target).fields().encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let target = Head::read(bytes)?.target.ok_or(ContentError::Unreadable)?;
        Ok(Self { target })
    }
}
