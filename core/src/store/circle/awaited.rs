//! Whom the patient's device let into a group and has not heard there since: their Welcome may be lost.

use rusqlite::params;

use crate::{
    ids::{AccountId, CircleId, GroupId, PublicKey, RoomId},
    store::{ReadTx, StoreError, WriteTx, circle::room::RoomState, rows::RoomRow},
};

/// Before the first word of it, after the relay's stamp of the commit; each waits twice as long as the one
/// before, for whoever is away reads one as well as twenty.
const PAUSE_MS: u64 = 6 * 60 * 60 * 1000;
/// How often it is said: for some fifty days.
const TIMES: u64 = 9;

/// Someone who was let in, and into what.
pub struct Awaited {
    /// The person.
    pub person: PublicKey,
    /// The circle.
    pub circle: CircleId,
    /// The room.
    pub room: RoomId,
    /// The group.
    pub group: GroupId,
    row: RoomRow,
}

/// Notes that someone was let into the group of a room at `at`, by the relay's stamp.
pub fn add(db: &WriteTx<'_>, room: RoomRow, person: &PublicKey, at: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO awaited (room, person, due, times) VALUES (?1, ?2, ?3, 0)
         ON CONFLICT (room, person) DO UPDATE SET due = ?3, times = 0",
    )?
    .execute(params![room, person.0, at.saturating_add(PAUSE_MS)])?;
    Ok(())
}

/// Notes that someone was heard there.
pub fn came(db: &WriteTx<'_>, room: RoomRow, person: &PublicKey) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM awaited WHERE room = ?1 AND person = ?2")?
        .execute(params![room, person.0])?;
    Ok(())
}

/// Who is to be told now, in rooms where they are still.
pub fn due(db: &ReadTx<'_>, account: AccountId, now: u64) -> Result<Vec<Awaited>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT awaited.person, circle.circle, room.group_id, room.id, room.room_id FROM awaited
         JOIN room ON room.id = awaited.room AND room.state = ?3
         JOIN circle ON circle.id = room.circle AND circle.account = ?1
         JOIN participant ON participant.room = room.id
             AND participant.person_key = awaited.person AND participant.until IS NULL
         WHERE awaited.due <= ?2 AND awaited.times < ?4
         ORDER BY awaited.person, circle.id",
    )?;
    let args = params![account.0, now, RoomState::Active as i64, TIMES];
    let rows = statement.query_map(args, |row| {
        Ok(Awaited {
            person: PublicKey(row.get(0)?),
            circle: CircleId(row.get(1)?),
            group: GroupId(row.get(2)?),
            row: row.get(3)?,
            room: RoomId(row.get(4)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that they were told at `now`.
pub fn told(db: &WriteTx<'_>, awaited: &Awaited, now: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE awaited SET due = ?3 + (?4 << (times + 1)), times = times + 1
         WHERE room = ?1 AND person = ?2",
    )?
    .execute(params![awaited.row, awaited.person.0, now, PAUSE_MS])?;
    Ok(())
}
