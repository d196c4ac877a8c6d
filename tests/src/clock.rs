//! One clock for everyone, which stands still until a scenario moves it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Monday, 4 January 2027, 08:00 UTC.
const BEGINNING: u64 = 1_799_049_600_000;

/// A fake clock for tests, shared by relay and clients.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicU64>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(BEGINNING)))
    }
}

impl TestClock {
    /// Moves it forward.
    pub fn advance_ms(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Milliseconds since 1970 (UTC).
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl kith_core::clock::Clock for TestClock {
    fn now_ms(&self) -> u64 {
        self.now()
    }
}

impl kith_relay::clock::Clock for TestClock {
    fn now(&self) -> u64 {
        self.now()
    }
}
