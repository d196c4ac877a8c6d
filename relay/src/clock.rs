//! Time, injectable: retention, expiry and sessions must be testable without waiting.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// One day in milliseconds.
pub const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970 (UTC), as the machine has it. It can be set, and be wrong.
    fn now(&self) -> u64;

    /// Milliseconds since some moment before this process began. Nobody sets it: what was in this
    /// process is measured with it.
    fn steady(&self) -> u64;
}

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            })
    }

    fn steady(&self) -> u64 {
        static BEGAN: OnceLock<Instant> = OnceLock::new();
        let since = BEGAN.get_or_init(Instant::now).elapsed();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicU64,
    steady: AtomicU64,
}

impl ManualClock {
    /// Starts at `now`.
    pub fn new(now: u64) -> Self {
        Self {
            now: AtomicU64::new(now),
            steady: AtomicU64::new(0),
        }
    }

    /// Time passes.
    pub fn advance(&self, ms: u64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
        self.steady.fetch_add(ms, Ordering::SeqCst);
    }

    /// Someone sets it, back too, while no time passes.
    pub fn set(&self, now: u64) {
        self.now.store(now, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    fn steady(&self) -> u64 {
        self.steady.load(Ordering::SeqCst)
    }
}
