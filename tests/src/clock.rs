//! The time, which stands still until a scenario moves it, and clocks that show it, rightly or not.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

/// Monday, 4 January 2027, 08:00 UTC.
const BEGINNING: u64 = 1_799_049_600_000;

/// A fake clock for tests. Its clones are the same clock.
#[derive(Clone, Debug)]
pub struct TestClock {
    /// True time, of all clocks of a world.
    time: Arc<AtomicU64>,
    /// How far this one is off.
    off: Arc<AtomicI64>,
}

impl Default for TestClock {
    fn default() -> Self {
        Self {
            time: Arc::new(AtomicU64::new(BEGINNING)),
            off: Arc::default(),
        }
    }
}

impl TestClock {
    /// Another clock of the same world: right, until someone sets it.
    pub fn another(&self) -> Self {
        Self {
            time: Arc::clone(&self.time),
            off: Arc::default(),
        }
    }

    /// Time passes, for everyone.
    pub fn advance_ms(&self, ms: u64) {
        self.time.fetch_add(ms, Ordering::SeqCst);
    }

    /// Someone sets this clock: it is so many milliseconds before or behind the time from now on.
    pub fn is_off_by(&self, ms: i64) {
        self.off.store(ms, Ordering::SeqCst);
    }

    /// What it shows: milliseconds since 1970 (UTC). No clock shows an earlier time.
    pub fn now(&self) -> u64 {
        let time = self.time.load(Ordering::SeqCst);
        time.saturating_add_signed(self.off.load(Ordering::SeqCst))
    }

    /// Time that has passed, whatever the clock was set to.
    fn passed(&self) -> u64 {
        self.time.load(Ordering::SeqCst) - BEGINNING
    }
}

impl kith_core::clock::Clock for TestClock {
    fn now_ms(&self) -> u64 {
        self.now()
    }

    fn steady_ms(&self) -> u64 {
        self.passed()
    }
}

impl kith_relay::clock::Clock for TestClock {
    fn now(&self) -> u64 {
        self.now()
    }

    fn steady(&self) -> u64 {
        self.passed()
    }
}
