//! The sidecar `kith.check`: lets a wrong key be told from a damaged database without touching
//! the database.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use openmls_rust_crypto::RustCrypto;
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::types::HashType;

use super::{
    error::StoreError,
    files::{private_file, sync_dir},
    key::StoreKey,
};
use crate::crash;

const CONTEXT: &[u8] = b"kith/v1/store/check";
const LEN: usize = 32;

/// What the sidecar says of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There is none, or not a whole one: only the database itself can tell.
    Unknown,
    Fits,
    Differs,
}

/// Holds `key` against the sidecar at `path`.
pub(super) fn verify(path: &Path, key: &StoreKey) -> Result<Verdict, StoreError> {
    let stored = match fs::read(path) {
        Ok(stored) => stored,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Verdict::Unknown),
        Err(error) => return Err(error.into()),
    };
    Ok(match stored.len() {
        LEN if stored == tag(key)? => Verdict::Fits,
        LEN => Verdict::Differs,
        _ => Verdict::Unknown,
    })
}

/// Writes the sidecar at `path`: whole or not at all, and on disk when it returns.
pub(super) fn write(path: &Path, key: &StoreKey) -> Result<(), StoreError> {
    let new = path.with_extension("check.new");
    let mut file = private_file(&new)?;
    file.set_len(0)?;
    file.write_all(&tag(key)?)?;
    file.sync_all()?;
    crash::point("store.check.written");
    fs::rename(&new, path)?;
    sync_dir(path)
}

/// HMAC-SHA256 under the key over a context and the salt, which has to fit as well.
fn tag(key: &StoreKey) -> Result<Vec<u8>, StoreError> {
    let (key, salt) = key.bytes().split_at(LEN);
    // The HMAC of the MLS provider: a second implementation would add nothing.
    RustCrypto::default()
        .hmac(HashType::Sha2_256, key, &[CONTEXT, salt].concat())
        .map(|tag| tag.as_slice().to_vec())
        .map_err(StoreError::codec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_keys_and_salts_apart_and_ignores_a_torn_file() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("kith.check");
        let key = StoreKey::generate();
        assert_eq!(verify(&path, &key).expect("verify"), Verdict::Unknown);

        write(&path, &key).expect("write");
        write(&path, &key).expect("write again");
        assert_eq!(verify(&path, &key).expect("verify"), Verdict::Fits);
        for position in [0, StoreKey::LEN - 1] {
            let mut other = key.to_bytes();
            other[position] ^= 1;
            let other = StoreKey::from_bytes(&other);
            assert_eq!(verify(&path, &other).expect("verify"), Verdict::Differs);
        }

        fs::write(&path, b"torn").expect("tear");
        assert_eq!(verify(&path, &key).expect("verify"), Verdict::Unknown);
    }
}
