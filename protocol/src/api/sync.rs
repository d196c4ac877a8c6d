//! Sync is the truth; events are hints to sync.

use serde::{Deserialize, Serialize};

use super::{groups::Entry, inbox::InboxItem};
use crate::{
    ids::{GroupId, Incarnation},
    limits::{MAX_INBOX, MAX_SYNC_GROUPS},
    list::at_most,
};

/// Asks for what is new. Answers at once where anything is, else when it comes or after
/// `wait_ms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Inbox items after this one; `None` leaves the inbox out.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inbox: Option<u64>,
    /// At most [`crate::limits::MAX_SYNC_GROUPS`].
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub groups: Vec<GroupCursor>,
    /// Milliseconds, at most [`crate::limits::MAX_WAIT_MS`].
    pub wait_ms: u64,
    /// Entries of one group in the answer; a number beyond 1 to [`crate::limits::MAX_PAGE`] counts
    /// as the nearest of these.
    pub max_page: u64,
}

/// How far a device has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCursor {
    /// The last sequence number that it has.
    pub after: u64,
    /// The group.
    pub group: GroupId,
}

/// What is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// The relay's time, milliseconds since 1970 (UTC).
    pub now: u64,
    /// Inbox items, oldest first.
    #[serde(deserialize_with = "at_most::<MAX_INBOX, _, _>")]
    pub inbox: Vec<InboxItem>,
    /// Groups with anything to say, and those that this session has not proven.
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub groups: Vec<GroupUpdate>,
    /// Which life of the relay's database this is.
    pub incarnation: Incarnation,
    /// Key packages of this device that wait, besides the one of last resort.
    pub key_packages: u32,
}

/// News of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupUpdate {
    /// The newest sequence number of the log; 0 without a proof.
    pub head: u64,
    /// More entries that this session may read follow these.
    pub more: bool,
    /// The oldest sequence number that is still kept (`head + 1` where none is).
    pub first: u64,
    /// The group.
    pub group: GroupId,
    /// How the session stands to it.
    pub access: Access,
    /// After the cursor, without gaps but for what this session may not read. Encoded as a list
    /// of arrays `[at, body, id, node, seq, commit or null]`, the numbers as differences to those
    /// of the entry before.
    #[serde(with = "super::page")]
    pub entries: Vec<Entry>,
}

/// How a session stands to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// An epoch's key was proven; entries follow.
    Member,
    /// No proof in this session: prove and ask again.
    Unproven,
    /// The relay does not know the group.
    Unknown,
}

/// Says what is stored safely here; the relay forgets inbox items up to `inbox`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// The last inbox item that is stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inbox: Option<u64>,
    /// The last entry of each group that is stored.
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub groups: Vec<GroupCursor>,
}
