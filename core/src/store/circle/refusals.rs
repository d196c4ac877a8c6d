//! Commits of a room's current epoch that the gate refused: whoever sends next names them.

use rusqlite::params;

use crate::store::{ReadTx, StoreError, WriteTx, rows::RoomRow};

/// What was refused is settled: we stand in another epoch.
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM refused WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

/// Notes a commit of our epoch that the gate refused.
/// `signed`: a member did sign it, so that the relay cannot have made it up.
pub fn add(db: &WriteTx<'_>, room: RoomRow, node: u64, signed: bool) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO refused (room, node, signed) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![room, node, signed])?;
    Ok(())
}

/// Forgets a refused commit that the log does not have.
pub fn forget_phantom(db: &WriteTx<'_>, room: RoomRow, node: u64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM refused WHERE room = ?1 AND node = ?2")?
        .execute(params![room, node])?;
    Ok(())
}

/// The commits of our epoch that the gate refused, in log order.
pub fn all(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<u64>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT node FROM refused WHERE room = ?1 ORDER BY node")?;
    Ok(statement
        .query_map([room], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

/// How many commits of our epoch that the gate refused members have signed.
pub fn signed(db: &ReadTx<'_>, room: RoomRow) -> Result<usize, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM refused WHERE room = ?1 AND signed = 1")?
        .query_row([room], |row| row.get(0))?)
}
