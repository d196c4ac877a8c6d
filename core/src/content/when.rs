//! What time stands beside a message. Its sender's clock says when it was said, and may be wrong;
//! the relay's says when it had it, which is later where the sender was offline.

use super::stamp::Stamp;

/// How far a sender's clock may be before the relay's, in milliseconds, and pass for right.
const AHEAD_MS: u64 = 60 * 60 * 1000;
/// How long something may have waited to be sent, in milliseconds: what is older by its sender's
/// clock was not said then.
const WAITED_MS: u64 = 60 * 24 * 60 * 60 * 1000;

/// When something was said, as far as can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// Milliseconds since 1970 (UTC).
    pub at: u64,
    /// The sender's clock cannot be right; the time is that of the relay.
    pub clock_off: bool,
}

impl When {
    /// By the sender's stamp, and when the relay had it, where that is known.
    pub fn of(said: Stamp, relay: Option<u64>) -> Self {
        Self::told(said.clock(), relay)
    }

    fn told(clock: u64, relay: Option<u64>) -> Self {
        let Some(relay) = relay else {
            return Self {
                at: clock,
                clock_off: false,
            };
        };
        let clock_off =
            clock > relay.saturating_add(AHEAD_MS) || clock.saturating_add(WAITED_MS) < relay;
        Self {
            // Nothing is said after the relay had it.
            at: if clock_off { relay } else { clock.min(relay) },
            clock_off,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_799_049_600_000;
    const DAY: u64 = 24 * 60 * 60 * 1000;

    #[test]
    fn an_absurd_time_is_marked_and_the_relays_stands_instead() {
        for clock in [
            NOW + 400 * DAY,
            NOW + 2 * AHEAD_MS,
            NOW - 400 * DAY,
            0,
            u64::MAX,
        ] {
            let when = When::told(clock, Some(NOW));
            assert_eq!(
                when,
                When {
                    at: NOW,
                    clock_off: true
                },
                "{clock}"
            );
        }
    }

    #[test]
    fn who_was_offline_or_a_little_fast_is_believed() {
        for (clock, at) in [(NOW - DAY, NOW - DAY), (NOW, NOW), (NOW + 1_000, NOW)] {
            assert_eq!(
                When::told(clock, Some(NOW)),
                When {
                    at,
                    clock_off: false
                }
            );
        }
        let own = When::told(NOW + 400 * DAY, None);
        assert!(!own.clock_off, "nobody has said yet that it is wrong");
    }
}
