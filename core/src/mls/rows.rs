//! The two tables of `schema/0001_mls.sql`.

use std::cell::RefCell;

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
    /// What went wrong first. OpenMLS makes something of its own of it, often without saying so.
    failed: RefCell<Option<StoreError>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            failed: RefCell::default(),
        }
    }

    /// What went wrong since this was asked last.
    pub(super) fn failure(&self) -> Option<StoreError> {
        self.failed.take()
    }

    /// Keeps what goes wrong; OpenMLS gets another error in its place.
    fn watched<T>(&self, done: impl FnOnce() -> Result<T>) -> Result<T> {
        done().map_err(|error| {
            self.failed.borrow_mut().get_or_insert(error);
            StoreError::TransactionLost
        })
    }

    pub(super) fn put_bytes(&self, kind: Kind, key: &impl Serialize, value: &[u8]) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached(
                    "INSERT INTO mls_value (kind, key, value) VALUES (?1, ?2, ?3)
                     ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
                )?
                .execute(params![kind as i64, encode(key)?.as_slice(), value])?;
            Ok(())
        })
    }

    pub(super) fn get_bytes<T>(
        &self,
        kind: Kind,
        key: &impl Serialize,
        read: impl FnOnce(&[u8]) -> Result<T>,
    ) -> Result<Option<T>> {
        self.watched(|| {
            self.connection
                .prepare_cached("SELECT value FROM mls_value WHERE kind = ?1 AND key = ?2")?
                .query_row(params![kind as i64, encode(key)?.as_slice()], |row| {
                    // Decoded where SQLite has it: no copy to wipe.
                    Ok(read(row.get_ref(0)?.as_blob()?))
                })
                .optional()?
                .transpose()
        })
    }

    pub(super) fn put(
        &self,
        kind: Kind,
        key: &impl Serialize,
        value: &(impl Serialize + ?Sized),
    ) -> Result<()> {
        let value = self.watched(|| encode(value))?;
        self.put_bytes(kind, key, &value)
    }

    pub(super) fn get<T: DeserializeOwned>(
        &self,
        kind: Kind,
        key: &impl Serialize,
    ) -> Result<Option<T>> {
        self.get_bytes(kind, key, decode)
    }

    pub(super) fn delete(&self, kind: Kind, key: &impl Serialize) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached("DELETE FROM mls_value WHERE kind = ?1 AND key = ?2")?
                .execute(params![kind as i64, encode(key)?.as_slice()])?;
            Ok(())
        })
    }

    /// The values of a kind with their rows, what was first written last.
    pub(super) fn newest<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(i64, T)>> {
        self.watched(|| {
            self.connection
                .prepare_cached(
                    "SELECT rowid, value FROM mls_value WHERE kind = ?1 ORDER BY rowid DESC",
                )?
                .query_map([kind as i64], |row| Ok((row.get(0)?, column(row, 1)?)))?
                .map(|row| {
                    let (row, value) = row?;
                    Ok((row, value?))
                })
                .collect()
        })
    }

    /// Deletes one value.
    pub(super) fn delete_row(&self, row: i64) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached("DELETE FROM mls_value WHERE rowid = ?1")?
                .execute([row])?;
            Ok(())
        })
    }

    /// Deletes the values whose key is a tuple that begins with `first`.
    pub(super) fn delete_beginning_with(&self, kind: Kind, first: &impl Serialize) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached(
                    "DELETE FROM mls_value WHERE kind = ?1 AND substr(key, 1, length(?2)) = ?2",
                )?
                .execute(params![kind as i64, encode(first)?.as_slice()])?;
            Ok(())
        })
    }

    /// Appends a value, or replaces the one of that name where it stands.
    pub(super) fn append(
        &self,
        list: List,
        key: &impl Serialize,
        name: Option<&[u8]>,
        value: &impl Serialize,
    ) -> Result<()> {
        self.watched(|| {
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
        })
    }

    pub(super) fn list<T>(
        &self,
        list: List,
        key: &impl Serialize,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<Result<T>>,
    ) -> Result<Vec<T>> {
        self.watched(|| {
            self.connection
                .prepare_cached(
                    "SELECT name, value FROM mls_list WHERE kind = ?1 AND key = ?2 ORDER BY id",
                )?
                .query_map(params![list as i64, encode(key)?.as_slice()], read)?
                .map(|row| row?)
                .collect()
        })
    }

    pub(super) fn clear(&self, list: List, key: &impl Serialize) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached("DELETE FROM mls_list WHERE kind = ?1 AND key = ?2")?
                .execute(params![list as i64, encode(key)?.as_slice()])?;
            Ok(())
        })
    }

    /// Removes the value of that name.
    pub(super) fn remove(&self, list: List, key: &impl Serialize, name: &[u8]) -> Result<()> {
        self.watched(|| {
            self.connection
                .prepare_cached("DELETE FROM mls_list WHERE kind = ?1 AND key = ?2 AND name = ?3")?
                .execute(params![list as i64, encode(key)?.as_slice(), name])?;
            Ok(())
        })
    }
}

/// The column of a list's row as a value.
pub(super) fn column<T: DeserializeOwned>(
    row: &Row<'_>,
    index: usize,
) -> rusqlite::Result<Result<T>> {
    Ok(decode(row.get_ref(index)?.as_blob()?))
}
