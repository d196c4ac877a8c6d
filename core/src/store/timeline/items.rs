//! What was made of events by what is said of them. Nothing here is on the wire: it can be dropped and
//! made anew from the events, and then is the same to the byte.

use kith_protocol::cbor;
use rusqlite::{OptionalExtension, params};

use super::{
    coming::Coming,
    events::{self, ALLOWED, REFUSED, Verdict},
    index, revisions, worded,
};
use crate::{
    content::{
        event::ContentKind,
        fold::{self, Annotation, Item},
        registry::{self, Content, FIRST_ANNOTATION},
        relation::edit::Edit,
    },
    ids::PersonId,
    store::{
        ReadTx, StoreError, WriteTx,
        outgoing::{outbox, said},
        rows::{EventRow, RoomRow, VoiceRow},
    },
};

/// The event that an annotation is about, if that is here.
pub fn about(db: &ReadTx<'_>, annotation: EventRow) -> Result<Option<EventRow>, StoreError> {
    Ok(db
        .prepare_cached("SELECT target FROM event WHERE id = ?1")?
        .query_row([annotation], |row| row.get(0))?)
}

/// Notes what an annotation is about, and what becomes of it.
pub fn set_target(
    db: &WriteTx<'_>,
    annotation: EventRow,
    target: EventRow,
    verdict: Verdict,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET target = ?2, verdict = ?3 WHERE id = ?1")?
        .execute(params![annotation, target, verdict as i64])?;
    Ok(())
}

/// Notes what a message answers.
pub fn set_answered(
    db: &WriteTx<'_>,
    answer: EventRow,
    answered: EventRow,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET target = ?2 WHERE id = ?1")?
        .execute(params![answer, answered])?;
    Ok(())
}

/// Whether the gate has refused an annotation of this voice's in a room before.
pub fn was_refused(db: &ReadTx<'_>, voice: VoiceRow, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            &format!("SELECT EXISTS (SELECT 1 FROM event WHERE voice = ?1 AND room = ?2 AND verdict = {REFUSED})"),
        )?
        .query_row(params![voice, room], |row| row.get(0))?)
}

/// Most times that what one person took back of an event is kept: the first does all.
const MAX_REDACTIONS: usize = 16;

/// Lets go of what one person says of an event, or of what takes it back, beyond what counts of theirs: what they said
/// first does, whatever came first. Answers whether anything went that would have counted.
pub fn bound(
    db: &WriteTx<'_>,
    event: EventRow,
    person: &PersonId,
    redacts: bool,
) -> Result<bool, StoreError> {
    let most = match redacts {
        true => MAX_REDACTIONS,
        false => fold::MAX_OF_A_PERSON,
    };
    // Of all but a few so little is said that nothing has to be counted.
    let are_many = db
        .prepare_cached(
            "SELECT 1 FROM event WHERE target = ?1 AND target IS NOT NULL LIMIT 1 OFFSET ?2",
        )?
        .exists(params![event, most])?;
    if !are_many {
        return Ok(false);
    }
    let beyond: Vec<EventRow> = db
        .prepare_cached(&format!(
            "SELECT event.id FROM event JOIN voice ON voice.id = event.voice
             WHERE target = ?1 AND target IS NOT NULL AND verdict = {ALLOWED} AND person = ?2
               AND kind >= {FIRST_ANNOTATION} AND (kind = ?3) = ?4
             ORDER BY counter, hash LIMIT -1 OFFSET ?5"
        ))?
        .query_map(
            params![event, person.0, ContentKind::REDACTION.0, redacts, most],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    for one in &beyond {
        db.prepare_cached("UPDATE event SET target = NULL WHERE id = ?1")?
            .execute([one])?;
        events::let_go(db, *one)?;
    }
    Ok(!beyond.is_empty() && !redacts)
}

/// What was made of an event; nothing was said of most.
pub fn get(db: &ReadTx<'_>, event: EventRow) -> Result<Item, StoreError> {
    of(kept(db, event)?.as_ref())
}

/// As the store keeps it, and whether it stands on the shelf.
type Made = (Vec<u8>, bool);

fn of(kept: Option<&Made>) -> Result<Item, StoreError> {
    let state = kept.map(|(state, _)| worded::read(state));
    Ok(state.transpose()?.unwrap_or_default())
}

/// As the store keeps it; nothing where nothing was made.
fn kept(db: &ReadTx<'_>, event: EventRow) -> Result<Option<Made>, StoreError> {
    Ok(db
        .prepare_cached("SELECT state, pinned FROM item WHERE event = ?1")?
        .query_row([event], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn state(item: &Item) -> Option<Made> {
    (!item.is_empty()).then(|| (cbor::encode(item), !item.pins.is_empty()))
}

/// Folds what is said of an event anew, with what follows: the words that are looked for, and that
/// what was taken back is nowhere any more. What has just come is not looked for yet, and goes into the index
/// with its new words.
pub fn refold(db: &WriteTx<'_>, event: EventRow, coming: &mut Coming) -> Result<(), StoreError> {
    let kept = kept(db, event)?;
    let before = of(kept.as_ref())?;
    let (item, told) = made(db, event)?;
    // Most of what is said of something leaves its words as they are.
    let reworded = (before.redacted, &before.words) != (item.redacted, &item.words)
        && !coming.is_reworded(event);
    let old = match reworded {
        true => index::words_of(db, event)?,
        false => None,
    };
    let state = state(&item);
    if kept != state {
        put(db, event, state)?;
    }
    let_go(db, event, told.as_ref().unwrap_or(&item))?;
    if reworded {
        reindex(db, event, old)?;
    }
    Ok(())
}

/// What others know to be taken back goes, and what they know to have other words.
fn let_go(db: &WriteTx<'_>, event: EventRow, told: &Item) -> Result<(), StoreError> {
    if told.redacted {
        erase(db, event)?;
    }
    revisions::overwrite(db, event, told)
}

/// A row that was looked for by these words is looked for by those that it shows now.
fn reindex(db: &WriteTx<'_>, event: EventRow, old: Option<String>) -> Result<(), StoreError> {
    let new = index::words_of(db, event)?;
    if old != new && !outbox::is_on_its_way(db, event)? {
        let [old, new] = [old, new].map(Option::unwrap_or_default);
        index::replace(db, event, &old, &new)?;
    }
    Ok(())
}

/// What is made of an event, and [by what others can have](told), where that is less.
fn made(db: &ReadTx<'_>, event: EventRow) -> Result<(Item, Option<Item>), StoreError> {
    let annotations = annotations(db, event)?;
    let told = told(&annotations);
    Ok((folded(db, event, annotations)?, told))
}

/// What is made of an event. Of its edits only the one that is shown is read with its words: there may be more of
/// them than there is memory.
fn folded(
    db: &ReadTx<'_>,
    event: EventRow,
    annotations: Vec<Annotation>,
) -> Result<Item, StoreError> {
    let mut item = fold::fold(annotations);
    if let Some(shown) = item.heads.first() {
        let edit: Vec<u8> = db
            .prepare_cached(&format!(
                "SELECT content FROM event WHERE target = ?1 AND target IS NOT NULL AND kind = ?2
                 AND hash = ?3 AND verdict = {ALLOWED} AND content IS NOT NULL LIMIT 1"
            ))?
            .query_row(
                params![event, ContentKind::EDIT.0, shown.as_slice()],
                |row| row.get(0),
            )?;
        let edit = Edit::decode_kept(&edit).map_err(|_| StoreError::Unreadable)?;
        item.words = Some(edit.body);
    }
    Ok(item)
}

/// What is made of an event by what others can have, where that is less: what has not gone out may never do, and
/// then everything is as it was.
fn told(annotations: &[Annotation]) -> Option<Item> {
    let all_are = annotations.iter().all(|one| !one.is_on_its_way);
    (!all_are).then(|| {
        let told = annotations.iter().filter(|one| !one.is_on_its_way);
        fold::fold(told.cloned().collect())
    })
}

fn put(db: &WriteTx<'_>, event: EventRow, made: Option<Made>) -> Result<(), StoreError> {
    match made {
        Some((state, pinned)) => db
            .prepare_cached(
                "INSERT INTO item (event, state, pinned) VALUES (?1, ?2, ?3)
                 ON CONFLICT (event) DO UPDATE SET state = ?2, pinned = ?3",
            )?
            .execute(params![event, state, pinned])?,
        None => db
            .prepare_cached("DELETE FROM item WHERE event = ?1")?
            .execute([event])?,
    };
    Ok(())
}

/// The content of what was taken back goes, and of its edits; their digests stay, and the chain with
/// them. What this device would say again of it is gone too.
fn erase(db: &WriteTx<'_>, event: EventRow) -> Result<(), StoreError> {
    let edits: Vec<EventRow> = db
        .prepare_cached(
            "SELECT id FROM event WHERE target = ?1 AND target IS NOT NULL AND kind = ?2
             AND content IS NOT NULL",
        )?
        .query_map(params![event, ContentKind::EDIT.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for erased in edits.into_iter().chain([event]) {
        events::erase(db, erased)?;
        said::no_more(db, erased)?;
    }
    Ok(())
}

/// The allowed annotations of an event whose content is here; edits without their words.
fn annotations(db: &ReadTx<'_>, event: EventRow) -> Result<Vec<Annotation>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT hash, voice.person, counter, event.kind, content,
                seq IS NULL AND EXISTS (SELECT 1 FROM outbox
                                        WHERE outbox.room = event.room AND message = event.id)
         FROM event
         JOIN voice ON voice.id = event.voice
         WHERE target = ?1 AND target IS NOT NULL AND verdict = {ALLOWED} AND content IS NOT NULL
           AND event.kind >= {FIRST_ANNOTATION}"
    ))?;
    let mut rows = statement.query([event])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = ContentKind(row.get(3)?);
        let content = row.get_ref(4)?.as_blob();
        let content = content.map_err(|_| StoreError::Unreadable)?;
        let Ok(mut content) = registry::read_kept(kind, content) else {
            continue;
        };
        let mut is_left = false;
        if let Content::Edit(edit) = &mut content {
            is_left = edit.body.is_empty();
            edit.overwrite();
        }
        found.push(Annotation {
            hash: row.get(0)?,
            person: PersonId(row.get(1)?),
            counter: row.get(2)?,
            content,
            is_on_its_way: row.get(5)?,
            is_left,
        });
    }
    Ok(found)
}

/// The events of which something else is kept than a fold of what is here makes; none, unless
/// something wrote what it must not.
pub fn verify(db: &ReadTx<'_>) -> Result<Vec<EventRow>, StoreError> {
    let mut wrong = Vec::new();
    for event in all(db)? {
        let fresh = folded(db, event, annotations(db, event)?)?;
        if kept(db, event)? != state(&fresh) {
            wrong.push(event);
        }
    }
    Ok(wrong)
}

/// The events of which something was made, or is to be.
fn all(db: &ReadTx<'_>) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event FROM item UNION SELECT target FROM event WHERE target IS NOT NULL ORDER BY 1",
    )?;
    let events = statement.query_map([], |row| row.get(0))?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// Drops what was made of all events and makes it anew.
pub fn rebuild(db: &WriteTx<'_>) -> Result<(), StoreError> {
    let mut is_indexed = true;
    for event in all(db)? {
        let old = match index::words_of(db, event) {
            // Nobody knows what the index has of it.
            Err(StoreError::Unreadable) => {
                is_indexed = false;
                None
            }
            old => old?,
        };
        put(db, event, None)?;
        let (item, told) = made(db, event)?;
        put(db, event, state(&item))?;
        let_go(db, event, told.as_ref().unwrap_or(&item))?;
        if is_indexed {
            reindex(db, event, old)?;
        }
    }
    if !is_indexed {
        index::rebuild(db)?;
    }
    Ok(())
}
