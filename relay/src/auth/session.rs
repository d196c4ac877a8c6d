//! One session: its device, and the epochs whose keys it has proven.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU8, Ordering},
    },
};

use kith_protocol::ids::GroupId;

use crate::{hub::Subscription, lock::lock, storage::Actor, tree::Place};

/// Epochs of one group that a session remembers: the newest, those with the highest nodes.
const MAX_NODES: usize = 64;
/// Groups that a session remembers: the first.
const MAX_GROUPS: usize = 4_096;

/// Why a session has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its hour is over, or a newer one of the device took its place.
    Over,
    /// Its person was revoked.
    Revoked,
}

/// A session.
pub(crate) struct Session {
    pub(crate) actor: Actor,
    /// Who, and whose part of the relay they use.
    pub(crate) place: Place,
    /// Its public name, which epoch proofs sign.
    pub(crate) name: [u8; 16],
    pub(crate) expires_at: u64,
    end: AtomicU8,
    proven: Mutex<HashMap<GroupId, BTreeSet<u64>>>,
    streams: Mutex<Vec<Weak<Subscription>>>,
    waits: Mutex<Vec<Weak<Subscription>>>,
}

impl Session {
    pub(crate) fn new(actor: Actor, place: Place, name: [u8; 16], expires_at: u64) -> Self {
        Self {
            actor,
            place,
            name,
            expires_at,
            end: AtomicU8::new(0),
            proven: Mutex::default(),
            streams: Mutex::default(),
            waits: Mutex::default(),
        }
    }

    /// Whether, and why, it has ended before its time.
    pub(crate) fn ended(&self) -> Option<End> {
        match self.end.load(Ordering::Acquire) {
            0 => None,
            1 => Some(End::Over),
            _ => Some(End::Revoked),
        }
    }

    /// Ends it; its streams notice at once.
    pub(crate) fn end(&self, end: End) {
        let value = match end {
            End::Over => 1,
            End::Revoked => 2,
        };
        self.end.fetch_max(value, Ordering::AcqRel);
        for waiting in [&self.streams, &self.waits] {
            for one in lock(waiting).iter().filter_map(Weak::upgrade) {
                one.wake();
            }
        }
    }

    /// Wakes a wait when the session ends; `false` where `most` wait already.
    pub(crate) fn wait(&self, wait: &Arc<Subscription>, most: usize) -> bool {
        let mut waits = lock(&self.waits);
        waits.retain(|wait| wait.strong_count() > 0);
        let fits = waits.len() < most;
        if fits {
            waits.push(Arc::downgrade(wait));
        }
        fits
    }

    /// Notes that an epoch's key was proven, as far as there is room ([`Self::has_proven`]).
    pub(crate) fn prove(&self, group: GroupId, node: u64) {
        let mut proven = lock(&self.proven);
        if proven.len() >= MAX_GROUPS && !proven.contains_key(&group) {
            return;
        }
        let nodes = proven.entry(group).or_default();
        nodes.insert(node);
        if nodes.len() > MAX_NODES {
            nodes.pop_first();
        }
        drop(proven);
        for stream in lock(&self.streams).iter().filter_map(Weak::upgrade) {
            stream.add_group(group);
        }
    }

    /// Whether this epoch's key was proven and is remembered.
    pub(crate) fn has_proven(&self, group: &GroupId, node: u64) -> bool {
        lock(&self.proven)
            .get(group)
            .is_some_and(|nodes| nodes.contains(&node))
    }

    /// The epochs of a group that were proven; empty for a stranger.
    pub(crate) fn proven(&self, group: &GroupId) -> Vec<u64> {
        lock(&self.proven)
            .get(group)
            .map(|nodes| nodes.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Whether any epoch of a group was proven.
    pub(crate) fn knows(&self, group: &GroupId) -> bool {
        lock(&self.proven).contains_key(group)
    }

    /// Lets a stream hear of this device's inbox and of every group that is proven, now or
    /// later; `false` where the session has `most` streams already.
    pub(crate) fn listen(&self, stream: &Arc<Subscription>, most: usize) -> bool {
        {
            let mut streams = lock(&self.streams);
            streams.retain(|stream| stream.strong_count() > 0);
            if streams.len() >= most {
                return false;
            }
            streams.push(Arc::downgrade(stream));
        }
        stream.add_device(self.actor.device);
        let groups: Vec<_> = lock(&self.proven).keys().copied().collect();
        for group in groups {
            stream.add_group(group);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{storage::TenantId, tree::Part};
    use kith_protocol::ids::{DeviceId, PersonId};

    #[test]
    fn a_session_remembers_so_many_groups_and_says_of_which_it_does_not() {
        let actor = Actor {
            device: DeviceId([1; 16]),
            tenant: TenantId(1),
        };
        let place = Place {
            person: PersonId([3; 16]),
            part: Part::Own(PersonId([3; 16])),
        };
        let session = Session::new(actor, place, [2; 16], 0);
        let group = |n: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            GroupId(id)
        };
        for n in 0..=MAX_GROUPS {
            session.prove(group(n), 0);
            assert_eq!(session.has_proven(&group(n), 0), n < MAX_GROUPS);
        }
        session.prove(group(0), 7);
        assert!(session.has_proven(&group(0), 7), "a known group goes on");
    }
}
