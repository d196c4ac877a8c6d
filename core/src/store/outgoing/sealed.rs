//! What this device sealed in the current epoch of a room. A store that was put back from a copy
//! has a ratchet that turned further elsewhere: own envelopes in the log that it did not seal
//! prove it.

use kith_protocol::ids::digest;
use rusqlite::{OptionalExtension, params};

use crate::{
    mls::{own::Mark, profile::RENEW_AFTER},
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{ConversationRow, EventRow, RoomRow},
    },
};

/// Between two rows on the screen that say so.
const QUIET_MS: u64 = 60 * 60 * 1000;

fn name(body: &[u8]) -> [u8; 16] {
    let mut name = [0; 16];
    name.copy_from_slice(&digest("kith/v1/sealed", &[body]).0[..16]);
    name
}

/// Notes bytes that were sealed here, and their mark.
pub fn remember(db: &WriteTx<'_>, room: RoomRow, body: &[u8]) -> Result<(), StoreError> {
    let mark = Mark::of(body).map(|mark| name(&mark.0));
    for digest in [Some(name(body)), mark].into_iter().flatten() {
        db.prepare_cached(
            "INSERT INTO sealed (room, digest) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![room, digest])?;
    }
    Ok(())
}

/// Notes that the ratchet turned.
pub fn turn(db: &WriteTx<'_>, room: RoomRow, steps: usize) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET turned = turned + ?2 WHERE id = ?1")?
        .execute(params![room, steps])?;
    Ok(())
}

/// Whether the ratchet turned so often in this epoch that it has to be renewed before more is
/// sealed ([`RENEW_AFTER`]).
pub fn is_spent(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT turned >= ?2 FROM room WHERE id = ?1")?
        .query_row(params![room, RENEW_AFTER], |row| row.get(0))?)
}

/// Whether these bytes, or bytes with this mark, were sealed here.
pub fn is_ours(db: &ReadTx<'_>, room: RoomRow, body: &[u8]) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM sealed WHERE room = ?1 AND digest = ?2")?
        .query_row(params![room, name(body)], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Notes that a message is taken back which the relay would not have, as it was sealed last: should it hand that out
/// all the same, it is known.
pub fn set_withdrawn(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<(), StoreError> {
    let of = db
        .prepare_cached(
            "SELECT sealed, counter FROM outbox
             WHERE room = ?1 AND message = ?2 AND sealed IS NOT NULL",
        )?
        .query_row(params![room, message], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, u64>(1)?))
        })
        .optional()?;
    if let Some((body, counter)) = of {
        db.prepare_cached("UPDATE sealed SET withdrawn = ?3 WHERE room = ?1 AND digest = ?2")?
            .execute(params![room, name(&body), counter])?;
    }
    Ok(())
}

/// The counter of what was sealed as these bytes and taken back since. It is told once.
pub fn take_withdrawn(
    db: &WriteTx<'_>,
    room: RoomRow,
    body: &[u8],
) -> Result<Option<u64>, StoreError> {
    let key = params![room, name(body)];
    let counter: Option<u64> = db
        .prepare_cached("SELECT withdrawn FROM sealed WHERE room = ?1 AND digest = ?2")?
        .query_row(key, |row| row.get(0))
        .optional()?
        .flatten();
    if counter.is_some() {
        db.prepare_cached("UPDATE sealed SET withdrawn = NULL WHERE room = ?1 AND digest = ?2")?
            .execute(key)?;
    }
    Ok(counter)
}

/// Another epoch has begun, with a ratchet that nobody has used.
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM sealed WHERE room = ?1")?
        .execute([room])?;
    db.prepare_cached("UPDATE room SET turned = 0 WHERE id = ?1")?
        .execute([room])?;
    Ok(())
}

/// Notes that this store is a copy from before. Answers whether it has to be said in the circle:
/// it was not lately, of no room of it.
pub fn set_put_back(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    room: RoomRow,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let said: Option<u64> = db
        .prepare_cached("SELECT max(put_back) FROM room WHERE conversation = ?1")?
        .query_row([conversation], |row| row.get(0))?;
    db.prepare_cached("UPDATE room SET put_back = ?2 WHERE id = ?1")?
        .execute(params![room, now_ms])?;
    Ok(said.is_none_or(|at| now_ms.abs_diff(at) >= QUIET_MS))
}

/// When it was proven that this store is a copy from before, in a room, milliseconds since 1970 (UTC);
/// nothing where it was not.
pub fn put_back_at(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT put_back FROM room WHERE id = ?1")?
        .query_row([room], |row| row.get(0))?)
}

/// Whether a room was lately found to be a copy's: the relay's word alone renews its keys once an
/// hour.
pub fn was_lately(db: &ReadTx<'_>, room: RoomRow, now_ms: u64) -> Result<bool, StoreError> {
    let at = put_back_at(db, room)?;
    Ok(at.is_some_and(|at| now_ms.abs_diff(at) < QUIET_MS))
}
