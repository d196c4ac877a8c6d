//! What is about an event that has not come: it waits for it.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{
    events::{self, WAITS},
    targets,
};
use crate::{
    content::{event::ContentKind, head::Target, registry},
    ids::PersonId,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::room::Room,
        rows::{EventRow, RoomRow, VoiceRow},
    },
};

/// Whether something is here whose target is not.
pub fn any(db: &ReadTx<'_>) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM orphan)")?
        .query_row([], |row| row.get(0))?)
}

/// Notes what an annotation is about that has not come yet.
pub fn add(
    db: &WriteTx<'_>,
    room: RoomRow,
    target: &Target,
    annotation: EventRow,
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
    pub event: EventRow,
    /// Its kind.
    pub kind: ContentKind,
    /// Who said it.
    pub person: PersonId,
    /// With which device.
    pub voice: VoiceRow,
}

/// What waited for an event; it waits no longer.
pub fn take(db: &WriteTx<'_>, room: RoomRow, target: &Target) -> Result<Vec<Orphan>, StoreError> {
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

/// How much of what one person says, with whichever devices, waits in a room for what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// So many events.
    pub events: usize,
    /// So many bytes of them.
    pub bytes: usize,
}

/// More than an honest person says of what is not here: those who came later lack what was said before.
pub const MOST_WAITING: Most = Most {
    events: 1_000,
    bytes: 1 << 20,
};

/// Something more of a person's waits for what it is about. Beyond `most` the oldest is let go: what it is about was
/// mostly said before this person came, and never will.
pub fn bound(db: &WriteTx<'_>, room: &Room, who: &PersonId, most: Most) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT event.id, length(content) FROM voice CROSS JOIN event ON event.voice = voice.id
         WHERE conversation = ?1 AND person = ?2 AND room = ?3 AND verdict = {WAITS}
         ORDER BY event.id DESC"
    ))?;
    let mut rows = statement.query(params![room.conversation_row, who.0, room.row])?;
    let (mut events, mut bytes, mut beyond) = (0, 0, Vec::<EventRow>::new());
    while let Some(row) = rows.next()? {
        events += 1;
        bytes += row.get::<_, Option<usize>>(1)?.unwrap_or(0);
        if events > most.events || bytes > most.bytes {
            beyond.push(row.get(0)?);
        }
    }
    drop(rows);
    for event in beyond {
        db.prepare_cached("DELETE FROM orphan WHERE room = ?1 AND event = ?2")?
            .execute(params![room.row, event])?;
        events::let_go(db, event)?;
    }
    Ok(())
}

/// What waits: room, device, counter, the event that is about it.
type Row = (RoomRow, Vec<u8>, u64, EventRow);

/// Of what is erased only this says what it answered.
const ERASED: &str = "(SELECT content FROM event WHERE event.id = orphan.event) IS NULL";

fn kept(db: &ReadTx<'_>) -> Result<BTreeSet<Row>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT room, device, counter, event FROM orphan WHERE NOT {ERASED}"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What waits by what the events say.
fn fresh(db: &ReadTx<'_>) -> Result<BTreeSet<Row>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT room, event.id, kind, content, conversation FROM event
         JOIN room ON room.id = event.room
         WHERE (verdict = {WAITS} OR kind = ?1 AND target IS NULL) AND content IS NOT NULL"
    ))?;
    let mut rows = statement.query([ContentKind::REPLY.0])?;
    let mut fresh = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let content = row.get_ref(3)?.as_blob();
        let content = content.map_err(|_| StoreError::Unreadable)?;
        let Ok(content) = registry::read_kept(ContentKind(row.get(2)?), content) else {
            continue;
        };
        let about = content.annotates().map(|(target, _)| target);
        let Some(target) = about.or(content.answers()) else {
            continue;
        };
        let room = row.get(0)?;
        if targets::named_in(db, (row.get(4)?, room), &target)?.is_none() {
            let device = target.device.0.to_vec();
            fresh.insert((room, device, target.counter, row.get(1)?));
        }
    }
    Ok(fresh)
}

/// Of how much it is not so that it waits for what it is about; of nothing, unless something wrote what it must not.
pub fn verify(db: &ReadTx<'_>) -> Result<usize, StoreError> {
    Ok(kept(db)?.symmetric_difference(&fresh(db)?).count())
}

/// Drops what was noted of it and notes it anew.
pub fn rebuild(db: &WriteTx<'_>) -> Result<(), StoreError> {
    db.execute(&format!("DELETE FROM orphan WHERE NOT {ERASED}"), [])?;
    for (room, device, counter, event) in fresh(db)? {
        db.prepare_cached(
            "INSERT INTO orphan (room, device, counter, event) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![room, device, counter, event])?;
    }
    Ok(())
}
