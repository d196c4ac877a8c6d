//! Stores that earlier versions wrote: each opens, migrates and reads with today's code. One for
//! each released schema stands in `tests/frozen`, made by `kith-freeze`, and one beside them that another version wrote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use kith_core::{
    Client, Options,
    store::{
        Mode, StoreKey,
        timeline::messages::{MessageState, RowKind},
    },
    view::RowContent,
};
use kith_tests::World;
use rusqlite::Connection;
use tempfile::TempDir;

/// A copy of a frozen store, to be opened.
struct Thawed {
    name: String,
    dir: TempDir,
}

impl Thawed {
    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).expect("it is beside the store")
    }

    fn key(&self) -> [u8; StoreKey::LEN] {
        let hex = self.file("key");
        let mut key = [0; StoreKey::LEN];
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hexadecimal");
        }
        key
    }

    async fn opens(&self, mode: Mode) -> Result<Client, kith_core::Error> {
        let options = Options {
            mode,
            ..Options::new(self.dir.path())
        };
        Client::open(options, StoreKey::from_bytes(&self.key())).await
    }
}

fn frozen() -> Vec<Thawed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("frozen");
    let mut stores: Vec<PathBuf> = fs::read_dir(root)
        .expect("frozen stores")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    stores.sort();
    assert!(!stores.is_empty());
    stores.into_iter().map(thaw).collect()
}

fn thaw(store: PathBuf) -> Thawed {
    let dir = tempfile::tempdir().expect("a folder");
    for file in fs::read_dir(&store).expect("a store") {
        let file = file.expect("an entry");
        fs::copy(file.path(), dir.path().join(file.file_name())).expect("copied");
    }
    let name = store.file_name().expect("named");
    Thawed {
        name: name.to_string_lossy().into_owned(),
        dir,
    }
}

#[tokio::test]
async fn stores_of_every_released_schema_open_and_read_as_they_were() {
    for store in frozen() {
        let client = store.opens(Mode::App).await.expect(&store.name);
        let circles = client.circles().await.expect("listed");
        let circle = circles.first().expect("a circle").id;
        let mut rows = client.timeline(circle, None, 500).await.expect("read");
        rows.reverse();
        let screen: String = rows
            .iter()
            .map(|row| {
                let who = row.sender_name.clone().unwrap_or_default();
                format!("{:?} {:?} {who}: {}\n", row.kind(), row.state, row.body())
            })
            .collect();
        assert_eq!(screen, store.file("screen"), "{}", store.name);

        let people = client.people(circle).await.expect("listed");
        let mut names: Vec<_> = people.into_iter().map(|row| row.name).collect();
        names.sort();
        assert_eq!(names.join(" "), store.file("people").trim());

        let found = client.search("soup", 10).await.expect("searched");
        assert_eq!(found.len(), 1, "{}", store.name);
        let last = rows.last().expect("a row");
        assert_eq!(last.state, MessageState::Queued, "it still waits");
        client.close().await;
        // An extension opens nothing that is not of today's schema.
        store.opens(Mode::Extension).await.expect(&store.name);
    }
}

/// A store of today's schema that another version wrote: it did not know what is said there, and makes otherwise
/// what is derived.
#[tokio::test]
async fn what_another_version_left_is_read_judged_and_folded() {
    let store = thaw(Path::new(env!("CARGO_MANIFEST_DIR")).join("frozen-newer"));
    let raw = open(store.dir.path(), &store.key());
    let count = |of: &str| -> i64 {
        let count = format!("SELECT count(*) FROM {of}");
        raw.query_row(&count, [], |row| row.get(0)).expect("read")
    };
    assert_eq!(count("event WHERE verdict = 1"), 7, "what it did not know");
    assert_eq!(count("item"), 0);
    assert_eq!(count("derived WHERE version = 1000"), 3);
    drop(raw);
    let client = store.opens(Mode::App).await.expect("opened");
    let circle = client.circles().await.expect("listed")[0].id;
    let mut rows = client.timeline(circle, None, 500).await.expect("read");
    rows.reverse();
    rows.retain(|row| matches!(row.kind(), RowKind::Text | RowKind::Unknown));
    let shown: Vec<(RowKind, &str)> = rows.iter().map(|row| (row.kind(), row.body())).collect();
    assert_eq!(
        shown,
        [
            (RowKind::Text, "I like stew."),
            (RowKind::Text, ""),
            (RowKind::Text, "Where is my cane?"),
            (RowKind::Text, "In the hall."),
            (RowKind::Unknown, "Come on Tuesday at ten, to Dr Quetzal."),
        ]
    );
    assert_eq!(rows[0].signs.len(), 1);
    assert!(rows[1].content == RowContent::Deleted);
    assert_eq!(rows[2].pinned_by.len(), 1);
    let quote = rows[3].quote.as_ref().expect("an answer");
    assert_eq!(quote.words, "Where is my cane?");
    for (words, found) in [("stew", 1), ("soup", 0), ("nobody", 0), ("quetzal", 1)] {
        let hits = client.search(words, 10).await.expect("searched");
        assert_eq!(hits.len(), found, "{words}");
    }
    assert_eq!(client.verify_derived().await.expect("read"), 0);
    client.close().await;
}

#[tokio::test]
async fn todays_schema_is_among_them() {
    let newest = frozen().pop().expect("one");
    assert!(
        newest.opens(Mode::Extension).await.is_ok(),
        "a new schema was released: freeze it with kith-freeze"
    );
}

/// A step that was released is never edited: a store that was migrated is no other than a new one.
#[tokio::test]
async fn a_migrated_store_has_the_schema_of_a_new_one() {
    let world = World::new().await;
    let new = world.person("Nobody").await;
    new.closes().await;
    let expected = schema(new.dir(), &new.key());
    for store in frozen() {
        let client = store.opens(Mode::App).await.expect(&store.name);
        client.close().await;
        assert_eq!(schema(store.dir.path(), &store.key()), expected);
    }
}

fn open(dir: &Path, key: &[u8]) -> Connection {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let store = Connection::open(dir.join("kith.db")).expect("opened");
    store
        .execute_batch(&format!(
            "PRAGMA key = \"x'{hex}'\"; PRAGMA cipher_plaintext_header_size = 32;"
        ))
        .expect("the key fits");
    store
}

fn schema(dir: &Path, key: &[u8]) -> Vec<String> {
    open(dir, key)
        .prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name")
        .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
        .expect("the schema is read")
}
