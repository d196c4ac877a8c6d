//! Who could read what was sealed: for each message of an honest device, who held a leaf of the epoch
//! that it was sealed in, and who was to leave by what that device knew when it sealed it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use kith_core::hostile::{Standing, envelope};
use kith_protocol::{
    api::groups::Append,
    ids::{DeviceId, Digest32, GroupId, Incarnation, PublicKey},
};

use crate::{MaliciousRelay, Oracle, Person, Place, Violation};

/// Whom a group's messages are sealed for.
type Due = BTreeMap<GroupId, BTreeSet<PublicKey>>;
/// An envelope, and the group and node that it is sealed in.
type Sealed = (Digest32, (GroupId, u64));

/// What was brought to the relay, and in whose session.
type Brought = Arc<Mutex<Vec<(Option<DeviceId>, Sealed)>>>;

/// Sees all that is brought to the relay.
#[derive(Clone, Debug, Default)]
pub struct Census {
    brought: Brought,
    waiting: Vec<(Place, BTreeSet<PublicKey>)>,
    /// Messages whose readers were counted.
    pub counted: usize,
    /// Of those, messages that were sealed while somebody was to leave.
    pub guarded: usize,
}

/// How someone stood before they exchanged anything.
#[derive(Debug)]
pub struct Before {
    devices: BTreeSet<DeviceId>,
    sealed: BTreeSet<Digest32>,
    due: Due,
    incarnations: BTreeMap<GroupId, Option<Incarnation>>,
}

impl Census {
    /// Looks at everything that passes this relay from now on.
    pub fn at(relay: &MaliciousRelay) -> Self {
        let census = Self::default();
        let brought = Arc::clone(&census.brought);
        relay.watches(move |exchange| {
            let Some(group) = group_of(&exchange.path) else {
                return;
            };
            let Some(append) = exchange.asked::<Append>() else {
                return;
            };
            let mut brought = brought.lock().unwrap_or_else(PoisonError::into_inner);
            for entry in append.entries {
                let sealed = (envelope(&entry.body), (group, append.node));
                brought.push((exchange.device, sealed));
            }
        });
        census
    }

    /// How someone stands now.
    pub async fn before(&self, person: &Person) -> Before {
        let devices = person.client.devices().await.expect("listed");
        let stands = stands(person).await;
        Before {
            devices: devices.into_iter().map(|(_, device)| device).collect(),
            sealed: stands
                .iter()
                .flat_map(|s| s.sealed.keys().copied())
                .collect(),
            incarnations: stands.iter().map(|s| (s.group, s.incarnation)).collect(),
            due: stands.into_iter().map(|s| (s.group, s.due)).collect(),
        }
    }

    /// Notes what they sealed since, with whoever was to leave before.
    pub async fn after(&mut self, person: &Person, before: Before) {
        let stands = stands(person).await;
        // Where the relay was set back meanwhile, nodes have other numbers.
        let stayed: BTreeMap<GroupId, Option<Incarnation>> = stands
            .iter()
            .map(|s| (s.group, s.incarnation))
            .filter(|(group, now)| before.incarnations.get(group) == Some(now))
            .collect();
        let mut now: BTreeMap<Digest32, (GroupId, u64)> = BTreeMap::new();
        for s in stands {
            now.extend(
                s.sealed
                    .into_iter()
                    .map(|(body, node)| (body, (s.group, node))),
            );
        }
        let mut brought = self.brought.lock().unwrap_or_else(PoisonError::into_inner);
        now.extend(
            brought
                .drain(..)
                .filter(|(device, _)| device.is_some_and(|device| before.devices.contains(&device)))
                .map(|(_, sealed)| sealed),
        );
        now.retain(|body, _| !before.sealed.contains(body));
        self.waiting
            .extend(now.into_values().filter_map(|(group, node)| {
                let incarnation = *stayed.get(&group)?;
                let due = before.due.get(&group).cloned().unwrap_or_default();
                Some(((incarnation, group, node), due))
            }));
    }

    /// Counts whose readers are known by now: everyone's who stood in the epoch.
    ///
    /// # Errors
    /// [`Violation::Leak`].
    pub fn counts(&mut self, oracle: &Oracle) -> Result<(), Violation> {
        let mut later = Vec::new();
        for (place, due) in std::mem::take(&mut self.waiting) {
            let Some(readers) = oracle.readers(place) else {
                later.push((place, due));
                continue;
            };
            self.counted += 1;
            self.guarded += usize::from(!due.is_empty());
            if !readers.is_disjoint(&due) {
                return Err(Violation::Leak);
            }
        }
        self.waiting = later;
        Ok(())
    }

    /// Messages that were sealed in an epoch in which nobody honest was ever looked at.
    pub fn uncounted(&self) -> usize {
        self.waiting.len()
    }
}

async fn stands(person: &Person) -> Vec<Standing> {
    let mut all = Vec::new();
    for circle in person.client.circles().await.expect("listed") {
        all.extend(person.client.standing(circle.id).await.expect("read"));
    }
    all
}

fn group_of(path: &str) -> Option<GroupId> {
    let hex = path.strip_prefix("/v1/groups/")?.strip_suffix("/entries")?;
    GroupId::from_hex(hex)
}
