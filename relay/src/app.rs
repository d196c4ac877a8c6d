//! What all requests share.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use kith_protocol::ids::{DeviceId, GroupId};
use tokio::sync::watch;

use crate::{
    auth::{Nonces, Sessions},
    clinic::Authority,
    clock::Clock,
    config::Limits,
    doors::{Doors, Shared, Who},
    hub::Hub,
    memory::Pool,
    metrics::Metrics,
    rates::Rates,
    storage::{Storage, StorageError},
};

/// Where in its life a relay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Answers everything.
    Serving,
    /// Is going down: not ready, nobody waits.
    Draining,
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
        shared: Shared,
    ) -> Self {
        Self {
            storage,
            hub,
            sessions: Sessions::new(
                Arc::clone(&clock),
                limits.sessions_per_device,
                limits.sessions,
            ),
            nonces: Nonces::new(Arc::clone(&clock), limits.nonces),
            rates: Rates::new(&limits, &clock),
            authority,
            metrics,
            looked_at: AtomicU64::new(clock.steady()),
            doors: Doors::new(&limits, shared, Arc::clone(&clock)),
            clock,
            strangers: Pool::new(limits.stranger_bodies),
            bodies: Pool::new(limits.bodies),
            answers: Pool::new(limits.answers),
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
                self.hub.learn_head(group, head, Some(node));
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

    /// Milliseconds since this was last asked, or since the relay began.
    pub(crate) fn since_last_look(&self) -> u64 {
        let now = self.clock.steady();
        now.saturating_sub(self.looked_at.swap(now, Ordering::SeqCst))
    }

    /// Forgets what is over, in memory.
    pub(crate) fn sweep(&self) {
        self.sessions.sweep();
        self.rates.sweep();
        self.doors.sweep();
    }

    /// Whether the relay is going down.
    pub(crate) fn draining(&self) -> bool {
        *self.phase.borrow() == Phase::Draining
    }
}
