//! Commits of this device that the relay would not have. It may have lied: one that the log shows
//! after all is followed, as every other member follows it.

use kith_protocol::ids::digest;
use rusqlite::{Connection, OptionalExtension, params};
use zeroize::Zeroizing;

use super::outbox::PendingCommit;
use crate::store::{
    StoreError,
    account::accounts::{column, to_column},
};

/// So many denials of an epoch, and nobody is let in before it is over: a relay may have reasons of
/// its own to refuse who comes.
pub const ADDING: u64 = 16;
/// So many, and nothing is committed before it is over. Whoever drops one to keep another might drop
/// the one that the log shows.
pub const MOST: u64 = 32;

/// A commit that was denied, and the group as it makes it.
pub struct Denied {
    /// The commit.
    pub commit: PendingCommit,
    /// The staged state, as OpenMLS encodes it.
    pub state: Zeroizing<Vec<u8>>,
}

fn name(body: &[u8]) -> [u8; 32] {
    digest("kith/v1/denied", &[body]).0
}

/// Keeps a commit that was denied.
pub fn keep(db: &Connection, room: i64, denied: &Denied) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO denied (room, digest, intent, request, state) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        room,
        name(&denied.commit.request.body),
        denied.commit.intent,
        to_column(&denied.commit.request),
        denied.state.as_slice(),
    ])?;
    Ok(())
}

/// How many commits were denied in the current epoch of a room.
pub fn count(db: &Connection, room: i64) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached("SELECT count(*) FROM denied WHERE room = ?1")?
        .query_row([room], |row| row.get(0))?)
}

/// Whether one of them makes a decided change.
pub fn made(db: &Connection, room: i64, intent: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM denied WHERE room = ?1 AND intent = ?2)")?
        .query_row([room, intent], |row| row.get(0))?)
}

/// The commit of these bytes, if it was denied in the current epoch of a room.
pub fn find(db: &Connection, room: i64, body: &[u8]) -> Result<Option<Denied>, StoreError> {
    let found: Option<(Option<i64>, Vec<u8>, Vec<u8>)> = db
        .prepare_cached(
            "SELECT intent, request, state FROM denied WHERE room = ?1 AND digest = ?2",
        )?
        .query_row(params![room, name(body)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    found
        .map(|(intent, request, state)| {
            Ok(Denied {
                commit: PendingCommit {
                    intent,
                    request: column(&request)?,
                },
                state: Zeroizing::new(state),
            })
        })
        .transpose()
}

/// The epoch is over: none of them can be in its log any more.
pub fn forget(db: &Connection, room: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM denied WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

kith_protocol::tells_nothing!(Denied);
