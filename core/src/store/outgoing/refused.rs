//! A message that the relay will never take, and what waits behind it.

use rusqlite::{Connection, OptionalExtension, params};

use super::stage::{TAKEN, WAITS};
use crate::{ids::MessageId, store::StoreError};

/// A message that waits behind a refused one.
pub struct Behind {
    /// The message's row.
    pub message: i64,
    /// The encoded event.
    pub event: Vec<u8>,
    /// The relay may have it already, as it is.
    pub again: bool,
}

/// The event of a message that waits in the queue of its room, or was refused.
pub fn event(db: &Connection, room: i64, message: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT event FROM outbox WHERE room = ?1 AND message = ?2 AND state != {TAKEN}"
        ))?
        .query_row([room, message], |row| row.get(0))
        .optional()?)
}

/// Takes a message out of the queue of its room, which waits or was refused.
pub fn take_out(db: &Connection, room: i64, message: i64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "DELETE FROM outbox WHERE room = ?1 AND message = ?2 AND state != {TAKEN}"
    ))?
    .execute([room, message])?;
    Ok(())
}

/// What was refused waits, since it is another now.
pub fn waits_again(db: &Connection, room: i64, message: i64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE outbox SET state = {WAITS} WHERE room = ?1 AND message = ?2"
    ))?
    .execute([room, message])?;
    Ok(())
}

/// What waits behind a message (0: all that waits), in order.
pub fn behind(db: &Connection, room: i64, message: i64) -> Result<Vec<Behind>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message, event, again FROM outbox
         WHERE room = ?1 AND message > ?2 AND state != {TAKEN} ORDER BY message"
    ))?;
    let behind = statement.query_map([room, message], |row| {
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
pub fn chain(db: &Connection, room: i64, message: i64, event: &[u8]) -> Result<(), StoreError> {
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
    db: &Connection,
    room: i64,
    message: i64,
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
