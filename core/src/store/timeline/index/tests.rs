use tempfile::TempDir;

use super::*;
use crate::{
    content::text::Text,
    store::{Database, OpenOptions, StoreKey},
};

/// A store with a row of the timeline that holds some words.
struct Fixture {
    dir: TempDir,
    key: StoreKey,
}

impl Fixture {
    async fn with(body: &'static str) -> Self {
        let fixture = Self {
            dir: tempfile::tempdir().expect("a folder"),
            key: StoreKey::generate(),
        };
        let db = fixture.open(OpenOptions::app()).expect("opened");
        let text = Text::new(body).expect("words");
        db.write(move |tx| -> Result<(), StoreError> {
            // What the row hangs on is not looked at.
            tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            tx.execute_batch(
                "INSERT INTO account (id, relay, pins, clinic, name, person_key, device_key, person_secret,
                     device_secret, inbox_secret, inbox_public, certificate)
                 VALUES (1, '', x'', x'', '', x'', x'', x'', x'', x'', x'', x'');
                 INSERT INTO circle (id, account, circle, patient, title, created_at)
                 VALUES (1, 1, x'', x'', '', 0);
                 INSERT INTO conversation (id, circle, conversation_id) VALUES (1, 1, x'');
                 INSERT INTO room (id, circle, conversation, room_id, group_id, audience, generation, state,
                                   cursor, node, epoch, policy_version, last_hash)
                 VALUES (1, 1, 1, x'', x'', 0, 0, 0, 0, 0, 0, 0, x'');
                 INSERT INTO voice (id, conversation, device, person) VALUES (1, 1, x'', x'');
                 INSERT INTO message (id, conversation, room, position, kind, state, sender, sent_at)
                 VALUES (1, 1, 1, 1, 1, 1, x'', 0);",
            )?;
            tx.execute(
                "INSERT INTO event (id, room, voice, counter, kind, name, hash, verdict, content)
                 VALUES (1, 1, 1, 1, 1, x'', x'', 0, ?1)",
                [text.encode()],
            )?;
            add_own(tx, EventRow(1))
        })
        .await
        .expect("written");
        db.close().await;
        fixture
    }

    fn open(&self, options: OpenOptions) -> Result<Database, StoreError> {
        Database::open(self.dir.path(), &self.key, options)
    }
}

async fn found(db: &Database, term: &'static str) -> i64 {
    db.read(move |tx| -> Result<i64, StoreError> {
        Ok(tx.query_row(
            "SELECT count(*) FROM message_text WHERE message_text MATCH ?1",
            [term],
            |row| row.get(0),
        )?)
    })
    .await
    .expect("searched")
}

/// Whether some bytes stand anywhere in the index.
async fn holds(db: &Database, part: &'static str) -> bool {
    db.read(move |tx| -> Result<bool, StoreError> {
        let mut blocks = tx.prepare_cached("SELECT block FROM message_text_data")?;
        let mut rows = blocks.query([])?;
        while let Some(row) = rows.next()? {
            let block: Vec<u8> = row.get(0)?;
            if block
                .windows(part.len())
                .any(|window| window == part.as_bytes())
            {
                return Ok(true);
            }
        }
        Ok(false)
    })
    .await
    .expect("read")
}

#[tokio::test]
async fn words_that_were_taken_out_are_nowhere_in_the_index() {
    let fixture = Fixture::with("Quetzalcoatlus-4711 Straße 高血压 1,000 mg").await;
    let db = fixture.open(OpenOptions::app()).expect("opened");
    assert!(holds(&db, "uetzalcoatlus").await, "or it would not be seen");
    assert_eq!(found(&db, "strasse").await, 1);
    db.write(|tx| remove_own(tx, EventRow(1)))
        .await
        .expect("removed");
    for part in ["uetzalcoatlus", "trasse", "4711", "血", "1000"] {
        assert!(!holds(&db, part).await, "{part}");
    }
    assert_eq!(found(&db, "strasse").await, 0);
    db.write(|tx| -> Result<(), StoreError> {
        Ok(tx.execute_batch("INSERT INTO message_text (message_text) VALUES ('integrity-check')")?)
    })
    .await
    .expect("whole");
}

#[tokio::test]
async fn an_index_that_other_rules_made_is_made_anew() {
    let fixture = Fixture::with("Straße").await;
    let db = fixture.open(OpenOptions::app()).expect("opened");
    db.write(|tx| -> Result<(), StoreError> {
        Ok(tx.execute_batch(
            "INSERT INTO message_text (message_text) VALUES ('delete-all');
             INSERT INTO message_text (rowid, words) VALUES (1, 'stra e');
             UPDATE derived SET version = version + 1 WHERE name = 'words';",
        )?)
    })
    .await
    .expect("set back");
    db.close().await;

    let refused = fixture.open(OpenOptions::extension());
    assert!(matches!(refused, Err(StoreError::NeedsMigration)));
    let db = fixture.open(OpenOptions::app()).expect("opened");
    assert_eq!(found(&db, "strasse").await, 1);
    assert_eq!(found(&db, "stra").await, 0);
    db.close().await;
    let db = fixture.open(OpenOptions::extension()).expect("opened");
    db.close().await;
}
