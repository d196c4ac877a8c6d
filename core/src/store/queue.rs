//! What is on its way out: messages, decided changes of membership, and the one commit of a
//! room that the relay has not answered yet.

use kith_protocol::api::{groups, people::Claimed};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{
    StoreError,
    accounts::{column, to_column},
    index, sealed,
};
use crate::{
    circle::policy::Member,
    content::{event::EventHash, stamp::Stamp},
    ids::{AccountId, DeviceId, MessageId, PublicKey, RequestId, random},
    mls::gate::Restart,
};

/// This device's place in its chain of events in a room: the next counter and the digest of
/// the event before.
pub fn next_link(db: &Connection, room: i64) -> Result<(u64, EventHash), StoreError> {
    Ok(db
        .prepare_cached("SELECT counter + 1, last_hash FROM room WHERE id = ?1")?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Notes the counter and the digest of this device's last event in a room.
pub fn set_link(
    db: &Connection,
    room: i64,
    counter: u64,
    hash: &EventHash,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET counter = ?2, last_hash = ?3 WHERE id = ?1")?
        .execute(params![room, counter, hash])?;
    Ok(())
}

/// The stamp of what this device says next in a circle: after all that it has said there, to
/// whomever. Notes it.
pub fn next_stamp(
    db: &Connection,
    circle: i64,
    room: i64,
    now_ms: u64,
) -> Result<Stamp, StoreError> {
    let last = db
        .prepare_cached("SELECT max(said) FROM room WHERE circle = ?1")?
        .query_row([circle], |row| row.get(0))?;
    let next = Stamp(last).next(now_ms);
    db.prepare_cached("UPDATE room SET said = ?2 WHERE id = ?1")?
        .execute(params![room, next.0])?;
    Ok(next)
}

/// A message in the queue of its room.
pub struct Outgoing {
    /// The message's row; also the order.
    pub message: i64,
    /// The message's name, also its request id at the relay.
    pub name: MessageId,
    /// The encoded event.
    pub event: Vec<u8>,
    /// Sealed bytes and the epoch that they were sealed in.
    pub sealed: Option<(u64, Vec<u8>)>,
    /// The relay may have it already, under other bytes.
    pub again: bool,
}

const WAITS: i64 = 0;
const TAKEN: i64 = 1;
const REFUSED: i64 = 2;

/// Puts a message into the queue. `counter` is its event's.
pub fn push(
    db: &Connection,
    room: i64,
    message: i64,
    name: &MessageId,
    counter: u64,
    event: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO outbox (room, message, name, counter, event) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![room, message, name.0, counter, event])?;
    Ok(())
}

/// The head of a room's queue, at most `limit`; empty where the first was refused for good.
pub fn head(db: &Connection, room: i64, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT message, name, event, node, sealed, state, again
         FROM outbox INDEXED BY outbox_waits
         WHERE room = ?1 AND state != 1 ORDER BY message LIMIT ?2",
    )?;
    let mut rows = statement.query(params![room, limit])?;
    let mut head = Vec::new();
    while let Some(row) = rows.next()? {
        if row.get::<_, i64>(5)? == REFUSED {
            break;
        }
        let node: Option<u64> = row.get(3)?;
        let sealed: Option<Vec<u8>> = row.get(4)?;
        head.push(Outgoing {
            message: row.get(0)?,
            name: MessageId(row.get(1)?),
            event: row.get(2)?,
            sealed: node.zip(sealed),
            again: row.get(6)?,
        });
    }
    Ok(head)
}

/// Whether anything of a room waits to be sealed or submitted.
pub fn waits(db: &Connection, room: i64) -> Result<bool, StoreError> {
    Ok(first(db, room)?.is_some())
}

/// The first message of a room that waits to be sealed or submitted, unless a refused one stands
/// in its way.
pub fn first(db: &Connection, room: i64) -> Result<Option<i64>, StoreError> {
    let first: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT message, state FROM outbox WHERE room = ?1 AND state != 1
             ORDER BY message LIMIT 1",
        )?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(first.and_then(|(message, state)| (state == WAITS).then_some(message)))
}

/// Keeps the sealed bytes beside the ratchet's advance.
pub fn set_sealed(
    db: &Connection,
    room: i64,
    message: i64,
    node: u64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET node = ?3, sealed = ?4 WHERE room = ?1 AND message = ?2")?
        .execute(params![room, message, node, bytes])?;
    sealed::remember(db, room, bytes)
}

/// Drops bytes that were sealed in an epoch other than `node` and that the relay has not taken.
pub fn drop_stale(db: &Connection, room: i64, node: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE outbox SET node = NULL, sealed = NULL
         WHERE room = ?1 AND state = 0 AND node IS NOT NULL AND node != ?2",
    )?
    .execute(params![room, node])?;
    Ok(())
}

/// This device is in the group again. What the relay took before counts as said, though the log
/// will not show it to us; answers those messages, in order. Everything else is sealed anew; of
/// what was sealed before nobody knows whether the relay has it.
pub fn say_again(db: &Connection, room: i64, now_ms: u64) -> Result<Vec<i64>, StoreError> {
    let taken: Vec<i64> = db
        .prepare_cached(
            "SELECT message FROM outbox WHERE room = ?1 AND state = 1 ORDER BY message",
        )?
        .query_map([room], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for message in &taken {
        pop(db, room, *message, now_ms)?;
    }
    db.prepare_cached(
        "UPDATE outbox SET again = 1, node = NULL, sealed = NULL
         WHERE room = ?1 AND sealed IS NOT NULL",
    )?
    .execute([room])?;
    Ok(taken)
}

/// One's own message that has no place in the log yet.
#[derive(Debug)]
pub struct Unplaced {
    /// The message's row.
    pub message: i64,
    /// Whether the relay has said that it has it.
    pub taken: bool,
    /// The bytes that were sealed last.
    pub sealed: Option<Vec<u8>>,
}

/// Finds one's own message by its name. It is the first of its room, or near it: echoes come in
/// the order of the queue.
pub fn unplaced(
    db: &Connection,
    room: i64,
    name: &MessageId,
) -> Result<Option<Unplaced>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT message, state, sealed FROM outbox WHERE room = ?1 AND name = ?2 LIMIT 1",
        )?
        .query_row(params![room, name.0], |row| {
            Ok(Unplaced {
                message: row.get(0)?,
                taken: row.get::<_, i64>(1)? == TAKEN,
                sealed: row.get(2)?,
            })
        })
        .optional()?)
}

/// Notes that the relay has a message. Answers whether that is news.
pub fn set_taken(db: &Connection, room: i64, message: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "UPDATE outbox SET state = 1 WHERE room = ?1 AND message = ?2 AND state = 0",
        )?
        .execute(params![room, message])?
        > 0)
}

/// Takes a message out of the queue: the log has shown it. What was said is kept, in case that
/// it has to be said again.
pub fn pop(db: &Connection, room: i64, message: i64, at: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO said (room, counter, message, epoch, at, event)
         SELECT room, counter, message, (SELECT epoch FROM room WHERE id = ?1), ?3, event
         FROM outbox WHERE room = ?1 AND message = ?2 ON CONFLICT DO NOTHING",
    )?
    .execute(params![room, message, at])?;
    db.prepare_cached("DELETE FROM outbox WHERE room = ?1 AND message = ?2")?
        .execute(params![room, message])?;
    index::add_own(db, message)
}

/// Marks a message that the relay will never take. It blocks what stands behind it: order is
/// part of the promise.
pub fn set_refused(db: &Connection, room: i64, message: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET state = 2 WHERE room = ?1 AND message = ?2")?
        .execute(params![room, message])?;
    Ok(())
}

/// Messages of an account that wait.
pub fn waiting(db: &Connection, account: AccountId) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM outbox JOIN room ON room.id = outbox.room
             JOIN circle ON circle.id = room.circle
             WHERE circle.account = ?1 AND outbox.state != 1",
        )?
        .query_row([account.0], |row| row.get(0))?)
}

/// Messages of a circle that wait.
pub fn waiting_in(db: &Connection, circle: i64) -> Result<u32, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT count(*) FROM outbox JOIN room ON room.id = outbox.room
             WHERE room.circle = ?1 AND outbox.state != 1 AND outbox.state = 0",
        )?
        .query_row([circle], |row| row.get(0))?)
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
    /// Remove whom the clinic's newest revocations name.
    Revoke,
    /// Add a member's device again.
    Readd(Box<Readd>),
    /// Renew this device's keys, and tell where its chain of events goes on.
    Restart(Restart),
}

/// A device that asked to be added again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Readd {
    /// Its time of asking, which names the request.
    pub at: u64,
    /// The device.
    pub device: DeviceId,
    /// Whose: the person key.
    pub person: PublicKey,
    /// A fresh key package.
    pub package: ByteBuf,
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
        Change::Revoke => (4, None, None),
        Change::Readd(readd) => (5, Some(readd.person), Some(to_column(&**readd))),
        Change::Restart(restart) => (6, None, Some(to_column(restart))),
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

/// The decided changes of a room: who has to go first, who may come last, each in the order in
/// which they were decided.
pub fn due_intents(db: &Connection, room: i64) -> Result<Vec<Intent>, StoreError> {
    let order = "room = ?1 ORDER BY kind IN (2, 4) DESC, kind = 6 DESC, kind = 1, id";
    intents(db, order, room)
}

/// Whether a change waits before which nothing may be said in a room: somebody has to go, or the
/// ratchet must not be used.
pub fn must_not_speak(db: &Connection, room: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM intent WHERE room = ?1 AND kind IN (2, 4, 6))",
        )?
        .query_row([room], |row| row.get(0))?)
}

/// Whether this device's chain is about to go on elsewhere.
pub fn restarts(db: &Connection, room: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM intent WHERE room = ?1 AND kind = 6)")?
        .query_row([room], |row| row.get(0))?)
}

/// Whether bytes of a message wait of which nobody knows whether the relay has them.
pub fn may_be_there(db: &Connection, room: i64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_waits
             WHERE room = ?1 AND state != 1 AND (again = 1 OR sealed IS NOT NULL))",
        )?
        .query_row([room], |row| row.get(0))?)
}

/// A decided change by its order.
pub fn intent(db: &Connection, id: i64) -> Result<Option<Intent>, StoreError> {
    Ok(intents(db, "id = ?1", id)?.pop())
}

/// The devices that wait here to be added again to a room.
pub fn readds(db: &Connection, room: i64) -> Result<Vec<(i64, Readd)>, StoreError> {
    let waiting = intents(db, "room = ?1 AND kind = 5 ORDER BY id", room)?;
    Ok(waiting
        .into_iter()
        .filter_map(|intent| match intent.change {
            Change::Readd(readd) => Some((intent.id, *readd)),
            _ => None,
        })
        .collect())
}

/// Who is decided to come into a room, and is not in yet.
pub fn comers(db: &Connection, room: i64) -> Result<Vec<PublicKey>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT person_key FROM intent WHERE room = ?1 AND kind = 1")?;
    Ok(statement
        .query_map([room], |row| Ok(PublicKey(row.get(0)?)))?
        .collect::<Result<_, _>>()?)
}

fn intents(db: &Connection, filter: &str, key: i64) -> Result<Vec<Intent>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, kind, person_key, member, packages, request FROM intent WHERE {filter}"
    ))?;
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_intent(row)?);
    }
    Ok(found)
}

fn read_intent(row: &rusqlite::Row<'_>) -> Result<Intent, StoreError> {
    let person: Option<[u8; 32]> = row.get(2)?;
    let member: Option<Vec<u8>> = row.get(3)?;
    let change = match (row.get::<_, i64>(1)?, person, member) {
        (1, _, Some(member)) => Change::Add(Box::new(column(&member)?)),
        (2, Some(person), _) => Change::Remove(PublicKey(person)),
        (3, _, _) => Change::Update,
        (4, _, _) => Change::Revoke,
        (5, _, Some(readd)) => Change::Readd(Box::new(column(&readd)?)),
        (6, _, Some(restart)) => Change::Restart(column(&restart)?),
        _ => return Err(StoreError::Unreadable),
    };
    let packages: Option<Vec<u8>> = row.get(4)?;
    Ok(Intent {
        id: row.get(0)?,
        change,
        packages: packages.as_deref().map(column).transpose()?,
        request: RequestId(row.get(5)?),
    })
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
    sealed::remember(db, room, &pending.request.body)
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

kith_protocol::tells_nothing!(Outgoing);
