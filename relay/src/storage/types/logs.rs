//! Logs and inboxes: what is added, and what is read.

use kith_protocol::{
    api::{
        groups::{Entry, NewEntry, Welcome},
        inbox::InboxKind,
    },
    ids::{DeviceId, GroupId, PublicKey, RequestId},
};

use super::Actor;

/// What an entry takes besides its body: without a least, those without one would cost nothing.
pub(crate) const LEAST_ENTRY: usize = 128;

/// For how many bytes a body counts, in rates and in quotas.
pub(crate) fn entry_bytes(body: &[u8]) -> usize {
    body.len().max(LEAST_ENTRY)
}

/// Messages to append.
#[derive(Clone, Debug)]
pub struct AppendRequest {
    /// Who appends.
    pub actor: Actor,
    /// The log.
    pub group: GroupId,
    /// The epoch.
    pub node: u64,
    /// Whether the session has proven exactly that epoch; another one of the group it has.
    pub proven: bool,
    /// The messages.
    pub entries: Vec<NewEntry>,
}

/// A commit to append.
#[derive(Clone, Debug)]
pub struct CommitRequest {
    /// Who commits.
    pub actor: Actor,
    /// The log.
    pub group: GroupId,
    /// The epoch that it ends.
    pub parent: u64,
    /// Whether the session has proven exactly that epoch; another one of the group it has.
    pub proven: bool,
    /// The sender's request id.
    pub id: RequestId,
    /// The MLS message.
    pub body: Vec<u8>,
    /// Marked as a removal.
    pub removal: bool,
    /// It may go beyond the quotas of space.
    pub exempt: bool,
    /// Key of the epoch that it begins.
    pub next_key: PublicKey,
    /// For inboxes.
    pub welcomes: Vec<Welcome>,
    /// Earlier commits of the parent, sorted.
    pub supersedes: Vec<u64>,
}

/// Where a commit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitPlace {
    /// Its sequence number, and the node that it begins.
    pub seq: u64,
    /// The relay's time.
    pub at: u64,
    /// Whether this request stored it; `false` for a repetition, which proves nothing.
    pub fresh: bool,
}

/// What to read of one group.
#[derive(Clone, Debug)]
pub struct ReadRequest {
    /// Who reads.
    pub device: DeviceId,
    /// The log.
    pub group: GroupId,
    /// After this sequence number.
    pub after: u64,
    /// Up to this one.
    pub upto: u64,
    /// Nodes that the session has proven.
    pub proven: Vec<u64>,
}

/// A log that has grown, for one who has proven something of it.
#[derive(Clone, Debug)]
pub struct Grown {
    /// The log.
    pub group: GroupId,
    /// Nodes that the session has proven.
    pub proven: Vec<u64>,
    /// Epochs that it has grown in.
    pub nodes: Vec<u64>,
}

/// A page of one group's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Newest sequence number that is visible.
    pub head: u64,
    /// Oldest sequence number that is kept, at most `head + 1`.
    pub first: u64,
    /// Further visible entries follow.
    pub more: bool,
    /// Entries between the cursor and `first` were visible to this session and are forgotten.
    pub forgotten: bool,
    /// Visible entries after the cursor.
    pub entries: Vec<Entry>,
    /// How much was looked at that is not in it: epochs, and entries that are not visible.
    pub passed_over: usize,
}

/// An item for an inbox.
#[derive(Clone, Debug)]
pub struct DepositRequest {
    /// Who leaves it.
    pub actor: Actor,
    /// Whose inbox.
    pub to: DeviceId,
    /// Makes it repeatable.
    pub id: RequestId,
    /// What it is for.
    pub kind: InboxKind,
    /// Sealed.
    pub body: Vec<u8>,
}
