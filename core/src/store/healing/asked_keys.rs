//! Keys of epochs that the log told otherwise than their commits derive them, and what the relay said
//! when it was asked for them.

use rusqlite::{OptionalExtension, params};

use crate::{
    ids::PublicKey,
    store::{ReadTx, StoreError, WriteTx, rows::RoomRow},
};

/// Whether the relay knows this key of a commit; nothing where it was not asked.
pub fn held(
    db: &ReadTx<'_>,
    room: RoomRow,
    node: u64,
    key: &PublicKey,
) -> Result<Option<bool>, StoreError> {
    Ok(db
        .prepare_cached("SELECT held FROM asked_key WHERE room = ?1 AND node = ?2 AND key = ?3")?
        .query_row(params![room, node, key.0], |row| row.get(0))
        .optional()?)
}

/// Notes what the relay said of a commit's key.
pub fn put(
    db: &WriteTx<'_>,
    room: RoomRow,
    node: u64,
    key: &PublicKey,
    held: bool,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO asked_key (room, node, key, held) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (room, node) DO UPDATE SET key = ?3, held = ?4",
    )?
    .execute(params![room, node, key.0, held])?;
    Ok(())
}

/// The key of a commit that was refused because the relay did not know it.
pub fn denied(db: &ReadTx<'_>, room: RoomRow, node: u64) -> Result<Option<PublicKey>, StoreError> {
    let key = db
        .prepare_cached("SELECT key FROM asked_key WHERE room = ?1 AND node = ?2 AND held = 0")?
        .query_row(params![room, node], |row| row.get(0).map(PublicKey))
        .optional()?;
    Ok(key)
}

/// All of them, the newest first.
pub fn all_denied(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<(u64, PublicKey)>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT node, key FROM asked_key WHERE room = ?1 AND held = 0 ORDER BY node DESC",
    )?;
    let rows = select.query_map([room], |row| Ok((row.get(0)?, PublicKey(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Another epoch has begun, or its log is another.
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM asked_key WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}
