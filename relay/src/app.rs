//! What all requests share.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use kith_protocol::ids::{DeviceId, GroupId};
use tokio::sync::watch;

use crate::{
    auth::{Nonces, Session, Sessions},
    clinic::Authority,
    clock::Clock,
    config::{Limits, Rate},
    doors::{Doors, Who},
    hub::Hub,
    memory::Pool,
    metrics::Metrics,
    network::Networks,
    rate::Buckets,
    storage::{Storage, StorageError},
    tree::Parts,
};

/// A commit counts for at least so many bytes: its node stays for good.
const LEAST_COMMIT: usize = 4 << 10;
/// A removal with its path is no larger: 1.1 KB for each device of a group of 200 whose members have
/// yet to renew their keys.
const MOST_REMOVAL: usize = 256 << 10;
/// Of a log, one part has one byte in so many; that comes again in a month.
const LOG_SHARE: u64 = 4;

fn log_share(limits: &Limits) -> Rate {
    let share = u32::try_from(limits.group_bytes / LOG_SHARE).unwrap_or(u32::MAX);
    Rate::in_days(share, kith_protocol::limits::RETENTION_DAYS)
}

/// Where in its life a relay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Answers everything.
    Serving,
    /// Is going down: not ready, nobody waits.
    Draining,
}

/// Token buckets by what they bound.
pub(crate) struct Rates {
    pub(crate) unauthenticated: Networks,
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
    pub(crate) entries: Buckets<DeviceId>,
    pub(crate) commits: Buckets<DeviceId>,
    pub(crate) groups: Buckets<DeviceId>,
    pub(crate) claims: Buckets<DeviceId>,
    pub(crate) deposits: Buckets<DeviceId>,
    pub(crate) documents: Buckets<DeviceId>,
    /// Refused sessions that the audit takes note of.
    pub(crate) refusals: Buckets<DeviceId>,
}

/// The running relay, as its requests see it.
pub(crate) struct App {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) sessions: Sessions,
    pub(crate) nonces: Nonces,
    pub(crate) rates: Rates,
    pub(crate) authority: Authority,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) clock: Arc<dyn Clock>,
    /// When the retention last looked at the clock, by the steady one.
    looked_at: AtomicU64,
    pub(crate) limits: Limits,
    /// Bodies of requests without a session.
    pub(crate) strangers: Arc<Pool<Who>>,
    /// Bodies of requests with one.
    pub(crate) bodies: Arc<Pool<Who>>,
    /// Answers that are not read yet.
    pub(crate) answers: Arc<Pool<Who>>,
    pub(crate) doors: Arc<Doors>,
    pub(crate) phase: watch::Sender<Phase>,
}

impl App {
    pub(crate) fn new(
        storage: Arc<dyn Storage>,
        hub: Arc<Hub>,
        authority: Authority,
        metrics: Arc<Metrics>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Self {
        let rates = &limits.rates;
        Self {
            storage,
            hub,
            sessions: Sessions::new(
                Arc::clone(&clock),
                limits.sessions_per_device,
                limits.sessions,
            ),
            nonces: Nonces::new(Arc::clone(&clock), limits.nonces),
            rates: Rates {
                unauthenticated: Networks::new(rates.unauthenticated, &clock),
                requests: Buckets::new(rates.requests, Arc::clone(&clock)),
                proofs: Buckets::new(rates.proofs, Arc::clone(&clock)),
                looks: Buckets::new(rates.looks, Arc::clone(&clock)),
                publications: Buckets::new(rates.publications, Arc::clone(&clock)),
                invitations: Buckets::new(rates.invitations, Arc::clone(&clock)),
                bytes: Buckets::new(rates.bytes, Arc::clone(&clock)),
                bytes_by_day: Buckets::new(rates.bytes_by_day, Arc::clone(&clock)),
                tree_bytes_by_day: Parts::new(rates.tree_bytes_by_day, &clock),
                tree_groups_by_day: Parts::new(rates.tree_groups_by_day, &clock),
                tree_deposits_by_day: Parts::new(rates.tree_deposits_by_day, &clock),
                commit_bytes: Buckets::new(rates.commit_bytes, Arc::clone(&clock)),
                commit_bytes_by_day: Buckets::new(rates.commit_bytes_by_day, Arc::clone(&clock)),
                tree_commit_bytes_by_day: Parts::new(rates.tree_commit_bytes_by_day, &clock),
                removals: Buckets::new(rates.removals, Arc::clone(&clock)),
                tree_removal_bytes_by_day: Parts::new(rates.tree_removal_bytes_by_day, &clock),
                logs: Parts::new(log_share(&limits), &clock),
                entries: Buckets::new(rates.entries, Arc::clone(&clock)),
                commits: Buckets::new(rates.commits, Arc::clone(&clock)),
                groups: Buckets::new(rates.groups, Arc::clone(&clock)),
                claims: Buckets::new(rates.claims, Arc::clone(&clock)),
                deposits: Buckets::new(rates.deposits, Arc::clone(&clock)),
                documents: Buckets::new(rates.documents, Arc::clone(&clock)),
                refusals: Buckets::new(
                    Rate {
                        burst: 10,
                        per_second: 0.01,
                    },
                    Arc::clone(&clock),
                ),
            },
            authority,
            metrics,
            looked_at: AtomicU64::new(clock.steady()),
            clock,
            strangers: Pool::new(limits.stranger_bodies),
            bodies: Pool::new(limits.bodies),
            answers: Pool::new(limits.answers),
            doors: Doors::new(
                limits.connections_per_address,
                limits.connections_per_device,
            ),
            limits,
            phase: watch::channel(Phase::Serving).0,
        }
    }

    /// Those that the hub does not know.
    pub(crate) fn unknown(&self, groups: impl Iterator<Item = GroupId>) -> Vec<GroupId> {
        groups
            .filter(|group| self.hub.newest(group).is_none())
            .collect()
    }

    /// Sees to it that the hub knows these groups, as far as they exist.
    pub(crate) async fn learn(&self, unknown: Vec<GroupId>) -> Result<(), StorageError> {
        if !unknown.is_empty() {
            for (group, head, node) in self.storage.heads(unknown).await? {
                self.hub.learn_head(group, head, node);
            }
        }
        Ok(())
    }

    /// The newest item of a device's inbox, and how many key packages wait.
    pub(crate) async fn device_state(&self, device: DeviceId) -> Result<(u64, u32), StorageError> {
        if let (Some(inbox), Some(key_packages)) = self.hub.device(&device) {
            return Ok((inbox, key_packages));
        }
        let inbox = self.storage.inbox_head(device).await?;
        let key_packages = self.storage.key_packages_waiting(device).await?;
        self.hub.learn_device(device, inbox, key_packages);
        let (known_inbox, known_packages) = self.hub.device(&device);
        Ok((
            known_inbox.unwrap_or(inbox),
            known_packages.unwrap_or(key_packages),
        ))
    }

    /// Bytes that someone wants kept for others, or in how many milliseconds they may.
    pub(crate) fn keeps(&self, session: &Session, bytes: usize) -> Result<(), u64> {
        let device = session.actor.device;
        self.rates.bytes.take(device, bytes)?;
        self.rates.bytes_by_day.take(device, bytes)?;
        self.rates.tree_bytes_by_day.take((), &session.place, bytes)
    }

    /// The same, of what was done before it was known how much it is.
    pub(crate) fn owes(&self, session: &Session, bytes: usize) {
        let device = session.actor.device;
        self.rates.bytes.owe(device, bytes);
        self.rates.bytes_by_day.owe(device, bytes);
        self.rates.tree_bytes_by_day.owe((), &session.place, bytes);
    }

    /// Bytes that a commit adds, or in how many milliseconds it may. They are apart from those of what
    /// is said: neither keeps the other from going.
    pub(crate) fn commits(&self, session: &Session, bytes: usize) -> Result<(), u64> {
        let (device, bytes) = (session.actor.device, bytes.max(LEAST_COMMIT));
        self.rates.commit_bytes.take(device, bytes)?;
        self.rates.commit_bytes_by_day.take(device, bytes)?;
        self.rates
            .tree_commit_bytes_by_day
            .take((), &session.place, bytes)
    }

    /// Whether a commit that says it is a removal may go beyond the quotas of space. Nobody here can
    /// tell that it is one: so it is as large as one may be, and one of few.
    pub(crate) fn is_exempt(&self, session: &Session, group: GroupId, bytes: usize) -> bool {
        bytes <= MOST_REMOVAL
            && self
                .rates
                .removals
                .take((session.actor.device, group), 1)
                .is_ok()
            && self
                .rates
                .tree_removal_bytes_by_day
                .take((), &session.place, bytes)
                .is_ok()
    }

    /// Whether bytes fit into someone's share of a log, on whichever branch of it they stand.
    pub(crate) fn fits_log(&self, session: &Session, group: GroupId, bytes: usize) -> bool {
        self.rates.logs.take(group, &session.place, bytes).is_ok()
    }

    /// Milliseconds since this was last asked, or since the relay began.
    pub(crate) fn since_last_look(&self) -> u64 {
        let now = self.clock.steady();
        now.saturating_sub(self.looked_at.swap(now, Ordering::SeqCst))
    }

    /// Forgets what is over, in memory.
    pub(crate) fn sweep(&self) {
        self.sessions.sweep();
        self.rates.unauthenticated.sweep();
        for trees in [
            &self.rates.tree_bytes_by_day,
            &self.rates.tree_groups_by_day,
            &self.rates.tree_deposits_by_day,
            &self.rates.tree_commit_bytes_by_day,
            &self.rates.tree_removal_bytes_by_day,
        ] {
            trees.sweep();
        }
        self.rates.logs.sweep();
        self.rates.removals.sweep();
        for buckets in [
            &self.rates.requests,
            &self.rates.bytes,
            &self.rates.bytes_by_day,
            &self.rates.proofs,
            &self.rates.looks,
            &self.rates.publications,
            &self.rates.invitations,
            &self.rates.commit_bytes,
            &self.rates.commit_bytes_by_day,
            &self.rates.entries,
            &self.rates.commits,
            &self.rates.groups,
            &self.rates.claims,
            &self.rates.deposits,
            &self.rates.documents,
            &self.rates.refusals,
        ] {
            buckets.sweep();
        }
    }

    /// Whether the relay is going down.
    pub(crate) fn draining(&self) -> bool {
        *self.phase.borrow() == Phase::Draining
    }
}
