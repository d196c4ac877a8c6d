//! The envelope of everything that is said in a group. It is what MLS encrypts.
//!
//! Each event carries its device's counter and the digest of that device's event before, so
//! that a relay which holds something back is found out, and is padded to Padmé sizes
//! (Nikitin et al., PETS 2019), so that its length tells little.

use kith_protocol::{cbor, ids::digest};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use super::stamp::Stamp;

/// The version of the envelope.
pub const VERSION: u8 = 1;
/// Largest event in bytes, padded.
pub const MAX_EVENT: usize = 128 << 10;

/// A kind of content. Unknown kinds are kept whole and shown as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentKind(pub u16);

impl ContentKind {
    /// [`crate::content::text::Text`].
    pub const TEXT: Self = Self(1);
    /// [`crate::content::reply::Reply`].
    pub const REPLY: Self = Self(2);
    /// [`crate::content::relation::reaction::Reaction`].
    pub const REACTION: Self = Self(0x0100);
    /// [`crate::content::relation::edit::Edit`].
    pub const EDIT: Self = Self(0x0101);
    /// [`crate::content::relation::redaction::Redaction`].
    pub const REDACTION: Self = Self(0x0102);
    /// [`crate::content::relation::pin::Pin`].
    pub const PIN: Self = Self(0x0103);
    /// [`crate::content::relation::withdrawn::Withdrawn`].
    pub const WITHDRAWN: Self = Self(0x0104);
    /// [`crate::content::receipt::Receipt`].
    pub const RECEIPT: Self = Self(0x8000);
}

/// Why content was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// Nothing but white space.
    #[error("there is nothing to send")]
    Empty,
    /// Over the limit of its kind.
    #[error("the message is too long")]
    TooLarge,
    /// No emoji, where one was to be put to a message.
    #[error("this is no emoji")]
    NoSign,
    /// Not what its kind prescribes.
    #[error("the message cannot be read")]
    Unreadable,
}

/// Digest of an event, cut to 16 bytes: it names the event before, it proves nothing alone.
pub type EventHash = [u8; 16];

/// Names no event: before a device's first, and where its chain goes on elsewhere.
pub const NONE_BEFORE: EventHash = [0; 16];

/// One event. Encoded as a CBOR array in this order.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// What `content` is.
    pub kind: ContentKind,
    /// 1, 2, 3 … for each device in each group; 0 where it stands in no chain, as what is ephemeral may.
    pub counter: u64,
    /// Digest of this device's event before; [`NONE_BEFORE`] for its first.
    pub previous: EventHash,
    /// When it was said, and after what else this device said, to whomever.
    pub said: Stamp,
    /// By kind.
    pub content: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Wire(u8, ContentKind, u64, ByteArray<16>, Stamp, ByteBuf);

impl Event {
    /// Encoded and padded.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = cbor::encode(&Wire(
            VERSION,
            self.kind,
            self.counter,
            ByteArray::new(self.previous),
            self.said,
            ByteBuf::from(self.content.as_slice()),
        ));
        // ISO/IEC 7816-4: a mark, then zeroes.
        bytes.push(0x80);
        bytes.resize(padme(bytes.len()), 0);
        bytes
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        if bytes.len() > MAX_EVENT {
            return Err(ContentError::TooLarge);
        }
        let end = bytes
            .iter()
            .rposition(|b| *b != 0)
            .filter(|at| bytes[*at] == 0x80)
            .ok_or(ContentError::Unreadable)?;
        let Wire(version, kind, counter, previous, said, content) =
            cbor::decode(&bytes[..end], MAX_EVENT).map_err(|_| ContentError::Unreadable)?;
        if version != VERSION {
            return Err(ContentError::Unreadable);
        }
        Ok(Self {
            kind,
            counter,
            previous: previous.into_array(),
            said,
            content: content.into_vec(),
        })
    }
}

/// The digest of what an event says.
pub fn content_digest(content: &[u8]) -> [u8; 32] {
    digest("kith/v1/event-content", &[content]).0
}

/// The Padmé size at or above `len`: at most 12 % more, O(log log) different sizes leaked.
pub fn padme(len: usize) -> usize {
    if len < 2 {
        return len;
    }
    let exponent = len.ilog2();
    let significant = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - significant.min(exponent))) - 1;
    (len + mask) & !mask
}

kith_protocol::tells_nothing!(Event);

#[cfg(test)]
pub(super) mod tests {
    use kith_protocol::limits::MAX_NUMBER;

    use super::*;

    pub(in crate::content) fn event(content: Vec<u8>) -> Event {
        Event {
            kind: ContentKind::TEXT,
            counter: 3,
            previous: [7; 16],
            said: Stamp::at(1_790_000_000_000),
            content,
        }
    }

    #[test]
    fn an_event_comes_back_as_it_was() {
        for len in [0, 1, 100, 200, 5_000] {
            let event = event(vec![0; len]);
            assert_eq!(Event::decode(&event.encode()), Ok(event));
        }
    }

    #[test]
    fn events_of_similar_length_look_alike() {
        assert_eq!(
            event(vec![1; 200]).encode().len(),
            event(vec![1; 201]).encode().len()
        );
        for len in 2..10_000 {
            let padded = padme(len);
            assert!(
                padded >= len && padded * 100 <= len * 112 + 100,
                "{len} → {padded}"
            );
        }
    }

    #[test]
    fn garbage_is_unreadable() {
        for bytes in [&[][..], &[0, 0], &[1], &[0x80], &[0x86, 1, 0x80]] {
            assert_eq!(Event::decode(bytes), Err(ContentError::Unreadable));
        }
        for (counter, said) in [
            (u64::MAX, Stamp(0)),
            (MAX_NUMBER, Stamp(0)),
            (1, Stamp(u64::MAX)),
        ] {
            let event = Event {
                counter,
                said,
                ..event(vec![1])
            };
            assert_eq!(
                Event::decode(&event.encode()),
                Err(ContentError::Unreadable)
            );
        }
        assert_eq!(
            Event::decode(&vec![0x80; MAX_EVENT + 1]),
            Err(ContentError::TooLarge)
        );
    }
}
