//! Group logs. Each epoch is named by the *node* that began it: the sequence number of its
//! commit, 0 for the group's creation. Nodes form a tree: most have one child; where a commit
//! that the relay took is refused by honest members, a further commit of the same parent
//! supersedes it and begins a branch of its own.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    ids::{
        DeviceId, Digest32, GroupId, GroupSalt, PersonId, PublicKey, RequestId, Signature64, digest,
    },
    limits::{MAX_APPEND, MAX_BRANCHES, MAX_SYNC_GROUPS, MAX_WELCOMES},
    list::at_most,
};

/// Context of the signature in [`Commit::proof`]; its payload is [`next_epoch_payload`].
pub const NEXT_EPOCH_CONTEXT: &str = "kith/v1/next-epoch";

/// What names a commit, in whichever log and wherever it stands there.
pub fn commit_digest(body: &[u8]) -> Digest32 {
    digest("kith/v1/commit", &[body])
}

/// What the key of the epoch that a commit begins signs: the key of the one that it ends names its parent, wherever a
/// restored relay puts that.
pub fn next_epoch_payload(group: &GroupId, ends: &PublicKey, body: &[u8]) -> Vec<u8> {
    [&group.0[..], &ends.0, &commit_digest(body).0].concat()
}

/// Creates a group's log. Repeating it with the same key is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewGroup {
    /// With the person it makes the group's id.
    pub salt: GroupSalt,
    /// [`GroupId::of`] both.
    pub group: GroupId,
    /// Person key of its maker, whose device the session has to be of.
    pub person: PublicKey,
    /// Public key of the first epoch.
    pub epoch_key: PublicKey,
}

impl NewGroup {
    /// A group of this person's.
    pub fn of(person: PublicKey, salt: GroupSalt, epoch_key: PublicKey) -> Self {
        Self {
            salt,
            group: GroupId::of(&person, &salt),
            person,
            epoch_key,
        }
    }

    /// Whether this person may make it.
    pub fn is_of(&self, person: &PersonId) -> bool {
        PersonId::of(&self.person) == *person && GroupId::of(&self.person, &self.salt) == self.group
    }
}

/// Appends application messages to one epoch. All are stored, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Append {
    /// The epoch; the session must have proven its key, and it must not have ended.
    pub node: u64,
    /// In the order in which they shall stand.
    #[serde(deserialize_with = "at_most::<MAX_APPEND, _, _>")]
    pub entries: Vec<NewEntry>,
}

/// One message to append.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEntry {
    /// Chosen by the sender. The same id with the same body gets the same answer again, even
    /// when the epoch has ended meanwhile.
    pub id: RequestId,
    /// An MLS `PrivateMessage`.
    pub body: ByteBuf,
}

/// Where a message stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The relay's time, milliseconds since 1970 (UTC); never falls within a log.
    pub at: u64,
    /// Sequence number: 1, 2, 3 … without gaps.
    pub seq: u64,
}

/// In the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appended {
    /// One for each entry.
    #[serde(deserialize_with = "at_most::<MAX_APPEND, _, _>")]
    pub placed: Vec<Placed>,
}

/// Ends an epoch, if nobody did so before: compare and swap on the parent's children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// As in [`NewEntry`].
    pub id: RequestId,
    /// An MLS `PrivateMessage` with a commit.
    pub body: ByteBuf,
    /// By the key of the epoch that it begins, over [`next_epoch_payload`]: whoever read of a key does not have it.
    pub proof: Signature64,
    /// The epoch that it ends; the session must have proven its key.
    pub parent: u64,
    /// Whether it removes someone: closes the log, from the next entry on, to whoever knows
    /// only earlier keys.
    pub removal: bool,
    /// Public key of the epoch that it begins.
    pub next_key: PublicKey,
    /// Delivered to inboxes in the same transaction.
    #[serde(deserialize_with = "at_most::<MAX_WELCOMES, _, _>")]
    pub welcomes: Vec<Welcome>,
    /// Every earlier commit of the same parent, each refused by this sender.
    #[serde(deserialize_with = "at_most::<MAX_BRANCHES, _, _>")]
    pub supersedes: Vec<u64>,
}

impl Commit {
    /// Whether somebody goes by it and nobody comes, by what it says.
    pub fn takes_out(&self) -> bool {
        self.removal && self.welcomes.is_empty()
    }
}

/// A sealed Welcome for one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// HPKE-sealed to the device's inbox key.
    pub body: ByteBuf,
    /// Whose inbox.
    pub device: DeviceId,
}

/// The answer to a commit. Its node is its `seq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// As in [`Placed`].
    pub at: u64,
    /// As in [`Placed`].
    pub seq: u64,
}

/// Asks where epochs stand in their logs: a relay that was restored from a backup numbers anew
/// what was brought to it again. Who knows an epoch's public key may read that log, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindNodes {
    /// At most [`crate::limits::MAX_SYNC_GROUPS`].
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub epochs: Vec<EpochName>,
}

/// An epoch by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochName {
    /// Public key, as whoever began the epoch installed it.
    pub key: PublicKey,
    /// The group.
    pub group: GroupId,
}

/// In the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNodes {
    /// `None` where the relay knows no such epoch.
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub nodes: Vec<Option<FoundNode>>,
}

/// Where an epoch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNode {
    /// The node.
    pub node: u64,
    /// [`commit_digest`] of the commit that began it; `None` of a log's first epoch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<Digest32>,
}

/// Marks a commit as a removal that its sender did not mark. The session must have proven the
/// key of that commit's epoch or a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRemoval {
    /// The commit.
    pub node: u64,
}

/// One entry of a group's log. On the wire it stands in a page
/// ([`GroupUpdate::entries`](super::sync::GroupUpdate::entries)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The relay's time, milliseconds since 1970 (UTC).
    pub at: u64,
    /// The MLS message.
    pub body: ByteBuf,
    /// Present on commits.
    pub commit: Option<CommitInfo>,
    /// The sender's request id. Of a message it is told to the device that sent it and to nobody
    /// else, to whom it would say nothing.
    pub id: Option<RequestId>,
    /// The epoch whose key let it in; for a commit, the epoch that it ends.
    pub node: u64,
    /// Sequence number.
    pub seq: u64,
}

/// What the relay knows of a commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitInfo {
    /// Public key of the epoch that it begins, as its sender installed it.
    #[serde(rename = "k")]
    pub next_key: PublicKey,
    /// Marked as a removal.
    #[serde(rename = "r")]
    pub removal: bool,
}
