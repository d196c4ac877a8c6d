//! All sessions. They live in memory: after a restart, clients sign in again.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use kith_protocol::ids::DeviceId;
use rand_core::{OsRng, RngCore};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{End, Session};
use crate::{
    clock::Clock,
    lock::lock,
    storage::{Actor, Gone},
    tree::Place,
};

/// A session's length in seconds.
pub(crate) const SESSION_SECONDS: u64 = 3_600;

type TokenHash = [u8; 32];

#[derive(Default)]
struct State {
    /// By a hash of the token, so that memory holds nothing that opens a session.
    by_token: HashMap<TokenHash, Arc<Session>>,
    by_device: HashMap<DeviceId, VecDeque<TokenHash>>,
}

impl State {
    fn forget(&mut self, hash: &TokenHash) {
        let Some(session) = self.by_token.remove(hash) else {
            return;
        };
        session.end(End::Over);
        let device = session.actor.device;
        if let Some(hashes) = self.by_device.get_mut(&device) {
            hashes.retain(|other| other != hash);
            if hashes.is_empty() {
                self.by_device.remove(&device);
            }
        }
    }
}

/// Sessions by token and by device.
pub(crate) struct Sessions {
    clock: Arc<dyn Clock>,
    per_device: usize,
    most: usize,
    state: Mutex<State>,
}

/// What a token opens.
pub(crate) enum Found {
    /// A live session.
    Live(Arc<Session>),
    /// One whose person was revoked.
    Revoked,
    /// Nothing.
    None,
}

/// There are as many sessions as there may be.
pub(crate) struct Full;

fn hash(token: &[u8; 32]) -> TokenHash {
    Sha256::digest(token).into()
}

impl Sessions {
    pub(crate) fn new(clock: Arc<dyn Clock>, per_device: usize, most: usize) -> Self {
        Self {
            clock,
            per_device: per_device.max(1),
            most,
            state: Mutex::default(),
        }
    }

    /// Opens a session; gives its token in hexadecimal.
    pub(crate) fn open(&self, actor: Actor, place: Place) -> Result<(String, Arc<Session>), Full> {
        let (mut token, mut name) = (Zeroizing::new([0; 32]), [0; 16]);
        OsRng.fill_bytes(&mut token[..]);
        OsRng.fill_bytes(&mut name);
        let expires_at = self.clock.steady() + SESSION_SECONDS * 1_000;
        let session = Arc::new(Session::new(actor, place, name, expires_at));
        let hash = hash(&token);
        let mut state = lock(&self.state);
        if state.by_token.len() >= self.most {
            return Err(Full);
        }
        state.by_token.insert(hash, Arc::clone(&session));
        let own = state.by_device.entry(actor.device).or_default();
        own.push_back(hash);
        let oldest = (own.len() > self.per_device)
            .then(|| own.front().copied())
            .flatten();
        if let Some(oldest) = oldest {
            state.forget(&oldest);
        }
        Ok((hex::encode(&token[..]), session))
    }

    /// Looks a token up.
    pub(crate) fn find(&self, token: &str) -> Found {
        let mut bytes = Zeroizing::new([0; 32]);
        if hex::decode_to_slice(token, &mut bytes[..]).is_err() {
            return Found::None;
        }
        let hash = hash(&bytes);
        let mut state = lock(&self.state);
        let Some(session) = state.by_token.get(&hash).cloned() else {
            return Found::None;
        };
        if session.expires_at <= self.clock.steady() {
            state.forget(&hash);
            return Found::None;
        }
        match session.ended() {
            None => Found::Live(session),
            Some(End::Revoked) => Found::Revoked,
            Some(End::Over) => Found::None,
        }
    }

    /// Ends all sessions of these devices.
    pub(crate) fn revoke(&self, devices: &[(DeviceId, Gone)]) {
        let state = lock(&self.state);
        for (device, gone) in devices {
            let end = match gone {
                Gone::Revoked => End::Revoked,
                // Who asks for another one is told why there is none.
                Gone::Forgotten => End::Over,
            };
            for hash in state.by_device.get(device).into_iter().flatten() {
                if let Some(session) = state.by_token.get(hash) {
                    session.end(end);
                }
            }
        }
    }

    /// Devices with sessions.
    pub(crate) fn devices(&self) -> Vec<DeviceId> {
        lock(&self.state).by_device.keys().copied().collect()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        lock(&self.state).by_token.len()
    }

    /// Forgets those that are over.
    pub(crate) fn sweep(&self) {
        let now = self.clock.steady();
        let mut state = lock(&self.state);
        let over: Vec<_> = state
            .by_token
            .iter()
            .filter(|(_, session)| session.expires_at <= now)
            .map(|(hash, _)| *hash)
            .collect();
        for hash in over {
            state.forget(&hash);
        }
    }
}
