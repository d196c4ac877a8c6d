//! What opening does, refuses, and leaves alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::store::Mode;

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
                Ok::<_, StoreError>(tx.execute_batch(&format!("PRAGMA user_version = {version}"))?)
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
        .read(|tx| Ok::<_, StoreError>(tx.query_row("PRAGMA cache_size", [], |row| row.get(0))?))
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
        .write(move |tx| settings(tx.connection()))
        .await
        .expect("writer");
    assert_eq!(writer, [32, 1, 2, 2, 5000, -2000, 4_194_304, 1, 0]);
    let reader = database
        .read(move |tx| settings(tx.connection()))
        .await
        .expect("reader");
    assert_eq!(reader, [32, 1, 2, 2, 5000, -2000, 4_194_304, 1, 1]);
}
