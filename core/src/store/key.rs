//! The key of the store. The platform's key store wraps it; nothing here keeps it on disk.

use std::fmt;

use rand_core::{OsRng, RngCore};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const KEY: usize = 32;
const SALT: usize = 16;

/// A raw SQLCipher key with the salt that would otherwise stand in the database's first bytes
/// (they stay readable, see `PRAGMA cipher_plaintext_header_size`). Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey {
    key: [u8; KEY],
    salt: [u8; SALT],
}

impl StoreKey {
    /// Length in bytes: 32 of key, 16 of salt.
    pub const LEN: usize = KEY + SALT;

    /// A new key from the system's generator, for a new store.
    pub fn generate() -> Self {
        let mut new = Self {
            key: [0; KEY],
            salt: [0; SALT],
        };
        OsRng.fill_bytes(&mut new.key);
        OsRng.fill_bytes(&mut new.salt);
        new
    }

    /// Reads what [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let mut read = Self {
            key: [0; KEY],
            salt: [0; SALT],
        };
        let (key, salt) = bytes.split_at(KEY);
        read.key.copy_from_slice(key);
        read.salt.copy_from_slice(salt);
        read
    }

    /// Key, then salt: what the platform's key store has to wrap and keep.
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::LEN]> {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        let (key, salt) = bytes.split_at_mut(KEY);
        key.copy_from_slice(&self.key);
        salt.copy_from_slice(&self.salt);
        bytes
    }

    /// The statement that must come first on every connection.
    pub(super) fn pragma(&self) -> Zeroizing<String> {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        const OPENING: &str = "PRAGMA key = \"x'";
        const CLOSING: &str = "'\";";
        // One allocation of the right size: a string that grows leaves copies behind.
        let length = OPENING.len() + 2 * Self::LEN + CLOSING.len();
        let mut sql = Zeroizing::new(String::with_capacity(length));
        sql.push_str(OPENING);
        for byte in self.key.iter().chain(&self.salt) {
            sql.push(char::from(HEX[usize::from(byte >> 4)]));
            sql.push(char::from(HEX[usize::from(byte & 15)]));
        }
        sql.push_str(CLOSING);
        sql
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_round_trip_and_make_the_pragma() {
        let mut bytes = [0xab; StoreKey::LEN];
        bytes[KEY..].fill(0x01);
        let key = StoreKey::from_bytes(&bytes);
        assert_eq!(*key.to_bytes(), bytes);
        let expected = format!(
            "PRAGMA key = \"x'{}{}'\";",
            "ab".repeat(32),
            "01".repeat(16)
        );
        let sql = key.pragma();
        assert_eq!(*sql, expected);
        assert_eq!(sql.capacity(), sql.len());
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", StoreKey::generate()), "StoreKey(…)");
    }

    #[test]
    fn generated_keys_differ() {
        assert_ne!(
            *StoreKey::generate().to_bytes(),
            *StoreKey::generate().to_bytes()
        );
    }
}
