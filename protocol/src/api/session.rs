//! Sessions: an Ed25519 signature of the device over a server's nonce buys a short bearer
//! token; an epoch's key is then proven once per session and epoch.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{DeviceId, GroupId, Signature64},
    limits::MAX_SYNC_GROUPS,
    list::at_most,
};

/// Context of the signature in [`SessionRequest`]; its payload is [`session_payload`].
pub const SESSION_CONTEXT: &str = "kith/v1/session";
/// Context of the signature in [`Proof`]; its payload is [`proof_payload`].
pub const PROOF_CONTEXT: &str = "kith/v1/epoch-proof";

/// Asks for a nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonceRequest {
    /// The device that will sign it.
    pub device: DeviceId,
}

/// A nonce, good once and for a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nonce {
    /// 32 random bytes.
    #[serde(with = "serde_bytes")]
    pub nonce: Vec<u8>,
}

/// Opens a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The nonce that the relay gave.
    #[serde(with = "serde_bytes")]
    pub nonce: Vec<u8>,
    /// The enrolled device.
    pub device: DeviceId,
    /// By the device key, over [`session_payload`].
    pub signature: Signature64,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token, 64 hexadecimal digits.
    pub token: String,
    /// Public name of the session, part of every epoch proof's payload.
    #[serde(with = "serde_bytes")]
    pub session: Vec<u8>,
    /// Seconds until it ends.
    pub expires_in: u64,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(…)")
    }
}

/// What a device signs to open a session.
pub fn session_payload(nonce: &[u8], device: &DeviceId) -> Vec<u8> {
    [nonce, &device.0].concat()
}

/// Proves membership of an epoch, once per session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The commit that began the epoch: its sequence number, 0 for the group's first epoch.
    pub node: u64,
    /// The group.
    pub group: GroupId,
    /// By the epoch's key, over [`proof_payload`].
    pub signature: Signature64,
}

/// What the epoch key signs.
pub fn proof_payload(session: &[u8], group: &GroupId, node: u64) -> Vec<u8> {
    [session, &group.0, &node.to_be_bytes()[..]].concat()
}

/// At most [`crate::limits::MAX_SYNC_GROUPS`] proofs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    /// One for each group and epoch.
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub proofs: Vec<Proof>,
}

/// Which proofs held, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofResults {
    /// `true`: the session may now read (and, while the epoch lasts, write) as a member.
    #[serde(deserialize_with = "at_most::<MAX_SYNC_GROUPS, _, _>")]
    pub held: Vec<bool>,
}
