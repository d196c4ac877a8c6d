//! Nonces: random, good once, for a minute, for the device that asked.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use kith_protocol::ids::DeviceId;
use rand_core::{OsRng, RngCore};

use crate::{clock::Clock, lock::lock};

const LIFE_MS: u64 = 60_000;

type Nonce = [u8; 32];

#[derive(Default)]
struct State {
    open: HashMap<Nonce, (DeviceId, u64)>,
    order: VecDeque<(Nonce, u64)>,
}

/// The nonces that wait to be signed: at most so many, the oldest go first.
pub(crate) struct Nonces {
    clock: Arc<dyn Clock>,
    most: usize,
    state: Mutex<State>,
}

impl Nonces {
    pub(crate) fn new(clock: Arc<dyn Clock>, most: usize) -> Self {
        Self {
            clock,
            most: most.max(1),
            state: Mutex::default(),
        }
    }

    pub(crate) fn issue(&self, device: DeviceId) -> Nonce {
        let mut nonce = [0; 32];
        OsRng.fill_bytes(&mut nonce);
        let now = self.clock.steady();
        let mut state = lock(&self.state);
        while let Some((oldest, at)) = state.order.front().copied() {
            if state.order.len() < self.most && now.saturating_sub(at) <= LIFE_MS {
                break;
            }
            state.order.pop_front();
            state.open.remove(&oldest);
        }
        state.open.insert(nonce, (device, now));
        state.order.push_back((nonce, now));
        nonce
    }

    /// Uses a nonce up; whether it was open for this device.
    pub(crate) fn take(&self, nonce: &[u8], device: DeviceId) -> bool {
        let Ok(nonce) = Nonce::try_from(nonce) else {
            return false;
        };
        let taken = lock(&self.state).open.remove(&nonce);
        taken.is_some_and(|(owner, at)| {
            owner == device && self.clock.steady().saturating_sub(at) <= LIFE_MS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    const DEVICE: DeviceId = DeviceId([1; 16]);

    #[test]
    fn a_nonce_is_good_once_for_its_device_and_for_a_minute() {
        let clock = Arc::new(ManualClock::new(1_000));
        let nonces = Nonces::new(clock.clone(), 10);
        let nonce = nonces.issue(DEVICE);
        assert!(nonces.take(&nonce, DEVICE));
        assert!(!nonces.take(&nonce, DEVICE));
        let nonce = nonces.issue(DEVICE);
        assert!(!nonces.take(&nonce, DeviceId([2; 16])));
        assert!(!nonces.take(&nonce, DEVICE), "used up by the attempt");
        let nonce = nonces.issue(DEVICE);
        clock.advance(LIFE_MS + 1);
        assert!(!nonces.take(&nonce, DEVICE));
        assert!(!nonces.take(b"short", DEVICE));
    }

    #[test]
    fn the_store_is_bounded() {
        let nonces = Nonces::new(Arc::new(ManualClock::new(0)), 2);
        let first = nonces.issue(DEVICE);
        let second = nonces.issue(DEVICE);
        nonces.issue(DEVICE);
        assert!(!nonces.take(&first, DEVICE));
        assert!(nonces.take(&second, DEVICE));
        assert!(lock(&nonces.state).order.len() <= 2);
    }
}
