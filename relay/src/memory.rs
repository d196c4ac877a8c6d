//! Memory that others fill: counted by the byte, and shared out by who asks.

use std::sync::{Arc, Mutex};

use crate::{
    counts::{Counts, Holder},
    lock::lock,
};

/// All who use one part of the relay have the share of so many.
const OF_PART: usize = 2;

/// What one pool may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Together.
    pub total: usize,
    /// For one who asks. All who use the same part of the relay have twice that together.
    pub share: usize,
}

#[derive(Debug)]
struct State<K> {
    used: usize,
    shares: Counts<K>,
}

/// Bytes that are in memory for others.
#[derive(Debug)]
pub(crate) struct Pool<K> {
    room: Room,
    state: Mutex<State<K>>,
}

/// There is no room: in all, or in the share of who asks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoRoom;

impl<K: Holder> Pool<K> {
    pub(crate) fn new(room: Room) -> Arc<Self> {
        let state = State {
            used: 0,
            shares: Counts::default(),
        };
        Arc::new(Self {
            room,
            state: Mutex::new(state),
        })
    }

    /// Nothing yet, for `who`.
    pub(crate) fn hold(self: &Arc<Self>, who: K) -> Held<K> {
        Held {
            pool: Arc::clone(self),
            who,
            bytes: 0,
        }
    }
}

/// Some of a pool, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held<K: Holder> {
    pool: Arc<Pool<K>>,
    who: K,
    bytes: usize,
}

impl<K: Holder> Held<K> {
    /// Takes so many bytes, where it holds fewer.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> Result<(), NoRoom> {
        let Some(more) = bytes.checked_sub(self.bytes).filter(|more| *more > 0) else {
            return Ok(());
        };
        let Room { total, share } = self.pool.room;
        let mut state = lock(&self.pool.state);
        let used = state.used.saturating_add(more);
        if used > total || !state.shares.add(self.who, more, share, OF_PART) {
            return Err(NoRoom);
        }
        state.used = used;
        self.bytes = bytes;
        Ok(())
    }
}

impl<K: Holder> Drop for Held<K> {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut state = lock(&self.pool.state);
        state.used = state.used.saturating_sub(self.bytes);
        state.shares.remove(self.who, self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{counts::Wider, tree::Part};
    use kith_protocol::ids::PersonId;

    /// A device, and whose guests' it is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    struct Device(u8, Option<u8>);

    impl Holder for Device {
        fn among(self) -> [Option<Wider>; 2] {
            let guests = |host| Wider::Part(Part::Guests(PersonId([host; 16])));
            [self.1.map(guests), None]
        }
    }

    #[test]
    fn guests_of_one_share_one_share() {
        let pool = Pool::new(Room {
            total: 100,
            share: 10,
        });
        let mut held: Vec<_> = (0..10).map(|n| pool.hold(Device(n, Some(1)))).collect();
        let taken = held.iter_mut().filter_map(|held| held.grow_to(10).ok());
        assert_eq!(taken.count(), 2, "of ten");
        assert_eq!(pool.hold(Device(0, Some(2))).grow_to(10), Ok(()), "control");
        drop(held);
        assert!(lock(&pool.state).shares.is_empty());
    }

    #[test]
    fn a_share_is_taken_by_the_byte_and_given_back() {
        let pool = Pool::new(Room {
            total: 10,
            share: 6,
        });
        let (mut one, mut two) = (pool.hold(Device(1, None)), pool.hold(Device(2, None)));
        assert_eq!(one.grow_to(6), Ok(()));
        assert_eq!(one.grow_to(7), Err(NoRoom), "its share");
        assert_eq!(two.grow_to(4), Ok(()));
        assert_eq!(two.grow_to(5), Err(NoRoom), "all of it");
        let mut other = pool.hold(Device(1, None));
        assert_eq!(
            other.grow_to(1),
            Err(NoRoom),
            "one share, however many hold of it"
        );
        drop(one);
        assert_eq!(two.grow_to(6), Ok(()));
        assert_eq!(other.grow_to(4), Ok(()));
        drop((two, other));
        let state = lock(&pool.state);
        assert_eq!(state.used, 0);
        assert!(state.shares.is_empty());
    }
}
