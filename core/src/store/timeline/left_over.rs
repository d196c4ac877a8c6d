//! What is left of things said of others, until something shows why no more is: other words that took its place, or
//! that all of it was taken back. Nobody honest lets go of it for anything else.

use rusqlite::params;

use super::events::{ALLOWED, Verdict};
use crate::{
    clock::passed,
    content::{
        event::{ContentKind, EventHash},
        head::Target,
        relation::edit::Edit,
    },
    ids::{AccountId, PersonId},
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{EventRow, RoomRow},
    },
};

/// Notes that nothing shows yet why no more is left of an event, which came now, milliseconds since 1970 (UTC).
pub fn add(db: &WriteTx<'_>, event: EventRow, now_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO left_over (event, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![event, now_ms])?;
    Ok(())
}

/// It is explained, or told.
pub fn remove(db: &WriteTx<'_>, event: EventRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM left_over WHERE event = ?1")?
        .execute([event])?;
    Ok(())
}

/// An event of which so little is left.
#[derive(Clone, Copy, Debug)]
pub struct LeftOver {
    /// Its id.
    pub event: EventRow,
    /// The room's row.
    pub room: RoomRow,
    /// Who said it.
    pub person: PersonId,
}

/// Those of an account that wait for longer than this to be explained, but for those whose devices were asked for
/// something that is missing: that may explain them.
pub fn due(
    db: &ReadTx<'_>,
    account: AccountId,
    now_ms: u64,
    wait_ms: u64,
) -> Result<Vec<LeftOver>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT left_over.event, event.room, voice.person, left_over.since FROM left_over
         CROSS JOIN event ON event.id = left_over.event CROSS JOIN voice ON voice.id = event.voice
         CROSS JOIN room ON room.id = event.room CROSS JOIN circle ON circle.id = room.circle
         WHERE circle.account = ?1 AND NOT EXISTS (
             SELECT 1 FROM missing WHERE missing.room = event.room AND missing.device = voice.device)",
    )?;
    let mut rows = statement.query([account.0])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        if passed(row.get(3)?, wait_ms, now_ms) {
            due.push(LeftOver {
                event: row.get(0)?,
                room: row.get(1)?,
                person: PersonId(row.get(2)?),
            });
        }
    }
    Ok(due)
}

/// Whether something shows why no more is left of an event.
pub fn is_explained(db: &ReadTx<'_>, of: &LeftOver) -> Result<bool, StoreError> {
    let (kind, verdict, target, hash, content) = db
        .prepare_cached("SELECT kind, verdict, target, hash, content FROM event WHERE id = ?1")?
        .query_row([of.event], |row| {
            let content: Option<Vec<u8>> = row.get(4)?;
            let target: Option<EventRow> = row.get(2)?;
            let hash: EventHash = row.get(3)?;
            Ok((ContentKind(row.get(0)?), row.get(1)?, target, hash, content))
        })?;
    let nothing = [Verdict::Refused, Verdict::LetGo].map(|verdict| verdict as i64);
    // Nothing would have come of it, whatever it said.
    if nothing.contains(&verdict) {
        return Ok(true);
    }
    if kind != ContentKind::EDIT {
        return Ok(false);
    }
    let Some(edit) = content.and_then(|content| Edit::decode_kept(&content).ok()) else {
        // What it was about was taken back.
        return Ok(target.is_some());
    };
    match target {
        Some(target) => {
            let of_target = format!(
                "SELECT kind, content FROM event WHERE target = ?1 AND target IS NOT NULL
                 AND kind IN (?2, ?3) AND verdict = {ALLOWED}"
            );
            let key = params![target, ContentKind::EDIT.0, ContentKind::REDACTION.0];
            any_explains(db, &of_target, key, &hash)
        }
        None => of_what_waits(db, of, &edit.target, &hash),
    }
}

/// What it was about is not here, and what else was said of that waits as it does.
fn of_what_waits(
    db: &ReadTx<'_>,
    of: &LeftOver,
    target: &Target,
    hash: &EventHash,
) -> Result<bool, StoreError> {
    let waiting = "SELECT event.kind, content FROM orphan
         JOIN event ON event.id = orphan.event JOIN voice ON voice.id = event.voice
         WHERE orphan.room = ?1 AND orphan.device = ?4 AND orphan.counter = ?5
           AND event.kind IN (?2, ?3) AND person = ?6";
    let key = params![
        of.room,
        ContentKind::EDIT.0,
        ContentKind::REDACTION.0,
        target.device.0,
        target.counter,
        of.person.0
    ];
    any_explains(db, waiting, key, hash)
}

fn any_explains(
    db: &ReadTx<'_>,
    sql: &str,
    key: &[&dyn rusqlite::ToSql],
    hash: &EventHash,
) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(key)?;
    while let Some(row) = rows.next()? {
        if ContentKind(row.get(0)?) == ContentKind::REDACTION {
            return Ok(true);
        }
        let edit: Option<Vec<u8>> = row.get(1)?;
        let edit = edit.and_then(|edit| Edit::decode_kept(&edit).ok());
        if edit.is_some_and(|edit| edit.parents.contains(hash)) {
            return Ok(true);
        }
    }
    Ok(false)
}
