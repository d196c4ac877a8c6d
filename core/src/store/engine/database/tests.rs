//! A store with a row in it.

mod opening;
mod running;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::store::Change;

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
        let Err(error) = self.try_open(options) else {
            panic!("must not open")
        };
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
