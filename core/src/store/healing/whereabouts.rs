//! Which devices were asked where a room goes on, and what of the patient's own word they showed a
//! device of hers that did not know it.

use kith_protocol::signed::Signed;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    circle::policy::Policy,
    ids::PublicKey,
    store::{
        StoreError,
        account::accounts::{column, to_column},
    },
};

/// What a room's people were asked.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// When, milliseconds since 1970 (UTC).
    pub asked: u64,
    /// Nothing is decided before they have answered.
    pub open: bool,
    /// The version of the policy up to which this store is known to be hers.
    pub version: u64,
    /// Person keys of who has not answered.
    pub waits: Vec<PublicKey>,
    /// The newest policy that anybody has shown.
    pub policy: Option<Signed<Policy>>,
}

/// Keeps what a room's people were asked, and have answered.
pub fn put(db: &Connection, room: i64, asked: &Whereabouts) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO whereabouts (room, asked, open, version, waits, policy)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (room) DO UPDATE SET
             asked = ?2, open = ?3, version = ?4, waits = ?5, policy = ?6",
    )?
    .execute(params![
        room,
        asked.asked,
        asked.open,
        asked.version,
        to_column(&asked.waits),
        asked.policy.as_ref().map(to_column),
    ])?;
    Ok(())
}

/// What a room's people were asked last.
pub fn get(db: &Connection, room: i64) -> Result<Option<Whereabouts>, StoreError> {
    let row = db
        .prepare_cached(
            "SELECT asked, open, version, waits, policy FROM whereabouts WHERE room = ?1",
        )?
        .query_row([room], |row| {
            Ok((
                Whereabouts {
                    asked: row.get(0)?,
                    open: row.get(1)?,
                    version: row.get(2)?,
                    waits: Vec::new(),
                    policy: None,
                },
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, Option<Vec<u8>>>(4)?,
            ))
        })
        .optional()?;
    row.map(|(asked, waits, policy)| {
        Ok(Whereabouts {
            waits: column(&waits)?,
            policy: policy.as_deref().map(column).transpose()?,
            ..asked
        })
    })
    .transpose()
}

/// Whether nothing is to be decided before others have answered.
pub fn is_open(db: &Connection, room: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM whereabouts WHERE room = ?1 AND open = 1)")?
        .query_row([room], |row| row.get(0))?)
}
