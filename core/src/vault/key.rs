//! The store's key, in the hands of the platform's key store.

use std::path::Path;

use zeroize::Zeroizing;

use crate::store::{Database, StoreKey};

/// Where the platform keeps the store's key, wrapped. Called from threads that may block.
pub trait KeyVault: Send + Sync {
    /// The key that was kept; none where none ever was.
    ///
    /// # Errors
    /// [`VaultError::Denied`], [`VaultError::Unavailable`], [`VaultError::NoDeviceLock`].
    fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;

    /// Keeps a new store's key. Durable when it returns.
    ///
    /// # Errors
    /// [`VaultError::Denied`], [`VaultError::Unavailable`], [`VaultError::NoDeviceLock`].
    fn keep(&self, key: &[u8]) -> Result<(), VaultError>;
}

/// The key did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The person turned it down, or did not prove who they are.
    #[error("the person did not unlock the key")]
    Denied,
    /// The platform's key store does not work, or not now.
    #[error("the platform's key store failed")]
    Unavailable,
    /// The device has no lock of its own, so that nothing can be kept safe on it.
    #[error("the device has no lock")]
    NoDeviceLock,
    /// The code is not the one that sealed the key.
    #[error("the code is wrong")]
    WrongCode,
    /// The code is too short, or one that everybody tries first.
    #[error("the code is too easy to guess")]
    UnfitCode,
    /// There is a store and no key to it. Nothing was touched.
    #[error("the store's key is lost")]
    Lost,
    /// What was kept is not a key of ours.
    #[error("what was kept is not a store's key")]
    Unreadable,
}

/// The key of the store in `dir`. Where there is neither store nor key, and `may_make`, a new one
/// that the vault keeps from now on: never where a store is, for whose key the platform has lost
/// would lose the store with it.
pub(crate) fn store_key(
    vault: &dyn KeyVault,
    dir: &Path,
    may_make: bool,
) -> Result<StoreKey, VaultError> {
    if let Some(kept) = vault.load()? {
        let bytes = kept.as_slice().try_into();
        return bytes
            .map(StoreKey::from_bytes)
            .map_err(|_| VaultError::Unreadable);
    }
    if !may_make || Database::is_in(dir) {
        return Err(VaultError::Lost);
    }
    let key = StoreKey::generate();
    vault.keep(key.to_bytes().as_slice())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::store::OpenOptions;

    /// A fake of a platform's key store.
    #[derive(Default)]
    struct InMemory(Mutex<Option<Vec<u8>>>);

    impl KeyVault for InMemory {
        fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
            Ok(self
                .0
                .lock()
                .expect("unpoisoned")
                .clone()
                .map(Zeroizing::new))
        }

        fn keep(&self, key: &[u8]) -> Result<(), VaultError> {
            *self.0.lock().expect("unpoisoned") = Some(key.to_vec());
            Ok(())
        }
    }

    #[test]
    fn a_key_is_made_once_and_never_for_a_store_that_is_there() {
        let dir = tempfile::tempdir().expect("a folder");
        let vault = InMemory::default();
        assert_eq!(
            store_key(&vault, dir.path(), false).err(),
            Some(VaultError::Lost),
            "an extension makes none"
        );
        let made = store_key(&vault, dir.path(), true).expect("made");
        let kept = store_key(&vault, dir.path(), true).expect("kept");
        assert_eq!(*made.to_bytes(), *kept.to_bytes());

        let store = Database::open(dir.path(), &made, OpenOptions::app()).expect("opens");
        drop(store);
        let empty = InMemory::default();
        let lost = store_key(&empty, dir.path(), true);
        assert_eq!(lost.err(), Some(VaultError::Lost));
        assert!(
            empty.0.lock().expect("unpoisoned").is_none(),
            "nothing was kept"
        );
        let wrong = InMemory(Mutex::new(Some(vec![1, 2, 3])));
        let unreadable = store_key(&wrong, dir.path(), true);
        assert_eq!(unreadable.err(), Some(VaultError::Unreadable));
    }
}
