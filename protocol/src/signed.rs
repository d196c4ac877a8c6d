//! Signed documents. The signature covers the bytes as they travel, so nobody has to encode a
//! document again to check it, and unknown fields survive.

use std::{fmt, marker::PhantomData};

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    cbor,
    ids::{PublicKey, Signature64},
};

/// Largest payload of the documents that grow with the number of people: a policy with some two
/// thousand members, a clinic's revocations.
pub const MAX_DOCUMENT: usize = 1 << 20;

/// What may be signed. The context keeps a signature over one kind from passing for another.
pub trait Document: Serialize + DeserializeOwned {
    /// Domain separation, for example `kith/v1/device`.
    const CONTEXT: &'static str;
    /// Largest payload in bytes. A larger one is refused before its signature is looked at.
    const MAX: usize;
}

/// Why a signed document was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not a key, or the signature is not of this key over these bytes.
    #[error("the signature does not match")]
    Signature,
    /// The payload is larger than this kind of document may be.
    #[error("the signed document is too large")]
    TooLarge,
    /// The signature is right, the content is not the expected document.
    #[error("the signed document cannot be read")]
    Document,
}

/// A document of type `T` as bytes, with an Ed25519 signature over context and bytes.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Signed<T> {
    #[serde(rename = "d", with = "serde_bytes")]
    payload: Vec<u8>,
    #[serde(rename = "s")]
    signature: Signature64,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Signed<T> {
    fn clone(&self) -> Self {
        Self {
            payload: self.payload.clone(),
            signature: self.signature,
            kind: PhantomData,
        }
    }
}

impl<T> PartialEq for Signed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.payload == other.payload && self.signature == other.signature
    }
}

impl<T> Eq for Signed<T> {}

impl<T> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed(…)")
    }
}

impl<T: Document> Signed<T> {
    /// Signs `document` with `key`.
    pub fn new(document: &T, key: &SigningKey) -> Self {
        let payload = cbor::encode(document);
        let signature = sign(T::CONTEXT, &payload, key);
        Self {
            payload,
            signature,
            kind: PhantomData,
        }
    }

    /// Checks the signature, then reads the document.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn verify(&self, key: &PublicKey) -> Result<T, SignedError> {
        self.check_size()?;
        verify(T::CONTEXT, &self.payload, &self.signature, key)?;
        self.read_unverified()
    }

    /// Reads the document without checking who signed it: for a document that names its own
    /// signer, which must then be checked with [`Self::verify`].
    ///
    /// # Errors
    /// [`SignedError::TooLarge`], [`SignedError::Document`].
    pub fn read_unverified(&self) -> Result<T, SignedError> {
        self.check_size()?;
        cbor::decode(&self.payload, T::MAX).map_err(|_| SignedError::Document)
    }

    fn check_size(&self) -> Result<(), SignedError> {
        if self.payload.len() <= T::MAX {
            Ok(())
        } else {
            Err(SignedError::TooLarge)
        }
    }
}

impl<T> Signed<T> {
    /// The bytes under the signature.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

fn message(context: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(context.len() + 1 + payload.len());
    message.extend_from_slice(context.as_bytes());
    message.push(0);
    message.extend_from_slice(payload);
    message
}

/// An Ed25519 signature over `context`, a zero byte and `payload`.
pub fn sign(context: &str, payload: &[u8], key: &SigningKey) -> Signature64 {
    Signature64(key.sign(&message(context, payload)).to_bytes())
}

/// Checks what [`sign`] made, strictly (RFC 8032 with small-order keys refused).
///
/// # Errors
/// [`SignedError::Signature`].
pub fn verify(
    context: &str,
    payload: &[u8],
    signature: &Signature64,
    key: &PublicKey,
) -> Result<(), SignedError> {
    let key = VerifyingKey::from_bytes(&key.0).map_err(|_| SignedError::Signature)?;
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    key.verify_strict(&message(context, payload), &signature)
        .map_err(|_| SignedError::Signature)
}

/// The public half of a signing key, as documents carry it.
pub fn public_key(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}
