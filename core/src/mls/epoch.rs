//! The key of an epoch: an Ed25519 key that every member derives and the relay knows the public
//! half of. Who proves it is a member, without a list of members at the relay.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{
        groups::{NEXT_EPOCH_CONTEXT, next_epoch_payload},
        session::{PROOF_CONTEXT, proof_payload},
    },
    ids::{GroupId, PublicKey, Signature64},
    signed::{public_key, sign},
};
use openmls::group::{MlsGroup, StagedCommit};
use openmls_traits::crypto::OpenMlsCrypto;
use zeroize::Zeroizing;

use super::MlsError;

const LABEL: &str = "kith/v1/epoch-key";

/// The signing key of one epoch. Wipes itself.
pub struct EpochKey(SigningKey);

impl EpochKey {
    fn from_secret(secret: Vec<u8>) -> Result<Self, MlsError> {
        let secret = Zeroizing::new(secret);
        let bytes: &[u8; 32] = secret.as_slice().try_into().map_err(|_| MlsError::Export)?;
        Ok(Self(SigningKey::from_bytes(bytes)))
    }

    /// Of the epoch that the group is in.
    pub fn current(group: &MlsGroup, crypto: &impl OpenMlsCrypto) -> Result<Self, MlsError> {
        Self::from_secret(
            group
                .export_secret(crypto, LABEL, &[], 32)
                .map_err(|_| MlsError::Export)?,
        )
    }

    /// Of the epoch that a staged commit begins.
    pub fn next(commit: &StagedCommit, crypto: &impl OpenMlsCrypto) -> Result<Self, MlsError> {
        Self::from_secret(
            commit
                .export_secret(crypto, LABEL, &[], 32)
                .map_err(|_| MlsError::Export)?,
        )
    }

    /// From a seed that was kept.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, to be kept.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// What the relay knows.
    pub fn public(&self) -> PublicKey {
        public_key(&self.0)
    }

    /// Proves membership within a session.
    pub fn prove(&self, session: &[u8], group: &GroupId, node: u64) -> Signature64 {
        sign(PROOF_CONTEXT, &proof_payload(session, group, node), &self.0)
    }

    /// Says to the relay that whoever brings a commit has the key of the epoch that it begins: in this group, from
    /// the epoch of the key that it `ends`.
    pub fn begins(&self, group: &GroupId, ends: &PublicKey, body: &[u8]) -> Signature64 {
        let payload = next_epoch_payload(group, ends, body);
        sign(NEXT_EPOCH_CONTEXT, &payload, &self.0)
    }
}
