//! Whatever the order in which events come, and however often, what is made of them is the same to the
//! byte; and nobody speaks in another's name.

use rusqlite::Connection;

use super::*;
use crate::{
    content::{
        event::NONE_BEFORE,
        receipt::{Mark, Receipt},
        relation::{
            edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction, withdrawn::Withdrawn,
        },
        reply::Reply,
        text::Text,
    },
    ids::PublicKey,
    store::{Database, OpenOptions, StoreKey, circle::circles, timeline::search},
    words::Query,
};

/// Sets of events that are tried; `KITH_SETS` has more tried.
const SETS: u64 = 150;

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

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
            hash: Event::hash(&event.encode()),
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
            hash: Event::hash(&event.encode()),
            event,
        }
    }

    fn target(&self) -> Target {
        Target {
            device: DeviceId([self.by; 16]),
            counter: self.event.counter,
        }
    }
}

/// What three devices say: words, and of each other's words whatever can be said of them.
fn conversation(chance: &mut Chance) -> Vec<Spoken> {
    let mut said: Vec<Spoken> = Vec::new();
    for nth in 1..=14 {
        let by = chance.below(3) as u8 + 1;
        if chance.below(4) == 0 {
            let mark = |device| Mark {
                device,
                delivered: chance.below(20) as u64,
                seen: chance.below(20) as u64,
            };
            let marks = [me(), DeviceId([1; 16])].map(mark).into();
            let content = Receipt { marks }.encode();
            said.push(Spoken::new(by, nth, ContentKind::RECEIPT, content).passing(nth));
            continue;
        }
        let about = said.get(chance.below(said.len().max(1))).cloned();
        let parents: Vec<EventHash> = said
            .iter()
            .filter(|one| one.event.kind != ContentKind::TEXT && chance.below(2) == 0)
            .map(|one| one.hash)
            .take(4)
            .collect();
        let (kind, content) = match (chance.below(10), about) {
            (0, _) if nth % 5 == 0 => (ContentKind::WITHDRAWN, Withdrawn.encode()),
            (0..4, _) | (_, None) => {
                let text = Text::new(&format!("words number {nth}")).expect("words");
                (ContentKind::TEXT, text.encode())
            }
            (4..7, Some(about)) => {
                let edit = Edit {
                    target: about.target(),
                    parents,
                    body: format!("other words {nth}"),
                };
                (ContentKind::EDIT, edit.encode())
            }
            (8, Some(about)) => {
                let pin = Pin {
                    target: about.target(),
                    replaces: parents,
                    on: nth % 3 > 0,
                };
                (ContentKind::PIN, pin.encode())
            }
            (7, Some(about)) => {
                let reaction = Reaction {
                    target: about.target(),
                    replaces: parents,
                    sign: (nth % 3 > 0).then(|| "👍".to_owned()),
                };
                (ContentKind::REACTION, reaction.encode())
            }
            (9, Some(about)) if chance.below(2) == 0 => {
                let reply = Reply {
                    target: about.target(),
                    body: format!("an answer {nth}"),
                    mentions: Vec::new(),
                };
                (ContentKind::REPLY, reply.encode())
            }
            (_, Some(about)) => {
                let target = about.target();
                (ContentKind::REDACTION, Redaction { target }.encode())
            }
        };
        said.push(Spoken::new(by, nth, kind, content));
    }
    said
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
fn receipts(db: &Connection) -> Result<Vec<Told>, StoreError> {
    let mut statement = db.prepare(
        "SELECT device, seen, counter, at FROM receipt JOIN voice ON voice.id = receipt.voice
         ORDER BY device, seen, counter",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take(tx: &WriteTx<'_>, places: &mut Places, spoken: &Spoken) -> Result<(), StoreError> {
    let room = circles::room_by_row(tx, 1)?;
    let said = Said {
        room: &room,
        person: PersonId([spoken.by; 16]),
        device: DeviceId([spoken.by; 16]),
        event: &spoken.event,
        hash: spoken.hash,
        origin: Origin::Again(1),
    };
    project(tx, places, &said)?;
    Ok(())
}

/// A device, a counter of its, and what is kept of that event.
type Kept = (Vec<u8>, i64, Vec<u8>);

/// What was made of a set, of each event that something was said of.
fn items(db: &Connection) -> Result<Vec<Kept>, StoreError> {
    let mut statement = db.prepare(
        "SELECT device, counter, state FROM item JOIN event ON event.id = item.event
         JOIN voice ON voice.id = event.voice ORDER BY device, counter",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A device, and a counter of its.
type Named = (Vec<u8>, i64);

/// Which events answer which.
fn answers(db: &Connection) -> Result<Vec<[Named; 2]>, StoreError> {
    let mut statement = db.prepare(
        "SELECT DISTINCT by.device, one.counter, whose.device, other.counter FROM event AS one
         JOIN voice AS by ON by.id = one.voice
         JOIN event AS other ON other.id = one.target JOIN voice AS whose ON whose.id = other.voice
         WHERE one.kind = 2 ORDER BY by.device, one.counter",
    )?;
    let rows = statement.query_map([], |row| {
        Ok([(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)])
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn forget(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    Ok(tx.execute_batch(
        "DELETE FROM item; DELETE FROM receipt; DELETE FROM orphan; DELETE FROM message; DELETE FROM event;
         INSERT INTO message_text (message_text) VALUES ('delete-all');",
    )?)
}

#[tokio::test]
async fn any_order_and_any_repetition_of_events_makes_the_same() {
    let sets = std::env::var("KITH_SETS").ok();
    let sets = sets.and_then(|sets| sets.parse().ok()).unwrap_or(SETS);
    let dir = tempfile::tempdir().expect("a folder");
    let db = store(dir.path()).await;
    db.write(move |tx| -> Result<(), StoreError> {
        let (mut made, mut answered, mut came) = (0, 0, 0);
        for seed in 0..sets {
            let mut chance = Chance(seed);
            let said = conversation(&mut chance);
            let (mut first, mut linked, mut told) = (None, None, None);
            for _ in 0..3 {
                let mut order = said.clone();
                for at in (1..order.len()).rev() {
                    order.swap(at, chance.below(at + 1));
                }
                let repeated = order[..chance.below(4)].to_vec();
                order.extend(repeated);
                let mut places = Places::of(1);
                for (nth, spoken) in order.iter().enumerate() {
                    take(tx, &mut places, spoken)?;
                    // Some come together, some by themselves.
                    if nth % 4 == 3 {
                        std::mem::replace(&mut places, Places::of(1)).settle(tx)?;
                    }
                }
                places.settle(tx)?;
                let items = items(tx)?;
                made += items.len();
                assert_eq!(*first.get_or_insert(items.clone()), items, "seed {seed}");
                let answers = answers(tx)?;
                answered += answers.len();
                assert_eq!(*linked.get_or_insert(answers.clone()), answers);
                let come = receipts(tx)?;
                came += come.len();
                assert_eq!(*told.get_or_insert(come.clone()), come);
                assert_eq!(items::verify(tx)?, [0_i64; 0]);
                assert_eq!(receipts::verify(tx)?, 0);
                forget(tx)?;
            }
        }
        assert!(made > sets as usize, "{made} items alone");
        assert!(came > sets as usize, "{came} receipts alone");
        assert!(answered > sets as usize / 3, "{answered} answers alone");
        Ok(())
    })
    .await
    .expect("the same");
    db.close().await;
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
        let mut places = Places::of(1);
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
        assert_eq!(items::verify(tx)?, [0_i64; 0]);
        let mark = Mark {
            device: me(),
            delivered: 3,
            seen: 2,
        };
        let receipt = Receipt { marks: vec![mark] }.encode();
        let told = Spoken::new(1, 3, ContentKind::RECEIPT, receipt).passing(3);
        let mut places = Places::of(1);
        take(tx, &mut places, &told)?;
        places.settle(tx)?;
        let right = receipts(tx)?;
        assert_eq!((right.len(), receipts::verify(tx)?), (2, 0));
        tx.execute("UPDATE receipt SET counter = 9 WHERE seen = 1", [])?;
        assert_eq!(receipts::verify(tx)?, 2);
        receipts::rebuild(tx)?;
        assert_eq!(receipts(tx)?, right);
        Ok(())
    })
    .await
    .expect("found");
    db.close().await;
}
