//! A provider whose cryptography lies: what OpenMLS builds on it is well-formed and well
//! signed, and wrong.

use std::sync::atomic::{AtomicUsize, Ordering};

use openmls::prelude::tls_codec::SecretVLBytes;
use openmls_rust_crypto::RustCrypto;
use openmls_traits::{
    OpenMlsProvider,
    crypto::OpenMlsCrypto,
    types::{
        AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeCiphertext, HpkeConfig,
        HpkeKeyPair, KemOutput, SignatureScheme,
    },
};

use super::attack::Lie;
use crate::{
    ids::random,
    mls::{Engine, Provider, crypto},
};

/// Where the lie is.
pub(super) enum Sabotage {
    /// In the part of the path that is sealed to this key, which stands behind its length.
    Path(Vec<u8>, Lie),
    /// In every part of the path.
    Paths,
    /// In every hash, the tree's among them.
    Hashes,
    /// In every MAC, the confirmation among them.
    Macs,
    /// In the second key that is made, which is the leaf's: the public half is this.
    LeafKey(Vec<u8>, AtomicUsize),
}

pub(super) struct Saboteur<'a> {
    honest: &'a Provider<'a>,
    crypto: Lying,
}

impl<'a> Saboteur<'a> {
    pub(super) fn new(honest: &'a Provider<'a>, sabotage: Sabotage) -> Self {
        Self {
            honest,
            crypto: Lying(sabotage),
        }
    }
}

impl Engine for Saboteur<'_> {}

impl<'a> OpenMlsProvider for Saboteur<'a> {
    type CryptoProvider = Lying;
    type RandProvider = RustCrypto;
    type StorageProvider = <Provider<'a> as OpenMlsProvider>::StorageProvider;

    fn storage(&self) -> &Self::StorageProvider {
        self.honest.storage()
    }

    fn crypto(&self) -> &Lying {
        &self.crypto
    }

    fn rand(&self) -> &RustCrypto {
        self.honest.rand()
    }
}

pub(super) struct Lying(Sabotage);

fn flip(bytes: &mut [u8]) {
    if let Some(last) = bytes.last_mut() {
        *last ^= 0xff;
    }
}

impl OpenMlsCrypto for Lying {
    fn hash(&self, hash: HashType, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut digest = crypto().hash(hash, data)?;
        if matches!(self.0, Sabotage::Hashes) {
            flip(&mut digest);
        }
        Ok(digest)
    }

    fn hmac(&self, hash: HashType, key: &[u8], data: &[u8]) -> Result<SecretVLBytes, CryptoError> {
        let mac = crypto().hmac(hash, key, data)?;
        if !matches!(self.0, Sabotage::Macs) {
            return Ok(mac);
        }
        let mut bytes = mac.as_slice().to_vec();
        flip(&mut bytes);
        Ok(bytes.into())
    }

    fn hpke_seal(
        &self,
        config: HpkeConfig,
        to: &[u8],
        info: &[u8],
        aad: &[u8],
        data: &[u8],
    ) -> Result<HpkeCiphertext, CryptoError> {
        let seal = |data: &[u8]| crypto().hpke_seal(config, to, info, aad, data);
        let lie = match &self.0 {
            Sabotage::Path(victim, lie) if victim.ends_with(to) => lie,
            Sabotage::Paths => &Lie::Garbled,
            _ => return seal(data),
        };
        match lie {
            Lie::Garbled => {
                let mut sealed = seal(data)?;
                let mut ciphertext = sealed.ciphertext.as_slice().to_vec();
                flip(&mut ciphertext);
                sealed.ciphertext = ciphertext.into();
                Ok(sealed)
            }
            Lie::OtherSecret => {
                // A length, then the secret.
                let mut other = data.to_vec();
                let start = other.len().saturating_sub(32);
                other[start..].copy_from_slice(&random::<32>()[..data.len() - start]);
                seal(&other)
            }
            Lie::Short => seal(&[1, 7]),
            Lie::Nothing => seal(&[]),
        }
    }

    fn supports(&self, suite: Ciphersuite) -> Result<(), CryptoError> {
        crypto().supports(suite)
    }

    fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
        crypto().supported_ciphersuites()
    }

    fn hkdf_extract(
        &self,
        hash: HashType,
        salt: &[u8],
        ikm: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        crypto().hkdf_extract(hash, salt, ikm)
    }

    fn hkdf_expand(
        &self,
        hash: HashType,
        prk: &[u8],
        info: &[u8],
        length: usize,
    ) -> Result<SecretVLBytes, CryptoError> {
        crypto().hkdf_expand(hash, prk, info, length)
    }

    fn aead_encrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        crypto().aead_encrypt(aead, key, data, nonce, aad)
    }

    fn aead_decrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        crypto().aead_decrypt(aead, key, data, nonce, aad)
    }

    fn signature_key_gen(
        &self,
        scheme: SignatureScheme,
    ) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
        crypto().signature_key_gen(scheme)
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        key: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        crypto().verify_signature(scheme, data, key, signature)
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        key: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        crypto().sign(scheme, data, key)
    }

    fn hpke_open(
        &self,
        config: HpkeConfig,
        input: &HpkeCiphertext,
        key: &[u8],
        info: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        crypto().hpke_open(config, input, key, info, aad)
    }

    fn hpke_setup_sender_and_export(
        &self,
        config: HpkeConfig,
        to: &[u8],
        info: &[u8],
        context: &[u8],
        length: usize,
    ) -> Result<(KemOutput, ExporterSecret), CryptoError> {
        crypto().hpke_setup_sender_and_export(config, to, info, context, length)
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
        crypto().hpke_setup_receiver_and_export(config, encapsulated, key, info, context, length)
    }

    fn derive_hpke_keypair(
        &self,
        config: HpkeConfig,
        ikm: &[u8],
    ) -> Result<HpkeKeyPair, CryptoError> {
        let mut pair = crypto().derive_hpke_keypair(config, ikm)?;
        if let Sabotage::LeafKey(public, made) = &self.0
            && made.fetch_add(1, Ordering::Relaxed) == 1
        {
            pair.public.clone_from(public);
        }
        Ok(pair)
    }
}
