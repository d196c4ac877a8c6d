//! Plain text.

use kith_protocol::cbor;
use serde::{Deserialize, Serialize};

use crate::content::event::ContentError;

/// Largest text in bytes (UTF-8).
pub const MAX_BYTES: usize = 64 << 10;

/// A message in words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The words.
    #[serde(rename = "b")]
    pub body: String,
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
        cbor::decode(bytes, MAX_BYTES + 64).map_err(|_| ContentError::Unreadable)
    }
}

kith_protocol::tells_nothing!(Text);
