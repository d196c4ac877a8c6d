//! The root key's secret, on its way to and from the operator's file.

use std::{fmt, io, path::Path};

use ed25519_dalek::SigningKey;
use kith_protocol::{identity::root_fingerprint, ids::Digest32, signed::public_key};
use rand_core::{OsRng, RngCore};
use zeroize::Zeroizing;

use crate::data_dir::{DataDirError, read_secret, write_secret};

/// The secret of a clinic's root key. The relay never stores it.
#[derive(Clone)]
pub struct RootSecret(Zeroizing<[u8; 32]>);

impl fmt::Debug for RootSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootSecret(…)")
    }
}

impl RootSecret {
    /// A fresh one.
    pub fn generate() -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        OsRng.fill_bytes(&mut secret[..]);
        Self(secret)
    }

    pub(super) fn key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.0)
    }

    /// The fingerprint that names the clinic.
    pub fn clinic(&self) -> Digest32 {
        root_fingerprint(&public_key(&self.key()))
    }

    /// Writes it to a file that must not exist, for its owner only.
    ///
    /// # Errors
    /// The operating system's; `AlreadyExists` where the file is there.
    pub fn write_to(&self, path: &Path) -> io::Result<()> {
        write_secret(path, &self.0[..])
    }

    /// Reads it from such a file.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn read_from(path: &Path) -> Result<Self, DataDirError> {
        read_secret(path).map(Self)
    }
}
