//! How much each may ask for and leave here, by what it is. What is refused takes nothing: whoever
//! tries again does not use up the day by it.

use std::sync::Arc;

use kith_protocol::ids::{DeviceId, GroupId};

use crate::{
    auth::Session,
    clock::Clock,
    config::{Limits, Rate},
    network::Networks,
    rate::Buckets,
    tree::{Parts, Place},
};

/// A commit counts for at least so many bytes: its node stays for good.
const LEAST_COMMIT: usize = 4 << 10;
/// A removal with its path is no larger: 1.1 KB for each device of a group of 200 whose members have
/// yet to renew their keys.
const MOST_REMOVAL: usize = 256 << 10;
/// Of a log, one part has one byte in so many; that comes again in a month.
const LOG_SHARE: u64 = 4;

/// And so many commits: an epoch stays for good, and is looked at.
const LOG_COMMITS: u32 = 4_000;

fn log_share(limits: &Limits) -> Rate {
    let share = u32::try_from(limits.group_bytes / LOG_SHARE).unwrap_or(u32::MAX);
    Rate::in_days(share, kith_protocol::limits::RETENTION_DAYS)
}

/// Token buckets by what they bound.
pub(crate) struct Rates {
    pub(crate) unauthenticated: Networks,
    pub(crate) sessions: Buckets<DeviceId>,
    pub(crate) part_sessions: Parts<()>,
    pub(crate) requests: Buckets<DeviceId>,
    pub(crate) proofs: Buckets<DeviceId>,
    pub(crate) looks: Buckets<DeviceId>,
    pub(crate) publications: Buckets<DeviceId>,
    pub(crate) invitations: Buckets<DeviceId>,
    pub(crate) bytes: Buckets<DeviceId>,
    pub(crate) bytes_by_day: Buckets<DeviceId>,
    pub(crate) tree_bytes_by_day: Parts<()>,
    pub(crate) tree_groups_by_day: Parts<()>,
    pub(crate) tree_deposits_by_day: Parts<()>,
    pub(crate) commit_bytes: Buckets<DeviceId>,
    pub(crate) commit_bytes_by_day: Buckets<DeviceId>,
    pub(crate) tree_commit_bytes_by_day: Parts<()>,
    pub(crate) removals: Buckets<(DeviceId, GroupId)>,
    pub(crate) tree_removal_bytes_by_day: Parts<()>,
    /// Bytes that are added to one log.
    pub(crate) logs: Parts<GroupId>,
    /// Commits that are added to one log.
    pub(crate) log_commits: Parts<GroupId>,
    pub(crate) entries: Buckets<DeviceId>,
    pub(crate) commits: Buckets<DeviceId>,
    pub(crate) groups: Buckets<DeviceId>,
    pub(crate) claims: Buckets<DeviceId>,
    pub(crate) deposits: Buckets<DeviceId>,
    pub(crate) documents: Buckets<DeviceId>,
    /// Refused sessions that the audit takes note of.
    pub(crate) refusals: Buckets<DeviceId>,
}

/// Why something is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNow {
    /// It may be asked for again in so many milliseconds.
    Later(u64),
    /// Their part of a log is used up.
    Full,
}

impl From<u64> for NotNow {
    fn from(ms: u64) -> Self {
        Self::Later(ms)
    }
}

/// What a commit adds, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommitSize {
    pub(crate) body: usize,
    pub(crate) welcomes: usize,
    /// It is marked as a removal.
    pub(crate) removal: bool,
}

impl Rates {
    pub(crate) fn new(limits: &Limits, clock: &Arc<dyn Clock>) -> Self {
        let rates = &limits.rates;
        let buckets = |rate| Buckets::new(rate, Arc::clone(clock));
        Self {
            unauthenticated: Networks::new(rates.unauthenticated, clock),
            sessions: buckets(rates.sessions),
            part_sessions: Parts::new(rates.part_sessions, clock),
            requests: buckets(rates.requests),
            proofs: buckets(rates.proofs),
            looks: buckets(rates.looks),
            publications: buckets(rates.publications),
            invitations: buckets(rates.invitations),
            bytes: buckets(rates.bytes),
            bytes_by_day: buckets(rates.bytes_by_day),
            tree_bytes_by_day: Parts::new(rates.tree_bytes_by_day, clock),
            tree_groups_by_day: Parts::new(rates.tree_groups_by_day, clock),
            tree_deposits_by_day: Parts::new(rates.tree_deposits_by_day, clock),
            commit_bytes: buckets(rates.commit_bytes),
            commit_bytes_by_day: buckets(rates.commit_bytes_by_day),
            tree_commit_bytes_by_day: Parts::new(rates.tree_commit_bytes_by_day, clock),
            removals: Buckets::new(rates.removals, Arc::clone(clock)),
            tree_removal_bytes_by_day: Parts::new(rates.tree_removal_bytes_by_day, clock),
            logs: Parts::new(log_share(limits), clock),
            log_commits: Parts::new(
                Rate::in_days(LOG_COMMITS, kith_protocol::limits::RETENTION_DAYS),
                clock,
            ),
            entries: buckets(rates.entries),
            commits: buckets(rates.commits),
            groups: buckets(rates.groups),
            claims: buckets(rates.claims),
            deposits: buckets(rates.deposits),
            documents: buckets(rates.documents),
            refusals: buckets(Rate {
                burst: 10,
                per_second: 0.01,
            }),
        }
    }

    fn may_keep(&self, who: &Session, bytes: usize) -> Result<(), u64> {
        let device = who.actor.device;
        self.bytes.has(device, bytes)?;
        self.bytes_by_day.has(device, bytes)?;
        self.tree_bytes_by_day.has((), &who.place, bytes)
    }

    /// Bytes that someone wants kept for others, or in how many milliseconds they may.
    pub(crate) fn keeps(&self, who: &Session, bytes: usize) -> Result<(), u64> {
        self.may_keep(who, bytes)?;
        self.owes(who, bytes);
        Ok(())
    }

    /// The same, of what was done before it was known how much it is.
    pub(crate) fn owes(&self, who: &Session, bytes: usize) {
        let device = who.actor.device;
        self.bytes.owe(device, bytes);
        self.bytes_by_day.owe(device, bytes);
        self.tree_bytes_by_day.owe((), &who.place, bytes);
    }

    /// Whether a device may open a session.
    pub(crate) fn may_sign_in(&self, device: DeviceId, place: &Place) -> Result<(), u64> {
        self.sessions.has(device, 1)?;
        self.part_sessions.has((), place, 1)
    }

    /// Counts a session.
    pub(crate) fn signed_in(&self, device: DeviceId, place: &Place) {
        self.sessions.owe(device, 1);
        self.part_sessions.owe((), place, 1);
    }

    /// One more group.
    pub(crate) fn creates(&self, who: &Session) -> Result<(), u64> {
        let device = who.actor.device;
        self.groups.has(device, 1)?;
        self.tree_groups_by_day.take((), &who.place, 1)?;
        self.groups.owe(device, 1);
        Ok(())
    }

    /// Key packages of so many bytes.
    pub(crate) fn publishes(&self, who: &Session, bytes: usize) -> Result<(), u64> {
        let device = who.actor.device;
        self.publications.has(device, 1)?;
        self.keeps(who, bytes)?;
        self.publications.owe(device, 1);
        Ok(())
    }

    /// An item of so many bytes for someone's inbox.
    pub(crate) fn deposits(&self, who: &Session, bytes: usize) -> Result<(), u64> {
        let device = who.actor.device;
        self.deposits.has(device, 1)?;
        self.tree_deposits_by_day.has((), &who.place, 1)?;
        self.keeps(who, bytes)?;
        self.deposits.owe(device, 1);
        self.tree_deposits_by_day.owe((), &who.place, 1);
        Ok(())
    }

    /// Entries for a log, within someone's share of it, on whichever branch they stand.
    pub(crate) fn appends(
        &self,
        who: &Session,
        group: GroupId,
        (entries, bytes): (usize, usize),
    ) -> Result<(), NotNow> {
        let device = who.actor.device;
        self.entries.has(device, entries)?;
        self.may_keep(who, bytes)?;
        let log = self.logs.take(group, &who.place, bytes);
        log.map_err(|_| NotNow::Full)?;
        self.entries.owe(device, entries);
        self.owes(who, bytes);
        Ok(())
    }

    /// A commit, and whether it may go beyond the quotas of space. Its bytes are apart from those of
    /// what is said: neither keeps the other from going.
    pub(crate) fn commits(
        &self,
        who: &Session,
        group: GroupId,
        size: CommitSize,
    ) -> Result<bool, NotNow> {
        let (device, place) = (who.actor.device, &who.place);
        let whole = size.body + size.welcomes;
        let bytes = whole.max(LEAST_COMMIT);
        self.commits.has(device, 1)?;
        self.commit_bytes.has(device, bytes)?;
        self.commit_bytes_by_day.has(device, bytes)?;
        self.tree_commit_bytes_by_day.has((), place, bytes)?;
        let exempt = size.removal && self.is_exempt(who, group, whole);
        if !exempt {
            let epochs = self.log_commits.has(group, place, 1);
            let log = epochs.and_then(|()| self.logs.take(group, place, size.body));
            log.map_err(|_| NotNow::Full)?;
        }
        self.log_commits.owe(group, place, 1);
        self.commits.owe(device, 1);
        self.commit_bytes.owe(device, bytes);
        self.commit_bytes_by_day.owe(device, bytes);
        self.tree_commit_bytes_by_day.owe((), place, bytes);
        Ok(exempt)
    }

    /// Whether a commit that says it is a removal may go beyond the quotas of space. Nobody here can
    /// tell that it is one: so it is as large as one may be, and one of few.
    fn is_exempt(&self, who: &Session, group: GroupId, bytes: usize) -> bool {
        let removal = (who.actor.device, group);
        let days = &self.tree_removal_bytes_by_day;
        let fits = bytes <= MOST_REMOVAL
            && self.removals.has(removal, 1).is_ok()
            && days.take((), &who.place, bytes).is_ok();
        if fits {
            self.removals.owe(removal, 1);
        }
        fits
    }

    /// An exempt commit was not taken, or had been before: its epoch may have ended meanwhile, and who has to
    /// try again has as many as ever.
    pub(crate) fn gives_back(&self, who: &Session, group: GroupId, size: CommitSize) {
        self.removals.give_back((who.actor.device, group), 1);
        let bytes = size.body + size.welcomes;
        self.tree_removal_bytes_by_day
            .give_back((), &who.place, bytes);
    }

    /// Forgets those that are full.
    pub(crate) fn sweep(&self) {
        self.unauthenticated.sweep();
        for trees in [
            &self.tree_bytes_by_day,
            &self.tree_groups_by_day,
            &self.tree_deposits_by_day,
            &self.tree_commit_bytes_by_day,
            &self.tree_removal_bytes_by_day,
        ] {
            trees.sweep();
        }
        self.logs.sweep();
        self.log_commits.sweep();
        self.sessions.sweep();
        self.part_sessions.sweep();
        self.removals.sweep();
        for buckets in [
            &self.requests,
            &self.bytes,
            &self.bytes_by_day,
            &self.proofs,
            &self.looks,
            &self.publications,
            &self.invitations,
            &self.commit_bytes,
            &self.commit_bytes_by_day,
            &self.entries,
            &self.commits,
            &self.groups,
            &self.claims,
            &self.deposits,
            &self.documents,
            &self.refusals,
        ] {
            buckets.sweep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::ManualClock,
        storage::{Actor, TenantId},
        tree::Part,
    };
    use kith_protocol::ids::PersonId;

    fn session() -> Session {
        let actor = Actor {
            device: DeviceId([1; 16]),
            tenant: TenantId(1),
        };
        let place = Place {
            person: PersonId([2; 16]),
            part: Part::Guests(PersonId([3; 16])),
        };
        Session::new(actor, place, [4; 16], 0)
    }

    /// Whoever is refused tries again: that must not cost what they may do elsewhere.
    #[test]
    fn what_is_refused_takes_nothing_of_a_day() {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(0));
        // A person's share of a log is a quarter of its part, which is a quarter of the log.
        let mut limits = Limits {
            group_bytes: 16 * 200,
            ..Limits::default()
        };
        limits.rates.tree_deposits_by_day.burst = 4;
        let rates = Rates::new(&limits, &clock);
        let (who, full, other) = (session(), GroupId([8; 16]), GroupId([9; 16]));
        assert_eq!(rates.appends(&who, full, (1, 200)), Ok(()));
        for _ in 0..limits.rates.entries.burst * 2 {
            assert_eq!(rates.appends(&who, full, (1, 1)), Err(NotNow::Full));
        }
        assert_eq!(rates.appends(&who, other, (1, 200)), Ok(()));
        assert_eq!(rates.deposits(&who, 1), Ok(()));
        for _ in 0..limits.rates.deposits.burst * 2 {
            assert!(rates.deposits(&who, 1 << 20).is_err());
        }
        let spent = limits.rates.bytes.burst as usize - 401;
        assert_eq!(rates.keeps(&who, spent), Ok(()), "no byte more is gone");
        let commit = |body| CommitSize {
            body,
            welcomes: 0,
            removal: false,
        };
        for _ in 0..limits.rates.commits.burst * 2 {
            assert_eq!(rates.commits(&who, full, commit(1)), Err(NotNow::Full));
        }
        let third = GroupId([7; 16]);
        assert_eq!(rates.commits(&who, third, commit(1)), Ok(false));
    }

    #[test]
    fn one_person_begins_no_epochs_of_a_log_without_end() {
        let clock = Arc::new(ManualClock::new(0));
        let limits = Limits::default();
        let rates = Rates::new(&limits, &(clock.clone() as Arc<dyn Clock>));
        let (who, group) = (session(), GroupId([8; 16]));
        let commits = |removal| {
            clock.advance(1_000);
            let size = CommitSize {
                body: 1,
                welcomes: 0,
                removal,
            };
            rates.commits(&who, group, size)
        };
        let taken = (0..2_000).take_while(|_| commits(false).is_ok()).count();
        assert!((1_000..1_010).contains(&taken), "{taken}");
        assert_eq!(commits(false), Err(NotNow::Full));
        assert_eq!(commits(true), Ok(true), "control: a removal goes");
        clock.advance(24 * 60 * 60 * 1_000);
        assert_eq!(commits(false), Ok(false), "it comes again");
    }
}
