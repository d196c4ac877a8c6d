//! The two tables of `schema/0001_mls.sql`.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::{decode, encode};
use crate::store::StoreError;

type Result<T> = std::result::Result<T, StoreError>;

/// What a row holds. Stored: never renumber.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    JoinConfig = 1,
    Tree = 2,
    GroupContext = 3,
    InterimTranscriptHash = 4,
    ConfirmationTag = 5,
    GroupState = 6,
    MessageSecrets = 7,
    ResumptionPskStore = 8,
    OwnLeafIndex = 9,
    GroupEpochSecrets = 10,
    EpochKeyPairs = 11,
    SignatureKeyPair = 12,
    EncryptionKeyPair = 13,
    KeyPackage = 14,
    Psk = 15,
}

/// What a row of a list holds. Stored: never renumber.
#[derive(Debug, Clone, Copy)]
pub(super) enum List {
    OwnLeafNodes = 1,
    Proposals = 2,
}

/// Values by kind and key, on an open connection.
pub(super) struct Rows<'a> {
    pub(super) connection: &'a Connection,
}

impl Rows<'_> {
    pub(super) fn put_bytes(&self, kind: Kind, key: &impl Serialize, value: &[u8]) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO mls_value (kind, key, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![kind as i64, encode(key)?.as_slice(), value])?;
        Ok(())
    }

    pub(super) fn get_bytes<T>(
        &self,
        kind: Kind,
        key: &impl Serialize,
        read: impl FnOnce(&[u8]) -> Result<T>,
    ) -> Result<Option<T>> {
        self.connection
            .prepare_cached("SELECT value FROM mls_value WHERE kind = ?1 AND key = ?2")?
            .query_row(params![kind as i64, encode(key)?.as_slice()], |row| {
                // Decoded where SQLite has it: no copy to wipe.
                Ok(read(row.get_ref(0)?.as_blob()?))
            })
            .optional()?
            .transpose()
    }

    pub(super) fn put(
        &self,
        kind: Kind,
        key: &impl Serialize,
        value: &(impl Serialize + ?Sized),
    ) -> Result<()> {
        self.put_bytes(kind, key, &encode(value)?)
    }

    pub(super) fn get<T: DeserializeOwned>(
        &self,
        kind: Kind,
        key: &impl Serialize,
    ) -> Result<Option<T>> {
        self.get_bytes(kind, key, decode)
    }

    pub(super) fn delete(&self, kind: Kind, key: &impl Serialize) -> Result<()> {
        self.connection
            .prepare_cached("DELETE FROM mls_value WHERE kind = ?1 AND key = ?2")?
            .execute(params![kind as i64, encode(key)?.as_slice()])?;
        Ok(())
    }

    /// Deletes the values whose key is a tuple that begins with `first`.
    pub(super) fn delete_beginning_with(&self, kind: Kind, first: &impl Serialize) -> Result<()> {
        self.connection
            .prepare_cached(
                "DELETE FROM mls_value WHERE kind = ?1 AND substr(key, 1, length(?2)) = ?2",
            )?
            .execute(params![kind as i64, encode(first)?.as_slice()])?;
        Ok(())
    }

    /// Appends a value, or replaces the one of that name where it stands.
    pub(super) fn append(
        &self,
        list: List,
        key: &impl Serialize,
        name: Option<&[u8]>,
        value: &impl Serialize,
    ) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO mls_list (kind, key, name, value) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (kind, key, name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![
                list as i64,
                encode(key)?.as_slice(),
                name,
                encode(value)?.as_slice()
            ])?;
        Ok(())
    }

    pub(super) fn list<T>(
        &self,
        list: List,
        key: &impl Serialize,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<Result<T>>,
    ) -> Result<Vec<T>> {
        self.connection
            .prepare_cached(
                "SELECT name, value FROM mls_list WHERE kind = ?1 AND key = ?2 ORDER BY id",
            )?
            .query_map(params![list as i64, encode(key)?.as_slice()], read)?
            .map(|row| row?)
            .collect()
    }

    pub(super) fn clear(&self, list: List, key: &impl Serialize) -> Result<()> {
        self.connection
            .prepare_cached("DELETE FROM mls_list WHERE kind = ?1 AND key = ?2")?
            .execute(params![list as i64, encode(key)?.as_slice()])?;
        Ok(())
    }

    /// Removes the value of that name.
    pub(super) fn remove(&self, list: List, key: &impl Serialize, name: &[u8]) -> Result<()> {
        self.connection
            .prepare_cached("DELETE FROM mls_list WHERE kind = ?1 AND key = ?2 AND name = ?3")?
            .execute(params![list as i64, encode(key)?.as_slice(), name])?;
        Ok(())
    }
}

/// The column of a list's row as a value.
pub(super) fn column<T: DeserializeOwned>(
    row: &Row<'_>,
    index: usize,
) -> rusqlite::Result<Result<T>> {
    Ok(decode(row.get_ref(index)?.as_blob()?))
}
