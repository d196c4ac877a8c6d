//! What can go wrong in the store. None of it ever deletes anything.

use std::error::Error;
use std::io;

use rusqlite::{ErrorCode, ffi};

use crate::error::Recovery;

/// A failure of the store. Its text names no file, key or content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The key is not the one that the store was made with. The store was not touched.
    #[error("the key does not fit this store")]
    WrongKey,
    /// The key fits, the database does not read.
    #[error("the store is damaged")]
    Corrupt,
    /// A later version of the app has written this store.
    #[error("the store has schema {found}, this version knows {known}")]
    NewerSchema {
        /// The schema version of the store.
        found: i64,
        /// The last one that this build knows.
        known: i64,
    },
    /// An extension met a store that the app has yet to make or to bring up to date.
    #[error("the app has to open the store first")]
    NeedsMigration,
    /// Another process, or another [`Database`](crate::store::Database) of this one, has it open.
    #[error("the store is open elsewhere")]
    Locked,
    /// The device has no room left.
    #[error("the disk is full")]
    DiskFull,
    /// The store is suspended; [`resume`](crate::store::Database::resume) opens it again.
    #[error("the store is suspended")]
    Suspended,
    /// The store was locked and its key forgotten; [`unlock`](crate::store::Database::unlock) opens it
    /// again.
    #[error("the store is locked until its key is given again")]
    KeyNeeded,
    /// The store is closed for good.
    #[error("the store is closed")]
    Closed,
    /// A closure panicked. Its transaction was rolled back.
    #[error("a transaction panicked")]
    Panicked,
    /// SQLite ended the transaction by itself after an earlier failure; nothing more may be
    /// written in it.
    #[error("the transaction was already rolled back")]
    TransactionLost,
    /// A batch held message secrets back and never wrote them, or read them back too early.
    #[error("message secrets were not flushed")]
    Unflushed,
    /// A connection did not take a setting that the store relies on.
    #[error("the database refused the setting {0}")]
    Setting(&'static str),
    /// There is no such row.
    #[error("there is no such thing in the store")]
    NotFound,
    /// One of our own columns holds something that this version did not write.
    #[error("a stored value cannot be read")]
    Unreadable,
    /// A stored value does not encode or decode.
    #[error("a stored value could not be encoded or decoded")]
    Codec(#[source] Box<dyn Error + Send + Sync>),
    /// A number that no column holds. Only what others say can bring one: their entry or item is
    /// bad, the store is not.
    #[error("a number is beyond what the store holds")]
    Unstorable(#[source] rusqlite::Error),
    /// The file system failed, or does not let us at the store's files.
    #[error("the file system failed")]
    Io(#[source] io::Error),
    /// The same, as the database met it.
    #[error("the store's files cannot be reached")]
    Files(#[source] rusqlite::Error),
    /// There was no memory for it, or someone else was busy with the files for too long.
    #[error("the database could not do it now")]
    Busy(#[source] rusqlite::Error),
    /// Any other failure of the database, a broken constraint for instance: a fault of this
    /// program, not of the store.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
}

impl StoreError {
    /// What to do about it. Only what cannot be read any more is called damage.
    pub fn recovery(&self) -> Recovery {
        match self {
            Self::Corrupt | Self::Unreadable | Self::Codec(_) => Recovery::Fatal,
            Self::WrongKey
            | Self::KeyNeeded
            | Self::DiskFull
            | Self::NewerSchema { .. }
            | Self::NotFound => Recovery::UserAction,
            Self::Locked
            | Self::Suspended
            | Self::NeedsMigration
            | Self::TransactionLost
            | Self::Io(_)
            | Self::Files(_)
            | Self::Busy(_) => Recovery::Retry,
            Self::Closed
            | Self::Panicked
            | Self::Unflushed
            | Self::Setting(_)
            | Self::Unstorable(_)
            | Self::Sqlite(_) => Recovery::Reopen,
        }
    }

    /// Whether the store cannot go on: what came is as it was, and is taken another time. Else it is
    /// the one thing that cannot be kept.
    pub(crate) fn ends_the_pass(&self) -> bool {
        !matches!(
            self,
            Self::Unstorable(_) | Self::Sqlite(_) | Self::NotFound | Self::Panicked
        )
    }

    /// Wraps the error of an encoder or decoder.
    pub(crate) fn codec(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Codec(Box::new(error))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Db;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The index of the write-ahead log did not find room: opening a store does this.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().map(|error| error.extended_code)
                    == Some(ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Files(error),
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::OutOfMemory
                | ErrorCode::OperationInterrupted
                | ErrorCode::OperationAborted,
            ) => Self::Busy(error),
            Some(_) => Self::Sqlite(error),
            None => match error {
                Db::QueryReturnedNoRows => Self::NotFound,
                // A column does not hold what we write into it.
                Db::FromSqlConversionFailure(..)
                | Db::IntegralValueOutOfRange(..)
                | Db::Utf8Error(..)
                | Db::InvalidColumnType(..) => Self::Unreadable,
                Db::ToSqlConversionFailure(_) => Self::Unstorable(error),
                error => Self::Sqlite(error),
            },
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi::Error as Sqlite;

    use super::*;

    /// What is said of each failure of SQLite (its primary codes, and one that means more than
    /// its own).
    #[test]
    fn only_real_damage_is_called_so() {
        let table = [
            (ffi::SQLITE_ERROR, Recovery::Reopen),
            (ffi::SQLITE_INTERNAL, Recovery::Reopen),
            (ffi::SQLITE_PERM, Recovery::Retry),
            (ffi::SQLITE_ABORT, Recovery::Retry),
            (ffi::SQLITE_BUSY, Recovery::Retry),
            (ffi::SQLITE_LOCKED, Recovery::Retry),
            (ffi::SQLITE_NOMEM, Recovery::Retry),
            (ffi::SQLITE_READONLY, Recovery::Retry),
            (ffi::SQLITE_INTERRUPT, Recovery::Retry),
            (ffi::SQLITE_IOERR, Recovery::Retry),
            (ffi::SQLITE_IOERR_READ, Recovery::Retry),
            (ffi::SQLITE_IOERR_SHMSIZE, Recovery::UserAction),
            (ffi::SQLITE_CORRUPT, Recovery::Fatal),
            (ffi::SQLITE_FULL, Recovery::UserAction),
            (ffi::SQLITE_CANTOPEN, Recovery::Retry),
            (ffi::SQLITE_PROTOCOL, Recovery::Retry),
            (ffi::SQLITE_SCHEMA, Recovery::Reopen),
            (ffi::SQLITE_TOOBIG, Recovery::Reopen),
            (ffi::SQLITE_CONSTRAINT, Recovery::Reopen),
            (ffi::SQLITE_MISMATCH, Recovery::Reopen),
            (ffi::SQLITE_MISUSE, Recovery::Reopen),
            (ffi::SQLITE_NOLFS, Recovery::Retry),
            (ffi::SQLITE_AUTH, Recovery::Reopen),
            (ffi::SQLITE_RANGE, Recovery::Reopen),
            (ffi::SQLITE_NOTADB, Recovery::Fatal),
        ];
        for (code, expected) in table {
            let error = rusqlite::Error::SqliteFailure(Sqlite::new(code), None);
            assert_eq!(StoreError::from(error).recovery(), expected, "{code}");
        }
        let nul = std::ffi::CString::new("a\0b").expect_err("a NUL");
        let others = [
            (rusqlite::Error::NulError(nul), Recovery::Reopen),
            (rusqlite::Error::QueryReturnedNoRows, Recovery::UserAction),
            (
                rusqlite::Error::IntegralValueOutOfRange(0, -1),
                Recovery::Fatal,
            ),
        ];
        for (error, expected) in others {
            assert_eq!(StoreError::from(error).recovery(), expected);
        }
        for kind in [
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::Other,
        ] {
            assert_eq!(
                StoreError::from(io::Error::from(kind)).recovery(),
                Recovery::Retry
            );
        }
        let db = rusqlite::Connection::open_in_memory().expect("a database");
        for number in [1 << 63, u64::MAX] {
            let error = db
                .query_row("SELECT ?1", [number], |_| Ok(()))
                .map_err(StoreError::from)
                .expect_err("no column holds it");
            assert!(matches!(error, StoreError::Unstorable(_)), "{error:?}");
        }
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(StoreError::from(full).recovery(), Recovery::UserAction);
    }
}
