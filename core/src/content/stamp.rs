//! When something was said, and after what.
//!
//! A device says things to several rooms, which only meet again on the screen. What puts them in
//! order there must not tell one room how much was said in another, so it is no count: it is the
//! clock, held to never fall. It costs no byte more than the time alone.

use serde::{Deserialize, Serialize};

/// Bits of a stamp that hold the clock: to the year 10889.
const CLOCK_BITS: u32 = 48;
const CLOCK: u64 = (1 << CLOCK_BITS) - 1;
/// Most times that a clock's being set back is counted: a stamp fits the store's 63 bits.
const MOST_TURNS: u64 = (1 << (63 - CLOCK_BITS)) - 1;
/// How far a clock may fall behind, in milliseconds, without counting as set back: systems put
/// theirs right by a little all the time.
const SLACK_MS: u64 = 60_000;

/// When a device said something: larger than any stamp of what it said before, to whomever. The
/// low 48 bits are its clock in milliseconds since 1970 (UTC); those above them count how often
/// that clock was set back.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Stamp(pub u64);

impl Stamp {
    /// A time alone, of something that no device said.
    pub fn at(ms: u64) -> Self {
        Self(ms.min(CLOCK))
    }

    /// The stamp of what is said next, after `self`, when the clock says `now_ms`.
    #[must_use]
    pub fn next(self, now_ms: u64) -> Self {
        let now = now_ms.min(CLOCK);
        let turns = self.0 >> CLOCK_BITS;
        let stamp = turns << CLOCK_BITS | now;
        if stamp > self.0 {
            Self(stamp)
        } else if self.clock() - now <= SLACK_MS || turns >= MOST_TURNS {
            Self(self.0.saturating_add(1).min(i64::MAX as u64))
        } else {
            Self((turns + 1) << CLOCK_BITS | now)
        }
    }

    /// Whether what is said next, after `self`, can have been said at a time: no more was said since than a clock that
    /// was not set back accounts for.
    pub fn may_follow_at(self, ms: u64) -> bool {
        self.clock().saturating_sub(ms) <= SLACK_MS
    }

    /// What the clock said, milliseconds since 1970 (UTC).
    pub fn clock(self) -> u64 {
        self.0 & CLOCK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_later_has_the_larger_stamp_whatever_the_clock_does() {
        const DAY: u64 = 24 * 60 * 60 * 1000;
        let now = 1_799_049_600_000;
        let mut last = Stamp::default();
        let clock = [
            now,
            now,
            now + 1,
            now - 500,
            now + 400 * DAY,
            now + 2,
            0,
            0,
            now + 3,
            u64::MAX,
            now + 4,
        ];
        for now in clock {
            let next = last.next(now);
            let turned = next.0 >> CLOCK_BITS > last.0 >> CLOCK_BITS;
            assert_eq!(last.may_follow_at(now), !turned);
            assert!(next > last, "{next:?} after {last:?}");
            assert!(next.clock().abs_diff(now.min(CLOCK)) <= SLACK_MS);
            last = next;
        }
    }

    #[test]
    fn a_clock_that_never_stops_falling_runs_out_of_turns_and_not_of_order() {
        let mut last = Stamp((MOST_TURNS << CLOCK_BITS) | (CLOCK - 3));
        for _ in 0..3 {
            let next = last.next(0);
            assert!(next > last);
            last = next;
        }
        assert!(i64::try_from(last.0).is_ok());
    }
}
