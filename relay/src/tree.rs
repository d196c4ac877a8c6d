//! Whose part of the relay someone uses. Whoever the clinic enrolled has a part of their own. All whom
//! they invited have one together, and so have those who were let go and are not gone yet; in these
//! each person has a share. Nobody uses up what is another part's.

use std::{hash::Hash, sync::Arc};

use kith_protocol::ids::PersonId;

use crate::{
    clock::Clock,
    config::Rate,
    rate::Buckets,
    storage::{DeviceEntry, Standing},
};

/// Of a part that several share, one has one in so many.
const SHARE: u32 = 4;

/// A part of the relay, named by whom the clinic enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// Their own.
    Own(PersonId),
    /// All their guests'.
    Guests(PersonId),
    /// Of those whom they let go.
    LetGo(PersonId),
}

impl Part {
    /// Its name in a record, in 17 bytes.
    pub(crate) fn name(self) -> Vec<u8> {
        let (kind, root) = match self {
            Self::Own(root) => (0, root),
            Self::Guests(root) => (1, root),
            Self::LetGo(root) => (2, root),
        };
        [&[kind], &root.0[..]].concat()
    }
}

/// Where someone stands: a person, and the part that they use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) person: PersonId,
    pub(crate) part: Part,
}

impl Place {
    /// Where the person of a device stands.
    pub(crate) fn of(device: &DeviceEntry) -> Self {
        let root = device.root;
        let part = match device.standing {
            Standing::Clinic => Part::Own(root),
            Standing::Guest => Part::Guests(root),
            Standing::LetGo => Part::LetGo(root),
        };
        Self {
            person: device.person,
            part,
        }
    }

    /// Whether others use the same part.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self.part, Part::Own(_))
    }
}

/// Token buckets of parts: one for each, and one for each person's share of one that is shared. `S`
/// is of what; `()` where it is of all.
pub(crate) struct Parts<S> {
    parts: Buckets<(S, Part)>,
    people: Buckets<(S, PersonId)>,
}

impl<S: Hash + Eq + Copy> Parts<S> {
    pub(crate) fn new(rate: Rate, clock: &Arc<dyn Clock>) -> Self {
        let share = Rate {
            burst: (rate.burst / SHARE).max(1),
            per_second: rate.per_second / f64::from(SHARE),
        };
        Self {
            parts: Buckets::new(rate, Arc::clone(clock)),
            people: Buckets::new(share, Arc::clone(clock)),
        }
    }

    /// Takes `count` tokens, or says in how many milliseconds there will be as many. What is refused
    /// takes none.
    pub(crate) fn take(&self, of: S, who: &Place, count: usize) -> Result<(), u64> {
        self.has(of, who, count)?;
        self.owe(of, who, count);
        Ok(())
    }

    /// Whether there are as many, or in how many milliseconds there will be.
    pub(crate) fn has(&self, of: S, who: &Place, count: usize) -> Result<(), u64> {
        if who.is_shared() {
            self.people.has((of, who.person), count)?;
        }
        self.parts.has((of, who.part), count)
    }

    /// Takes them also where they are not there.
    pub(crate) fn owe(&self, of: S, who: &Place, count: usize) {
        if who.is_shared() {
            self.people.owe((of, who.person), count);
        }
        self.parts.owe((of, who.part), count);
    }

    /// Puts back what was taken for nothing.
    pub(crate) fn give_back(&self, of: S, who: &Place, count: usize) {
        if who.is_shared() {
            self.people.give_back((of, who.person), count);
        }
        self.parts.give_back((of, who.part), count);
    }

    /// Forgets those that are full.
    pub(crate) fn sweep(&self) {
        self.parts.sweep();
        self.people.sweep();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_guest_has_a_share_and_no_part_is_anothers() {
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::new(0));
        let rate = Rate {
            burst: 8,
            per_second: 4.0,
        };
        let parts = Parts::new(rate, &clock);
        let root = PersonId([1; 16]);
        let place = |person: u8, part| Place {
            person: PersonId([person; 16]),
            part,
        };
        let one = place(2, Part::Guests(root));
        assert_eq!(parts.take((), &one, 2), Ok(()));
        assert_eq!(parts.take((), &one, 1), Err(1_000), "a quarter");
        for other in 3..=5 {
            let other = place(other, Part::Guests(root));
            assert_eq!(parts.take((), &other, 2), Ok(()));
        }
        let more = place(6, Part::Guests(root));
        assert_eq!(parts.take((), &more, 1), Err(250), "all of it");
        assert_eq!(parts.take((), &place(1, Part::Own(root)), 8), Ok(()));
        assert_eq!(parts.take((), &place(7, Part::LetGo(root)), 2), Ok(()));
    }
}
