//! Time that a test can hold still.

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

/// The end of the year 9999: no clock that goes says a later time.
pub const LATEST_MS: u64 = 253_402_300_799_999;

/// Where Kith reads the time. The processing gate never does: it must come to the same verdict
/// on every device.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Milliseconds since 1970 (UTC).
    fn now_ms(&self) -> u64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            })
    }
}

/// A clock as the client holds it.
pub type SharedClock = Arc<dyn Clock>;
