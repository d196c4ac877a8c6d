//! One process at a time: a lock that the kernel releases when its holder dies. Never a lease,
//! which a suspended app would outlive.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{error::StoreError, files::private_file};

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// The right to open the store; given back when dropped.
pub(super) enum ProcessLock {
    File(File),
    /// Only held: closing the connection ends its transaction, and the lock with it.
    Database {
        _connection: Mutex<Connection>,
    },
}

impl Drop for ProcessLock {
    fn drop(&mut self) {
        if let Self::File(file) = self {
            // Closing would not do where another process was forked in the meantime and has
            // yet to close its copy. A failure leaves it at that.
            let _ = file.unlock();
        }
    }
}

impl ProcessLock {
    /// Takes the lock file at `path`, trying for up to `wait`.
    pub(super) fn acquire(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        let file = private_file(path)?;
        let deadline = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self::File(file)),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                    return Self::through_sqlite(&path.with_extension("lock.db"), wait);
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
    /// an equally mortal lock, on an always empty file at `path`. Its own file, for the kernel
    /// drops such a lock whenever the process closes any descriptor of the file; so this one is
    /// opened by SQLite alone.
    fn through_sqlite(path: &Path, wait: Duration) -> Result<Self, StoreError> {
        match File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
        {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => {}
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(wait)?;
        match connection.execute_batch("BEGIN EXCLUSIVE") {
            Ok(()) => Ok(Self::Database {
                _connection: Mutex::new(connection),
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
    use std::env;
    use std::process::Command;

    use super::*;

    type Acquire = fn(&Path, Duration) -> Result<ProcessLock, StoreError>;

    const KINDS: [Acquire; 2] = [ProcessLock::acquire, ProcessLock::through_sqlite];
    const PATH: &str = "KITH_TEST_LOCK_PATH";
    const KIND: &str = "KITH_TEST_LOCK_KIND";

    /// The result of `acquire` in another process.
    fn free_for_others(path: &Path, kind: usize) -> bool {
        let child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "store::engine::lock::tests::another_process"])
            .env(PATH, path)
            .env(KIND, kind.to_string())
            .output()
            .expect("child");
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(
            said.contains("1 passed") || said.contains("is locked"),
            "{said}"
        );
        child.status.success()
    }

    /// Run by the other tests in a process of its own; alone it has nothing to do.
    #[test]
    fn another_process() {
        let Some(path) = env::var_os(PATH) else {
            return;
        };
        let kind: usize = env::var(KIND).expect("kind").parse().expect("number");
        match KINDS[kind](Path::new(&path), Duration::ZERO) {
            Ok(_) => {}
            Err(StoreError::Locked) => panic!("is locked"),
            Err(error) => panic!("{error:?}"),
        }
    }

    #[test]
    fn excludes_others_until_it_is_dropped() {
        for (kind, acquire) in KINDS.iter().enumerate() {
            let dir = tempfile::tempdir().expect("temporary directory");
            let path = dir.path().join("kith.lock");
            let held = acquire(&path, Duration::ZERO).expect("first");
            assert!(!free_for_others(&path, kind));
            for wait in [Duration::ZERO, PAUSE] {
                assert!(matches!(acquire(&path, wait), Err(StoreError::Locked)));
            }
            // The failed tries of this process took nothing from the one that holds it.
            assert!(!free_for_others(&path, kind));
            drop(held);
            assert!(free_for_others(&path, kind));
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
