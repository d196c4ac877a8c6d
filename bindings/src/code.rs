//! A code of one's own, on a device that several people share. For the app's side of
//! [`crate::KeyVault`], which is called from a thread that may block.

use kith_core::vault;
use zeroize::Zeroizing;

use crate::KithError;

/// Whether a code will do: long enough, and not one that everybody tries first.
///
/// # Errors
/// [`KithError::FixInput`] with `vault.unfit-code` for one that will not.
#[uniffi::export]
pub fn check_code(code: String) -> Result<(), KithError> {
    let code = Zeroizing::new(code);
    Ok(vault::check_code(&code)?)
}

/// Seals a store's key by its person's code. Takes a part of a second.
///
/// # Errors
/// As [`check_code`]; [`KithError::Retry`] with `vault.unavailable` where the device has not the memory for it.
#[uniffi::export]
pub fn seal_by_code(key: Vec<u8>, code: String) -> Result<Vec<u8>, KithError> {
    let (key, code) = (Zeroizing::new(key), Zeroizing::new(code));
    Ok(vault::seal_by_code(&key, &code)?)
}

/// Opens what [`seal_by_code`] made. Takes a part of a second.
///
/// # Errors
/// [`KithError::Unlock`] with `vault.wrong-code`; [`KithError::GetHelp`] with `vault.unreadable` for what it did not
/// make; [`KithError::Retry`] with `vault.unavailable` where the device has not the memory for it.
#[uniffi::export]
pub fn open_by_code(sealed: Vec<u8>, code: String) -> Result<Vec<u8>, KithError> {
    let code = Zeroizing::new(code);
    Ok(vault::open_by_code(&sealed, &code)?.to_vec())
}

/// How long to wait after so many wrong codes in a row, in milliseconds.
#[uniffi::export]
pub fn wait_after_wrong_codes_ms(wrong: u32) -> u64 {
    let wait = vault::wait_after_wrong_codes(wrong);
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}
