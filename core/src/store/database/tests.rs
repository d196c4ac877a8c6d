use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::mpsc;
use std::task::{Context, Waker};

use kith_protocol::ids::CircleId;
use tempfile::TempDir;

use super::*;
use crate::store::{Change, ChangeEvent, Mode};

/// Looked for in the files; stands in no source of the database itself.
const CANARY: &str = "Quetzalcoatlus-4711";

struct Fixture {
    dir: TempDir,
    key: StoreKey,
}

impl Fixture {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("temporary directory"),
            key: StoreKey::generate(),
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    fn try_open(&self, options: OpenOptions) -> Result<Database, StoreError> {
        Database::open(self.dir.path(), &self.key, options)
    }

    fn open(&self) -> Database {
        self.try_open(OpenOptions::app()).expect("open")
    }

    /// A store with a table and a row of it, closed.
    async fn filled() -> Self {
        let fixture = Self::new();
        let database = fixture.open();
        database
            .write(|tx| -> Result<(), StoreError> {
                tx.execute_batch("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT")?;
                Ok(())
            })
            .await
            .expect("table");
        insert(&database, CANARY).await.expect("row");
        database.close().await;
        fixture
    }

    /// The content of every file in the directory.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fs::read_dir(self.dir.path())
            .expect("directory")
            .map(|entry| {
                let path = entry.expect("entry").path();
                let bytes = fs::read(&path).expect("file");
                (path, bytes)
            })
            .collect()
    }

    /// Opening fails, and changes no file.
    fn refused(&self, options: OpenOptions) -> StoreError {
        let before = self.files();
        let error = self.try_open(options).err().expect("must not open");
        assert!(before == self.files(), "{error:?} changed the files");
        error
    }
}

async fn insert(database: &Database, text: &'static str) -> Result<(), StoreError> {
    database
        .write(move |tx| {
            tx.execute("INSERT INTO note (text) VALUES (?1)", [text])?;
            tx.changed(Change::Account);
            Ok(())
        })
        .await
}

async fn count(database: &Database) -> Result<i64, StoreError> {
    database
        .read(|tx| Ok(tx.query_row("SELECT count(*) FROM note", [], |row| row.get(0))?))
        .await
}

#[tokio::test]
async fn keeps_rows_across_opening() {
    let fixture = Fixture::filled().await;
    assert_eq!(count(&fixture.open()).await.expect("count"), 1);
}

#[tokio::test]
async fn a_wrong_key_is_told_from_damage_and_touches_nothing() {
    let mut fixture = Fixture::filled().await;
    let right = fixture.key.clone();
    fixture.key = StoreKey::generate();
    assert!(matches!(
        fixture.refused(OpenOptions::app()),
        StoreError::WrongKey
    ));
    // Without the sidecar the database itself has to tell.
    fs::remove_file(fixture.path("kith.check")).expect("remove");
    assert!(matches!(
        fixture.refused(OpenOptions::app()),
        StoreError::WrongKey
    ));
    fixture.key = right;
    fixture.open().close().await;
    assert!(fixture.path("kith.check").exists());
}

#[tokio::test]
async fn damage_is_told_from_a_wrong_key_and_touches_nothing() {
    let fixture = Fixture::filled().await;
    let path = fixture.path("kith.db");
    let whole = fs::read(&path).expect("database");
    let mut magic = whole.clone();
    magic[..16].fill(0);
    let mut first_page = whole.clone();
    first_page[100] ^= 1;
    for damaged in [
        Vec::new(),
        magic,
        first_page,
        whole[..100].to_vec(),
        whole[..5000].to_vec(),
    ] {
        fs::write(&path, &damaged).expect("damage");
        for options in [OpenOptions::app(), OpenOptions::extension()] {
            assert!(matches!(fixture.refused(options), StoreError::Corrupt));
        }
    }
    fs::remove_file(&path).expect("remove");
    assert!(matches!(
        fixture.refused(OpenOptions::app()),
        StoreError::Corrupt
    ));
    fs::write(&path, &whole).expect("restore");
    assert_eq!(count(&fixture.open()).await.expect("count"), 1);
}

#[tokio::test]
async fn damage_beyond_the_first_page_shows_when_it_is_read() {
    let fixture = Fixture::filled().await;
    let path = fixture.path("kith.db");
    let mut bytes = fs::read(&path).expect("database");
    for page in bytes.chunks_mut(4096).skip(1) {
        page[7] ^= 1;
    }
    fs::write(&path, bytes).expect("damage");
    let error = match fixture.try_open(OpenOptions::app()) {
        Ok(database) => count(&database).await.expect_err("damaged"),
        Err(error) => error,
    };
    assert!(matches!(error, StoreError::Corrupt), "{error:?}");
}

#[tokio::test]
async fn schemas_of_other_versions_are_left_alone() {
    let fixture = Fixture::filled().await;
    let set_version = async |version: i64| {
        let database = fixture.open();
        database
            .write(move |tx| {
                Ok::<_, StoreError>(tx.pragma_update(None, "user_version", version)?)
            })
            .await
            .expect("version");
        database.close().await;
    };
    set_version(99).await;
    for options in [OpenOptions::app(), OpenOptions::extension()] {
        let error = fixture.refused(options);
        assert!(
            matches!(error, StoreError::NewerSchema { found: 99, .. }),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn an_extension_makes_no_store() {
    let mut fixture = Fixture::new();
    assert!(matches!(
        fixture.try_open(OpenOptions::extension()),
        Err(StoreError::NeedsMigration)
    ));
    assert!(!fixture.path("kith.db").exists());
    let outer = fixture.dir;
    let missing = outer.path().join("missing");
    let error = Database::open(&missing, &fixture.key, OpenOptions::extension()).err();
    assert!(matches!(error, Some(StoreError::NeedsMigration)));
    assert!(!missing.exists());

    fixture.dir = outer;
    fixture.open().close().await;
    let database = fixture
        .try_open(OpenOptions::extension())
        .expect("made by the app");
    let cache: i64 = database
        .read(|tx| {
            Ok::<_, StoreError>(tx.pragma_query_value(None, "cache_size", |row| row.get(0))?)
        })
        .await
        .expect("cache");
    assert_eq!(cache, -256);
}

#[tokio::test]
async fn one_opens_at_a_time() {
    let fixture = Fixture::filled().await;
    let first = fixture.open();
    let wait = std::time::Duration::from_millis(1);
    for mode in [Mode::App, Mode::Extension] {
        let options = OpenOptions {
            mode,
            readers: 1,
            lock_wait: wait,
        };
        assert!(matches!(fixture.try_open(options), Err(StoreError::Locked)));
    }
    first.close().await;
    fixture.open().close().await;
}

#[tokio::test]
async fn suspension_refuses_work_and_frees_the_store() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let mut changes = database.changes();
    insert(&database, "two").await.expect("insert");
    database.suspend().await.expect("suspend");
    database.suspend().await.expect("once more");
    assert!(matches!(
        insert(&database, "x").await,
        Err(StoreError::Suspended)
    ));
    assert!(matches!(count(&database).await, Err(StoreError::Suspended)));
    assert!(!fixture.path("kith.db-wal").exists());

    let extension = fixture.try_open(OpenOptions::extension()).expect("free");
    insert(&extension, "three").await.expect("insert");
    assert!(matches!(database.resume().await, Err(StoreError::Locked)));
    extension.close().await;
    database.resume().await.expect("resume");
    database.resume().await.expect("once more");
    assert_eq!(count(&database).await.expect("count"), 3);
    assert!(matches!(
        changes.next().await,
        Some(ChangeEvent::Changes(_))
    ));
    assert_eq!(changes.next().await, Some(ChangeEvent::Resync));

    database.close().await;
    database.close().await;
    assert_eq!(changes.next().await, None);
    assert!(matches!(
        insert(&database, "x").await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(database.suspend().await, Err(StoreError::Closed)));
    assert!(matches!(database.resume().await, Err(StoreError::Closed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_finishes_what_runs_and_refuses_what_waits() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let (started, has_started) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let running = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .write(move |tx| {
                    started.send(()).expect("test waits");
                    may_go.recv().expect("test goes on");
                    Ok::<_, StoreError>(tx.execute("INSERT INTO note (text) VALUES ('y')", [])?)
                })
                .await
        }
    });
    task::spawn_blocking(move || has_started.recv().expect("started"))
        .await
        .expect("thread");
    let mut waiting = Box::pin(insert(&database, "never"));
    let mut noop = Context::from_waker(Waker::noop());
    assert!(waiting.as_mut().poll(&mut noop).is_pending());
    let suspending = tokio::spawn({
        let database = database.clone();
        async move { database.suspend().await }
    });
    // Refused from the moment that it begins to suspend; then what runs may finish.
    while !matches!(count(&database).await, Err(StoreError::Suspended)) {
        task::yield_now().await;
    }
    go.send(()).expect("running");
    assert_eq!(running.await.expect("task").expect("write"), 1);
    assert!(matches!(waiting.await, Err(StoreError::Suspended)));
    suspending.await.expect("task").expect("suspend");
    database.resume().await.expect("resume");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn a_panic_rolls_back_and_leaves_the_store_usable() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let panicked = database
        .write(|tx| -> Result<(), StoreError> {
            tx.execute("INSERT INTO note (text) VALUES ('lost')", [])?;
            tx.savepoint(|_| panic!("in a savepoint"))
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    let panicked = database
        .read(|_| -> Result<(), StoreError> { panic!("reading") })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    insert(&database, "kept").await.expect("insert");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn changes_are_told_after_commit_and_only_then() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let mut changes = database.changes();
    let (one, two) = (CircleId([1; 16]), CircleId([2; 16]));

    let rolled_back = database
        .write(move |tx| -> Result<(), StoreError> {
            tx.changed(Change::Circle(one));
            Err(StoreError::Corrupt)
        })
        .await;
    assert!(rolled_back.is_err());
    database
        .write(move |tx| {
            tx.changed(Change::Timeline(two));
            let undone = tx.savepoint(|tx| -> Result<(), StoreError> {
                tx.changed(Change::Circle(one));
                tx.savepoint(|tx| {
                    tx.execute("INSERT INTO note (text) VALUES ('undone')", [])?;
                    tx.changed(Change::Account);
                    Ok::<_, StoreError>(())
                })?;
                Err(StoreError::Corrupt)
            });
            assert!(undone.is_err());
            tx.savepoint(|tx| {
                tx.changed(Change::Timeline(two));
                tx.changed(Change::Timeline(one));
                Ok(())
            })
        })
        .await
        .map_err(|error: StoreError| error)
        .expect("write");

    let Some(ChangeEvent::Changes(set)) = changes.next().await else {
        panic!("changes")
    };
    assert_eq!(
        set.iter().collect::<Vec<_>>(),
        [Change::Timeline(one), Change::Timeline(two)]
    );
    assert_eq!(count(&database).await.expect("count"), 1);
}

#[tokio::test]
async fn a_transaction_that_sqlite_gave_up_is_not_taken_up_again() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let lost = database
        .write(|tx| -> Result<(), StoreError> {
            // What SQLite does by itself after some failures.
            tx.execute_batch("ROLLBACK")?;
            assert!(matches!(
                tx.savepoint(|_| Ok::<_, StoreError>(())),
                Err(StoreError::TransactionLost)
            ));
            Ok(())
        })
        .await;
    assert!(matches!(lost, Err(StoreError::TransactionLost)));
    insert(&database, "next").await.expect("insert");
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing_but_the_transaction() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let full = database
        .write(|tx| -> Result<(), StoreError> {
            tx.query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))?;
            let insert = "INSERT INTO note (text) VALUES (hex(randomblob(100000)))";
            let result = tx.savepoint(|tx| Ok::<_, StoreError>(tx.execute(insert, [])?));
            tx.query_row("PRAGMA max_page_count = 4294967294", [], |_| Ok(()))?;
            // Room again, but this would be committed by itself.
            assert!(
                tx.execute("INSERT INTO note (text) VALUES ('stray')", [])
                    .is_err()
            );
            result.map(drop)
        })
        .await;
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    insert(&database, "room again").await.expect("insert");
    assert_eq!(count(&database).await.expect("count"), 2);
}

#[tokio::test]
async fn readers_cannot_write_and_see_one_state() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let refused = database
        .read(|tx| Ok::<_, StoreError>(tx.execute("DELETE FROM note", [])?))
        .await;
    assert!(matches!(refused, Err(StoreError::Sqlite(_))));

    let (ready, is_ready) = mpsc::channel();
    let (go, may_go) = mpsc::channel::<()>();
    let reading = tokio::spawn({
        let database = database.clone();
        async move {
            database
                .read(move |tx| {
                    let count = |_| tx.query_row("SELECT count(*) FROM note", [], |row| row.get(0));
                    let before: i64 = count(())?;
                    ready.send(()).expect("test waits");
                    may_go.recv().expect("test goes on");
                    Ok::<_, StoreError>((before, count(())?))
                })
                .await
        }
    });
    task::spawn_blocking(move || is_ready.recv().expect("ready"))
        .await
        .expect("thread");
    insert(&database, "between").await.expect("insert");
    assert_eq!(count(&database).await.expect("the other reader"), 2);
    go.send(()).expect("reading");
    assert_eq!(reading.await.expect("task").expect("read"), (1, 1));
}

#[tokio::test]
async fn files_are_private_and_hold_no_plaintext_but_the_header() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    insert(&database, CANARY).await.expect("insert");
    let files = fixture.files();
    assert!(files.keys().any(|path| path.ends_with("kith.db-wal")));
    for (path, bytes) in &files {
        for word in [CANARY, "CREATE TABLE"] {
            let found = bytes
                .windows(word.len())
                .any(|window| window == word.as_bytes());
            assert!(!found, "plaintext in {path:?}");
        }
        let mode = fs::metadata(path).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path:?}");
    }
    assert_eq!(&files[&fixture.path("kith.db")][..16], b"SQLite format 3\0");
    let mode = fs::metadata(fixture.dir.path())
        .expect("metadata")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn every_connection_has_the_settings() {
    let fixture = Fixture::filled().await;
    let database = fixture.open();
    let settings = |connection: &rusqlite::Connection| -> Result<Vec<i64>, StoreError> {
        let names = [
            "cipher_plaintext_header_size",
            "checkpoint_fullfsync",
            "synchronous",
        ]
        .into_iter()
        .chain([
            "auto_vacuum",
            "busy_timeout",
            "cache_size",
            "journal_size_limit",
        ])
        .chain(["secure_delete", "query_only"]);
        names
            .map(|name| {
                let mut value = None;
                connection.pragma_query(None, name, |row| {
                    let cell = row.get_ref(0)?;
                    value = cell
                        .as_i64()
                        .ok()
                        .or_else(|| cell.as_str().ok()?.parse().ok());
                    Ok(())
                })?;
                Ok(value.expect(name))
            })
            .collect()
    };
    let writer = database
        .write(move |tx| settings(tx))
        .await
        .expect("writer");
    assert_eq!(writer, [32, 1, 2, 2, 5000, -2000, 4_194_304, 1, 0]);
    let reader = database.read(move |tx| settings(tx)).await.expect("reader");
    assert_eq!(reader, [32, 1, 2, 2, 5000, -2000, 4_194_304, 1, 1]);
}
