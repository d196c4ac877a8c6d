//! The audit: for each clinic a chain of what was done that matters for security, free of
//! names, identifiers and anything of the content. Each entry's hash covers the one before;
//! signed checkpoints keep a chain from being computed anew.

mod verify;

use ed25519_dalek::SigningKey;
use hmac::{Hmac, Mac};
use kith_protocol::{
    ids::{PublicKey, Signature64, digest},
    signed,
};
use sha2::Sha256;
use zeroize::Zeroizing;

pub(crate) use verify::check;
pub use verify::{Fault, Report, VerifyError, verify};

/// The chain of what belongs to no clinic.
pub const RELAY_CHAIN: i64 = 0;
/// The actor where none is known.
pub(crate) const NO_ONE: &[u8] = b"";
/// The actor at the relay's own console.
pub(crate) const OPERATOR: &[u8] = b"operator";
const CHECKPOINT_CONTEXT: &str = "kith/v1/audit-checkpoint";

/// The keys of the audit; they lie apart from the database.
pub struct AuditKeys {
    hmac: Zeroizing<[u8; 32]>,
    checkpoint: SigningKey,
}

impl AuditKeys {
    /// From the secret of the data directory.
    pub fn new(secret: &[u8; 64]) -> Self {
        let mut halves = [Zeroizing::new([0; 32]), Zeroizing::new([0; 32])];
        for (half, bytes) in halves.iter_mut().zip(secret.chunks_exact(32)) {
            half.copy_from_slice(bytes);
        }
        let [hmac, seed] = halves;
        Self {
            hmac,
            checkpoint: SigningKey::from_bytes(&seed),
        }
    }

    /// Stands for an identifier in the audit: whoever holds the key can look someone up, the
    /// audit alone tells nobody.
    pub fn pseudonym(&self, id: &[u8]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.hmac[..]).expect("HMAC takes a key of any length");
        mac.update(id);
        mac.finalize().into_bytes().into()
    }

    /// Signs where a chain stands.
    pub fn sign(&self, checkpoint: &Checkpoint) -> [u8; 64] {
        signed::sign(CHECKPOINT_CONTEXT, &checkpoint.payload(), &self.checkpoint).0
    }

    /// The key that checks checkpoints.
    pub fn public(&self) -> PublicKey {
        signed::public_key(&self.checkpoint)
    }
}

/// One entry of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Which chain: a clinic's number here, or [`RELAY_CHAIN`].
    pub tenant: i64,
    /// 1, 2, 3 …
    pub number: u64,
    /// Milliseconds since 1970 (UTC).
    pub at: u64,
    /// [`AuditKeys::pseudonym`] of who acted.
    pub actor: [u8; 32],
    /// What was done.
    pub action: String,
    /// [`AuditKeys::pseudonym`] of what it was done to.
    pub object: [u8; 32],
    /// How it ended.
    pub outcome: String,
    /// Over all of this and the hash before.
    pub hash: [u8; 32],
}

impl AuditEntry {
    /// The hash that this entry must have after one with the hash `before`.
    pub fn chain(&self, before: &[u8; 32]) -> [u8; 32] {
        digest(
            "kith/v1/audit",
            &[
                &self.tenant.to_be_bytes(),
                &self.number.to_be_bytes(),
                &self.at.to_be_bytes(),
                &self.actor,
                self.action.as_bytes(),
                &self.object,
                self.outcome.as_bytes(),
                before,
            ],
        )
        .0
    }
}

/// A signature over where a chain stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which chain.
    pub tenant: i64,
    /// Its newest entry then.
    pub number: u64,
    /// Milliseconds since 1970 (UTC).
    pub at: u64,
    /// That entry's hash.
    pub hash: [u8; 32],
    /// By the checkpoint key.
    pub signature: [u8; 64],
}

impl Checkpoint {
    fn payload(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(56);
        payload.extend_from_slice(&self.tenant.to_be_bytes());
        payload.extend_from_slice(&self.number.to_be_bytes());
        payload.extend_from_slice(&self.at.to_be_bytes());
        payload.extend_from_slice(&self.hash);
        payload
    }

    fn holds(&self, key: &PublicKey) -> bool {
        let signature = Signature64(self.signature);
        signed::verify(CHECKPOINT_CONTEXT, &self.payload(), &signature, key).is_ok()
    }
}
