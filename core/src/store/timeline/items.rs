//! What was made of events by what is said of them. Nothing here is on the wire: it can be dropped and
//! made anew from the events, and then is the same to the byte.

use kith_protocol::cbor;
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    events::{self, ALLOWED, REFUSED, Verdict},
    index, revisions, worded,
};
use crate::{
    content::{
        event::ContentKind,
        fold::{self, Annotation, Item},
        head::Target,
        registry::{self, Content},
        relation::edit::Edit,
    },
    ids::PersonId,
    store::{
        StoreError,
        circle::room::Room,
        outgoing::{outbox, said},
    },
};

/// An event that another one is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub event: i64,
    /// Who said it.
    pub person: PersonId,
    /// Its kind.
    pub kind: ContentKind,
}

/// The event that is named, if it is here. Of several that one device said under one counter, which an
/// honest one does not, that of the smallest digest.
pub fn named(db: &Connection, room: &Room, target: &Target) -> Result<Option<Named>, StoreError> {
    // What stands in no chain has no name.
    if target.counter == 0 {
        return Ok(None);
    }
    Ok(db
        .prepare_cached(
            "SELECT event.id, voice.person, event.kind FROM voice
             JOIN event ON event.voice = voice.id AND event.room = ?3 AND event.counter = ?4
             WHERE voice.conversation = ?1 AND voice.device = ?2 ORDER BY event.hash LIMIT 1",
        )?
        .query_row(
            params![
                room.conversation_row,
                target.device.0,
                room.row,
                target.counter
            ],
            |row| {
                Ok(Named {
                    event: row.get(0)?,
                    person: PersonId(row.get(1)?),
                    kind: ContentKind(row.get(2)?),
                })
            },
        )
        .optional()?)
}

/// The event that an annotation is about, if that is here.
pub fn about(db: &Connection, annotation: i64) -> Result<Option<i64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT target FROM event WHERE id = ?1")?
        .query_row([annotation], |row| row.get(0))?)
}

/// How an event is named.
pub fn target_of(db: &Connection, event: i64) -> Result<Target, StoreError> {
    db.prepare_cached(
        "SELECT device, counter FROM event JOIN voice ON voice.id = event.voice
         WHERE event.id = ?1",
    )?
    .query_row([event], |row| {
        Ok(Target {
            device: crate::ids::DeviceId(row.get(0)?),
            counter: row.get(1)?,
        })
    })
    .optional()?
    .ok_or(StoreError::NotFound)
}

/// Notes what an annotation is about, and what becomes of it.
pub fn set_target(
    db: &Connection,
    annotation: i64,
    target: i64,
    verdict: Verdict,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET target = ?2, verdict = ?3 WHERE id = ?1")?
        .execute(params![annotation, target, verdict as i64])?;
    Ok(())
}

/// Notes what a message answers.
pub fn set_answered(db: &Connection, answer: i64, answered: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET target = ?2 WHERE id = ?1")?
        .execute([answer, answered])?;
    Ok(())
}

/// How an event is named that may be answered in a room: one of its own that has a row and was not taken
/// back. Nothing for one that was.
pub fn answerable(db: &Connection, room: i64, row: i64) -> Result<Option<Target>, StoreError> {
    let item = get(db, row)?;
    let target = db
        .prepare_cached(
            "SELECT device, counter FROM message JOIN event ON event.id = message.id
             JOIN voice ON voice.id = event.voice WHERE message.id = ?1 AND event.room = ?2",
        )?
        .query_row([row, room], |row| {
            Ok(Target {
                device: crate::ids::DeviceId(row.get(0)?),
                counter: row.get(1)?,
            })
        })
        .optional()?
        .ok_or(StoreError::NotFound)?;
    Ok((!item.redacted).then_some(target))
}

/// Whether something is here whose target is not.
pub fn has_orphans(db: &Connection) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM orphan)")?
        .query_row([], |row| row.get(0))?)
}

/// Notes what an annotation is about that has not come yet.
pub fn add_orphan(
    db: &Connection,
    room: i64,
    target: &Target,
    annotation: i64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO orphan (room, device, counter, event) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![room, target.device.0, target.counter, annotation])?;
    Ok(())
}

/// What is about an event that had not come.
#[derive(Clone, Copy, Debug)]
pub struct Orphan {
    /// Its id.
    pub event: i64,
    /// Its kind.
    pub kind: ContentKind,
    /// Who said it.
    pub person: PersonId,
    /// With which device.
    pub voice: i64,
}

/// What waited for an event; it waits no longer.
pub fn take_orphans(
    db: &Connection,
    room: i64,
    target: &Target,
) -> Result<Vec<Orphan>, StoreError> {
    let key = params![room, target.device.0, target.counter];
    let mut statement = db.prepare_cached(
        "SELECT event.id, event.kind, voice.person, voice.id FROM orphan
         JOIN event ON event.id = orphan.event JOIN voice ON voice.id = event.voice
         WHERE orphan.room = ?1 AND orphan.device = ?2 AND orphan.counter = ?3",
    )?;
    let found: Vec<_> = statement
        .query_map(key, |row| {
            Ok(Orphan {
                event: row.get(0)?,
                kind: ContentKind(row.get(1)?),
                person: PersonId(row.get(2)?),
                voice: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    if !found.is_empty() {
        db.prepare_cached("DELETE FROM orphan WHERE room = ?1 AND device = ?2 AND counter = ?3")?
            .execute(key)?;
    }
    Ok(found)
}

/// Whether the gate has refused an annotation of this voice's in a room before.
pub fn was_refused(db: &Connection, voice: i64, room: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            &format!("SELECT EXISTS (SELECT 1 FROM event WHERE voice = ?1 AND room = ?2 AND verdict = {REFUSED})"),
        )?
        .query_row([voice, room], |row| row.get(0))?)
}

/// What was made of an event; nothing was said of most.
pub fn get(db: &Connection, event: i64) -> Result<Item, StoreError> {
    of(kept(db, event)?.as_ref())
}

/// As the store keeps it, and whether it stands on the shelf.
type Made = (Vec<u8>, bool);

fn of(kept: Option<&Made>) -> Result<Item, StoreError> {
    let state = kept.map(|(state, _)| worded::read(state));
    Ok(state.transpose()?.unwrap_or_default())
}

/// As the store keeps it; nothing where nothing was made.
fn kept(db: &Connection, event: i64) -> Result<Option<Made>, StoreError> {
    Ok(db
        .prepare_cached("SELECT state, pinned FROM item WHERE event = ?1")?
        .query_row([event], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

fn state(item: &Item) -> Option<Made> {
    (!item.is_empty()).then(|| (cbor::encode(item), !item.pins.is_empty()))
}

/// Folds what is said of an event anew, with what follows: the words that are looked for, and that
/// what was taken back is nowhere any more.
pub fn refold(db: &Connection, event: i64) -> Result<(), StoreError> {
    let kept = kept(db, event)?;
    let before = of(kept.as_ref())?;
    let item = fold::fold(annotations(db, event)?);
    // Most of what is said of something leaves its words as they are.
    let reworded = (before.redacted, &before.words) != (item.redacted, &item.words);
    let words = || match reworded {
        true => index::words_of(db, event),
        false => Ok(None),
    };
    let old = words()?;
    let state = state(&item);
    if kept != state {
        put(db, event, state)?;
    }
    if item.redacted {
        erase(db, event)?;
    }
    revisions::overwrite(db, event, &item)?;
    let new = words()?;
    if old != new && !outbox::is_on_its_way(db, event)? {
        let [old, new] = [old, new].map(Option::unwrap_or_default);
        index::replace(db, event, &old, &new)?;
    }
    Ok(())
}

fn put(db: &Connection, event: i64, made: Option<Made>) -> Result<(), StoreError> {
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
fn erase(db: &Connection, event: i64) -> Result<(), StoreError> {
    let edits: Vec<i64> = db
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

/// The allowed annotations of an event whose content is here.
fn annotations(db: &Connection, event: i64) -> Result<Vec<Annotation>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT hash, voice.person, counter, event.kind, content FROM event
         JOIN voice ON voice.id = event.voice
         WHERE target = ?1 AND target IS NOT NULL AND verdict = {ALLOWED} AND content IS NOT NULL
           AND event.kind >= 256"
    ))?;
    let mut rows = statement.query([event])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = ContentKind(row.get(3)?);
        let content = row.get_ref(4)?.as_blob();
        let content = content.map_err(|_| StoreError::Unreadable)?;
        let content = match kind {
            // Its words may be overwritten; what it took the place of counts.
            ContentKind::EDIT => Edit::decode_kept(content).map(Content::Edit),
            kind => registry::read(kind, content),
        };
        let Ok(content) = content else {
            continue;
        };
        found.push(Annotation {
            hash: row.get(0)?,
            person: PersonId(row.get(1)?),
            counter: row.get(2)?,
            content,
        });
    }
    Ok(found)
}

/// The events of which something else is kept than a fold of what is here makes; none, unless
/// something wrote what it must not.
pub fn verify(db: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut wrong = Vec::new();
    let mut statement = db.prepare(
        "SELECT event FROM item UNION SELECT target FROM event WHERE target IS NOT NULL ORDER BY 1",
    )?;
    let events: Vec<i64> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for event in events {
        let fresh = fold::fold(annotations(db, event)?);
        if kept(db, event)? != state(&fresh) {
            wrong.push(event);
        }
    }
    Ok(wrong)
}

/// Drops what was made of all events and makes it anew.
pub fn rebuild(db: &Connection) -> Result<(), StoreError> {
    for event in verify(db)? {
        refold(db, event)?;
    }
    Ok(())
}
