//! Any order, any repetition, whether the log brings it or its device says it again, whole or erased: of every
//! kind that is known, by people with more devices than one.

use super::*;
use crate::{
    content::{
        registry::KINDS,
        relation::{pin::Pin, reaction::Reaction, redaction::Redaction, withdrawn::Withdrawn},
        reply::Reply,
    },
    store::{ReadTx, WriteTx},
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

/// What an event of a kind says of another one, and of those whose place it may take.
fn content(
    kind: ContentKind,
    nth: u64,
    target: Target,
    parents: Vec<EventHash>,
    chance: &mut Chance,
) -> Vec<u8> {
    match kind {
        ContentKind::TEXT => {
            let text = Text::new(&format!("words number {nth}")).expect("words");
            text.encode()
        }
        ContentKind::REPLY => Reply {
            target,
            body: format!("an answer {nth}"),
            mentions: Vec::new(),
        }
        .encode(),
        ContentKind::EDIT => Edit {
            target,
            parents,
            body: format!("other words {nth}"),
        }
        .encode(),
        ContentKind::REACTION => Reaction {
            target,
            replaces: parents,
            sign: (!nth.is_multiple_of(3)).then(|| "👍".to_owned()),
        }
        .encode(),
        ContentKind::PIN => Pin {
            target,
            read: parents.clone(),
            replaces: parents,
            on: !nth.is_multiple_of(3),
        }
        .encode(),
        ContentKind::REDACTION => Redaction { target }.encode(),
        ContentKind::WITHDRAWN => Withdrawn.encode(),
        ContentKind::RECEIPT => {
            let mut mark = |device| Mark {
                device,
                delivered: chance.below(20) as u64,
                seen: chance.below(20) as u64,
            };
            let marks = [me(), DeviceId([1; 16])].map(&mut mark).into();
            Receipt { marks }.encode()
        }
        other => panic!("nothing of {other:?} is tried"),
    }
}

/// What four devices say: words, and of each other's words whatever can be said of them.
fn conversation(chance: &mut Chance) -> Vec<Spoken> {
    let mut said: Vec<Spoken> = Vec::new();
    for nth in 1..=14 {
        let by = chance.below(4) as u8 + 1;
        let kind = match chance.below(3) {
            0 => ContentKind::TEXT,
            1 => ContentKind::EDIT,
            _ => KINDS[chance.below(KINDS.len())],
        };
        // Mostly of one's own.
        let own = said.iter().filter(|one| one.by % 3 == by % 3);
        let own: Vec<&Spoken> = own.collect();
        let about = match own.is_empty() || chance.below(4) == 0 {
            true => said.get(chance.below(said.len().max(1))),
            false => own.get(chance.below(own.len())).copied(),
        };
        let target = about.map(Spoken::target);
        let target = target.unwrap_or(Target {
            device: DeviceId([9; 16]),
            counter: 1,
        });
        let parents: Vec<EventHash> = said
            .iter()
            .filter(|one| one.event.kind != ContentKind::TEXT && chance.below(2) == 0)
            .map(|one| one.hash)
            .take(4)
            .collect();
        let content = content(kind, nth, target, parents, chance);
        let spoken = Spoken::new(by, nth, kind, content);
        said.push(if kind.class() == Class::Ephemeral {
            spoken.passing(nth)
        } else {
            spoken
        });
    }
    said
}

/// What is taken back, and its edits: a device that says them again says what is left of them.
fn taken_back(said: &[Spoken]) -> Vec<EventHash> {
    let about = |one: &Spoken, kind| {
        let content = registry::read(one.event.kind, &one.event.content).expect("read");
        let (target, _) = content.annotates()?;
        (one.event.kind == kind).then_some(target)
    };
    let is_by = |one: &Spoken, of: &Spoken| one.person() == of.person();
    let gone = |of: &&Spoken| {
        of.event.kind.class() == Class::Words
            && said.iter().any(|one| {
                about(one, ContentKind::REDACTION) == Some(of.target()) && is_by(one, of)
            })
    };
    let mut hashes = Vec::new();
    for of in said.iter().filter(gone) {
        hashes.push(of.hash);
        let edits = said
            .iter()
            .filter(|one| about(one, ContentKind::EDIT) == Some(of.target()) && is_by(one, of));
        hashes.extend(edits.map(|edit| edit.hash));
    }
    hashes
}

/// A device, and a counter of its.
type Named = (Vec<u8>, i64);
/// An event, and the words that a fold by the log would give it.
type ByLog = (Named, Option<Vec<u8>>);

/// Which events answer which, but for those that are gone.
fn answers(db: &ReadTx<'_>, gone: &[EventHash]) -> Result<Vec<[Named; 2]>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT by.device, one.counter, whose.device, other.counter, one.hash FROM event AS one
         JOIN voice AS by ON by.id = one.voice
         JOIN event AS other ON other.id = one.target JOIN voice AS whose ON whose.id = other.voice
         WHERE one.kind = ?1 ORDER BY by.device, one.counter",
    )?;
    let rows = statement.query_map([ContentKind::REPLY.0], |row| {
        let named = [(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)];
        Ok((named, row.get::<_, EventHash>(4)?))
    })?;
    let all: Vec<_> = rows.collect::<Result<_, _>>()?;
    let left = all.into_iter().filter(|(_, hash)| !gone.contains(hash));
    Ok(left.map(|(named, _)| named).collect())
}

fn forget(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    Ok(tx.execute_batch(
        "DELETE FROM item; DELETE FROM receipt; DELETE FROM orphan; DELETE FROM message; DELETE FROM event;
         INSERT INTO message_text (message_text) VALUES ('delete-all');",
    )?)
}

/// What a fold would make that goes by where things stand in the log: a control.
fn by_log(db: &ReadTx<'_>) -> Result<Vec<ByLog>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT DISTINCT device, counter,
                (SELECT content FROM event AS edit WHERE edit.target = event.id AND edit.kind = ?1
                 ORDER BY seq DESC LIMIT 1)
         FROM item JOIN event ON event.id = item.event JOIN voice ON voice.id = event.voice
         ORDER BY device, counter",
    )?;
    let rows = statement.query_map([ContentKind::EDIT.0], |row| {
        Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// In which ways a set has come.
#[derive(Default)]
struct Seen {
    made: usize,
    answered: usize,
    came: usize,
    erased: usize,
    again: usize,
    by_log: usize,
}

fn comes(
    tx: &WriteTx<'_>,
    order: &[Spoken],
    gone: &[EventHash],
    chance: &mut Chance,
    seen: &mut Seen,
) -> Result<(), StoreError> {
    let room = circles::room_by_row(tx, RoomRow(1))?;
    let mut places = Places::of(ConversationRow(1));
    for (nth, spoken) in (1..).zip(order) {
        let origin = if chance.below(3) == 0 {
            seen.again += 1;
            Origin::Again(1)
        } else {
            Origin::Log { seq: nth, at: nth }
        };
        let said = spoken.said(&room, origin);
        let is_gone = gone.contains(&spoken.hash);
        let name = (&said.device, said.event.counter);
        // Whole and erased it is one event.
        if is_gone && events::is_known(tx, &room, name, &spoken.hash)? {
            continue;
        }
        if is_gone && chance.below(2) == 0 {
            seen.erased += 1;
            keep_erased(tx, &mut places, &said, &spoken.event.erased())?;
        } else {
            project(tx, &mut places, &said)?;
        }
        // Some come together, some by themselves.
        if nth % 4 == 3 {
            std::mem::replace(&mut places, Places::of(ConversationRow(1))).settle(tx)?;
        }
    }
    places.settle(tx)
}

#[tokio::test]
async fn any_order_and_any_repetition_of_events_makes_the_same() {
    let sets = std::env::var("KITH_SETS").ok();
    let sets = sets.and_then(|sets| sets.parse().ok()).unwrap_or(SETS);
    let dir = tempfile::tempdir().expect("a folder");
    let db = store(dir.path()).await;
    db.write(move |tx| -> Result<(), StoreError> {
        let mut seen = Seen::default();
        for seed in 0..sets {
            let mut chance = Chance(seed);
            let said = conversation(&mut chance);
            let gone = taken_back(&said);
            let (mut first, mut linked, mut told, mut log) = (None, None, None, None);
            for _ in 0..3 {
                let mut order = said.clone();
                for at in (1..order.len()).rev() {
                    order.swap(at, chance.below(at + 1));
                }
                let repeated = order[..chance.below(4)].to_vec();
                order.extend(repeated);
                comes(tx, &order, &gone, &mut chance, &mut seen)?;
                let items = items(tx)?;
                seen.made += items.len();
                assert_eq!(*first.get_or_insert(items.clone()), items, "seed {seed}");
                let answers = answers(tx, &gone)?;
                seen.answered += answers.len();
                assert_eq!(
                    *linked.get_or_insert(answers.clone()),
                    answers,
                    "seed {seed}"
                );
                let come = receipts(tx)?;
                seen.came += come.len();
                assert_eq!(*told.get_or_insert(come.clone()), come, "seed {seed}");
                assert_eq!(items::verify(tx)?, [], "seed {seed}");
                assert_eq!(receipts::verify(tx)?, 0, "seed {seed}");
                assert_eq!(orphans::verify(tx)?, 0, "seed {seed}");
                assert_eq!(index::verify(tx)?, 0, "seed {seed}");
                items::rebuild(tx)?;
                assert_eq!(self::items(tx)?, items, "seed {seed}");
                assert_eq!(index::verify(tx)?, 0, "seed {seed}");
                let by_log = by_log(tx)?;
                seen.by_log += usize::from(*log.get_or_insert(by_log.clone()) != by_log);
                forget(tx)?;
            }
        }
        let few = sets as usize / 10;
        assert!(seen.made > sets as usize, "{} items alone", seen.made);
        assert!(seen.came > few, "{} receipts alone", seen.came);
        assert!(seen.answered > few, "{} answers alone", seen.answered);
        assert!(seen.erased > few, "{} erased alone", seen.erased);
        assert!(seen.again > sets as usize, "{} again alone", seen.again);
        // Control: who reads where things stand in the log is found out.
        assert!(seen.by_log > few, "{} sets alone", seen.by_log);
        Ok(())
    })
    .await
    .expect("the same");
    db.close().await;
}
