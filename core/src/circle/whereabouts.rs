//! Where a room goes on, asked for and told apart from any Welcome: by who could not come along, and
//! of the patient's device whose store was put back to before she decided it.

use kith_protocol::signed::{Document, Signed};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{policy::Policy, successor::Successor};
use crate::ids::{CircleId, PublicKey, RoomId};

/// The epoch of a group that a device is in, as the relay knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochAt {
    /// Its key.
    pub key: PublicKey,
    /// Its node.
    pub node: u64,
}

/// Where a device stands in a room. A letter ([`crate::people::letter`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Where {
    /// The question's time by the asking device's clock, milliseconds since 1970 (UTC); an answer has
    /// that of its question.
    pub at: u64,
    /// Whether it asks.
    pub ask: bool,
    /// The room.
    pub room: RoomId,
    /// The epoch that the device is in, when it has read its log to the end; none where it has no place there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub epoch: Option<EpochAt>,
    /// The circle.
    pub circle: CircleId,
    /// Of the policy that the device knows.
    pub version: u64,
    /// Of the group that the device is in.
    pub generation: u64,
}

impl Document for Where {
    const CONTEXT: &'static str = "kith/v1/where";
    const MAX: usize = 1 << 10;
}

/// What lies in an inbox item of this kind: each part may be missing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhereaboutsItem {
    /// A letter with a [`Where`]: a question, or the answer to one.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none", default)]
    pub letter: Option<ByteBuf>,
    /// The newest policy, as the patient signed it.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none", default)]
    pub policy: Option<Signed<Policy>>,
    /// Her word by which the room has gone on in its group.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none", default)]
    pub successor: Option<Signed<Successor>>,
}

kith_protocol::tells_nothing!(WhereaboutsItem);
