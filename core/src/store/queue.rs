//! What is on its way out: messages, decided changes of membership, and the one commit of a
//! room that the relay has not answered yet.

use kith_protocol::api::{groups, people::Claimed};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    StoreError,
    accounts::{column, to_column},
};
use crate::{
    circle::policy::Member,
    content::event::EventHash,
    ids::{AccountId, MessageId, PublicKey, RequestId, random},
};

/// This device's place in its chain of events in a room: the next counter and the digest of
/// the event before.
pub fn next_link(db: &Connection, room: i64) -> Result<(u64, EventHash), StoreError> {
    Ok(db
        .prepare_cached(
            "UPDATE room SET counter = counter + 1 WHERE id = ?1 RETURNING counter, last_hash",
        )?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A message in the queue of its room.
#[derive(Debug)]
pub struct Outgoing {
    /// Order.
    pub id: i64,
    /// The message's row.
    pub message: i64,
    /// The message's name, also its request id at the relay.
    pub name: MessageId,
    /// The encoded event.
    pub event: Vec<u8>,
    /// Sealed bytes and the epoch that they were sealed in.
    pub sealed: Option<(u64, Vec<u8>)>,
}

/// Puts a message into the queue.
pub fn push(db: &Connection, room: i64, message: i64, event: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO outbox (room, message, event) VALUES (?1, ?2, ?3)")?
        .execute(params![room, message, event])?;
    Ok(())
}

/// The head of a room's queue, at most `limit`; empty where the first was refused for good.
pub fn head(db: &Connection, room: i64, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT outbox.id, outbox.message, message.name, event, node, sealed, refused
         FROM outbox JOIN message ON message.id = outbox.message
         WHERE outbox.room = ?1 ORDER BY outbox.id LIMIT ?2",
    )?;
    let mut rows = statement.query(params![room, limit])?;
    let mut head = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get::<_, bool>(6)? {
            break;
        }
        let node: Option<u64> = row.get(4)?;
        let sealed: Option<Vec<u8>> = row.get(5)?;
        head.push(Outgoing {
            id: row.get(0)?,
            message: row.get(1)?,
            name: MessageId(row.get(2)?),
            event: row.get(3)?,
            sealed: node.zip(sealed),
        });
    }
    Ok(head)
}

/// Keeps the sealed bytes beside the ratchet's advance.
pub fn set_sealed(db: &Connection, id: i64, node: u64, sealed: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET node = ?2, sealed = ?3 WHERE id = ?1")?
        .execute(params![id, node, sealed])?;
    Ok(())
}

/// Drops bytes that were sealed in an epoch other than `node`.
pub fn drop_stale(db: &Connection, room: i64, node: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET node = NULL, sealed = NULL
         WHERE room = ?1 AND node IS NOT NULL AND node != ?2",
    )?
    .execute(params![room, node])?;
    Ok(())
}

/// The queue entry of a message, if it is still there.
pub fn of_message(db: &Connection, message: i64) -> Result<Option<Waiting>, StoreError> {
    Ok(db
        .prepare_cached("SELECT id, sealed FROM outbox WHERE message = ?1")?
        .query_row([message], |row| {
            Ok(Waiting {
                id: row.get(0)?,
                sealed: row.get(1)?,
            })
        })
        .optional()?)
}

/// A queue entry as its echo finds it.
#[derive(Debug)]
pub struct Waiting {
    /// Order.
    pub id: i64,
    /// The bytes that were sealed last.
    pub sealed: Option<Vec<u8>>,
}

/// Takes an entry out of the queue.
pub fn pop(db: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("DELETE FROM outbox WHERE id = ?1")?
        .execute([id])?
        > 0)
}

/// Marks an entry that the relay will never take. It blocks what stands behind it: order is
/// part of the promise.
pub fn set_refused(db: &Connection, id: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET refused = 1 WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Notes the digest of this device's last event in a room.
pub fn set_last_hash(db: &Connection, room: i64, hash: &EventHash) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET last_hash = ?2 WHERE id = ?1")?
        .execute(params![room, hash])?;
    Ok(())
}

/// Messages of an account that wait.
pub fn waiting(db: &Connection, account: AccountId) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM outbox JOIN room ON room.id = outbox.room
             JOIN circle ON circle.id = room.circle WHERE circle.account = ?1",
        )?
        .query_row([account.0], |row| row.get(0))?)
}

/// A change of membership that was decided here.
#[derive(Clone, Debug)]
pub enum Change {
    /// Let a person in.
    Add(Box<Member>),
    /// Remove a person.
    Remove(PublicKey),
    /// Renew this device's keys (post-compromise security).
    Update,
}

/// A decided change on its way.
#[derive(Debug)]
pub struct Intent {
    /// Order.
    pub id: i64,
    /// What.
    pub change: Change,
    /// Key packages, once claimed.
    pub packages: Option<Claimed>,
    /// Request id of the claim.
    pub request: RequestId,
}

/// Decides a change. It stays until it has come true.
pub fn add_intent(db: &Connection, room: i64, change: &Change) -> Result<(), StoreError> {
    let (kind, person, member) = match change {
        Change::Add(member) => (1, Some(member.key), Some(to_column(&**member))),
        Change::Remove(person) => (2, Some(*person), None),
        Change::Update => (3, None, None),
    };
    db.prepare_cached(
        "INSERT INTO intent (room, kind, person_key, member, request) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        room,
        kind,
        person.map(|p| p.0),
        member,
        random::<16>()
    ])?;
    Ok(())
}

/// The oldest decided change of a room.
pub fn next_intent(db: &Connection, room: i64) -> Result<Option<Intent>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, kind, person_key, member, packages, request FROM intent
         WHERE room = ?1 ORDER BY id LIMIT 1",
    )?;
    let mut rows = statement.query([room])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let person: Option<[u8; 32]> = row.get(2)?;
    let member: Option<Vec<u8>> = row.get(3)?;
    let change = match (row.get::<_, i64>(1)?, person, member) {
        (1, _, Some(member)) => Change::Add(Box::new(column(&member)?)),
        (2, Some(person), _) => Change::Remove(PublicKey(person)),
        (3, _, _) => Change::Update,
        _ => return Err(StoreError::Unreadable),
    };
    let packages: Option<Vec<u8>> = row.get(4)?;
    Ok(Some(Intent {
        id: row.get(0)?,
        change,
        packages: packages.as_deref().map(column).transpose()?,
        request: RequestId(row.get(5)?),
    }))
}

/// Keeps what was claimed for an addition.
pub fn set_packages(db: &Connection, intent: i64, packages: &Claimed) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE intent SET packages = ?2 WHERE id = ?1")?
        .execute(params![intent, to_column(packages)])?;
    Ok(())
}

/// Key packages that a lost commit used up must not be used in another.
pub fn forget_packages(db: &Connection, intent: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE intent SET packages = NULL, request = ?2 WHERE id = ?1")?
        .execute(params![intent, random::<16>()])?;
    Ok(())
}

/// Strikes off a change that has come true, or can't any more.
pub fn finish_intent(db: &Connection, intent: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM intent WHERE id = ?1")?
        .execute([intent])?;
    Ok(())
}

/// Our commit that the relay has not answered yet.
#[derive(Debug)]
pub struct PendingCommit {
    /// The change that it carries out; `None` for one that only supersedes.
    pub intent: Option<i64>,
    /// The request, as it was or will be sent.
    pub request: groups::Commit,
}

/// Keeps the request beside the staged commit.
pub fn set_pending(db: &Connection, room: i64, pending: &PendingCommit) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO pending_commit (room, intent, request) VALUES (?1, ?2, ?3)")?
        .execute(params![room, pending.intent, to_column(&pending.request)])?;
    Ok(())
}

/// The pending commit of a room.
pub fn pending(db: &Connection, room: i64) -> Result<Option<PendingCommit>, StoreError> {
    let found: Option<(Option<i64>, Vec<u8>)> = db
        .prepare_cached("SELECT intent, request FROM pending_commit WHERE room = ?1")?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found
        .map(|(intent, request)| {
            Ok(PendingCommit {
                intent,
                request: column(&request)?,
            })
        })
        .transpose()
}

/// Forgets the pending commit: it was merged, or another one won.
pub fn clear_pending(db: &Connection, room: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM pending_commit WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}
