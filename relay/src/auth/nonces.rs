//! Nonces: each opens one session, within a minute, for the device that asked. They carry what proves
//! that they are this relay's: asking for them fills nothing, and throws nobody's away.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
};

use hmac::{Hmac, Mac};
use kith_protocol::ids::DeviceId;
use rand_core::{OsRng, RngCore};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{clock::Clock, lock::lock};

const LIFE_MS: u64 = 60_000;
/// Of a nonce, the time of its making (8) and what is random (8); the rest is the MAC over it.
const MADE: usize = 16;

type Nonce = [u8; 32];

#[derive(Default)]
struct Used {
    known: HashSet<Nonce>,
    order: VecDeque<(Nonce, u64)>,
}

/// What makes nonces, and those that opened a session within the last minute.
pub(crate) struct Nonces {
    clock: Arc<dyn Clock>,
    key: Zeroizing<[u8; 32]>,
    most: usize,
    used: Mutex<Used>,
}

/// Why a nonce opens no session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    /// It did already.
    Used,
    /// As many as there may be did within a minute.
    Full,
}

impl Nonces {
    pub(crate) fn new(clock: Arc<dyn Clock>, most: usize) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(&mut key[..]);
        Self {
            clock,
            key,
            most: most.max(1),
            used: Mutex::default(),
        }
    }

    fn mac(&self, made: &[u8], device: DeviceId) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key[..]);
        let mut mac = mac.expect("HMAC takes a key of any length");
        mac.update(made);
        mac.update(&device.0);
        mac
    }

    pub(crate) fn issue(&self, device: DeviceId) -> Nonce {
        let mut nonce = [0; 32];
        nonce[..8].copy_from_slice(&self.clock.steady().to_be_bytes());
        OsRng.fill_bytes(&mut nonce[8..MADE]);
        let mac = self.mac(&nonce[..MADE], device).finalize().into_bytes();
        nonce[MADE..].copy_from_slice(&mac[..32 - MADE]);
        nonce
    }

    /// Whether a nonce was made here for this device, within a minute.
    pub(crate) fn is_ours(&self, nonce: &[u8], device: DeviceId) -> bool {
        let Ok(nonce) = Nonce::try_from(nonce) else {
            return false;
        };
        let (made, mac) = nonce.split_at(MADE);
        if self.mac(made, device).verify_truncated_left(mac).is_err() {
            return false;
        }
        let mut at = [0; 8];
        at.copy_from_slice(&made[..8]);
        self.clock.steady().saturating_sub(u64::from_be_bytes(at)) <= LIFE_MS
    }

    /// Uses up a nonce that is ours, and whose signature holds.
    ///
    /// # Errors
    /// [`Spent`].
    pub(crate) fn use_up(&self, nonce: &[u8]) -> Result<(), Spent> {
        let nonce = Nonce::try_from(nonce).map_err(|_| Spent::Used)?;
        let now = self.clock.steady();
        let mut used = lock(&self.used);
        while let Some((oldest, at)) = used.order.front().copied() {
            if now.saturating_sub(at) <= LIFE_MS {
                break;
            }
            used.order.pop_front();
            used.known.remove(&oldest);
        }
        if used.known.contains(&nonce) {
            return Err(Spent::Used);
        }
        if used.order.len() >= self.most {
            return Err(Spent::Full);
        }
        used.known.insert(nonce);
        used.order.push_back((nonce, now));
        Ok(())
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
        assert!(nonces.is_ours(&nonce, DEVICE));
        assert_eq!(nonces.use_up(&nonce), Ok(()));
        assert_eq!(nonces.use_up(&nonce), Err(Spent::Used));
        let nonce = nonces.issue(DEVICE);
        assert!(!nonces.is_ours(&nonce, DeviceId([2; 16])));
        let mut altered = nonce;
        altered[7] ^= 1;
        assert!(!nonces.is_ours(&altered, DEVICE), "its time");
        assert!(nonces.is_ours(&nonce, DEVICE), "control");
        let other = Nonces::new(clock.clone(), 10);
        assert!(!other.is_ours(&nonce, DEVICE), "another life of the relay");
        clock.advance(LIFE_MS + 1);
        assert!(!nonces.is_ours(&nonce, DEVICE));
        assert!(!nonces.is_ours(b"short", DEVICE));
    }

    #[test]
    fn asking_for_nonces_throws_nobodys_away_and_those_used_are_bounded() {
        let clock = Arc::new(ManualClock::new(0));
        let nonces = Nonces::new(clock.clone(), 2);
        let first = nonces.issue(DEVICE);
        for _ in 0..100 {
            nonces.issue(DeviceId([2; 16]));
        }
        assert!(nonces.is_ours(&first, DEVICE));
        assert_eq!(nonces.use_up(&first), Ok(()));
        assert_eq!(nonces.use_up(&nonces.issue(DEVICE)), Ok(()));
        assert_eq!(nonces.use_up(&nonces.issue(DEVICE)), Err(Spent::Full));
        clock.advance(LIFE_MS + 1);
        assert_eq!(nonces.use_up(&nonces.issue(DEVICE)), Ok(()));
        assert_eq!(lock(&nonces.used).known.len(), 1);
    }
}
