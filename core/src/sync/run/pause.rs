//! How long to wait after what failed.

use std::time::Duration;

use crate::ids::random;

const FIRST: Duration = Duration::from_millis(500);
const LAST: Duration = Duration::from_secs(60);

/// Doubles with each failure. Between half and all of it is waited, by chance: else all clients of a
/// relay that was away would come back at one moment.
#[derive(Debug)]
pub(super) struct Pause {
    whole: Duration,
    last: Duration,
}

impl Pause {
    pub(super) fn new() -> Self {
        Self::up_to(LAST)
    }

    /// One that never grows longer than this.
    pub(super) fn up_to(last: Duration) -> Self {
        Self { whole: FIRST, last }
    }

    /// What fails next is the first failure.
    pub(super) fn reset(&mut self) {
        self.whole = FIRST;
    }

    /// How long to wait now; longer the next time.
    pub(super) fn next(&mut self) -> Duration {
        let whole = self.whole;
        self.whole = (whole * 2).min(self.last);
        let share = f64::from(u32::from_be_bytes(random())) / f64::from(u32::MAX);
        whole.mul_f64(0.5 + share / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_no_two_devices_agree_on_them() {
        let mut pause = Pause::new();
        let mut whole = FIRST;
        for _ in 0..20 {
            let next = pause.next();
            assert!(next >= whole / 2 && next <= whole, "{next:?} of {whole:?}");
            whole = (whole * 2).min(LAST);
        }
        pause.reset();
        assert!(pause.next() <= FIRST);
        let firsts: Vec<Duration> = (0..8).map(|_| Pause::new().next()).collect();
        assert!(firsts.iter().any(|first| *first != firsts[0]));
    }
}
