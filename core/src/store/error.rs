//! What can go wrong in the store. None of it ever deletes anything.

use std::error::Error;
use std::io;

use rusqlite::{ErrorCode, ffi};

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
    /// Another process, or another [`Database`](super::Database) of this one, has it open.
    #[error("the store is open elsewhere")]
    Locked,
    /// The device has no room left.
    #[error("the disk is full")]
    DiskFull,
    /// The store is suspended; [`resume`](super::Database::resume) opens it again.
    #[error("the store is suspended")]
    Suspended,
    /// The store was locked and its key forgotten; [`unlock`](super::Database::unlock) opens it
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
    /// The file system failed.
    #[error("the file system failed")]
    Io(#[source] io::Error),
    /// Any other failure of the database, a broken constraint for instance.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
}

impl StoreError {
    /// Wraps the error of an encoder or decoder.
    pub(crate) fn codec(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Codec(Box::new(error))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
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
            _ => Self::Sqlite(error),
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
