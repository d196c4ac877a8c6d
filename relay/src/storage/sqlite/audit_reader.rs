//! Reads the audit without a runtime, for the command that checks it.

use rusqlite::Connection;

use super::{audit, schema};
use crate::{
    audit::{AuditEntry, Checkpoint},
    data_dir::DataDir,
    storage::StorageError,
};

/// Reads audit chains.
pub struct AuditReader(Connection);

impl AuditReader {
    /// Of a database that is open already, in a transaction.
    pub(super) fn of(conn: Connection) -> Self {
        Self(conn)
    }

    /// Opens the database of a data directory.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(dir: &DataDir) -> Result<Self, StorageError> {
        schema::open_reader(dir).map(Self)
    }

    /// Runs `read` in one snapshot.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn snapshot(
        &self,
        read: impl FnOnce(&Self) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let snapshot = self.0.unchecked_transaction()?;
        read(self)?;
        Ok(snapshot.commit()?)
    }

    /// The chains that there are.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn chains(&self) -> Result<Vec<i64>, StorageError> {
        audit::chains(&self.0)
    }

    /// The checkpoints of a chain.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn checkpoints(&self, chain: i64) -> Result<Vec<Checkpoint>, StorageError> {
        audit::checkpoints(&self.0, chain)
    }

    /// Shows every entry of a chain, in order.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn for_each(&self, chain: i64, see: impl FnMut(AuditEntry)) -> Result<(), StorageError> {
        audit::for_each(&self.0, chain, see)
    }
}
