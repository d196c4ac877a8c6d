//! Time that a test can hold still, and set.
//!
//! A device's clock can be set while Kith runs, by months, and back. So it is no stopwatch: how
//! long ago something was in this process says a [`Moment`], and of a time that was stored, or that
//! the relay told, [`passed`].

use std::{
    fmt,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use rustix::time::{ClockId, clock_gettime};

/// The end of the year 9999: no clock that goes says a later time.
pub const LATEST_MS: u64 = 253_402_300_799_999;

/// Goes on while the device sleeps.
#[cfg(any(target_os = "linux", target_os = "android"))]
const STEADY: ClockId = ClockId::Boottime;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const STEADY: ClockId = ClockId::Monotonic;

/// Where Kith reads the time. The processing gate never does: it must come to the same verdict
/// on every device.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Milliseconds since 1970 (UTC), as the device has it: people set it, and networks do. 0 where
    /// it says an earlier time.
    fn now_ms(&self) -> u64;

    /// Milliseconds since some moment before this process began. Nobody sets it back or forward.
    fn steady_ms(&self) -> u64;
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

    fn steady_ms(&self) -> u64 {
        let time = clock_gettime(STEADY);
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        let millis = u64::try_from(time.tv_nsec / 1_000_000).unwrap_or(0);
        seconds * 1_000 + millis
    }
}

/// Whether a clock shows a time that can be. Before 1970 there is none: neither TLS nor MLS could say
/// whether anything is valid.
pub(crate) fn is_possible(clock: &dyn Clock) -> bool {
    clock.now_ms() > 0
}

/// When something was, by a clock that may be set and by the one that nobody sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    wall: u64,
    steady: u64,
}

impl Moment {
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        Self {
            wall: clock.now_ms(),
            steady: clock.steady_ms(),
        }
    }

    /// Milliseconds since, whatever was done to the clock.
    pub(crate) fn elapsed(self, clock: &dyn Clock) -> u64 {
        clock.steady_ms().saturating_sub(self.steady)
    }

    /// Whether `wait_ms` may have passed since, by either clock.
    pub(crate) fn passed(self, wait_ms: u64, clock: &dyn Clock) -> bool {
        self.elapsed(clock) >= wait_ms || passed(self.wall, wait_ms, clock.now_ms())
    }
}

/// Whether `wait_ms` have passed since a time that was stored. One that lies ahead was stored by a
/// clock that has been set back since, and counts as long ago.
pub(crate) fn passed(stored: u64, wait_ms: u64, now_ms: u64) -> bool {
    now_ms
        .checked_sub(stored)
        .is_none_or(|since| since >= wait_ms)
}

/// A clock as the client holds it.
pub type SharedClock = Arc<dyn Clock>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_ahead_counts_as_long_ago() {
        assert!(passed(100, 10, 110));
        assert!(!passed(100, 10, 109));
        assert!(passed(100, 10, 99));
        assert!(passed(u64::MAX, u64::MAX, 0));
        assert!(!passed(0, u64::MAX, u64::MAX - 1));
    }

    #[test]
    fn the_steady_clock_does_not_fall() {
        let first = SystemClock.steady_ms();
        assert!(SystemClock.steady_ms() >= first);
    }
}
