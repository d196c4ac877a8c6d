//! A message that the relay will never take, and what waits behind it.

use rusqlite::{OptionalExtension, params};

use super::stage::{REFUSED, TAKEN, WAITS};
use crate::{
    ids::{AccountId, MessageId},
    rights::table::Audience,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::room::over,
        rows::{EventRow, RoomRow},
    },
};

/// A message that waits behind a refused one.
pub struct Behind {
    /// The message's row.
    pub message: EventRow,
    /// The encoded event.
    pub event: Vec<u8>,
    /// The relay may have it already, as it is.
    pub again: bool,
}

/// The event of a message that waits in the queue of its room, or was refused.
pub fn event(
    db: &ReadTx<'_>,
    room: RoomRow,
    message: EventRow,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT event FROM outbox WHERE room = ?1 AND message = ?2 AND state != {TAKEN}"
        ))?
        .query_row(params![room, message], |row| row.get(0))
        .optional()?)
}

/// The rooms of two of an account in which something waits, and nothing can be said any more.
pub fn over_and_waiting(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<RoomRow>, StoreError> {
    let (pair, over) = (Audience::Pair.code(), over());
    let mut statement = db.prepare_cached(&format!(
        "SELECT room.id FROM room JOIN circle ON circle.id = room.circle
         WHERE circle.account = ?1 AND audience = {pair} AND {over} AND EXISTS (
             SELECT 1 FROM outbox INDEXED BY outbox_waits
             WHERE outbox.room = room.id AND outbox.state != {TAKEN} AND outbox.state = {WAITS})"
    ))?;
    Ok(statement
        .query_map([account.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// What waits in a room, in order.
pub fn waiting(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message FROM outbox INDEXED BY outbox_waits
         WHERE room = ?1 AND state != {TAKEN} AND state = {WAITS} ORDER BY message"
    ))?;
    Ok(statement
        .query_map([room], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// What was refused in a room, in order.
pub fn refused(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message FROM outbox INDEXED BY outbox_waits
         WHERE room = ?1 AND state != {TAKEN} AND state = {REFUSED} ORDER BY message"
    ))?;
    Ok(statement
        .query_map([room], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// Takes a message out of the queue of its room, which waits or was refused.
pub fn take_out(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "DELETE FROM outbox WHERE room = ?1 AND message = ?2 AND state != {TAKEN}"
    ))?
    .execute(params![room, message])?;
    Ok(())
}

/// What was refused waits, since it is another now.
pub fn waits_again(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE outbox SET state = {WAITS} WHERE room = ?1 AND message = ?2"
    ))?
    .execute(params![room, message])?;
    Ok(())
}

/// What waits behind a message (0: all that waits), in order.
pub fn behind(
    db: &ReadTx<'_>,
    room: RoomRow,
    message: EventRow,
) -> Result<Vec<Behind>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message, event, again FROM outbox
         WHERE room = ?1 AND message > ?2 AND state != {TAKEN} ORDER BY message"
    ))?;
    let behind = statement.query_map(params![room, message], |row| {
        Ok(Behind {
            message: row.get(0)?,
            event: row.get(1)?,
            again: row.get(2)?,
        })
    })?;
    Ok(behind.collect::<Result<_, _>>()?)
}

/// Chains an event that was never sent to another one before it. Bytes that were sealed of it are
/// dropped.
pub fn chain(
    db: &WriteTx<'_>,
    room: RoomRow,
    message: EventRow,
    event: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET event = ?3, node = NULL, sealed = NULL
         WHERE room = ?1 AND message = ?2",
    )?
    .execute(params![room, message, event])?;
    Ok(())
}

/// Puts another event in the place of one that was never sent. Bytes that were sealed of the old
/// one are dropped.
pub fn set_event(
    db: &WriteTx<'_>,
    room: RoomRow,
    message: EventRow,
    name: &MessageId,
    counter: u64,
    event: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET name = ?3, counter = ?4, event = ?5, again = 0, node = NULL, sealed = NULL
         WHERE room = ?1 AND message = ?2",
    )?
    .execute(params![room, message, name.0, counter, event])?;
    Ok(())
}

kith_protocol::tells_nothing!(Behind);
