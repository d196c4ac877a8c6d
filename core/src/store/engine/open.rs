//! Opening: the files, the lock, the settings of every connection, and telling failures apart.
//! Nothing is ever deleted because opening failed.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{
    check::{self, Verdict},
    error::StoreError,
    files::private_file,
    key::StoreKey,
    lock::ProcessLock,
    migrate,
    mode::Mode,
    tx,
};
use crate::{crash, process::wipe_stack, store::timeline::index};

/// The first bytes of every SQLite file; ours show them so that iOS knows the file for what it
/// is, and lets a suspended app keep its lock.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// After the key and before the first page is read, on every connection. SQLCipher would tell
/// the system's log of its failures; we are told as well.
const CIPHER: &str = "
    PRAGMA cipher_log_level = NONE;
    PRAGMA cipher_plaintext_header_size = 32;
    PRAGMA cipher_memory_security = ON;
";

/// Before the first page is written, in a new database. Not later: SQLite would write it anew
/// each time.
const NEW: &str = "PRAGMA auto_vacuum = INCREMENTAL;";

/// Then, on every connection.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA mmap_size = 0;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA journal_size_limit = 4194304;
";

/// What the store relies on: losing one of these silently would lose data or leak it.
const RELIED_ON: [(&str, &str); 9] = [
    ("cipher_memory_security", "1"),
    ("cipher_plaintext_header_size", "32"),
    ("auto_vacuum", "2"),
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("temp_store", "2"),
    ("mmap_size", "0"),
    ("foreign_keys", "1"),
    ("secure_delete", "1"),
];

/// How long a connection waits for another one.
const BUSY_MS: u64 = 5000;

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 128;

/// How to open the store.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Who opens it.
    pub mode: Mode,
    /// Read connections, each with its thread; at least one is made.
    pub readers: usize,
    /// How long to try for the lock while another process holds it.
    pub lock_wait: Duration,
}

impl OpenOptions {
    /// Two readers; does not wait for the lock.
    pub fn app() -> Self {
        Self {
            mode: Mode::App,
            readers: 2,
            lock_wait: Duration::ZERO,
        }
    }

    /// One reader; waits up to two seconds for the lock.
    pub fn extension() -> Self {
        Self {
            mode: Mode::Extension,
            readers: 1,
            lock_wait: Duration::from_secs(2),
        }
    }
}

/// The database's file in its folder.
pub(super) const DATABASE: &str = "kith.db";

/// Everything that opening takes; kept to open again after a suspension.
#[derive(Clone)]
pub(super) struct Opening {
    pub(super) dir: PathBuf,
    pub(super) key: StoreKey,
    pub(super) options: OpenOptions,
}

/// The connections of an open store and the lock that they are open under.
pub(super) struct Connections {
    pub(super) writer: Connection,
    pub(super) readers: Vec<Connection>,
    pub(super) lock: ProcessLock,
}

impl Opening {
    /// Opens the store, making it where the app has none yet.
    pub(super) fn open(&self) -> Result<Connections, StoreError> {
        let Self { dir, key, options } = self;
        match options.mode {
            Mode::App => private_dir(dir)?,
            Mode::Extension if !dir.is_dir() => return Err(StoreError::NeedsMigration),
            Mode::Extension => {}
        }
        let lock = ProcessLock::acquire(&dir.join("kith.lock"), options.lock_wait)?;
        let (database, sidecar) = (dir.join(DATABASE), dir.join("kith.check"));

        let verdict = check::verify(&sidecar, key)?;
        let blank = is_blank(&database)?;
        match (verdict, blank, options.mode) {
            (Verdict::Differs, _, _) => return Err(StoreError::WrongKey),
            // The sidecar is written last: a store that has one was whole once.
            (Verdict::Fits, true, _) => return Err(StoreError::Corrupt),
            (Verdict::Unknown, true, Mode::Extension) => return Err(StoreError::NeedsMigration),
            (Verdict::Unknown, true, Mode::App) => drop(private_file(&database)?),
            (_, false, _) => {}
        }

        let writer = self
            .connect(&database, blank)
            .map_err(|error| match error {
                Unreadable::NotADatabase if verdict == Verdict::Unknown && has_magic(&database) => {
                    StoreError::WrongKey
                }
                Unreadable::NotADatabase => StoreError::Corrupt,
                Unreadable::Other(error) => error,
            })?;
        crash::point("migrate.begin");
        migrate::bring_up_to_date(&writer, options.mode)?;
        if tx::read(&writer, |tx| index::is_old(tx, options.mode))? {
            tx::write(&writer, |tx| index::bring_up_to_date(tx))?;
        }
        if verdict == Verdict::Unknown {
            check::write(&sidecar, key)?;
        }

        let readers = (0..options.readers.max(1))
            .map(|_| {
                let reader = self.connect(&database, false)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(reader)
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(Connections {
            writer,
            readers,
            lock,
        })
    }

    fn connect(&self, database: &Path, new: bool) -> Result<Connection, Unreadable> {
        let connection = Connection::open_with_flags(
            database,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.execute_batch(&self.key.pragma())?;
        connection.execute_batch(CIPHER)?;
        if new {
            connection.execute_batch(NEW)?;
        }
        connection.execute_batch(SETTINGS)?;
        connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
        // Without it SQLite plans a statement anew whenever a bound LIMIT is bound again.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let cache = -i64::from(self.options.mode.cache());
        connection.pragma_update(None, "cache_size", cache)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        verify(&connection)?;
        if crash::flaw("store.unsynced") {
            connection.execute_batch("PRAGMA synchronous = OFF")?;
        }
        Ok(connection)
    }
}

/// Empties the write-ahead log, which holds what was deleted or overwritten as it was before. Waits for nobody; answers
/// whether it need not be tried again before something more was written.
pub(super) fn empties_log(writer: &Connection) -> bool {
    let emptied = || -> rusqlite::Result<bool> {
        writer.busy_timeout(Duration::ZERO)?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            Ok(row.get::<_, i64>(0)? == 0)
        })
    };
    // A disk that is full is so in a second too.
    let emptied = emptied().unwrap_or(true);
    let patient = writer.busy_timeout(Duration::from_millis(BUSY_MS));
    wipe_stack();
    patient.is_ok() && emptied
}

/// Why a connection could not be made: what `NOTADB` means depends on the sidecar.
enum Unreadable {
    NotADatabase,
    Other(StoreError),
}

impl From<rusqlite::Error> for Unreadable {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            _ => Self::Other(error.into()),
        }
    }
}

impl From<StoreError> for Unreadable {
    fn from(error: StoreError) -> Self {
        Self::Other(error)
    }
}

impl From<Unreadable> for StoreError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::NotADatabase => Self::Corrupt,
            Unreadable::Other(error) => error,
        }
    }
}

/// SQLite passes over what it does not know or cannot do: ask.
fn verify(connection: &Connection) -> Result<(), Unreadable> {
    // A stock SQLite knows no such pragma, and would have written plaintext.
    if setting(connection, "cipher_version")?.is_empty() {
        return Err(StoreError::Setting("cipher_version").into());
    }
    for (name, expected) in RELIED_ON {
        if setting(connection, name)? != expected {
            return Err(StoreError::Setting(name).into());
        }
    }
    Ok(())
}

/// The value of a pragma as text; empty where there is none.
fn setting(connection: &Connection, name: &'static str) -> rusqlite::Result<String> {
    let mut value = String::new();
    connection.pragma_query(None, name, |row| {
        value = match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str()?.to_owned(),
        };
        Ok(())
    })?;
    Ok(value)
}

/// Whether there is no database yet: no file, or one that nothing was ever written to.
fn is_blank(database: &Path) -> Result<bool, StoreError> {
    match fs::metadata(database) {
        Ok(metadata) => Ok(metadata.len() == 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error.into()),
    }
}

fn has_magic(database: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *MAGIC
}

/// Makes the directory, or takes it away from everyone else.
fn private_dir(dir: &Path) -> Result<(), StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    if fs::metadata(dir)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(dir, Permissions::from_mode(0o700))?;
    }
    Ok(())
}
