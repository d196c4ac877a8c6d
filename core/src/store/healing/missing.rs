//! What is lost, what was asked for, what was made good.

use rusqlite::{OptionalExtension, params};

use super::readds::end_readd;
use crate::{
    content::event::EventHash,
    ids::{DeviceId, PublicKey},
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{EventRow, RoomRow},
    },
};

/// A range of a device's events that is not here.
#[derive(Clone, Copy, Debug)]
pub struct Missing {
    /// Counter of the first.
    pub first: u64,
    /// Counter of the last; `None`: whatever there is.
    pub last: Option<u64>,
    /// Digest of the last, where the event after it is known.
    pub before: Option<EventHash>,
    /// Whose device.
    pub person: PublicKey,
    /// The device that can say them again.
    pub device: DeviceId,
}

/// Gaps of one device that are asked for at a time: counters that jump without end must not become
/// questions without end.
const GAPS: usize = 64;

/// Notes that events are missing; not where so many of that device's are already asked for.
pub fn add_missing(db: &WriteTx<'_>, room: RoomRow, missing: &Missing) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO missing (room, device, first, last, before, person)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6
         WHERE (SELECT count(*) FROM missing WHERE room = ?1 AND device = ?2) < ?7
         ON CONFLICT DO UPDATE SET before = iif(last IS NULL, excluded.before, before),
                                   last = coalesce(last, excluded.last)",
    )?
    .execute(params![
        room,
        missing.device.0,
        missing.first,
        missing.last,
        missing.before,
        missing.person.0,
        GAPS
    ])?;
    Ok(())
}

/// What was not asked for in the `?3` milliseconds before `?2`. A question from the future was
/// asked by a clock that has been set back since.
pub(crate) const DUE: &str = "(asked + ?3 <= ?2 OR asked > ?2)";

/// What is missing in a room and was not asked for in the last `pause_ms`; notes that it is now.
pub fn take_due(
    db: &WriteTx<'_>,
    room: RoomRow,
    now_ms: u64,
    pause_ms: u64,
) -> Result<Vec<Missing>, StoreError> {
    let due = format!("room = ?1 AND {DUE}");
    let found = missing(db, &due, params![room, now_ms, pause_ms])?;
    db.prepare_cached(&format!("UPDATE missing SET asked = ?2 WHERE {due}"))?
        .execute(params![room, now_ms, pause_ms])?;
    Ok(found)
}

/// The missing range of a device that begins with `first`.
pub fn missing_from(
    db: &ReadTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    first: u64,
) -> Result<Option<Missing>, StoreError> {
    let filter = "room = ?1 AND device = ?2 AND first = ?3";
    Ok(missing(db, filter, params![room, device.0, first])?.pop())
}

fn missing(
    db: &ReadTx<'_>,
    filter: &str,
    key: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Missing>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT first, last, person, device, before FROM missing WHERE {filter}"
    ))?;
    let rows = statement.query_map(key, |row| {
        Ok(Missing {
            first: row.get(0)?,
            last: row.get(1)?,
            person: PublicKey(row.get(2)?),
            device: DeviceId(row.get(3)?),
            before: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The log shows `next` as the first event of a device since we were away: all that is missing
/// lies before it. Answers whether anything was awaited.
pub fn close_missing(
    db: &WriteTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    next: u64,
    before: Option<&EventHash>,
) -> Result<bool, StoreError> {
    let open = db
        .prepare_cached(
            "UPDATE missing SET last = ?3 - 1, before = ?4
             WHERE room = ?1 AND device = ?2 AND last IS NULL",
        )?
        .execute(params![room, device.0, next, before])?;
    db.prepare_cached("DELETE FROM missing WHERE room = ?1 AND device = ?2 AND last < first")?
        .execute(params![room, device.0])?;
    Ok(open > 0)
}

/// The range is here, or can't be had.
pub fn end_missing(
    db: &WriteTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    first: u64,
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM missing WHERE room = ?1 AND device = ?2 AND first = ?3")?
        .execute(params![room, device.0, first])?;
    Ok(())
}

/// Forgets the chains of devices that are not in a room any more, and what is missing of them.
/// Answers whose events were awaited in between others of theirs.
pub fn end_absent(
    db: &WriteTx<'_>,
    room: RoomRow,
    present: &[DeviceId],
) -> Result<Vec<PublicKey>, StoreError> {
    let absent = |device: &DeviceId| !present.contains(device);
    let mut gone = Vec::new();
    for range in missing(db, "room = ?1", params![room])? {
        if absent(&range.device) {
            end_missing(db, room, &range.device, range.first)?;
            if range.last.is_some() && !gone.contains(&range.person) {
                gone.push(range.person);
            }
        }
    }
    for (device, _) in chains(db, room)? {
        if absent(&device) {
            db.prepare_cached("DELETE FROM chain WHERE room = ?1 AND device = ?2")?
                .execute(params![room, device.0])?;
        }
    }
    Ok(gone)
}

/// The devices whose events were seen in a room, with the counter of the last.
pub fn chains(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<(DeviceId, u64)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT device, counter FROM chain WHERE room = ?1")?;
    let rows = statement.query_map([room], |row| Ok((DeviceId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was seen of others' devices in a room, what was missing of them, and our request
/// to be added again: we are let in anew.
pub fn begin_anew(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    for table in ["chain", "missing"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE room = ?1"))?
            .execute([room])?;
    }
    end_readd(db, room)
}

/// When something was said, and to whom.
#[derive(Clone, Copy, Debug)]
pub struct SaidAt {
    /// The MLS epoch, as in [`Participant::since_epoch`](crate::store::circle::participants::Participant): who was
    /// in it can read it.
    pub epoch: i64,
    /// When the relay took it, by its clock, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// When this device said an event, as long as that is kept.
pub fn said_at(db: &ReadTx<'_>, event: EventRow) -> Result<Option<SaidAt>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT epoch, at FROM said
             WHERE room = (SELECT room FROM event WHERE id = ?1) AND message = ?1",
        )?
        .query_row([event], |row| {
            Ok(SaidAt {
                epoch: row.get(0)?,
                at: row.get(1)?,
            })
        })
        .optional()?)
}

/// Something that this device said.
pub struct Said {
    /// Its counter.
    pub counter: u64,
    /// The MLS epoch in which it was said, as in [`SaidAt`].
    pub epoch: i64,
    /// The encoded event.
    pub event: Vec<u8>,
}

/// What this device said in a room from one counter to another, the newest first, at most `limit`
/// events.
pub fn said(
    db: &ReadTx<'_>,
    room: RoomRow,
    (first, last): (u64, u64),
    limit: usize,
) -> Result<Vec<Said>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT counter, epoch, event FROM said
         WHERE room = ?1 AND counter BETWEEN ?2 AND ?3 ORDER BY counter DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(params![room, first, last, limit], |row| {
        Ok(Said {
            counter: row.get(0)?,
            epoch: row.get(1)?,
            event: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The counter of this device's last event that the relay has had.
pub fn last_said(db: &ReadTx<'_>, room: RoomRow) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(counter), 0) FROM said WHERE room = ?1")?
        .query_row([room], |row| row.get(0))?)
}

/// This device's last event that the relay has had, with its counter; nothing where none is kept.
pub fn last_event(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT counter, event FROM said WHERE room = ?1 ORDER BY counter DESC LIMIT 1",
        )?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Forgets what was said, and the epochs that began, before `before_ms`.
pub fn forget(db: &WriteTx<'_>, before_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM said WHERE at < ?1")?
        .execute([before_ms])?;
    db.prepare_cached(
        "DELETE FROM epoch WHERE at < ?1
         AND number < (SELECT room.epoch FROM room WHERE room.id = epoch.room)",
    )?
    .execute([before_ms])?;
    Ok(())
}

/// Whether a question may be answered: at most one of a device in `pause_ms` by the relay's stamp,
/// unless it ends where the answer before has left off, or the relay's clock was set back.
pub fn may_answer(
    db: &ReadTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    last: Option<u64>,
    at: u64,
    pause_ms: u64,
) -> Result<bool, StoreError> {
    let answered: Option<(u64, u64)> = db
        .prepare_cached("SELECT rest, at FROM answered WHERE room = ?1 AND device = ?2")?
        .query_row(params![room, device.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(answered.is_none_or(|(rest, then)| {
        last == Some(rest) || then.saturating_add(pause_ms) <= at || then > at
    }))
}

/// Notes an answer to a device; `rest`: the last counter of what did not find room in it, 0 where
/// all did.
pub fn set_answered(
    db: &WriteTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    rest: u64,
    at: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO answered (room, device, rest, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (room, device) DO UPDATE SET rest = ?3, at = ?4",
    )?
    .execute(params![room, device.0, rest, at])?;
    Ok(())
}

kith_protocol::tells_nothing!(Said);
