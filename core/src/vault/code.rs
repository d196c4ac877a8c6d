//! A code that someone keeps in their head, for a device that several people share. It seals the
//! store's key *before* the platform's key store does, so that both are needed.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use super::VaultError;
use crate::ids::random;

/// How many characters a code has at least.
pub const SHORTEST_CODE: usize = 6;
/// How many wrong codes cost no wait.
pub const FREE_TRIES: u32 = 5;

/// What a sealed key begins with: how it is sealed. Other parameters get another number.
const ARGON2ID_64_MIB: u8 = 1;
/// RFC 9106, section 4, the second recommended option, for where memory is short.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
const SALT: usize = 16;
const KEY: usize = 32;
const NONCE: usize = 24;
const HEAD: usize = 1 + SALT;

/// Whether `code` will do: long enough, and not one that everybody tries first.
///
/// # Errors
/// [`VaultError::UnfitCode`].
pub fn check_code(code: &str) -> Result<(), VaultError> {
    let code = Zeroizing::new(plain(code).chars().map(u32::from).collect::<Vec<_>>());
    let step = |by: i64| {
        let mut pairs = code.windows(2);
        pairs.all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == by)
    };
    // 111111, 123456, 654321.
    if code.len() < SHORTEST_CODE || [0, 1, -1].into_iter().any(step) {
        return Err(VaultError::UnfitCode);
    }
    Ok(())
}

/// Seals `key` by `code`. Takes a part of a second and 64 MiB, which is what makes guessing dear.
///
/// # Errors
/// [`VaultError::UnfitCode`]; [`VaultError::Unavailable`] where there is not that much memory.
pub fn seal_by_code(key: &[u8], code: &str) -> Result<Vec<u8>, VaultError> {
    check_code(code)?;
    let mut sealed = vec![ARGON2ID_64_MIB];
    sealed.extend(random::<SALT>());
    let nonce = random::<NONCE>();
    let cipher = cipher(code, &sealed[1..])?;
    let payload = Payload {
        msg: key,
        aad: &sealed,
    };
    let closed = cipher
        .encrypt(XNonce::from_slice(&nonce), payload)
        .map_err(|_| VaultError::Unavailable)?;
    sealed.extend(nonce);
    sealed.extend(closed);
    Ok(sealed)
}

/// Opens what [`seal_by_code`] made.
///
/// # Errors
/// [`VaultError::WrongCode`], also where what was kept was changed: nothing can tell the two apart.
/// [`VaultError::Unreadable`] where it is nothing of ours. [`VaultError::Unavailable`] as above.
pub fn open_by_code(sealed: &[u8], code: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (head, rest) = sealed
        .split_at_checked(HEAD)
        .ok_or(VaultError::Unreadable)?;
    let (nonce, closed) = rest
        .split_at_checked(NONCE)
        .ok_or(VaultError::Unreadable)?;
    if head[0] != ARGON2ID_64_MIB {
        return Err(VaultError::Unreadable);
    }
    let payload = Payload {
        msg: closed,
        aad: head,
    };
    cipher(code, &head[1..])?
        .decrypt(XNonce::from_slice(nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| VaultError::WrongCode)
}

/// How long to wait after so many wrong codes in a row: not at all, then a minute, then twice as
/// long each time, and an hour at most. Nothing is ever deleted: a wrong code is no reason to.
pub fn wait_after_wrong_codes(wrong: u32) -> Duration {
    let Some(over) = wrong.checked_sub(FREE_TRIES) else {
        return Duration::ZERO;
    };
    Duration::from_secs(60 * (1 << over.min(6)).min(60))
}

fn cipher(code: &str, salt: &[u8]) -> Result<XChaCha20Poly1305, VaultError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(KEY)).map_err(|_| VaultError::Unavailable)?;
    let mut key = Zeroizing::new([0; KEY]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(plain(code).as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| VaultError::Unavailable)?;
    Ok(XChaCha20Poly1305::new(Key::from_slice(key.as_slice())))
}

/// A keyboard in Arabic or Persian writes other digits for the same code.
fn plain(code: &str) -> Zeroizing<String> {
    let digit = |first: char, c: char| char::from_digit(u32::from(c) - u32::from(first), 10);
    let one = |c: char| match c {
        '\u{660}'..='\u{669}' => digit('\u{660}', c).unwrap_or(c),
        '\u{6f0}'..='\u{6f9}' => digit('\u{6f0}', c).unwrap_or(c),
        _ => c,
    };
    Zeroizing::new(code.chars().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "481516";

    #[test]
    fn opens_by_the_same_code_alone() {
        let key = [7; 48];
        let sealed = seal_by_code(&key, CODE).expect("sealed");
        assert!(!sealed.windows(4).any(|four| four == [7; 4]));
        assert_eq!(*open_by_code(&sealed, CODE).expect("opens"), key);
        // The same digits, from another keyboard.
        assert_eq!(*open_by_code(&sealed, "٤٨١٥١٦").expect("opens"), key);
        assert_eq!(*open_by_code(&sealed, "۴۸۱۵۱۶").expect("opens"), key);
        for wrong in ["481517", "48151", "4815162", ""] {
            let error = open_by_code(&sealed, wrong).expect_err("wrong");
            assert_eq!(error, VaultError::WrongCode);
        }
    }

    #[test]
    fn two_people_with_one_code_share_nothing() {
        let one = seal_by_code(&[7; 48], CODE).expect("sealed");
        let other = seal_by_code(&[7; 48], CODE).expect("sealed");
        assert_ne!(one[1..HEAD], other[1..HEAD]);
        assert_ne!(one[HEAD + NONCE..], other[HEAD + NONCE..]);
    }

    #[test]
    fn what_was_changed_does_not_open() {
        let sealed = seal_by_code(&[7; 48], CODE).expect("sealed");
        for at in [1, HEAD, HEAD + NONCE, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            let error = open_by_code(&changed, CODE).expect_err("changed");
            assert_eq!(error, VaultError::WrongCode);
        }
        for short in [&sealed[..0], &sealed[..HEAD], &sealed[..HEAD + NONCE - 1]] {
            let error = open_by_code(short, CODE).expect_err("cut off");
            assert_eq!(error, VaultError::Unreadable);
        }
        let other = [&[2], &sealed[1..]].concat();
        let error = open_by_code(&other, CODE).expect_err("of another kind");
        assert_eq!(error, VaultError::Unreadable);
    }

    #[test]
    fn codes_that_everybody_tries_first_are_refused() {
        for unfit in ["", "48151", "111111", "123456", "9876543", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(check_code(unfit), Err(VaultError::UnfitCode), "{unfit}");
            let error = seal_by_code(&[7; 48], unfit).expect_err("unfit");
            assert_eq!(error, VaultError::UnfitCode);
        }
        for fit in [CODE, "112345", "chair window", "٤٨١٥١٦"] {
            assert_eq!(check_code(fit), Ok(()), "{fit}");
        }
    }

    #[test]
    fn each_wrong_code_after_the_fifth_costs_more_and_an_hour_at_most() {
        let minutes = |wrong| wait_after_wrong_codes(wrong).as_secs() / 60;
        let waits: Vec<_> = (0..14).map(minutes).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(u32::MAX), 60);
    }

    /// RFC 9106, section 5.3: that the function is the one that it is called.
    #[test]
    fn argon2id_is_argon2id() {
        let params = argon2::ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(argon2::AssociatedData::new(&[4; 12]).expect("fits"))
            .output_len(32)
            .build()
            .expect("params");
        let argon =
            Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params)
                .expect("argon2");
        let mut tag = [0; 32];
        argon
            .hash_password_into(&[1; 32], &[2; 16], &mut tag)
            .expect("hashed");
        assert_eq!(
            hex::encode(tag),
            "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
        );
    }
}
