//! Being added to a room again: what this device asked for, and which devices came back.

use rusqlite::{OptionalExtension, params};

use crate::{
    ids::{AccountId, DeviceId, GroupId},
    store::{ReadTx, StoreError, WriteTx, circle::room::RoomState, rows::RoomRow},
};

const BROKEN: i64 = RoomState::Broken as i64;

/// When we asked to be added to a room again, while that waits.
pub fn asked_readd(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT asked FROM readd WHERE room = ?1")?
        .query_row([room], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Notes that we ask, an earlier request being given up. Answers the time that names the request:
/// later than that of any before, whatever the clock says.
pub fn ask_readd(db: &WriteTx<'_>, room: RoomRow, now_ms: u64) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "INSERT INTO readd (room, at, asked) VALUES (?1, ?2, ?2)
             ON CONFLICT (room) DO UPDATE SET at = max(?2, at + 1), asked = ?2, sent = NULL,
                                              held = NULL
             RETURNING at",
        )?
        .query_row(params![room, now_ms], |row| row.get(0))?)
}

/// Notes that we asked at `at`, before we knew the room, and came in without an answer: one that comes
/// yet is ours, and no other copy's of this store.
pub fn asked_before(db: &WriteTx<'_>, room: RoomRow, at: u64) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO readd (room, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![room, at])?;
    Ok(())
}

/// Notes that a letter of our newest request for a group has left.
pub fn set_sent(
    db: &WriteTx<'_>,
    account: AccountId,
    group: &GroupId,
    now_ms: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE readd SET sent = coalesce(sent, ?3), lost = coalesce(lost, ?3) WHERE room IN
             (SELECT room.id FROM room JOIN circle ON circle.id = room.circle
              WHERE room.group_id = ?1 AND circle.account = ?2)",
    )?
    .execute(params![group.0, account.0, now_ms])?;
    Ok(())
}

/// Since when others may have answered a request to be added again, and this device's place was never sure,
/// milliseconds since 1970 (UTC). Who led it elsewhere meanwhile has not begun that time anew.
pub fn lost_since(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT lost FROM readd WHERE room = ?1")?
        .query_row([room], |row| row.get(0))
        .optional()?
        .flatten())
}

/// The time that names our newest request; 0: there was none.
pub fn last_readd(db: &ReadTx<'_>, room: RoomRow) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT at FROM readd WHERE room = ?1")?
        .query_row([room], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// The place is sure.
pub fn found(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE readd SET lost = NULL WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

/// Another copy of this store was let in: this one does not push it out again before `until_ms`.
pub fn hold_readd(db: &WriteTx<'_>, room: RoomRow, until_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO readd (room, at, held) VALUES (?1, 0, ?2)
         ON CONFLICT (room) DO UPDATE SET asked = NULL, held = ?2",
    )?
    .execute(params![room, until_ms])?;
    Ok(())
}

/// Until when we do not ask by ourselves.
pub fn held_readd(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT held FROM readd WHERE room = ?1")?
        .query_row([room], |row| row.get(0))
        .optional()?
        .flatten())
}

/// Our request has come true.
pub fn end_readd(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE readd SET asked = NULL WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

/// The room of this group for which our request to be added again waits.
pub fn room_to_rejoin(
    db: &ReadTx<'_>,
    account: AccountId,
    group: &GroupId,
) -> Result<Option<RoomRow>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT room.id FROM room JOIN circle ON circle.id = room.circle
             JOIN readd ON readd.room = room.id
             WHERE room.group_id = ?1 AND circle.account = ?2 AND room.state = {BROKEN}
             AND readd.asked IS NOT NULL"
        ))?
        .query_row(params![group.0, account.0], |row| row.get(0))
        .optional()?)
}

/// A device's last coming back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Readded {
    /// The request that it answered.
    pub request: u64,
    /// The relay's stamp.
    pub at: u64,
}

/// When a device was last added again.
pub fn readded(
    db: &ReadTx<'_>,
    room: RoomRow,
    device: &DeviceId,
) -> Result<Option<Readded>, StoreError> {
    Ok(db
        .prepare_cached("SELECT request, at FROM readded WHERE room = ?1 AND device = ?2")?
        .query_row(params![room, device.0], |row| {
            Ok(Readded {
                request: row.get(0)?,
                at: row.get(1)?,
            })
        })
        .optional()?)
}

/// Notes that a device was added again.
pub fn set_readded(
    db: &WriteTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    done: Readded,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO readded (room, device, request, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (room, device) DO UPDATE SET request = max(request, ?3), at = ?4",
    )?
    .execute(params![room, device.0, done.request, done.at])?;
    Ok(())
}
