//! Token buckets, in memory: a restart forgives.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex},
};

use crate::{clock::Clock, config::Rate, lock::lock};

struct Bucket {
    tokens: f64,
    at: u64,
}

impl Bucket {
    fn fill(&mut self, rate: Rate, now: u64) {
        let since = now.saturating_sub(self.at) as f64 / 1_000.0;
        self.tokens = (self.tokens + since * rate.per_second).min(f64::from(rate.burst));
        self.at = now;
    }
}

/// One bucket for each key.
pub(crate) struct Buckets<K> {
    rate: Rate,
    clock: Arc<dyn Clock>,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Hash + Eq> Buckets<K> {
    pub(crate) fn new(rate: Rate, clock: Arc<dyn Clock>) -> Self {
        Self {
            rate,
            clock,
            buckets: Mutex::default(),
        }
    }

    /// Takes `count` tokens, or says in how many milliseconds there will be as many.
    pub(crate) fn take(&self, key: K, count: usize) -> Result<(), u64> {
        self.asked(key, count, true)
    }

    fn asked(&self, key: K, count: usize, takes: bool) -> Result<(), u64> {
        let now = self.clock.steady();
        let mut buckets = lock(&self.buckets);
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: f64::from(self.rate.burst),
            at: now,
        });
        bucket.fill(self.rate, now);
        let missing = count as f64 - bucket.tokens;
        if missing <= 0.0 {
            if takes {
                bucket.tokens -= count as f64;
            }
            return Ok(());
        }
        let wait = (missing / self.rate.per_second.max(1e-6) * 1_000.0).ceil();
        Err(wait.min(3_600_000.0) as u64)
    }

    /// Whether there are `count` tokens, or in how many milliseconds there will be.
    pub(crate) fn has(&self, key: K, count: usize) -> Result<(), u64> {
        self.asked(key, count, false)
    }

    /// Takes `count` tokens, also those that are not there: whoever owes some waits until they have
    /// come, but is not refused what they ask for now.
    pub(crate) fn owe(&self, key: K, count: usize) {
        let now = self.clock.steady();
        let burst = f64::from(self.rate.burst);
        let mut buckets = lock(&self.buckets);
        let bucket = buckets.entry(key).or_insert(Bucket {
            tokens: burst,
            at: now,
        });
        bucket.fill(self.rate, now);
        bucket.tokens = (bucket.tokens - count as f64).max(-burst);
    }

    /// Puts back what was taken for nothing.
    pub(crate) fn give_back(&self, key: K, count: usize) {
        let now = self.clock.steady();
        // One that is forgotten is full.
        if let Some(bucket) = lock(&self.buckets).get_mut(&key) {
            bucket.fill(self.rate, now);
            bucket.tokens = (bucket.tokens + count as f64).min(f64::from(self.rate.burst));
        }
    }

    /// Forgets the buckets that are full: they are as if they had never been used.
    pub(crate) fn sweep(&self) {
        let now = self.clock.steady();
        lock(&self.buckets).retain(|_, bucket| {
            bucket.fill(self.rate, now);
            bucket.tokens < f64::from(self.rate.burst)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let clock = Arc::new(ManualClock::new(0));
        let rate = Rate {
            burst: 2,
            per_second: 1.0,
        };
        let buckets = Buckets::new(rate, clock.clone());
        assert_eq!(buckets.take("a", 2), Ok(()));
        assert_eq!(buckets.take("a", 1), Err(1_000));
        assert_eq!(buckets.take("b", 1), Ok(()));
        clock.advance(1_000);
        assert_eq!(buckets.take("a", 1), Ok(()));
        buckets.owe("a", 9);
        assert_eq!(buckets.take("a", 1), Err(3_000), "no more than a burst");
        clock.advance(4_000);
        assert_eq!(buckets.take("a", 1), Ok(()));
        buckets.give_back("a", 1);
        assert_eq!(buckets.take("a", 2), Ok(()), "it is there again");
        buckets.give_back("a", 9);
        assert_eq!(buckets.take("a", 3), Err(1_000), "no more than a burst");
        clock.advance(10_000);
        buckets.sweep();
        assert!(lock(&buckets.buckets).is_empty());
    }
}
