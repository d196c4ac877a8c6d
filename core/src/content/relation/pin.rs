//! Putting something on the shelf of what is important, for everyone who reads the room, and taking it off.

use crate::content::{
    event::{ContentError, EventHash},
    fields::Fields,
    head::{FIRST_FIELD, Head, Target},
};

const ON: u64 = FIRST_FIELD;

/// That something stands on the shelf, or not any more: in the place of those pins that it names, whosever
/// they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// What is put there.
    pub target: Target,
    /// The pins that it takes the place of.
    pub replaces: Vec<EventHash>,
    /// Whether it stands there from now on; else what is named is taken off.
    pub on: bool,
}

impl Pin {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let mut head = Head::about(self.target);
        head.parents.clone_from(&self.replaces);
        let mut fields = head.fields();
        if self.on {
            fields.push(ON, 1);
        }
        fields.encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let fields = Fields::read(bytes)?;
        let head = Head::of(&fields)?;
        Ok(Self {
            target: head.target.ok_or(ContentError::Unreadable)?,
            replaces: head.parents,
            on: match fields.number(ON)? {
                None => false,
                Some(1) => true,
                Some(_) => return Err(ContentError::Unreadable),
            },
        })
    }
}
