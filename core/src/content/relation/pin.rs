//! Putting something on the shelf of what is important, for everyone who reads the room, and taking it off. What is put
//! there are words: a pin says which edits of them its author had read.

use ciborium::value::Value;

use crate::content::{
    event::{ContentError, EventHash},
    fields::{self, Fields},
    head::{FIRST_FIELD, Head, MAX_PARENTS, Target},
};

const ON: u64 = FIRST_FIELD;
const READ: u64 = FIRST_FIELD + 1;

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
    /// The edits that no other took the place of when it was put there: its words are theirs. None where its first words
    /// stood.
    pub read: Vec<EventHash>,
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
        if !self.read.is_empty() {
            let read = self.read.iter().map(|hash| Value::Bytes(hash.to_vec()));
            fields.push(READ, Value::Array(read.collect()));
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
            read: fields
                .list(READ, MAX_PARENTS)?
                .iter()
                .map(fields::bytes)
                .collect::<Result<_, _>>()?,
        })
    }
}
