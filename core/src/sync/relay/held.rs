//! What the relay asks to wait with. A request of a kind that came too often is not made again before
//! the time that the relay named: it would be refused, and count again. Other kinds need not wait for
//! it, and commits by which somebody goes are a kind of their own: nobody can keep a removal from going
//! out by making this device answer many questions, or let many in.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use kith_protocol::{
    api::{
        endpoint::{COMMIT, Route},
        groups::Commit,
    },
    problem::{Code, Problem},
};

use crate::{
    clock::{Moment, SharedClock},
    sync::DeliveryError,
};

/// Where the relay names no time, or a shorter one: nobody is to keep a device busy by naming none
/// that takes any.
const LEAST_MS: u64 = 1_000;

/// What waits together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    route: Route,
    takes_out: bool,
}

impl Kind {
    pub(super) fn of(route: Route) -> Self {
        Self {
            route,
            takes_out: false,
        }
    }

    pub(super) fn of_commit(commit: &Commit) -> Self {
        Self {
            takes_out: commit.takes_out(),
            ..Self::of(COMMIT.route)
        }
    }
}

struct Hold {
    since: Moment,
    wait_ms: u64,
}

/// Kinds of requests of one account that wait.
pub(super) struct Held {
    clock: SharedClock,
    holds: Mutex<HashMap<Kind, Hold>>,
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
    pub(super) fn check(&self, kind: Kind) -> Result<(), DeliveryError> {
        let Some(left) = self.all().get(&kind).map(|hold| self.left(hold)) else {
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
    pub(super) fn note(&self, kind: Kind, error: &DeliveryError) {
        if error.code() != Some(Code::RateLimited) {
            return;
        }
        let named = error.retry_after().unwrap_or_default().as_millis();
        let hold = Hold {
            since: Moment::now(&*self.clock),
            wait_ms: u64::try_from(named).unwrap_or(u64::MAX).max(LEAST_MS),
        };
        self.all().insert(kind, hold);
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

    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<Kind, Hold>> {
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
            endpoint::{APPEND, CLINIC, CREATE_GROUP, RETURN_CLINIC, SYNC},
            groups::{Append, Welcome},
        },
        ids::{DeviceId, GroupId, PublicKey, RequestId, Signature64},
    };
    use serde_bytes::ByteBuf;

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
        let of = |id| Kind::of(APPEND.of_with(&GroupId([id; 16]), &NOTHING).route);
        held.note(of(1), &limited(Some(2_000)));
        let left = |kind| held.check(kind).err().and_then(|e| e.retry_after());
        assert_eq!(left(of(2)), Some(Duration::from_secs(2)));
        assert_eq!(left(Kind::of(SYNC.route)), None);
        assert_eq!(left(Kind::of(COMMIT.route)), None);
        clock.0.store(1_999, Ordering::SeqCst);
        assert_eq!(left(of(1)), Some(Duration::from_millis(1)));
        assert_eq!(held.soonest(), Some(Duration::from_millis(1)));
        clock.0.store(2_000, Ordering::SeqCst);
        assert_eq!(left(of(1)), None);
        assert_eq!(held.soonest(), None);
    }

    /// Whoever lets many in, or has this device answer many, keeps nobody from going.
    #[test]
    fn a_commit_by_which_somebody_goes_waits_for_no_other() {
        let held = Held::new(Arc::new(Still::default()));
        let commit = |removal, comes| Commit {
            id: RequestId([1; 16]),
            body: ByteBuf::new(),
            proof: Signature64([4; 64]),
            parent: 0,
            removal,
            next_key: PublicKey([2; 32]),
            welcomes: vec![
                Welcome {
                    body: ByteBuf::new(),
                    device: DeviceId([3; 16]),
                };
                comes
            ],
            supersedes: Vec::new(),
        };
        let removal = Kind::of_commit(&commit(true, 0));
        let others = [(true, 1), (false, 1), (false, 0)];
        let others = others.map(|(removal, comes)| Kind::of_commit(&commit(removal, comes)));
        held.note(others[0], &limited(Some(2_000)));
        assert!(held.check(removal).is_ok());
        for other in others {
            assert!(held.check(other).is_err(), "{other:?}");
        }
        held.note(removal, &limited(Some(3_000)));
        assert!(held.check(removal).is_err(), "control");
    }

    #[test]
    fn other_refusals_hold_nothing_and_no_relay_silences_for_years() {
        let held = Held::new(Arc::new(Still::default()));
        let quota = DeliveryError::Problem(Box::new(Problem::new(Code::Quota)));
        held.note(Kind::of(CREATE_GROUP.route), &quota);
        held.note(Kind::of(CREATE_GROUP.route), &DeliveryError::Unreachable);
        assert_eq!(held.soonest(), None);
        held.note(Kind::of(CREATE_GROUP.route), &limited(None));
        assert_eq!(held.soonest(), Some(Duration::from_secs(1)));
        held.note(Kind::of(CREATE_GROUP.route), &limited(Some(u64::MAX)));
        assert_eq!(held.soonest(), Some(Duration::from_secs(3_600)));
    }

    #[test]
    fn no_relay_keeps_a_device_busy_by_naming_no_time_at_all() {
        let held = Held::new(Arc::new(Still::default()));
        for ms in [0, 1, 999, 1_000] {
            held.note(Kind::of(CREATE_GROUP.route), &limited(Some(ms)));
            assert_eq!(held.soonest(), Some(Duration::from_secs(1)), "{ms} ms");
        }
    }

    #[test]
    fn who_may_not_write_may_read() {
        let held = Held::new(Arc::new(Still::default()));
        held.note(Kind::of(RETURN_CLINIC.route), &limited(Some(2_000)));
        assert!(held.check(Kind::of(RETURN_CLINIC.route)).is_err());
        assert!(held.check(Kind::of(CLINIC.route)).is_ok());
    }
}
