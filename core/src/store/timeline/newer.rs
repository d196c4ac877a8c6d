//! Events of kinds that this version does not know: kept until one does, but for what is too much.

use rusqlite::params;

use super::{
    coming::Coming,
    events::{self, NEWER},
    index,
};
use crate::{
    content::event::ContentKind,
    ids::PersonId,
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{EventRow, RoomRow, VoiceRow},
    },
};

/// Of a kind that this version does not know so many events are kept in a room.
const MOST: u32 = 10_000;
/// So many of them that are larger than this, in bytes.
const MOST_LARGE: u32 = 1_000;
const LARGE_BYTES: usize = 16 << 10;
/// Of so many parts of what a room may keep one is let go at once: who said how much is not counted for each.
const LET_GO: u32 = 8;

/// Another event of a kind that this version does not know has come to a room, of so many bytes. Where there are more
/// of them than are kept, or of large ones, the oldest of the person who said most of them are let go, their words with
/// them, so that nobody's noise takes anything of what others said. That they were is noted
/// ([`LetGo`](super::events::Verdict::LetGo)).
pub fn bound(
    db: &WriteTx<'_>,
    coming: &mut Coming,
    room: RoomRow,
    bytes: usize,
) -> Result<(), StoreError> {
    if bytes > LARGE_BYTES {
        bound_larger(db, coming, room, (LARGE_BYTES, MOST_LARGE))?;
    }
    bound_larger(db, coming, room, (0, MOST))
}

/// The same, of those of a kind that is not known of more than so many bytes.
pub(super) fn bound_larger(
    db: &WriteTx<'_>,
    coming: &mut Coming,
    room: RoomRow,
    (bytes, most): (usize, u32),
) -> Result<(), StoreError> {
    // Of all of them none has to be looked at.
    let larger = if bytes > 0 {
        "AND length(content) > ?2"
    } else {
        "AND ?2 = 0"
    };
    let is_full = db
        .prepare_cached(&format!(
            "SELECT 1 FROM event WHERE room = ?1 AND verdict = {NEWER} {larger}
             ORDER BY id DESC LIMIT 1 OFFSET ?3"
        ))?
        .exists(params![room, bytes, most])?;
    if !is_full {
        return Ok(());
    }
    let person: Vec<u8> = db
        .prepare_cached(&format!(
            "SELECT person FROM event CROSS JOIN voice ON voice.id = event.voice
             WHERE room = ?1 AND verdict = {NEWER} {larger}
             GROUP BY person ORDER BY count(*) DESC LIMIT 1"
        ))?
        .query_row(params![room, bytes], |row| row.get(0))?;
    let oldest: Vec<EventRow> = db
        .prepare_cached(&format!(
            "SELECT event.id FROM event CROSS JOIN voice ON voice.id = event.voice
             WHERE room = ?1 AND verdict = {NEWER} {larger} AND person = ?3 ORDER BY event.id LIMIT ?4"
        ))?
        .query_map(
            params![room, bytes, person, (most / LET_GO).max(1)],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    for event in oldest {
        if !coming.leaves(event) {
            index::remove_own(db, event)?;
        }
        events::let_go(db, event)?;
    }
    Ok(())
}

/// An event whose kind was not known when it came.
pub struct Newer {
    /// Its id.
    pub event: EventRow,
    /// The room's row.
    pub room: RoomRow,
    /// Who said it.
    pub person: PersonId,
    /// With which device.
    pub voice: VoiceRow,
    /// When the relay had it, milliseconds since 1970 (UTC), where that is known.
    pub at: Option<u64>,
    /// What `content` is.
    pub kind: ContentKind,
    /// By kind.
    pub content: Vec<u8>,
}

/// The rooms in which something was said whose kind was not known when it came.
pub fn rooms(db: &ReadTx<'_>) -> Result<Vec<RoomRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT DISTINCT room FROM event WHERE verdict = {NEWER}"
    ))?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The next events of a room, after an id, whose kind was not known when they came, at most `limit`.
pub fn next(
    db: &ReadTx<'_>,
    room: RoomRow,
    after: EventRow,
    limit: u32,
) -> Result<Vec<Newer>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT event.id, kind, content, room, voice.person, voice.id, at
         FROM event JOIN voice ON voice.id = event.voice
         WHERE room = ?1 AND verdict = {NEWER} AND event.id > ?2 AND content IS NOT NULL
         ORDER BY event.id LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![room, after, limit], |row| {
        Ok(Newer {
            event: row.get(0)?,
            kind: ContentKind(row.get(1)?),
            content: row.get(2)?,
            room: row.get(3)?,
            person: PersonId(row.get(4)?),
            voice: row.get(5)?,
            at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

kith_protocol::tells_nothing!(Newer);
