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

/// Some people, by their keys.
type People = BTreeSet<PublicKey>;

/// For whom what is said in a group must not be, and for whom alone it is, where two talk alone.
#[derive(Clone, Debug, Default)]
struct Rule {
    due: People,
    two: Option<People>,
}
/// An envelope, and the group and node that it is sealed in.
type Sealed = (Digest32, (GroupId, u64));

/// What was brought to the relay, and in whose session.
type Brought = Arc<Mutex<Vec<(Option<DeviceId>, Sealed)>>>;

/// Sees all that is brought to the relay.
#[derive(Clone, Debug, Default)]
pub struct Census {
    brought: Brought,
    waiting: Vec<(Place, Rule)>,
    /// Messages whose readers were counted.
    pub counted: usize,
    /// Of those, messages that were sealed while somebody was to leave.
    pub guarded: usize,
    /// What was said where two talk alone, by who they are.
    pub pairs: BTreeMap<People, Heard>,
}

/// What was said in rooms of two of the same people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Messages whose readers were counted.
    pub messages: usize,
    /// Who could read any of them.
    pub readers: People,
}

/// How someone stood before they exchanged anything.
#[derive(Debug)]
pub struct Before {
    devices: BTreeSet<DeviceId>,
    sealed: BTreeSet<Digest32>,
    rules: BTreeMap<GroupId, Rule>,
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
            rules: stands.into_iter().map(rule).collect(),
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
                let rule = before.rules.get(&group).cloned().unwrap_or_default();
                Some(((incarnation, group, node), rule))
            }));
    }

    /// Counts whose readers are known by now: everyone's who stood in the epoch.
    ///
    /// # Errors
    /// [`Violation::Leak`], [`Violation::Third`] and [`Violation::Unheard`].
    pub fn counts(&mut self, oracle: &Oracle) -> Result<(), Violation> {
        let mut later = Vec::new();
        for (place, rule) in std::mem::take(&mut self.waiting) {
            let Some(readers) = oracle.readers(place) else {
                later.push((place, rule));
                continue;
            };
            self.counted += 1;
            self.guarded += usize::from(!rule.due.is_empty());
            if !readers.is_disjoint(&rule.due) {
                return Err(Violation::Leak);
            }
            let Some(two) = rule.two else {
                continue;
            };
            if !readers.is_subset(&two) {
                return Err(Violation::Third);
            }
            if readers.len() < two.len() {
                return Err(Violation::Unheard);
            }
            let heard = self.pairs.entry(two).or_default();
            heard.messages += 1;
            heard.readers.extend(readers);
        }
        self.waiting = later;
        Ok(())
    }

    /// Messages that were sealed in an epoch in which nobody honest was ever looked at.
    pub fn uncounted(&self) -> usize {
        self.waiting.len()
    }
}

fn rule(of: Standing) -> (GroupId, Rule) {
    let rule = Rule {
        due: of.due,
        two: of.two,
    };
    (of.group, rule)
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
