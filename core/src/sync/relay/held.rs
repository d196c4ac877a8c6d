//! What the relay asks to wait with. A request of a kind that came too often is not made again before
//! the time that the relay named: it would be refused, and count again. Other kinds need not wait for
//! it: nobody can keep a removal from going out by making this device answer many questions.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kith_protocol::{
    api::endpoint::Route,
    problem::{Code, Problem},
};

use crate::{
    clock::{Moment, SharedClock},
    sync::DeliveryError,
};

/// Where the relay names no time, or a shorter one: nobody is to keep a device busy by naming none
/// that takes any.
const LEAST_MS: u64 = 1_000;

struct Hold {
    since: Moment,
    wait_ms: u64,
}

/// Kinds of requests of one account that wait.
pub(super) struct Held {
    clock: SharedClock,
    holds: Mutex<HashMap<Route, Hold>>,
}

impl Held {
    pub(super) fn new(clock: SharedClock) -> Self {
        Self {
            clock,
            holds: Mutex::default(),
        }
    }

    /// Whether a request may be made now.
    ///
    /// # Errors
    /// What the relay said, with the time that is left.
    pub(super) fn check(&self, route: Route) -> Result<(), DeliveryError> {
        let Some(left) = self.all().get(&route).map(|hold| self.left(hold)) else {
            return Ok(());
        };
        if left == 0 {
            return Ok(());
        }
        let mut problem = Problem::new(Code::RateLimited);
        problem.retry_after_ms = Some(left);
        Err(DeliveryError::Problem(Box::new(problem)))
    }

    /// Notes how a request ended.
    pub(super) fn note(&self, route: Route, error: &DeliveryError) {
        if error.code() != Some(Code::RateLimited) {
            return;
        }
        let named = error.retry_after().unwrap_or_default().as_millis();
        let hold = Hold {
            since: Moment::now(&*self.clock),
            wait_ms: u64::try_from(named).unwrap_or(u64::MAX).max(LEAST_MS),
        };
        self.all().insert(route, hold);
    }

    /// How long until something that waits may be asked for again; nothing where nothing waits.
    pub(super) fn soonest(&self) -> Option<Duration> {
        let mut holds = self.all();
        holds.retain(|_, hold| self.left(hold) > 0);
        let soonest = holds.values().map(|hold| self.left(hold)).min();
        soonest.map(Duration::from_millis)
    }

    fn left(&self, hold: &Hold) -> u64 {
        let passed = hold.since.elapsed(&*self.clock);
        hold.wait_ms.saturating_sub(passed)
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<Route, Hold>> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use kith_protocol::{
        api::{
            endpoint::{APPEND, CLINIC, COMMIT, CREATE_GROUP, RETURN_CLINIC, SYNC},
            groups::Append,
        },
        ids::GroupId,
    };

    use super::*;
    use crate::clock::Clock;

    const NOTHING: Append = Append {
        node: 0,
        entries: Vec::new(),
    };

    /// A fake clock, which stands still until it is moved.
    #[derive(Debug, Default)]
    struct Still(AtomicU64);

    impl Clock for Still {
        fn now_ms(&self) -> u64 {
            self.steady_ms()
        }

        fn steady_ms(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    fn limited(ms: Option<u64>) -> DeliveryError {
        let mut problem = Problem::new(Code::RateLimited);
        problem.retry_after_ms = ms;
        DeliveryError::Problem(Box::new(problem))
    }

    #[test]
    fn one_kind_waits_as_long_as_was_said_whatever_it_is_about() {
        let clock = Arc::new(Still::default());
        let held = Held::new(Arc::<Still>::clone(&clock));
        let of = |id| APPEND.of_with(&GroupId([id; 16]), &NOTHING).route;
        held.note(of(1), &limited(Some(2_000)));
        let left = |route| held.check(route).err().and_then(|e| e.retry_after());
        assert_eq!(left(of(2)), Some(Duration::from_secs(2)));
        assert_eq!(left(SYNC.route), None);
        assert_eq!(left(COMMIT.route), None);
        clock.0.store(1_999, Ordering::SeqCst);
        assert_eq!(left(of(1)), Some(Duration::from_millis(1)));
        assert_eq!(held.soonest(), Some(Duration::from_millis(1)));
        clock.0.store(2_000, Ordering::SeqCst);
        assert_eq!(left(of(1)), None);
        assert_eq!(held.soonest(), None);
    }

    #[test]
    fn other_refusals_hold_nothing_and_no_relay_silences_for_years() {
        let held = Held::new(Arc::new(Still::default()));
        let quota = DeliveryError::Problem(Box::new(Problem::new(Code::Quota)));
        held.note(CREATE_GROUP.route, &quota);
        held.note(CREATE_GROUP.route, &DeliveryError::Unreachable);
        assert_eq!(held.soonest(), None);
        held.note(CREATE_GROUP.route, &limited(None));
        assert_eq!(held.soonest(), Some(Duration::from_secs(1)));
        held.note(CREATE_GROUP.route, &limited(Some(u64::MAX)));
        assert_eq!(held.soonest(), Some(Duration::from_secs(3_600)));
    }

    #[test]
    fn no_relay_keeps_a_device_busy_by_naming_no_time_at_all() {
        let held = Held::new(Arc::new(Still::default()));
        for ms in [0, 1, 999, 1_000] {
            held.note(CREATE_GROUP.route, &limited(Some(ms)));
            assert_eq!(held.soonest(), Some(Duration::from_secs(1)), "{ms} ms");
        }
    }

    #[test]
    fn who_may_not_write_may_read() {
        let held = Held::new(Arc::new(Still::default()));
        held.note(RETURN_CLINIC.route, &limited(Some(2_000)));
        assert!(held.check(RETURN_CLINIC.route).is_err());
        assert!(held.check(CLINIC.route).is_ok());
    }
}
