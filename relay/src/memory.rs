//! Memory that others fill: counted by the byte, and shared out by who asks.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex},
};

use crate::lock::lock;

/// What one pool may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Together.
    pub total: usize,
    /// For one who asks.
    pub share: usize,
}

#[derive(Debug)]
struct State<K> {
    used: usize,
    shares: HashMap<K, usize>,
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

impl<K: Hash + Eq + Copy> Pool<K> {
    pub(crate) fn new(room: Room) -> Arc<Self> {
        let state = State {
            used: 0,
            shares: HashMap::new(),
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
pub(crate) struct Held<K: Hash + Eq + Copy> {
    pool: Arc<Pool<K>>,
    who: K,
    bytes: usize,
}

impl<K: Hash + Eq + Copy> Held<K> {
    /// Takes so many bytes, where it holds fewer.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> Result<(), NoRoom> {
        let Some(more) = bytes.checked_sub(self.bytes).filter(|more| *more > 0) else {
            return Ok(());
        };
        let Room { total, share } = self.pool.room;
        let mut state = lock(&self.pool.state);
        let used = state.used.saturating_add(more);
        let own = state.shares.get(&self.who).copied().unwrap_or(0);
        let own = own.saturating_add(more);
        if used > total || own > share {
            return Err(NoRoom);
        }
        state.used = used;
        state.shares.insert(self.who, own);
        self.bytes = bytes;
        Ok(())
    }
}

impl<K: Hash + Eq + Copy> Drop for Held<K> {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut state = lock(&self.pool.state);
        state.used = state.used.saturating_sub(self.bytes);
        let left = state.shares.get_mut(&self.who).map(|share| {
            *share = share.saturating_sub(self.bytes);
            *share
        });
        if left == Some(0) {
            state.shares.remove(&self.who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_taken_by_the_byte_and_given_back() {
        let pool = Pool::new(Room {
            total: 10,
            share: 6,
        });
        let (mut one, mut two) = (pool.hold(1), pool.hold(2));
        assert_eq!(one.grow_to(6), Ok(()));
        assert_eq!(one.grow_to(7), Err(NoRoom), "its share");
        assert_eq!(two.grow_to(4), Ok(()));
        assert_eq!(two.grow_to(5), Err(NoRoom), "all of it");
        let mut other = pool.hold(1);
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
        assert_eq!((state.used, state.shares.len()), (0, 0));
    }
}
