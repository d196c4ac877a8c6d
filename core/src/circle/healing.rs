//! What devices of a circle ask of each other when they missed something. Each is a letter
//! ([`crate::people::letter`]).

use kith_protocol::{
    ids::{GroupId, digest},
    limits::MAX_SAID_AGAIN,
    list::within,
    signed::Document,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_bytes::ByteBuf;

use crate::ids::Digest32;

/// "Say that again": names events of the device that it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// By the asking device's clock, milliseconds since 1970 (UTC).
    pub at: u64,
    /// The last counter that is missing; `None`: whatever there is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<u64>,
    /// The first.
    pub first: u64,
    /// The group.
    pub group: GroupId,
}

impl Document for Ask {
    const CONTEXT: &'static str = "kith/v1/ask-again";
    const MAX: usize = 1 << 10;
}

/// The answer to an [`Ask`]. The events travel beside it, so that the signed part stays small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// By the answering device's clock, milliseconds since 1970 (UTC).
    pub at: u64,
    /// There is more to be asked for before the first of these events.
    pub more: bool,
    /// As it was asked for.
    pub first: u64,
    /// The group.
    pub group: GroupId,
    /// [`events_digest`].
    pub events: Digest32,
    /// Up to here this answer is complete, from its first event on, or from `first` where there is no
    /// more: what is not in it can't be had from this device.
    pub through: u64,
}

impl Document for Again {
    const CONTEXT: &'static str = "kith/v1/said-again";
    const MAX: usize = 1 << 10;
}

/// Digest of the events that come with an [`Again`].
pub fn events_digest(events: &[ByteBuf]) -> Digest32 {
    let parts: Vec<&[u8]> = events.iter().map(|event| event.as_slice()).collect();
    digest("kith/v1/said-again-events", &parts)
}

fn said_again<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<ByteBuf>>, D::Error> {
    within::<MAX_SAID_AGAIN, _, _>(from).map(Some)
}

/// What lies in an inbox item of the kind that saying something again has.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResendItem {
    /// Encoded events, oldest first; `None` with a question.
    #[serde(
        rename = "e",
        skip_serializing_if = "Option::is_none",
        default,
        deserialize_with = "said_again"
    )]
    pub events: Option<Vec<ByteBuf>>,
    /// A letter with an [`Ask`] (no events) or an [`Again`].
    #[serde(rename = "l")]
    pub letter: ByteBuf,
}

kith_protocol::tells_nothing!(ResendItem);

#[cfg(test)]
mod tests {
    use kith_protocol::{cbor, limits::MAX_INBOX_ITEM};

    use super::*;

    #[test]
    fn an_answer_full_of_nothing_cannot_be_read() {
        let item = |events: Option<usize>| ResendItem {
            events: events.map(|events| vec![ByteBuf::new(); events]),
            letter: ByteBuf::new(),
        };
        let read =
            |item: &ResendItem| cbor::decode::<ResendItem>(&cbor::encode(item), MAX_INBOX_ITEM);
        for fits in [None, Some(0), Some(MAX_SAID_AGAIN)] {
            assert_eq!(read(&item(fits)).ok(), Some(item(fits)));
        }
        assert!(read(&item(Some(MAX_SAID_AGAIN + 1))).is_err());
    }
}
