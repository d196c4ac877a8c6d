//! One process at a time: a lock that the kernel releases when its holder dies. Never a lease,
//! which a suspended app would outlive.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::StoreError;
use super::open::private_file;

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// The right to open the store; given back when dropped.
pub(super) struct ProcessLock {
    _held: Held,
}

/// Never read, only dropped.
#[expect(dead_code)]
enum Held {
    File(File),
    Database(Mutex<Connection>),
}

impl ProcessLock {
    /// Takes the lock file at `path`, trying for up to `wait`.
    pub(super) fn acquire(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let file = private_file(path)?;
        let deadline = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        _held: Held::File(file),
                    });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Self::through_sqlite(path, wait);
                }
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            if Instant::now() >= deadline {
                return Err(StoreError::Locked);
            }
            thread::sleep(PAUSE);
        }
    }

    /// For Android, where the standard library locks no files before Rust 1.98: SQLite takes
    /// an equally mortal lock on the same, always empty, file.
    fn through_sqlite(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(wait)?;
        match connection.execute_batch("BEGIN EXCLUSIVE") {
            Ok(()) => Ok(Self {
                _held: Held::Database(Mutex::new(connection)),
            }),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                Err(StoreError::Locked)
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Acquire = fn(&Path, Duration) -> Result<ProcessLock, StoreError>;

    #[test]
    fn excludes_a_second_holder_until_it_is_dropped() {
        for acquire in [ProcessLock::acquire as Acquire, ProcessLock::through_sqlite] {
            let dir = tempfile::tempdir().expect("temporary directory");
            let path = dir.path().join("kith.lock");
            private_file(&path).expect("lock file");
            let held = acquire(&path, Duration::ZERO).expect("first");
            assert!(matches!(
                acquire(&path, Duration::ZERO),
                Err(StoreError::Locked)
            ));
            assert!(matches!(acquire(&path, PAUSE), Err(StoreError::Locked)));
            drop(held);
            acquire(&path, Duration::ZERO).expect("after the first is gone");
            assert_eq!(path.metadata().expect("metadata").len(), 0);
        }
    }

    #[test]
    fn waits_for_a_holder_that_lets_go() {
        let dir = tempfile::tempdir().expect("temporary directory");
        let path = dir.path().join("kith.lock");
        let held = ProcessLock::acquire(&path, Duration::ZERO).expect("first");
        thread::scope(|scope| {
            let second = scope.spawn(|| ProcessLock::acquire(&path, Duration::from_secs(30)));
            drop(held);
            second.join().expect("thread").expect("second");
        });
    }
}
