//! What is held at once, counted by who holds it and by the part of the relay that they use.

use std::{collections::HashMap, hash::Hash};

use crate::tree::Part;

/// Who holds something.
pub(crate) trait Holder: Hash + Eq + Copy {
    /// The part that it counts in, where they use one.
    fn part(self) -> Option<Part>;
}

/// Counts by holder and by part.
#[derive(Debug)]
pub(crate) struct Counts<K> {
    own: HashMap<K, usize>,
    parts: HashMap<Part, usize>,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self {
            own: HashMap::new(),
            parts: HashMap::new(),
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
    /// Counts so many more, unless one holder has more than `most` then, or a part more than
    /// `of_part`.
    pub(crate) fn add(&mut self, who: K, count: usize, most: usize, of_part: usize) -> bool {
        let own = self.own.get(&who).copied().unwrap_or(0);
        let own = own.saturating_add(count);
        let part = who.part().map(|part| {
            let held = self.parts.get(&part).copied().unwrap_or(0);
            (part, held.saturating_add(count))
        });
        if own > most || part.is_some_and(|(_, held)| held > of_part) {
            return false;
        }
        self.own.insert(who, own);
        self.parts.extend(part);
        true
    }

    /// Counts so many fewer.
    pub(crate) fn remove(&mut self, who: K, count: usize) {
        less(&mut self.own, who, count);
        if let Some(part) = who.part() {
            less(&mut self.parts, part, count);
        }
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.parts.is_empty()
    }
}
