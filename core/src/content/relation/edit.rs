//! Other words in the place of one's own.

use crate::content::{
    event::{ContentError, EventHash},
    fields::Fields,
    head::{FIRST_FIELD, Head, Target},
    text,
};

const BODY: u64 = FIRST_FIELD;
/// Longest words in bytes: with the head they fit into a content.
pub const MAX_BYTES: usize = text::MAX_BYTES - 512;

/// What its author says in the place of what they said.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is edited: the first of these events, never an edit.
    pub target: Target,
    /// The edits that it takes the place of; none where it takes that of the first words.
    pub parents: Vec<EventHash>,
    /// The words.
    pub body: String,
}

impl Edit {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let mut head = Head::about(self.target);
        head.parents.clone_from(&self.parents);
        let mut fields = head.fields();
        fields.push(BODY, self.body.as_str());
        fields.encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let edit = Self::decode_kept(bytes)?;
        if edit.body.trim().is_empty() {
            return Err(ContentError::Empty);
        }
        Ok(edit)
    }

    /// As [`Self::decode`], of one that may be [without its words](Self::overwrite).
    ///
    /// # Errors
    /// [`ContentError`].
    pub(crate) fn decode_kept(bytes: &[u8]) -> Result<Self, ContentError> {
        let fields = Fields::read(bytes)?;
        let head = Head::of(&fields)?;
        Ok(Self {
            target: head.target.ok_or(ContentError::Unreadable)?,
            parents: head.parents,
            body: fields.text(BODY, MAX_BYTES)?.unwrap_or("").to_owned(),
        })
    }

    /// What is left of it where another one took its place: which it took the place of.
    pub(crate) fn overwrite(&mut self) {
        self.body.clear();
    }
}

kith_protocol::tells_nothing!(Edit);
