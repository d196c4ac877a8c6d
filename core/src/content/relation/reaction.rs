//! One sign for how something was taken.

use crate::content::{
    event::{ContentError, EventHash},
    fields::Fields,
    head::{FIRST_FIELD, Head, Target},
};

/// Longest sign in bytes: emoji of several parts take up to some 40.
pub const MAX_SIGN: usize = 64;

const SIGN: u64 = FIRST_FIELD;

/// A sign that a person puts to something that was said, or takes away: in the place of those of theirs
/// that it names.
#[derive(Clone, PartialEq, Eq)]
pub struct Reaction {
    /// What it is put to.
    pub target: Target,
    /// The reactions of this person that it takes the place of.
    pub replaces: Vec<EventHash>,
    /// An emoji; `None` where what is named is taken away and nothing put there.
    pub sign: Option<String>,
}

impl Reaction {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let mut head = Head::about(self.target);
        head.parents.clone_from(&self.replaces);
        let mut fields = head.fields();
        if let Some(sign) = &self.sign {
            fields.push(SIGN, sign.as_str());
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
        let sign = fields.text(SIGN, MAX_SIGN)?.map(str::to_owned);
        // A sign, not a sentence: nobody reads words past everyone's index and retention.
        if let Some(sign) = &sign
            && (sign.is_empty() || sign.chars().any(|c| c.is_alphabetic() || c.is_whitespace()))
        {
            return Err(ContentError::Unreadable);
        }
        Ok(Self {
            target: head.target.ok_or(ContentError::Unreadable)?,
            replaces: head.parents,
            sign,
        })
    }
}

kith_protocol::tells_nothing!(Reaction);
