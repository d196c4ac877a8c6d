//! Commits of this device that the relay would not have. It may have lied: one that the log shows
//! after all is followed, as every other member follows it.

use kith_protocol::ids::digest;
use rusqlite::{OptionalExtension, params};
use zeroize::Zeroizing;

use super::outbox::PendingCommit;
use crate::store::{
    ReadTx, StoreError, WriteTx,
    account::accounts::{column, to_column},
    rows::{IntentId, RoomRow},
};

/// So many denials of an epoch are kept, and so many bytes of them: in each is the whole group.
/// Whoever drops one to keep another might drop the one that the log shows.
const MOST: u64 = 32;
const MOST_BYTES: u64 = 16 << 20;

/// How much of what may be kept of the denials of an epoch is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Used {
    /// Nothing was denied.
    Nothing,
    /// Something was.
    Little,
    /// Nobody is let in before the epoch is over: a relay may have reasons of its own to refuse who
    /// comes.
    Half,
    /// Nothing more is kept.
    All,
}

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
pub fn keep(db: &WriteTx<'_>, room: RoomRow, denied: &Denied) -> Result<(), StoreError> {
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

/// How much was denied in the current epoch of a room.
pub fn used(db: &ReadTx<'_>, room: RoomRow) -> Result<Used, StoreError> {
    let (count, bytes): (u64, u64) = db
        .prepare_cached(
            "SELECT count(*), coalesce(sum(length(request) + length(state)), 0)
             FROM denied WHERE room = ?1",
        )?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let over = |part| count >= MOST / part || bytes >= MOST_BYTES / part;
    Ok(match count {
        0 => Used::Nothing,
        _ if over(1) => Used::All,
        _ if over(2) => Used::Half,
        _ => Used::Little,
    })
}

/// Whether one of them makes a decided change.
pub fn made(db: &ReadTx<'_>, room: RoomRow, intent: IntentId) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM denied WHERE room = ?1 AND intent = ?2)")?
        .query_row(params![room, intent], |row| row.get(0))?)
}

/// The commit of these bytes, if it was denied in the current epoch of a room.
pub fn find(db: &ReadTx<'_>, room: RoomRow, body: &[u8]) -> Result<Option<Denied>, StoreError> {
    let found: Option<(Option<IntentId>, Vec<u8>, Vec<u8>)> = db
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
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM denied WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

kith_protocol::tells_nothing!(Denied);

#[cfg(test)]
mod tests {
    use kith_protocol::{
        api::groups::Commit,
        ids::{PublicKey, RequestId, Signature64},
    };
    use rusqlite::Connection;
    use serde_bytes::ByteBuf;

    use super::*;

    fn empty() -> Connection {
        let db = Connection::open_in_memory().expect("a database");
        db.execute_batch(include_str!("../schema/0001_domain.sql"))
            .expect("the schema");
        db.pragma_update(None, "foreign_keys", false)
            .expect("no room is needed");
        db
    }

    fn denied(of: u8, bytes: usize) -> Denied {
        Denied {
            commit: PendingCommit {
                intent: None,
                request: Commit {
                    id: RequestId([of; 16]),
                    body: ByteBuf::from(vec![of; 100]),
                    proof: Signature64([of; 64]),
                    parent: 0,
                    removal: false,
                    next_key: PublicKey([of; 32]),
                    welcomes: Vec::new(),
                    supersedes: Vec::new(),
                },
            },
            state: Zeroizing::new(vec![of; bytes]),
        }
    }

    /// However small they are, or few.
    #[test]
    fn what_is_kept_of_denials_is_bounded_by_number_and_by_bytes() {
        for (bytes, half, all) in [(1_000, 16, 32), (4 << 20, 2, 4), (32 << 20, 1, 1)] {
            let db = empty();
            let db = WriteTx::pretended(&db);
            assert_eq!(used(&db, RoomRow(1)).expect("counted"), Used::Nothing);
            for at in 1..=all {
                keep(&db, RoomRow(1), &denied(at, bytes)).expect("kept");
                let expected = match at {
                    _ if at >= all => Used::All,
                    _ if at >= half => Used::Half,
                    _ => Used::Little,
                };
                assert_eq!(
                    used(&db, RoomRow(1)).expect("counted"),
                    expected,
                    "{bytes} {at}"
                );
            }
            assert_eq!(
                used(&db, RoomRow(2)).expect("counted"),
                Used::Nothing,
                "of a room"
            );
            forget(&db, RoomRow(1)).expect("forgotten");
            assert_eq!(used(&db, RoomRow(1)).expect("counted"), Used::Nothing);
        }
    }
}
