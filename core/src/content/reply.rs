//! Words in answer to something that was said.

use ciborium::value::Value;

use super::{
    event::ContentError,
    fields::{self, Fields},
    head::{FIRST_FIELD, Head, Target},
    text::{self, MAX_MENTIONS},
};
use crate::ids::PersonId;

const BODY: u64 = FIRST_FIELD;
const MENTIONS: u64 = FIRST_FIELD + 1;
/// Longest words in bytes: with the head, and with whom they name, they fit into a content.
pub const MAX_BYTES: usize = text::MAX_BYTES - 2_048;

/// A message in words that answers another one. It names that and repeats nothing of it: what is shown of
/// it is what it says now, to whoever has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is answered.
    pub target: Target,
    /// The words.
    pub body: String,
    /// Whom they name.
    pub mentions: Vec<PersonId>,
}

impl Reply {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let mut fields = Head::about(self.target).fields();
        fields.push(BODY, self.body.as_str());
        if !self.mentions.is_empty() {
            let people = self.mentions.iter();
            let people = people.map(|person| Value::Bytes(person.0.to_vec()));
            fields.push(MENTIONS, Value::Array(people.collect()));
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
        let body = fields.text(BODY, MAX_BYTES)?.unwrap_or("").to_owned();
        if body.trim().is_empty() {
            return Err(ContentError::Empty);
        }
        let mentions = fields.list(MENTIONS, MAX_MENTIONS)?.iter();
        Ok(Self {
            target: head.target.ok_or(ContentError::Unreadable)?,
            body,
            mentions: mentions
                .map(|person| fields::bytes(person).map(PersonId))
                .collect::<Result<_, _>>()?,
        })
    }
}

kith_protocol::tells_nothing!(Reply);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{content::fields::MAX_BYTES as MAX_CONTENT, ids::DeviceId};

    #[test]
    fn an_answer_comes_back_as_it_was_and_the_longest_fits() {
        let target = Target {
            device: DeviceId([7; 16]),
            counter: 1 << 60,
        };
        for (body, people) in [
            ("Yes.".to_owned(), 0),
            ("x".repeat(MAX_BYTES), MAX_MENTIONS),
        ] {
            let reply = Reply {
                target,
                body,
                mentions: vec![PersonId([9; 16]); people],
            };
            let bytes = reply.encode();
            assert!(bytes.len() <= MAX_CONTENT);
            assert!(Reply::decode(&bytes) == Ok(reply));
        }
    }

    #[test]
    fn what_answers_nothing_or_says_nothing_is_none() {
        let target = Target {
            device: DeviceId([7; 16]),
            counter: 1,
        };
        let mut silent = Head::about(target).fields();
        silent.push(BODY, " ");
        assert!(Reply::decode(&silent.encode()) == Err(ContentError::Empty));
        let mut lost = Head::default().fields();
        lost.push(BODY, "Yes.");
        assert!(Reply::decode(&lost.encode()) == Err(ContentError::Unreadable));
    }
}
