//! The key of the store. The platform's key store wraps it; nothing here keeps it on disk.

use std::fmt;

use rand_core::{OsRng, RngCore};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const KEY: usize = 32;
const SALT: usize = 16;

/// A raw SQLCipher key with the salt that would otherwise stand in the database's first bytes
/// (they stay readable, see `PRAGMA cipher_plaintext_header_size`). Wiped when dropped.
///
/// Boxed, so that who moves the key moves a pointer: a move leaves the old bytes where they were.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct StoreKey(Box<[u8; Self::LEN]>);

impl StoreKey {
    /// Length in bytes: 32 of key, 16 of salt.
    pub const LEN: usize = KEY + SALT;

    /// A new key from the system's generator, for a new store.
    pub fn generate() -> Self {
        let mut new = Self::blank();
        OsRng.fill_bytes(new.0.as_mut_slice());
        new
    }

    /// Reads what [`Self::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let mut read = Self::blank();
        read.0.copy_from_slice(bytes);
        read
    }

    fn blank() -> Self {
        Self(Box::new([0; Self::LEN]))
    }

    /// Key, then salt: what the platform's key store has to wrap and keep.
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::LEN]> {
        Zeroizing::new(*self.0)
    }

    /// The same, where they lie.
    pub(super) fn bytes(&self) -> &[u8; Self::LEN] {
        &self.0
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
        for byte in self.0.iter() {
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
