//! What the relay said of the time, and what that says of this device's clock.

use std::sync::{Mutex, PoisonError};

use crate::clock::{LATEST_MS, Moment, SharedClock};

const HOUR_MS: u64 = 60 * 60 * 1000;
/// How far two clocks that are right may be apart.
const APART_MS: u64 = HOUR_MS;
/// For so long nobody is believed to have been out of touch: a clock that says more is ahead.
const AWAY_MS: u64 = 180 * 24 * HOUR_MS;
/// When this was written, 1 November 2026: no clock that is right says an earlier time.
const WRITTEN_MS: u64 = 1_793_491_200_000;

/// What one account's relay said of the time.
#[derive(Debug)]
pub(crate) struct Heard {
    clock: SharedClock,
    /// When it was last heard before this process, by its clock.
    before: Option<u64>,
    /// What it said last in this process, and when.
    told: Mutex<Option<(u64, Moment)>>,
}

impl Heard {
    pub(crate) fn new(clock: SharedClock, before: Option<u64>) -> Self {
        Self {
            clock,
            before,
            told: Mutex::default(),
        }
    }

    /// This device's clock.
    pub(super) fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Notes what the relay says of the time.
    pub(super) fn tells(&self, now_ms: u64) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Some((now_ms.min(LATEST_MS), Moment::now(&*self.clock)));
    }

    /// The relay's time; nothing before it has answered in this process.
    pub(super) fn now(&self) -> Option<u64> {
        let told = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.map(|(now, then)| now.saturating_add(then.elapsed(&*self.clock)))
    }

    /// By when something that waits for a time is due: what this device's clock says, and where that is wrong by the
    /// relay's the earlier of both: a clock that jumps makes nothing due. Nothing before the relay has answered.
    pub(super) fn due(&self) -> Option<u64> {
        let (clock, relay) = (self.clock.now_ms(), self.now()?);
        Some(match clock.abs_diff(relay) > APART_MS {
            true => clock.min(relay),
            false => clock,
        })
    }

    /// Whether this device's clock is wrong by what is known of the relay's. A certificate that does
    /// not hold by the clock says nothing: whoever poses as the relay chooses its dates.
    pub(super) fn is_clock_off(&self) -> bool {
        let clock = self.clock.now_ms();
        match (self.now(), self.before) {
            (Some(relay), _) => clock.abs_diff(relay) > APART_MS,
            (None, Some(before)) => {
                clock.saturating_add(APART_MS) < before.max(WRITTEN_MS)
                    || clock > before.saturating_add(AWAY_MS)
            }
            (None, None) => clock < WRITTEN_MS,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use super::*;
    use crate::clock::Clock;

    const DAY_MS: u64 = 24 * HOUR_MS;
    const TODAY: u64 = WRITTEN_MS + 100 * DAY_MS;

    /// A fake clock, set and moved apart from each other.
    #[derive(Debug, Default)]
    struct Set {
        wall: AtomicU64,
        steady: AtomicU64,
    }

    impl Clock for Set {
        fn now_ms(&self) -> u64 {
            self.wall.load(Ordering::SeqCst)
        }

        fn steady_ms(&self) -> u64 {
            self.steady.load(Ordering::SeqCst)
        }
    }

    fn heard(before: Option<u64>) -> (Arc<Set>, Heard) {
        let clock = Arc::<Set>::default();
        let heard = Heard::new(Arc::<Set>::clone(&clock), before);
        (clock, heard)
    }

    #[test]
    fn a_relay_that_was_heard_tells_whether_the_clock_is_right_to_the_hour() {
        let (clock, heard) = heard(Some(TODAY));
        heard.tells(TODAY);
        clock.steady.store(300 * DAY_MS, Ordering::SeqCst);
        let now = TODAY + 300 * DAY_MS;
        assert_eq!(heard.now(), Some(now));
        for (wall, off) in [
            (now, false),
            (now + HOUR_MS, false),
            (now - HOUR_MS, false),
            (now + HOUR_MS + 1, true),
            (now - HOUR_MS - 1, true),
            (0, true),
        ] {
            clock.wall.store(wall, Ordering::SeqCst);
            assert_eq!(heard.is_clock_off(), off, "{wall}");
        }
    }

    #[test]
    fn what_waits_is_due_by_both_clocks_where_they_differ() {
        let (clock, heard) = heard(None);
        clock.wall.store(TODAY, Ordering::SeqCst);
        assert_eq!(heard.due(), None, "nobody has said how late it is");
        heard.tells(TODAY);
        for (wall, due) in [
            (TODAY + HOUR_MS, TODAY + HOUR_MS),
            (TODAY + HOUR_MS + 1, TODAY),
            (TODAY + 365 * DAY_MS, TODAY),
            (TODAY - 365 * DAY_MS, TODAY - 365 * DAY_MS),
        ] {
            clock.wall.store(wall, Ordering::SeqCst);
            assert_eq!(heard.due(), Some(due), "{wall}");
        }
    }

    #[test]
    fn where_it_was_heard_before_a_clock_before_that_or_long_after_is_wrong() {
        let (clock, heard) = heard(Some(TODAY));
        for (wall, off) in [
            (TODAY, false),
            (TODAY - HOUR_MS, false),
            (TODAY - HOUR_MS - 1, true),
            (TODAY + AWAY_MS, false),
            (TODAY + 400 * DAY_MS, true),
        ] {
            clock.wall.store(wall, Ordering::SeqCst);
            assert_eq!(heard.is_clock_off(), off, "{wall}");
        }
    }

    #[test]
    fn where_it_was_never_heard_only_a_time_before_this_was_written_is_wrong() {
        let (clock, heard) = heard(None);
        for (wall, off) in [
            (WRITTEN_MS - 1, true),
            (WRITTEN_MS, false),
            (TODAY + 4_000 * DAY_MS, false),
        ] {
            clock.wall.store(wall, Ordering::SeqCst);
            assert_eq!(heard.is_clock_off(), off, "{wall}");
        }
    }
}
