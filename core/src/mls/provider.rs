//! What OpenMLS runs on: RustCrypto held to our one suite, and the open transaction.

use std::cell::Cell;
use std::sync::LazyLock;
use std::time::SystemTime;

use openmls::prelude::tls_codec::SecretVLBytes;
use openmls::prelude::{DeletePastEpochSecretsError, GroupId, MlsGroup, PastEpochDeletion};
use openmls_rust_crypto::RustCrypto;
use openmls_traits::OpenMlsProvider;
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::types::{
    AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeCiphertext, HpkeConfig,
    HpkeKeyPair, KemOutput, SignatureScheme,
};
use rusqlite::Connection;
use zeroize::Zeroizing;

use super::MlsError;
use super::storage::MlsStorage;
use super::suite::SUITE;
use crate::{ids::random, store::StoreError};

/// Seeded from the system once. Sharing is sound: its only state is a generator behind a lock.
static CRYPTO: LazyLock<Crypto> = LazyLock::new(Crypto::default);

/// The cryptography alone, for what needs no storage.
pub(crate) fn crypto() -> &'static Crypto {
    &CRYPTO
}

/// OpenMLS's provider over a transaction: what it stores becomes durable with the rest of it.
pub(crate) struct Provider<'a> {
    storage: MlsStorage<'a>,
}

impl<'a> Provider<'a> {
    /// Stores everything at once.
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self {
            storage: MlsStorage::new(connection),
        }
    }

    /// Holds message secrets back, so that a batch of messages writes them once. For each group
    /// that was worked on: [`flush`](Self::flush) before its commits and at the end, and
    /// [`reload`](Self::reload) after a savepoint was rolled back. [`finish`](Self::finish) at
    /// the end makes a forgotten flush an error.
    pub(crate) fn deferring(connection: &'a Connection) -> Self {
        Self {
            storage: MlsStorage::deferring(connection),
        }
    }

    /// Whether message secrets of any group are held back.
    pub(crate) fn is_dirty(&self) -> bool {
        self.storage.is_dirty()
    }

    /// Writes the message secrets of `group` if they were held back.
    pub(crate) fn flush(&self, group: &mut MlsGroup) -> Result<(), StoreError> {
        if !self.storage.is_held_back(group.group_id())? {
            return Ok(());
        }
        // OpenMLS has no "write them" of its own. This deletes nothing: nothing is that old.
        let nothing = PastEpochDeletion::before_timestamp(SystemTime::UNIX_EPOCH);
        let writing = Provider::new(self.storage.connection());
        let written = group
            .delete_past_epoch_secrets(&writing, nothing)
            .map_err(|DeletePastEpochSecretsError::StorageError(error)| error);
        writing.told(written)?;
        self.storage.settle(group.group_id())
    }

    /// Loads a group as it stands in the transaction, giving up what was held back for it. The
    /// group in memory must be dropped: it is ahead of the stored one, or beside it.
    pub(crate) fn reload(&self, group: &GroupId) -> Result<Option<MlsGroup>, StoreError> {
        self.storage.settle(group)?;
        self.told(MlsGroup::load(&self.storage, group))
    }

    /// The store's own error in the place of the one that OpenMLS was given.
    fn told<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        done.map_err(|error| self.failure().unwrap_or(error))
    }

    /// What is staged in a group as it is stored, opaque.
    pub(crate) fn staged(&self, group: &GroupId) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        self.told(self.storage.staged(group))
    }

    /// Stages what was staged in a group before, in the same epoch; answers the group. The one in
    /// memory must have been flushed, and be dropped.
    pub(crate) fn stage_again(
        &self,
        group: &GroupId,
        state: &[u8],
    ) -> Result<Option<MlsGroup>, StoreError> {
        self.told(self.storage.put_staged(group, state))?;
        self.reload(group)
    }

    /// Forgets the private halves of key packages of last resort, but the newest.
    pub(crate) fn forget_last_resorts(&self, keep: usize) -> Result<(), StoreError> {
        self.told(self.storage.forget_key_packages(true, keep))
    }

    /// Forgets the private halves of key packages that are good once, but the newest.
    pub(crate) fn forget_one_times(&self, keep: usize) -> Result<(), StoreError> {
        self.told(self.storage.forget_key_packages(false, keep))
    }

    /// Deletes everything that is stored of a group. `MlsGroup::delete` alone leaves private
    /// keys of the last epoch behind where this device was removed from the group.
    pub(crate) fn delete(&self, mut group: MlsGroup) -> Result<(), StoreError> {
        self.told(group.delete(&self.storage))?;
        self.told(self.storage.delete_epoch_key_pairs(group.group_id()))
    }

    /// Ends a batch.
    ///
    /// # Errors
    /// [`StoreError::Unflushed`] if message secrets are still held back: the transaction must
    /// not be committed.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        if self.is_dirty() {
            Err(StoreError::Unflushed)
        } else {
            Ok(())
        }
    }
}

/// What the engine runs on, which can tell whether its store failed: OpenMLS says of that what it
/// says of a bad message.
pub trait Engine: OpenMlsProvider {
    /// What went wrong in the store since this was asked last.
    fn failure(&self) -> Option<StoreError> {
        None
    }

    /// What a failure of the library was: the store's, where that failed.
    fn failed(&self, error: impl std::error::Error) -> MlsError {
        self.failure()
            .map_or_else(|| MlsError::mls(error), MlsError::Store)
    }
}

impl Engine for Provider<'_> {
    fn failure(&self) -> Option<StoreError> {
        self.storage.failure()
    }
}

impl<'a> OpenMlsProvider for Provider<'a> {
    type CryptoProvider = Crypto;
    type RandProvider = RustCrypto;
    type StorageProvider = MlsStorage<'a>;

    fn storage(&self) -> &MlsStorage<'a> {
        &self.storage
    }

    fn crypto(&self) -> &Crypto {
        &CRYPTO
    }

    fn rand(&self) -> &RustCrypto {
        &CRYPTO.0
    }
}

/// Whose signature was the first that held, since somebody listens for that.
#[derive(Clone, Copy)]
enum Signer {
    /// Nobody listens.
    Unheard,
    /// None has held yet.
    Awaited,
    /// By this key.
    Is([u8; 32]),
}

thread_local! {
    static SIGNER: Cell<Signer> = const { Cell::new(Signer::Unheard) };
}

/// Opens a message, and answers whose signature held first meanwhile, which is that of its sender: of a
/// message that comes to nothing OpenMLS does not say who sent it.
pub(crate) fn overhearing<T>(open: impl FnOnce() -> T) -> (T, Option<[u8; 32]>) {
    SIGNER.set(Signer::Awaited);
    let opened = open();
    match SIGNER.replace(Signer::Unheard) {
        Signer::Is(key) => (opened, Some(key)),
        Signer::Unheard | Signer::Awaited => (opened, None),
    }
}

/// RustCrypto with our suite and no other: stock, it refuses this one although it knows all of
/// its parts.
#[derive(Debug, Default)]
pub(crate) struct Crypto(RustCrypto);

impl OpenMlsCrypto for Crypto {
    fn supports(&self, suite: Ciphersuite) -> Result<(), CryptoError> {
        if suite == SUITE {
            Ok(())
        } else {
            Err(CryptoError::UnsupportedCiphersuite)
        }
    }

    fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
        vec![SUITE]
    }

    fn hkdf_extract(
        &self,
        hash: HashType,
        salt: &[u8],
        ikm: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        self.0.hkdf_extract(hash, salt, ikm)
    }

    fn hmac(&self, hash: HashType, key: &[u8], data: &[u8]) -> Result<SecretVLBytes, CryptoError> {
        self.0.hmac(hash, key, data)
    }

    fn hkdf_expand(
        &self,
        hash: HashType,
        prk: &[u8],
        info: &[u8],
        length: usize,
    ) -> Result<SecretVLBytes, CryptoError> {
        self.0.hkdf_expand(hash, prk, info, length)
    }

    fn hash(&self, hash: HashType, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.0.hash(hash, data)
    }

    fn aead_encrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.0.aead_encrypt(aead, key, data, nonce, aad)
    }

    fn aead_decrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.0.aead_decrypt(aead, key, data, nonce, aad)
    }

    fn signature_key_gen(
        &self,
        scheme: SignatureScheme,
    ) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
        self.0.signature_key_gen(scheme)
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        key: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.0.verify_signature(scheme, data, key, signature)?;
        if let (Signer::Awaited, Ok(key)) = (SIGNER.get(), key.try_into()) {
            SIGNER.set(Signer::Is(key));
        }
        Ok(())
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        key: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.0.sign(scheme, data, key)
    }

    fn hpke_seal(
        &self,
        config: HpkeConfig,
        to: &[u8],
        info: &[u8],
        aad: &[u8],
        data: &[u8],
    ) -> Result<HpkeCiphertext, CryptoError> {
        let copy = || HpkeConfig(config.0, config.1, config.2);
        self.0.hpke_seal(copy(), to, info, aad, data).or_else(|_| {
            // A member may have put up what is no key. What is sealed to nobody opens for nobody,
            // themselves too; an error would keep everybody from committing.
            let nobody = self.0.derive_hpke_keypair(copy(), &random::<32>())?;
            self.0.hpke_seal(copy(), &nobody.public, info, aad, data)
        })
    }

    fn hpke_open(
        &self,
        config: HpkeConfig,
        input: &HpkeCiphertext,
        key: &[u8],
        info: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.0.hpke_open(config, input, key, info, aad)
    }

    fn hpke_setup_sender_and_export(
        &self,
        config: HpkeConfig,
        to: &[u8],
        info: &[u8],
        context: &[u8],
        length: usize,
    ) -> Result<(KemOutput, ExporterSecret), CryptoError> {
        self.0
            .hpke_setup_sender_and_export(config, to, info, context, length)
    }

    fn hpke_setup_receiver_and_export(
        &self,
        config: HpkeConfig,
        encapsulated: &[u8],
        key: &[u8],
        info: &[u8],
        context: &[u8],
        length: usize,
    ) -> Result<ExporterSecret, CryptoError> {
        self.0
            .hpke_setup_receiver_and_export(config, encapsulated, key, info, context, length)
    }

    fn derive_hpke_keypair(
        &self,
        config: HpkeConfig,
        ikm: &[u8],
    ) -> Result<HpkeKeyPair, CryptoError> {
        self.0.derive_hpke_keypair(config, ikm)
    }
}

#[cfg(test)]
mod tests;
