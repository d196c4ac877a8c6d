//! Why storage did not do what it was asked.

/// Where a stale request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The epoch (depth in the tree) that the named parent began.
    pub epoch: u64,
    /// The commits that ended the epoch, in log order.
    pub commits: Vec<u64>,
}

/// Why an invitation does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationFault {
    /// No such invitation, or its secret is another.
    Unknown,
    /// Another device redeemed it.
    Used,
    /// It ran out.
    Expired,
    /// A newer one was issued in its place.
    Replaced,
    /// It was taken back.
    Revoked,
}

/// An expected "no": nothing was changed, and asking again gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The epoch has ended, or `supersedes` does not name what ended it.
    #[error("the epoch has ended")]
    Stale(Stale),
    /// The epoch has as many branches as it may have.
    #[error("the epoch has too many branches")]
    TooManyBranches,
    /// The request id belongs to another body.
    #[error("the request id belongs to another body")]
    Mismatch,
    /// The session has not proven what this takes.
    #[error("membership of the epoch is not proven")]
    Unproven,
    /// No such thing.
    #[error("no such thing")]
    NotFound,
    /// The id is taken.
    #[error("the id is taken")]
    Exists,
    /// Only whom the clinic enrolled invite.
    #[error("a guest invites nobody")]
    Guest,
    /// A quota is used up.
    #[error("a quota is used up")]
    Quota,
    /// The clinic no longer vouches for this person.
    #[error("the person was revoked")]
    Revoked,
    /// Whoever invited this person let them go, and they were forgotten.
    #[error("nobody holds the person any more")]
    Forgotten,
    /// The invitation does not open.
    #[error("the invitation does not open")]
    Invitation(InvitationFault),
}

/// Why an operation did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// An expected "no".
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The disk, or the size the operator allows, is used up. What was stored stays.
    #[error("the disk is full")]
    Full,
    /// More writes wait than the relay takes on.
    #[error("too many writes are waiting")]
    Busy,
    /// The storage was closed.
    #[error("the storage is closed")]
    Closed,
    /// A stored document cannot be read.
    #[error("a stored record cannot be read")]
    Record,
    /// The write transaction failed as a whole; it was logged.
    #[error("a write transaction failed")]
    Transaction,
    /// A bug: the operation panicked. Nothing of it was kept.
    #[error("the operation panicked")]
    Panicked,
    /// The database was made by a newer version.
    #[error("the database was made by a newer version of the relay (schema {found})")]
    Newer {
        /// Its schema.
        found: i64,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[source] rusqlite::Error),
    /// A file of the data directory failed.
    #[error("a file of the data directory failed")]
    File(#[source] std::io::Error),
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            // The index of the write-ahead log did not find room: opening a database does this.
            Some(rusqlite::ErrorCode::SystemIoFailure)
                if error.sqlite_error().map(|error| error.extended_code)
                    == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::Full
            }
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            _ => Self::Database(error),
        }
    }
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}
