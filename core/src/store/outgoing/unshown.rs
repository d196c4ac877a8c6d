//! What the relay said that it has, and the log does not show.

use kith_protocol::ids::digest;
use rusqlite::params;

use super::stage::{TAKEN, WAITS};
use crate::store::{
    ReadTx, StoreError, WriteTx,
    rows::{EventRow, RoomRow},
};

/// The messages of a room that the relay took and the log has not shown, in order.
pub fn taken(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<EventRow>, StoreError> {
    messages(db, &format!("room = ?1 AND state = {TAKEN}"), params![room])
}

/// Whether the relay took any, up to this message, in the epoch that began at this node.
pub fn any(db: &ReadTx<'_>, room: RoomRow, upto: EventRow, node: u64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM outbox
             WHERE room = ?1 AND message <= ?2 AND state = {TAKEN} AND node = ?3)"
        ))?
        .query_row(params![room, upto, node], |row| row.get(0))?)
}

/// Those of them that were handed in before this message.
pub fn before(
    db: &ReadTx<'_>,
    room: RoomRow,
    message: EventRow,
) -> Result<Vec<EventRow>, StoreError> {
    let earlier = &format!("room = ?1 AND message < ?2 AND state = {TAKEN}");
    messages(db, earlier, params![room, message])
}

/// Those of them that were sealed in an epoch that began at another node than this one.
pub fn of_other_epochs(
    db: &ReadTx<'_>,
    room: RoomRow,
    node: u64,
) -> Result<Vec<EventRow>, StoreError> {
    let other = &format!("room = ?1 AND state = {TAKEN} AND node IS NOT ?2");
    messages(db, other, params![room, node])
}

fn messages(
    db: &ReadTx<'_>,
    filter: &str,
    key: &[&dyn rusqlite::ToSql],
) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message FROM outbox WHERE {filter} ORDER BY message"
    ))?;
    let found = statement.query_map(key, |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Whether someone is in a room who was not in this epoch.
pub fn someone_came(db: &ReadTx<'_>, room: RoomRow, epoch: u64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM participant
             WHERE room = ?1 AND until IS NULL AND since_epoch > ?2)",
        )?
        .query_row(params![room, epoch], |row| row.get(0))?)
}

/// What was said in this epoch waits once more: under another name, for under its own the relay
/// may hold other bytes back. Whoever was in then may have it as it was, too.
pub fn wait_again(
    db: &WriteTx<'_>,
    room: RoomRow,
    message: EventRow,
    epoch: u64,
    at_ms: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO said (room, counter, message, epoch, at, event)
         SELECT room, counter, message, ?3, ?4, event
         FROM outbox WHERE room = ?1 AND message = ?2 ON CONFLICT DO NOTHING",
    )?
    .execute(params![room, message, epoch, at_ms])?;
    let name: [u8; 16] = db
        .prepare_cached("SELECT name FROM outbox WHERE room = ?1 AND message = ?2")?
        .query_row(params![room, message], |row| row.get(0))?;
    db.prepare_cached(&format!(
        "UPDATE outbox SET state = {WAITS}, again = 0, name = ?3, node = NULL, sealed = NULL
         WHERE room = ?1 AND message = ?2"
    ))?
    .execute(params![room, message, once_more(&name)])?;
    Ok(())
}

/// Another name at the relay for what is said once more.
pub(crate) fn once_more(name: &[u8; 16]) -> [u8; 16] {
    let mut other = [0; 16];
    other.copy_from_slice(&digest("kith/v1/once-more", &[name]).0[..16]);
    other
}
