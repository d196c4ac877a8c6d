//! What came without its content, because its author has put other words in its place meanwhile, and keeps the
//! first no more.

use rusqlite::{Connection, OptionalExtension, params};

use super::{messages, places::Places};
use crate::{
    content::stamp::Stamp,
    ids::{DeviceId, PersonId},
    store::{StoreError, circle::room::Room},
};

/// Gives an event without content a row, where it has none: it shows those words.
pub fn show(
    db: &Connection,
    places: &mut Places,
    room: &Room,
    event: i64,
    whose: (&DeviceId, &PersonId),
) -> Result<(), StoreError> {
    let said: Option<u64> = db
        .prepare_cached(
            "SELECT said FROM event WHERE id = ?1 AND content IS NULL AND said IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM message WHERE id = ?1)",
        )?
        .query_row(params![event], |row| row.get(0))
        .optional()?;
    match said {
        Some(said) => messages::insert_erased(db, places, room, event, whose, Stamp(said)),
        None => Ok(()),
    }
}
