//! What the app brings. Sync on purpose: async foreign traits crash Swift 6.0's compiler. Each
//! method may fail; an exception that the app did not declare arrives here as an error.

use std::{fmt, sync::Arc};

use kith_core::{
    clock::{Clock, LATEST_MS, SystemClock},
    vault::{self, VaultError},
};
use zeroize::Zeroizing;

/// The app's side failed.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// The person turned it down, or did not prove who they are.
    #[error("the person did not unlock it")]
    Denied,
    /// The device has no lock of its own, so that nothing can be kept safe on it.
    #[error("the device has no lock")]
    NoDeviceLock,
    /// The platform's key store does not work, or not now.
    #[error("the platform failed")]
    Unavailable,
    /// The platform lost the key for good: what it sealed cannot be opened any more.
    #[error("the key is lost")]
    Lost,
    /// The code that someone typed does not open the key.
    #[error("the code is wrong")]
    WrongCode,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // What it says was written by the app's side and may hold anything.
        Self::Unavailable
    }
}

/// Keeps the store's key, wrapped by the platform's key store.
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// The key that was kept; none where none ever was.
    ///
    /// # Errors
    /// [`PlatformError`].
    fn load(&self) -> Result<Option<Vec<u8>>, PlatformError>;

    /// Keeps a new store's key: 48 bytes. Durable when it returns.
    ///
    /// # Errors
    /// [`PlatformError`].
    fn keep(&self, key: Vec<u8>) -> Result<(), PlatformError>;
}

/// A clock of the app's own: for tests that hold time still.
#[uniffi::export(with_foreign)]
pub trait WallClock: Send + Sync {
    /// Milliseconds since 1970 (UTC).
    ///
    /// # Errors
    /// [`PlatformError`]: then the machine's clock is read, as where it says 0 or a time after the year 9999.
    fn now_ms(&self) -> Result<u64, PlatformError>;
}

/// A [`WallClock`] as the core reads it.
pub(crate) struct ForeignClock(pub(crate) Arc<dyn WallClock>);

impl Clock for ForeignClock {
    fn now_ms(&self) -> u64 {
        let said = self
            .0
            .now_ms()
            .ok()
            .filter(|ms| (1..=LATEST_MS).contains(ms));
        said.unwrap_or_else(|| SystemClock.now_ms())
    }

    fn steady_ms(&self) -> u64 {
        SystemClock.steady_ms()
    }
}

impl fmt::Debug for ForeignClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForeignClock")
    }
}

/// A [`KeyVault`] as the core asks it.
pub(crate) struct ForeignVault(pub(crate) Arc<dyn KeyVault>);

impl vault::KeyVault for ForeignVault {
    fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.0.load()?.map(Zeroizing::new))
    }

    fn keep(&self, key: &[u8]) -> Result<(), VaultError> {
        Ok(self.0.keep(key.to_vec())?)
    }
}

impl From<PlatformError> for VaultError {
    fn from(error: PlatformError) -> Self {
        match error {
            PlatformError::Denied => Self::Denied,
            PlatformError::NoDeviceLock => Self::NoDeviceLock,
            PlatformError::Unavailable => Self::Unavailable,
            PlatformError::Lost => Self::Lost,
            PlatformError::WrongCode => Self::WrongCode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Says(u64);

    impl WallClock for Says {
        fn now_ms(&self) -> Result<u64, PlatformError> {
            Ok(self.0)
        }
    }

    #[test]
    fn a_clock_outside_all_years_is_not_believed() {
        let read = |said| ForeignClock(Arc::new(Says(said))).now_ms();
        for said in [1, LATEST_MS] {
            assert_eq!(read(said), said);
        }
        for absurd in [0, LATEST_MS + 1, u64::MAX] {
            let now = SystemClock.now_ms();
            assert!(read(absurd).abs_diff(now) < 60_000);
        }
    }
}
