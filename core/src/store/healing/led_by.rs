//! Who alone let this device in where the others seemed to be elsewhere, since it was last sure of its place. One
//! more word against theirs counts for nothing: anybody who was ever in can say something beside.

use rusqlite::params;

use crate::{
    ids::PersonId,
    store::{ReadTx, StoreError, WriteTx, rows::RoomRow},
};

/// Notes one. Answers whether it was not.
pub fn note(db: &WriteTx<'_>, room: RoomRow, person: &PersonId) -> Result<bool, StoreError> {
    let noted = db
        .prepare_cached("INSERT INTO led_by (room, person) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![room, person.0])?;
    Ok(noted > 0)
}

/// All of them.
pub fn all(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<PersonId>, StoreError> {
    let mut statement = db.prepare_cached("SELECT person FROM led_by WHERE room = ?1")?;
    let people = statement.query_map([room], |row| Ok(PersonId(row.get(0)?)))?;
    Ok(people.collect::<Result<_, _>>()?)
}

/// The place is sure.
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM led_by WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}
