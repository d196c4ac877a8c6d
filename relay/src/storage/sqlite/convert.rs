//! Between SQLite's values and ours.

use kith_protocol::cbor;
use rusqlite::{Row, types::ValueRef};
use serde::{Serialize, de::DeserializeOwned};

use crate::storage::StorageError;

/// SQLite's integers are signed; nothing that is stored comes near the bound.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn uint(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A column with a number.
pub(super) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get(column).map(uint)
}

/// A column with exactly `N` bytes.
pub(super) fn bytes<const N: usize>(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; N]> {
    let value = row.get_ref(column)?;
    match value {
        ValueRef::Blob(blob) => blob.try_into().ok(),
        _ => None,
    }
    .ok_or_else(|| {
        rusqlite::Error::InvalidColumnType(column, "fixed bytes".to_owned(), value.data_type())
    })
}

/// A stored document, encoded.
pub(super) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::encode(value)
}

/// A stored document, read again.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StorageError> {
    cbor::decode(bytes, usize::MAX).map_err(|_| StorageError::Record)
}
