//! What is held at once, counted by who holds it, and by those among whom they do: who uses the same
//! part of the relay, or comes from the same network.

use std::{collections::HashMap, hash::Hash};

use crate::{network::Wide, tree::Part};

/// Several who have so many shares together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wider {
    /// Who use one part of the relay.
    Part(Part),
    /// Who come from one network.
    Network(Wide),
}

/// Who holds something.
pub(crate) trait Holder: Hash + Eq + Copy {
    /// Among whom it counts too.
    fn among(self) -> [Option<Wider>; 2];
}

/// Counts by holder and by those among whom they are.
#[derive(Debug)]
pub(crate) struct Counts<K> {
    own: HashMap<K, usize>,
    among: HashMap<Wider, usize>,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self {
            own: HashMap::new(),
            among: HashMap::new(),
        }
    }
}

fn less<K: Hash + Eq>(counts: &mut HashMap<K, usize>, key: K, count: usize) {
    let left = counts.get_mut(&key).map(|held| {
        *held = held.saturating_sub(count);
        *held
    });
    if left == Some(0) {
        counts.remove(&key);
    }
}

impl<K: Holder> Counts<K> {
    /// Counts so many more, unless one holder has more than `most` then, a part more than `of_part`
    /// times that, or a network more than its shares.
    pub(crate) fn add(&mut self, who: K, count: usize, most: usize, of_part: usize) -> bool {
        let own = self.own.get(&who).copied().unwrap_or(0);
        let own = own.saturating_add(count);
        let among = who.among().map(|wider| {
            let wider = wider?;
            let held = self.among.get(&wider).copied().unwrap_or(0);
            let times = match wider {
                Wider::Part(_) => of_part,
                Wider::Network(wide) => wide.shares().into(),
            };
            let held = held.saturating_add(count);
            Some((wider, held, held <= most.saturating_mul(times)))
        });
        let fits = among.iter().flatten().all(|(.., fits)| *fits);
        if own > most || !fits {
            return false;
        }
        self.own.insert(who, own);
        let among = among.into_iter().flatten();
        self.among
            .extend(among.map(|(wider, held, _)| (wider, held)));
        true
    }

    /// Counts so many fewer.
    pub(crate) fn remove(&mut self, who: K, count: usize) {
        less(&mut self.own, who, count);
        for wider in who.among().into_iter().flatten() {
            less(&mut self.among, wider, count);
        }
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.among.is_empty()
    }
}
