//! Retention and audit.

use kith_protocol::ids::DeviceId;

use super::TenantId;

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
