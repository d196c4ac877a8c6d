//! What is made of other tables and can be made anew: each knows by which version of the code it was.

use rusqlite::params;

use crate::store::{ReadTx, StoreError, WriteTx};

/// Something that is made anew where another version made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derived {
    /// The index of words.
    Words,
    /// What was understood of the events.
    Content,
    /// What was made of them.
    Items,
}

impl Derived {
    fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Content => "content",
            Self::Items => "items",
        }
    }
}

/// By which version it was made; 0: it was not yet.
pub fn version(db: &ReadTx<'_>, what: Derived) -> Result<i64, StoreError> {
    Ok(db.query_row(
        "SELECT version FROM derived WHERE name = ?1",
        [what.name()],
        |row| row.get(0),
    )?)
}

/// Notes that this version has made it.
pub fn set_version(db: &WriteTx<'_>, what: Derived, version: i64) -> Result<(), StoreError> {
    db.execute(
        "UPDATE derived SET version = ?2 WHERE name = ?1",
        params![what.name(), version],
    )?;
    Ok(())
}
