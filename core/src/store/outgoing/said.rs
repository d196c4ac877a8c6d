//! What this device said, as it would say it again.

use rusqlite::params;

use crate::{
    content::erased::Erased,
    store::{StoreError, WriteTx, rows::EventRow},
};

/// Of an event only its place in the chain is left to be said again.
pub fn no_more(db: &WriteTx<'_>, event: EventRow) -> Result<(), StoreError> {
    let said: Vec<(i64, Vec<u8>)> = db
        .prepare_cached("SELECT rowid, event FROM said WHERE message = ?1")?
        .query_map([event], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (row, said) in said {
        if let Some(left) = Erased::of(&said) {
            db.prepare_cached("UPDATE said SET event = ?2 WHERE rowid = ?1")?
                .execute(params![row, left.encode()])?;
        }
    }
    Ok(())
}
