//! What storage takes and gives, in the domain's words.

use kith_protocol::{
    api::{
        groups::{Entry, NewEntry, Welcome},
        inbox::InboxKind,
        people::{Clinic, DeviceRecord},
    },
    identity::{AttestationChain, Receipt, Role},
    ids::{DeviceId, Digest32, GroupId, InvitationId, PersonId, PublicKey, RequestId},
};

/// A clinic's number within one relay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantId(pub i64);

impl std::fmt::Debug for TenantId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TenantId(…)")
    }
}

/// A clinic as it is created.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Fingerprint of its root key.
    pub clinic: Digest32,
    /// The address that invitations carry.
    pub url: String,
    /// Its signed documents.
    pub documents: Clinic,
    /// Days that log entries are kept.
    pub retention_days: u32,
}

/// A clinic.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its number here.
    pub id: TenantId,
    /// Fingerprint of its root key.
    pub clinic: Digest32,
    /// The address that invitations carry.
    pub url: String,
    /// Its signed documents.
    pub documents: Clinic,
    /// Days that log entries are kept.
    pub retention_days: u32,
}

/// New documents of a clinic. Written only where the clinic's documents still are those that
/// the new ones were made from.
#[derive(Clone, Debug)]
pub struct TenantUpdate {
    /// Which clinic.
    pub tenant: TenantId,
    /// What they were made from.
    pub before: Clinic,
    /// The new ones.
    pub documents: Clinic,
    /// The address that invitations carry.
    pub url: String,
    /// Days that log entries are kept.
    pub retention_days: u32,
    /// People who are revoked from now on.
    pub revoke: Vec<PersonId>,
    /// Whether one whom the relay does not know may be among them.
    pub unknown_too: bool,
    /// What the audit calls it.
    pub action: &'static str,
}

impl TenantUpdate {
    /// New documents, and all else as it is.
    pub fn of(tenant: &Tenant, documents: Clinic) -> Self {
        Self {
            tenant: tenant.id,
            before: tenant.documents.clone(),
            documents,
            url: tenant.url.clone(),
            retention_days: tenant.retention_days,
            revoke: Vec::new(),
            unknown_too: false,
            action: "",
        }
    }
}

/// Who invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inviter {
    /// The clinic: the invitee will be attested in this role.
    Clinic(Role),
    /// A device: the invitee is that person's guest.
    Device(DeviceId),
}

/// An invitation to store.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Of which clinic.
    pub tenant: TenantId,
    /// Who invites.
    pub inviter: Inviter,
    /// Of the name of whom the clinic invites to its staff, salted.
    pub name: Option<Digest32>,
    /// Of the token that the invitee will show.
    pub token_hash: Digest32,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// An open one that it takes the place of.
    pub replaces: Option<InvitationId>,
    /// Open invitations that this inviter may have at once.
    pub quota: usize,
}

/// An invitation as stored.
#[derive(Clone, Copy, Debug)]
pub struct InvitationRecord {
    /// Of which clinic.
    pub tenant: TenantId,
    /// Who invites.
    pub inviter: Inviter,
    /// Of the name of whom the clinic invites to its staff, salted.
    pub name: Option<Digest32>,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
}

/// Who takes an invitation back.
#[derive(Clone, Copy, Debug)]
pub enum Withdrawer {
    /// The clinic's operator.
    Operator,
    /// A device, its own invitation.
    Device(DeviceId),
}

/// A verified enrolment.
#[derive(Clone, Debug)]
pub struct Enrol {
    /// Which invitation.
    pub invitation: InvitationId,
    /// Of the token that was shown.
    pub token_hash: Digest32,
    /// The person key.
    pub person: PublicKey,
    /// The device key.
    pub device: PublicKey,
    /// Certificate and inbox key, verified.
    pub record: DeviceRecord,
    /// The clinic's word for this person, where the clinic invites.
    pub attestation: Option<AttestationChain>,
    /// Its word that they redeemed it, where a person invites.
    pub receipt: Option<Receipt>,
}

/// What a redeemed invitation gives.
#[derive(Clone, Debug)]
pub struct EnrolmentRecord {
    /// The clinic's documents.
    pub documents: Clinic,
    /// As given when the invitation was first redeemed.
    pub attestation: Option<AttestationChain>,
    /// The same.
    pub receipt: Option<Receipt>,
}

/// What someone's enrolment rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The clinic enrolled them.
    Clinic,
    /// Whoever the clinic enrolled invited them.
    Guest,
    /// The same, and has let them go since.
    LetGo,
}

/// A device as the session layer needs it.
#[derive(Clone, Copy, Debug)]
pub struct DeviceEntry {
    /// Its key.
    pub key: PublicKey,
    /// Whose.
    pub person: PersonId,
    /// Of which clinic.
    pub tenant: TenantId,
    /// Whether its person was revoked.
    pub revoked: bool,
    /// Whom the clinic enrolled: its person, or whose guest they are.
    pub root: PersonId,
    /// Which of these.
    pub standing: Standing,
}

/// Why a device has no session any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The clinic revoked its person.
    Revoked,
    /// Nobody holds its person any more.
    Forgotten,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The device of the session.
    pub device: DeviceId,
    /// Its clinic.
    pub tenant: TenantId,
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

/// The time by which things may be deleted, in milliseconds since 1970 (UTC) and of spans of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Believed {
    /// The time that is believed; at most what the clock says.
    pub now: u64,
    /// By how much the clock had jumped ahead when it was believed: what was stored before is
    /// younger than its date says by as much, if the jump put the clock right.
    pub jump: u64,
    /// When it was believed.
    pub since: u64,
    /// The clock was set back and has gone on from there: what is dated ahead of it is dated
    /// wrongly.
    pub set_back: bool,
}

impl Believed {
    /// The date before which nothing need be kept that is kept for so long. Until all that is
    /// older than the jump has gone, what was stored before it counts as younger.
    pub fn before(&self, kept: u64) -> u64 {
        let before = self.now.saturating_sub(kept);
        if before > self.since {
            before
        } else {
            before.saturating_sub(self.jump)
        }
    }
}

/// What one run of the retention removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// Log entries.
    pub entries: u64,
    /// Inbox items.
    pub inbox: u64,
    /// Everything else: request records, invitations, tombstones of key packages.
    pub records: u64,
    /// What was dated ahead of the clock, and is dated by it now. Nothing of it was removed.
    pub redated: u64,
}

impl Expired {
    /// All that was removed.
    pub fn total(&self) -> u64 {
        self.entries + self.inbox + self.records
    }

    /// Whether there was nothing to do.
    pub fn is_done(&self) -> bool {
        self.total() + self.redated == 0
    }
}

impl std::ops::AddAssign for Expired {
    fn add_assign(&mut self, more: Self) {
        self.entries += more.entries;
        self.inbox += more.inbox;
        self.records += more.records;
        self.redated += more.redated;
    }
}

/// Something that happened outside any other operation, for the audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditNote {
    /// Whose chain; `None`: the relay's own.
    pub tenant: Option<TenantId>,
    /// Who.
    pub actor: Option<DeviceId>,
    /// What.
    pub action: &'static str,
    /// How it ended.
    pub outcome: &'static str,
}

/// A change that others may wait for. Told after it is durable and before the request that
/// made it is answered, in the order of the writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A log has grown.
    Group {
        /// Which.
        group: GroupId,
        /// Its newest sequence number.
        head: u64,
        /// The epoch that it has grown in: only who reaches that is told.
        node: u64,
    },
    /// An item came.
    Inbox {
        /// Whose inbox.
        device: DeviceId,
        /// Its sequence number.
        seq: u64,
    },
    /// The number of waiting key packages changed.
    KeyPackages {
        /// Whose.
        device: DeviceId,
        /// How many now, besides the one of last resort.
        waiting: u32,
    },
}

/// Is told of changes.
pub trait Observer: Send + Sync + 'static {
    /// Must neither block nor panic.
    fn changed(&self, change: Change);

    /// So many writes became durable together, in so many microseconds.
    fn batch(&self, _jobs: usize, _micros: u64) {}
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deaf;

impl Observer for Deaf {
    fn changed(&self, _: Change) {}
}
