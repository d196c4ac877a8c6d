//! Plain text.

use kith_protocol::cbor;
use serde::{Deserialize, Serialize};

use crate::{content::event::ContentError, ids::PersonId};

/// Largest text in bytes (UTF-8).
pub const MAX_BYTES: usize = 64 << 10;
/// Most people whom words name.
pub const MAX_MENTIONS: usize = 32;

/// A message in words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The words.
    #[serde(rename = "b")]
    pub body: String,
    /// Whom they name; nothing of it is written where they name nobody.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<PersonId>,
}

impl Text {
    /// Checks and wraps what someone typed.
    ///
    /// # Errors
    /// [`ContentError::Empty`], [`ContentError::TooLarge`].
    pub fn new(body: &str) -> Result<Self, ContentError> {
        if body.trim().is_empty() {
            Err(ContentError::Empty)
        } else if body.len() > MAX_BYTES {
            Err(ContentError::TooLarge)
        } else {
            Ok(Self {
                body: body.to_owned(),
                mentions: Vec::new(),
            })
        }
    }

    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads what another device sent.
    ///
    /// # Errors
    /// [`ContentError::Unreadable`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let text: Self = cbor::decode(bytes, MAX_BYTES + 64 + 17 * MAX_MENTIONS)
            .map_err(|_| ContentError::Unreadable)?;
        if text.body.len() > MAX_BYTES + 64 || text.mentions.len() > MAX_MENTIONS {
            return Err(ContentError::TooLarge);
        }
        Ok(text)
    }
}

kith_protocol::tells_nothing!(Text);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_name_nobody_are_as_long_as_they_ever_were() {
        let mut text = Text::new("hello!").expect("words");
        assert_eq!(text.encode(), b"\xa1abfhello!");
        text.mentions = vec![PersonId([7; 16]); MAX_MENTIONS];
        assert!(Text::decode(&text.encode()) == Ok(text.clone()));
        text.mentions.push(PersonId([7; 16]));
        assert!(Text::decode(&text.encode()) == Err(ContentError::TooLarge));
    }
}
