//! Transactions: the only way to reach the database.

use std::mem;
use std::ops::Deref;
use std::panic::{self, AssertUnwindSafe};

use rusqlite::Connection;

use super::{
    changes::{Change, ChangeSet},
    error::StoreError,
};
use crate::crash;

/// A write transaction. Dereferences to the connection; whatever is done through it becomes
/// durable, and its changes are told, only when the closure it was lent to returns `Ok`.
pub struct WriteTx<'a> {
    connection: &'a Connection,
    changes: ChangeSet,
    fenced: bool,
}

impl<'a> WriteTx<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, StoreError> {
        run(connection, "BEGIN IMMEDIATE")?;
        Ok(Self {
            connection,
            changes: ChangeSet::default(),
            fenced: false,
        })
    }

    /// The connection itself, for what has to outlive a borrow of the transaction: an MLS
    /// provider that is used across savepoints.
    pub(crate) fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// Notes what views may have to read again once this is committed.
    pub fn changed(&mut self, change: Change) {
        self.changes.insert(change);
    }

    /// Runs `f` so that its `Err`, or a panic, undoes what it wrote and noted, and nothing else.
    ///
    /// # Errors
    /// Those of `f`, [`StoreError::Panicked`], and those of the store. After a failure of the store the transaction should
    /// be given up. SQLite does so by itself after some, a full disk for one: then nothing more
    /// can be written in it, and whatever else is tried ends in [`StoreError::TransactionLost`].
    pub fn savepoint<T, E: From<StoreError>>(
        &mut self,
        f: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.alive()?;
        run(self, "SAVEPOINT kith")?;
        let outer = mem::take(&mut self.changes);
        // What somebody else sent, and makes the program fail, is that one thing alone.
        let result = caught(|| f(self));
        let inner = mem::replace(&mut self.changes, outer);
        if self.is_autocommit() {
            self.fence()?;
            return Err(result
                .err()
                .unwrap_or_else(|| StoreError::TransactionLost.into()));
        }
        match result {
            Ok(value) => {
                run(self, "RELEASE kith")?;
                self.changes.merge(inner);
                Ok(value)
            }
            Err(error) => {
                run(self, "ROLLBACK TO kith")?;
                run(self, "RELEASE kith")?;
                Err(error)
            }
        }
    }

    fn commit(mut self) -> Result<ChangeSet, StoreError> {
        self.alive()?;
        crash::point("store.commit");
        run(&self, "COMMIT")?;
        crash::point("store.committed");
        Ok(mem::take(&mut self.changes))
    }

    /// Whether SQLite has not yet rolled back by itself.
    fn alive(&self) -> Result<(), StoreError> {
        if self.is_autocommit() {
            Err(StoreError::TransactionLost)
        } else {
            Ok(())
        }
    }

    /// With the transaction gone, each statement to come would commit by itself: refuse them.
    fn fence(&mut self) -> Result<(), StoreError> {
        self.fenced = true;
        Ok(self.pragma_update(None, "query_only", true)?)
    }
}

impl Deref for WriteTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for WriteTx<'_> {
    fn drop(&mut self) {
        end(self.connection);
        if self.fenced {
            // It cannot fail where it could be set; if it did, the next write would tell.
            let _ = self.pragma_update(None, "query_only", false);
        }
    }
}

/// A read transaction: every query in it sees the same state. Dereferences to a connection that
/// refuses to write.
pub struct ReadTx<'a> {
    connection: &'a Connection,
}

impl Deref for ReadTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for ReadTx<'_> {
    fn drop(&mut self) {
        end(self.connection);
    }
}

/// Runs `f` in a write transaction: commits on `Ok`, else (a panic included) rolls back.
pub(super) fn write<T, E: From<StoreError>>(
    connection: &Connection,
    f: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
) -> Result<(T, ChangeSet), E> {
    let mut tx = WriteTx::begin(connection)?;
    let value = caught(|| f(&mut tx))?;
    let changes = tx.commit()?;
    Ok((value, changes))
}

/// Runs `f` in a read transaction.
pub(super) fn read<T, E: From<StoreError>>(
    connection: &Connection,
    f: impl FnOnce(&ReadTx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    run(connection, "BEGIN DEFERRED")?;
    let tx = ReadTx { connection };
    caught(|| f(&tx))
}

/// Turns a panic into an error. Whatever the closure left half done is in the transaction,
/// which is then rolled back, or in values that unwinding has dropped.
fn caught<T, E: From<StoreError>>(f: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    panic::catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| Err(StoreError::Panicked.into()))
}

fn run(connection: &Connection, command: &str) -> Result<(), StoreError> {
    connection.prepare_cached(command)?.execute([])?;
    Ok(())
}

/// Rolls back what is still open. A failure shows at the next `BEGIN`.
fn end(connection: &Connection) {
    if !connection.is_autocommit() {
        let _ = run(connection, "ROLLBACK");
    }
}
