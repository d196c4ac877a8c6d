//! Transactions: the only way to reach the database.

use std::cell::RefCell;
#[cfg(test)]
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::panic::{self, AssertUnwindSafe};

use rusqlite::{CachedStatement, Connection, Params, Row};

use super::{
    changes::{Change, ChangeSet},
    error::StoreError,
    select::Select,
};
use crate::crash;

/// A write transaction: whatever is done through it becomes durable, and its changes are told, only when the
/// closure it was lent to returns `Ok`. What only reads is lent it as a [`ReadTx`].
pub struct WriteTx<'a> {
    reads: ReadTx<'a>,
    changes: RefCell<ChangeSet>,
    fenced: bool,
}

impl<'a> WriteTx<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, StoreError> {
        run(connection, "BEGIN IMMEDIATE")?;
        Ok(Self::of(connection))
    }

    fn of(connection: &'a Connection) -> Self {
        Self {
            reads: ReadTx { connection },
            changes: RefCell::default(),
            fenced: false,
        }
    }

    /// A connection of a test's as if in a transaction: nothing is begun, and nothing ended.
    #[cfg(test)]
    pub(crate) fn pretended(connection: &'a Connection) -> ManuallyDrop<Self> {
        ManuallyDrop::new(Self::of(connection))
    }

    /// A statement that may write.
    ///
    /// # Errors
    /// Those of SQLite, as with all that follow.
    pub fn prepare_cached(&self, sql: &str) -> rusqlite::Result<CachedStatement<'a>> {
        self.connection.prepare_cached(sql)
    }

    /// Runs one statement; answers how many rows it changed.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn execute(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.connection.execute(sql, params)
    }

    /// Runs all statements of a text.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn execute_batch(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(sql)
    }

    /// The row that was inserted last.
    pub(crate) fn last_insert_rowid(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    /// Notes what views may have to read again once this is committed.
    pub fn changed(&self, change: Change) {
        self.changes.borrow_mut().insert(change);
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
        run(self.connection, "SAVEPOINT kith")?;
        let outer = self.changes.take();
        // What somebody else sent, and makes the program fail, is that one thing alone.
        let result = caught(|| f(self));
        let inner = self.changes.replace(outer);
        if self.connection.is_autocommit() {
            self.fence()?;
            return Err(result
                .err()
                .unwrap_or_else(|| StoreError::TransactionLost.into()));
        }
        match result {
            Ok(value) => {
                run(self.connection, "RELEASE kith")?;
                self.changes.borrow_mut().merge(inner);
                Ok(value)
            }
            Err(error) => {
                run(self.connection, "ROLLBACK TO kith")?;
                run(self.connection, "RELEASE kith")?;
                Err(error)
            }
        }
    }

    fn commit(self) -> Result<ChangeSet, StoreError> {
        self.alive()?;
        crash::point("store.commit");
        run(self.connection, "COMMIT")?;
        crash::point("store.committed");
        Ok(self.changes.take())
    }

    /// Whether SQLite has not yet rolled back by itself.
    fn alive(&self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() {
            Err(StoreError::TransactionLost)
        } else {
            Ok(())
        }
    }

    /// With the transaction gone, each statement to come would commit by itself: refuse them.
    fn fence(&mut self) -> Result<(), StoreError> {
        self.fenced = true;
        Ok(self.connection.pragma_update(None, "query_only", true)?)
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.reads
    }
}

impl Drop for WriteTx<'_> {
    fn drop(&mut self) {
        end(self.connection);
        if self.fenced {
            // It cannot fail where it could be set; if it did, the next write would tell.
            let _ = self.connection.pragma_update(None, "query_only", false);
        }
    }
}

/// A read transaction, or what a write transaction lends to those that only read: every query sees the same state,
/// and none can write.
pub struct ReadTx<'a> {
    connection: &'a Connection,
}

impl<'a> ReadTx<'a> {
    /// A statement that reads, kept for the next time.
    ///
    /// # Errors
    /// Those of SQLite; `SQLITE_READONLY` for a statement that writes.
    pub fn prepare_cached(&self, sql: &str) -> rusqlite::Result<Select<'a>> {
        Select::of(self.connection.prepare_cached(sql)?)
    }

    /// The first row of what a statement reads.
    ///
    /// # Errors
    /// As with [`Self::prepare_cached`].
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.prepare_cached(sql)?.query_row(params, row)
    }

    /// The connection itself, for OpenMLS alone: what it stores of a group it stores where it read it. It outlives a
    /// borrow of the transaction, as a provider is used across savepoints. In a read transaction SQLite refuses
    /// whatever is written through it.
    pub(crate) fn connection(&self) -> &'a Connection {
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
