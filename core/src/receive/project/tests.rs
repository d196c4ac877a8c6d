//! Whatever the order in which events come, and however often, what is made of them is the same to the
//! byte; and nobody speaks in another's name.

mod any_order;

use super::*;
use crate::{
    content::{
        event::NONE_BEFORE,
        receipt::{Mark, Receipt},
        relation::edit::Edit,
        text::Text,
    },
    ids::PublicKey,
    store::{
        Database, OpenOptions, ReadTx, StoreKey, WriteTx,
        circle::circles,
        rows::{ConversationRow, RoomRow},
        timeline::{index, read_marks, search},
    },
    words::Query,
};

/// An event as its device said it.
#[derive(Clone)]
struct Spoken {
    by: u8,
    event: Event,
    hash: EventHash,
}

impl Spoken {
    fn new(by: u8, counter: u64, kind: ContentKind, content: Vec<u8>) -> Self {
        let event = Event {
            kind,
            counter,
            previous: NONE_BEFORE,
            said: Stamp::at(u64::from(by) + counter * 10),
            content,
        };
        Self {
            by,
            hash: event.hash(),
            event,
        }
    }

    /// Of what stands in no chain.
    fn passing(self, nth: u64) -> Self {
        let event = Event {
            counter: 0,
            said: Stamp::at(nth * 7 % 40),
            ..self.event
        };
        Self {
            by: self.by,
            hash: event.hash(),
            event,
        }
    }

    fn target(&self) -> Target {
        Target {
            device: DeviceId([self.by; 16]),
            counter: self.event.counter,
        }
    }

    /// Whose device that is: the fourth is another one of the first's.
    fn person(&self) -> PersonId {
        PersonId([if self.by == 4 { 1 } else { self.by }; 16])
    }

    fn said<'a>(&'a self, room: &'a Room, origin: Origin) -> Said<'a> {
        Said {
            room,
            person: self.person(),
            device: DeviceId([self.by; 16]),
            event: &self.event,
            hash: self.hash,
            origin,
        }
    }
}

async fn store(dir: &std::path::Path) -> Database {
    let key = StoreKey::generate();
    let db = Database::open(dir, &key, OpenOptions::app()).expect("opened");
    db.write(|tx| -> Result<(), StoreError> {
        tx.execute_batch(
            "INSERT INTO account (id, relay, pins, clinic, name, person_key, device_key, person_secret,
                 device_secret, inbox_secret, inbox_public, certificate)
             VALUES (1, '', x'', x'', '', zeroblob(32), zeroblob(32), x'', x'', x'', x'', x'');
             INSERT INTO circle (id, account, circle, patient, title, created_at)
             VALUES (1, 1, zeroblob(16), zeroblob(32), '', 0);
             INSERT INTO conversation (id, circle, conversation_id) VALUES (1, 1, zeroblob(16));
             INSERT INTO room (id, circle, conversation, room_id, group_id, audience, generation, state,
                               cursor, node, epoch, policy_version, last_hash, counter)
             VALUES (1, 1, 1, zeroblob(16), zeroblob(16), 0, 0, 0, 0, 0, 0, 0, zeroblob(16), 15);
             INSERT INTO participant (room, person, person_key, name, role, relationship, since)
             VALUES (1, x'01010101010101010101010101010101', zeroblob(32), '', 'patient', '', 0),
                    (1, x'02020202020202020202020202020202', zeroblob(32), '', 'clinician', '', 0),
                    (1, x'03030303030303030303030303030303', zeroblob(32), '', 'family', '', 0);",
        )?;
        Ok(())
    })
    .await
    .expect("a room");
    db
}

/// This device.
fn me() -> DeviceId {
    DeviceId::of(&PublicKey([0; 32]))
}

/// A device, and whether it was seen, up to which counter, when.
type Told = (Vec<u8>, [i64; 3]);

/// What is kept of how far others have come.
fn receipts(db: &ReadTx<'_>) -> Result<Vec<Told>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT device, seen, counter, at FROM receipt JOIN voice ON voice.id = receipt.voice
         ORDER BY device, seen, counter",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take(tx: &WriteTx<'_>, places: &mut Places, spoken: &Spoken) -> Result<(), StoreError> {
    let room = circles::room_by_row(tx, RoomRow(1))?;
    project(tx, places, &spoken.said(&room, Origin::Again(1)))?;
    Ok(())
}

/// A device, a counter of its, and what is kept of that event.
type Kept = (Vec<u8>, i64, Vec<u8>);

/// What was made of a set, of each event that something was said of.
fn items(db: &ReadTx<'_>) -> Result<Vec<Kept>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT device, counter, state FROM item JOIN event ON event.id = item.event
         JOIN voice ON voice.id = event.voice ORDER BY device, counter",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn a_planted_row_is_found_and_made_anew() {
    let dir = tempfile::tempdir().expect("a folder");
    let db = store(dir.path()).await;
    db.write(|tx| -> Result<(), StoreError> {
        let text = Spoken::new(
            1,
            1,
            ContentKind::TEXT,
            Text::new("soup").expect("words").encode(),
        );
        let edit = Edit {
            target: text.target(),
            parents: Vec::new(),
            body: "broth".into(),
        };
        let edit = Spoken::new(1, 2, ContentKind::EDIT, edit.encode());
        let mut places = Places::of(ConversationRow(1));
        for spoken in [&text, &edit] {
            take(tx, &mut places, spoken)?;
        }
        places.settle(tx)?;
        let finds = |words: &str| {
            let all = search::Only::default();
            let part = search::search(tx, &all, &Query::of(words), None, 9)?;
            Ok::<_, StoreError>(part.messages.len())
        };
        assert_eq!((finds("soup")?, finds("broth")?), (0, 1));
        let right = items(tx)?;
        tx.execute(
            "UPDATE item SET state = ?1",
            [right[0].2.iter().rev().copied().collect::<Vec<u8>>()],
        )?;
        assert_eq!(items::verify(tx)?.len(), 1);
        tx.execute("DELETE FROM item", [])?;
        assert_eq!(items::verify(tx)?.len(), 1);
        items::rebuild(tx)?;
        assert_eq!(items(tx)?, right);
        assert_eq!(items::verify(tx)?, []);
        let mark = Mark {
            device: me(),
            delivered: 3,
            seen: 2,
        };
        let receipt = Receipt { marks: vec![mark] }.encode();
        let told = Spoken::new(1, 3, ContentKind::RECEIPT, receipt).passing(3);
        let mut places = Places::of(ConversationRow(1));
        take(tx, &mut places, &told)?;
        places.settle(tx)?;
        let right = receipts(tx)?;
        assert_eq!((right.len(), receipts::verify(tx)?), (2, 0));
        tx.execute("UPDATE receipt SET counter = 9 WHERE seen = 1", [])?;
        assert_eq!(receipts::verify(tx)?, 2);
        receipts::rebuild(tx)?;
        assert_eq!(receipts(tx)?, right);
        planted_words(tx)?;
        planted_waiting(tx)?;
        planted_marks(tx)
    })
    .await
    .expect("found");
    db.close().await;
}

/// What a search would find, or not, and must not, or must.
fn planted_words(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    assert_eq!(index::verify(tx)?, 0);
    let row: EventRow = tx.query_row("SELECT min(id) FROM message", [], |row| row.get(0))?;
    for (plant, wrong) in [
        (
            "INSERT INTO message_text (rowid, words) VALUES (999, 'soup')",
            1,
        ),
        (
            "INSERT INTO message_text (message_text, rowid, words) VALUES ('delete', ?1, 'broth')",
            1,
        ),
        (
            "INSERT INTO message_text (rowid, words) VALUES (?1, 'soup')",
            1,
        ),
        (
            "INSERT INTO message_text (message_text) VALUES ('delete-all')",
            1,
        ),
    ] {
        let with = if plant.contains("?1") {
            vec![row]
        } else {
            Vec::new()
        };
        tx.execute(plant, rusqlite::params_from_iter(with))?;
        assert_eq!(index::verify(tx)?, wrong, "{plant}");
        index::rebuild(tx)?;
        assert_eq!(index::verify(tx)?, 0, "{plant}");
    }
    Ok(())
}

/// What waits for what is here, and what does not wait for what is not.
fn planted_waiting(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let nowhere = Target {
        device: DeviceId([9; 16]),
        counter: 7,
    };
    let edit = Edit {
        target: nowhere,
        parents: Vec::new(),
        body: "other words".into(),
    };
    let edit = Spoken::new(1, 5, ContentKind::EDIT, edit.encode());
    let mut places = Places::of(ConversationRow(1));
    take(tx, &mut places, &edit)?;
    places.settle(tx)?;
    assert_eq!(orphans::verify(tx)?, 0);
    for plant in [
        "UPDATE orphan SET counter = 8",
        "DELETE FROM orphan",
        "INSERT INTO orphan SELECT room, device, 1, event FROM orphan",
    ] {
        tx.execute(plant, [])?;
        assert!(orphans::verify(tx)? > 0, "{plant}");
        orphans::rebuild(tx)?;
        assert_eq!(orphans::verify(tx)?, 0, "{plant}");
    }
    Ok(())
}

/// A mark beyond all that has a place; what came late and stands nowhere above it.
fn planted_marks(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    let row: EventRow = tx.query_row("SELECT min(id) FROM message", [], |row| row.get(0))?;
    assert_eq!(read_marks::verify(tx)?, 0);
    tx.execute(
        "INSERT INTO late (message, conversation) VALUES (?1, 1)",
        [row],
    )?;
    assert_eq!(read_marks::verify(tx)?, 1, "nothing was read");
    tx.execute("INSERT INTO read_mark VALUES (1, 4611686018427387904)", [])?;
    assert_eq!(read_marks::verify(tx)?, 1, "so far there is nothing");
    read_marks::advance(tx, ConversationRow(1), row)?;
    tx.execute("UPDATE read_mark SET position = 1", [])?;
    assert_eq!(read_marks::verify(tx)?, 0, "it was seen");
    Ok(())
}
