//! What a commit says of itself beside its change: the authenticated data of its message.

use kith_protocol::cbor;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::content::stand::{STAND, Stand};

/// Travels as the commit's authenticated data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitData {
    /// Where the committer's chain of events goes on, if it does so elsewhere from here.
    #[serde(rename = "c", skip_serializing_if = "Option::is_none", default)]
    pub chain: Option<Restart>,
    /// By which the committer knows its own ([`super::own::Mark`]); tells others nothing.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none", default)]
    pub own: Option<ByteArray<16>>,
    /// Whether the commit removes anyone. The relay acts on its copy of this mark.
    #[serde(rename = "r")]
    pub removal: bool,
    /// Where the committer stood in the log of the epoch that it ends, as a message says it.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none", default)]
    pub stood: Option<ByteArray<STAND>>,
}

/// Largest authenticated data of a commit, in bytes.
pub const MAX_COMMIT_DATA: usize = 128;

/// A device that does not know how far its chain of events has come (its store was put back from
/// a copy) goes on far behind all that it can have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// The next event has the counter after this one, and names none before it.
    pub from: u64,
    /// Digest of the last event that it still has, as the next would name it: what it says again is
    /// held against that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<ByteArray<16>>,
    /// Counter of the last event that it still has: what others lack up to here it can say again.
    pub said: u64,
}

impl Restart {
    /// A chain goes on after all that was said.
    pub fn is_possible(self) -> bool {
        self.said <= self.from
    }
}

impl CommitData {
    /// Where the committer stood, if it knows.
    pub fn stand(&self) -> Option<Stand> {
        Stand::split(&self.stood?[..])?.0
    }

    /// The bytes of the authenticated data.
    pub fn encode(self) -> Vec<u8> {
        cbor::encode(&self)
    }
}
