//! What is on its way out: messages, and the one commit of a room that the relay has not answered
//! yet. Decided changes of membership: [`intents`](super::intents).

use std::collections::HashMap;

use kith_protocol::api::groups;
use rusqlite::{OptionalExtension, params};

use super::{
    sealed,
    stage::{REFUSED, TAKEN, WAITS},
    unshown,
};
use crate::{
    content::{erased::Erased, event::EventHash, stamp::Stamp},
    ids::{AccountId, MessageId},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        circle::listed::Conversations,
        rows::{ConversationRow, EventRow, IntentId, RoomRow},
        timeline::index,
    },
};

/// This device's place in its chain of events in a room: the next counter and the digest of
/// the event before.
pub fn next_link(db: &ReadTx<'_>, room: RoomRow) -> Result<(u64, EventHash), StoreError> {
    Ok(db
        .prepare_cached("SELECT counter + 1, last_hash FROM room WHERE id = ?1")?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Notes the counter and the digest of this device's last event in a room.
pub fn set_link(
    db: &WriteTx<'_>,
    room: RoomRow,
    counter: u64,
    hash: &EventHash,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET counter = ?2, last_hash = ?3 WHERE id = ?1")?
        .execute(params![room, counter, hash])?;
    Ok(())
}

/// The stamp of what this device has said last in a conversation, to whomever.
pub fn last_stamp(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<Stamp, StoreError> {
    Ok(db
        .prepare_cached("SELECT max(said) FROM room WHERE conversation = ?1")?
        .query_row([conversation], |row| row.get(0).map(Stamp))?)
}

/// The stamp of what this device says next in a conversation: after all that it has said there, to
/// whomever. Notes it.
pub fn next_stamp(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    room: RoomRow,
    now_ms: u64,
) -> Result<Stamp, StoreError> {
    let next = last_stamp(db, conversation)?.next(now_ms);
    db.prepare_cached("UPDATE room SET said = ?2 WHERE id = ?1")?
        .execute(params![room, next.0])?;
    Ok(next)
}

/// A message in the queue of its room.
pub struct Outgoing {
    /// The message's row; also the order.
    pub message: EventRow,
    /// The message's name: of it its id at the relay is made (`mls::entry_id`).
    pub name: MessageId,
    /// The encoded event.
    pub event: Vec<u8>,
    /// Sealed bytes and the epoch that they were sealed in.
    pub sealed: Option<(u64, Vec<u8>)>,
    /// The relay may have it already, under other bytes.
    pub again: bool,
}

/// Puts a message into the queue. `counter` is its event's.
pub fn push(
    db: &WriteTx<'_>,
    room: RoomRow,
    message: EventRow,
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
pub fn head(db: &ReadTx<'_>, room: RoomRow, limit: usize) -> Result<Vec<Outgoing>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message, name, event, node, sealed, state, again
         FROM outbox INDEXED BY outbox_waits
         WHERE room = ?1 AND state != {TAKEN} ORDER BY message LIMIT ?2"
    ))?;
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
pub fn waits(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(first(db, room)?.is_some())
}

/// The first message of a room that waits to be sealed or submitted, unless a refused one stands
/// in its way.
pub fn first(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<EventRow>, StoreError> {
    let first: Option<(EventRow, i64)> = db
        .prepare_cached(&format!(
            "SELECT message, state FROM outbox WHERE room = ?1 AND state != {TAKEN}
             ORDER BY message LIMIT 1"
        ))?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(first.and_then(|(message, state)| (state == WAITS).then_some(message)))
}

/// The message of a room that waits behind `ahead` others; nothing where fewer wait.
pub fn behind(
    db: &ReadTx<'_>,
    room: RoomRow,
    ahead: usize,
) -> Result<Option<EventRow>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT message FROM outbox INDEXED BY outbox_waits
             WHERE room = ?1 AND state != {TAKEN} ORDER BY message LIMIT 1 OFFSET ?2"
        ))?
        .query_row(params![room, ahead], |row| row.get(0))
        .optional()?)
}

/// Keeps the sealed bytes beside the ratchet's advance.
pub fn set_sealed(
    db: &WriteTx<'_>,
    room: RoomRow,
    message: EventRow,
    node: u64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE outbox SET node = ?3, sealed = ?4 WHERE room = ?1 AND message = ?2")?
        .execute(params![room, message, node, bytes])?;
    sealed::remember(db, room, bytes)
}

/// Drops bytes that were sealed in an epoch other than `node` and that the relay has not taken.
pub fn drop_stale(db: &WriteTx<'_>, room: RoomRow, node: u64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE outbox SET node = NULL, sealed = NULL
         WHERE room = ?1 AND state = {WAITS} AND node IS NOT NULL AND node != ?2"
    ))?
    .execute(params![room, node])?;
    Ok(())
}

/// This device is in the group again. What the relay took before counts as said, though the log
/// will not show it to us; answers those messages, in order. Everything else is sealed anew; of
/// what was sealed before nobody knows whether the relay has it.
pub fn say_again(
    db: &WriteTx<'_>,
    room: RoomRow,
    now_ms: u64,
) -> Result<Vec<EventRow>, StoreError> {
    let taken = unshown::taken(db, room)?;
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
    pub message: EventRow,
    /// Whether the relay has said that it has it.
    pub taken: bool,
    /// The bytes that were sealed last.
    pub sealed: Option<Vec<u8>>,
}

/// Finds one's own message by its name. It is the first of its room, or near it: echoes come in
/// the order of the queue.
pub fn unplaced(
    db: &ReadTx<'_>,
    room: RoomRow,
    name: &MessageId,
) -> Result<Option<Unplaced>, StoreError> {
    unplaced_where(db, "name", params![room, name.0])
}

/// Finds one's own message by the bytes that were sealed last.
pub fn unplaced_bytes(
    db: &ReadTx<'_>,
    room: RoomRow,
    sealed: &[u8],
) -> Result<Option<Unplaced>, StoreError> {
    unplaced_where(db, "sealed", params![room, sealed])
}

fn unplaced_where(
    db: &ReadTx<'_>,
    column: &str,
    key: &[&dyn rusqlite::ToSql],
) -> Result<Option<Unplaced>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT message, state, sealed FROM outbox WHERE room = ?1 AND {column} = ?2 LIMIT 1"
        ))?
        .query_row(key, |row| {
            Ok(Unplaced {
                message: row.get(0)?,
                taken: row.get::<_, i64>(1)? == TAKEN,
                sealed: row.get(2)?,
            })
        })
        .optional()?)
}

/// Notes that the relay has a message. Answers whether that is news.
pub fn set_taken(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "UPDATE outbox SET state = {TAKEN} WHERE room = ?1 AND message = ?2 AND state = {WAITS}"
        ))?
        .execute(params![room, message])?
        > 0)
}

/// Takes a message out of the queue: the log has shown it. What was said is kept with the epoch
/// that it was sealed in, in case that it has to be said again: to whom it was said then.
pub fn pop(db: &WriteTx<'_>, room: RoomRow, message: EventRow, at: u64) -> Result<(), StoreError> {
    let said: Option<(u64, u64, Vec<u8>, bool)> = db
        .prepare_cached(
            "SELECT outbox.counter,
                    iif(outbox.node IS room.node, room.epoch, coalesce(
                        (SELECT max(number) FROM epoch
                         WHERE epoch.room = room.id AND epoch.node = outbox.node), room.epoch)),
                    outbox.event, event.content IS NULL
             FROM outbox JOIN room ON room.id = outbox.room JOIN event ON event.id = outbox.message
             WHERE outbox.room = ?1 AND message = ?2",
        )?
        .query_row(params![room, message], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    // Not in one statement, as in `reading::note_late`.
    if let Some((counter, epoch, mut event, erased)) = said {
        if let Some(left) = Erased::of(&event).filter(|_| erased) {
            event = left.encode();
        }
        db.prepare_cached(
            "INSERT INTO said (room, counter, message, epoch, at, event)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET epoch = excluded.epoch WHERE said.epoch < 0",
        )?
        .execute(params![room, counter, message, epoch, at, event])?;
    }
    db.prepare_cached("DELETE FROM outbox WHERE room = ?1 AND message = ?2")?
        .execute(params![room, message])?;
    index::add_own(db, message)
}

/// Marks a message that the relay will never take. It blocks what stands behind it: order is
/// part of the promise.
pub fn set_refused(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE outbox SET state = {REFUSED} WHERE room = ?1 AND message = ?2"
    ))?
    .execute(params![room, message])?;
    Ok(())
}

/// Whether one's own event has yet to leave the outbox.
pub fn is_on_its_way(db: &ReadTx<'_>, event: EventRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox
             WHERE room = (SELECT room FROM event WHERE id = ?1) AND message = ?1)",
        )?
        .query_row([event], |row| row.get(0))?)
}

/// Whether one's own event waits, and neither it nor what waits behind it was sealed before: nobody can have it, or
/// something that names it.
pub fn is_untouched(db: &ReadTx<'_>, room: RoomRow, event: EventRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM outbox
                            WHERE room = ?1 AND message = ?2 AND state = {WAITS})
             AND NOT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_waits
                             WHERE room = ?1 AND message >= ?2 AND state != {TAKEN}
                             AND (again = 1 OR sealed IS NOT NULL))
             AND NOT EXISTS (SELECT 1 FROM said WHERE room = ?1 AND message = ?2)"
        ))?
        .query_row(params![room, event], |row| row.get(0))?)
}

/// Messages of an account that wait.
pub fn waiting(db: &ReadTx<'_>, account: AccountId) -> Result<u64, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT count(*) FROM outbox JOIN room ON room.id = outbox.room
             JOIN circle ON circle.id = room.circle
             WHERE circle.account = ?1 AND outbox.state != {TAKEN}"
        ))?
        .query_row([account.0], |row| row.get(0))?)
}

/// Messages of each conversation that wait. (`state != {TAKEN}` says nothing that `state = {WAITS}` does not: it is what
/// the partial index `outbox_waits` is chosen by.)
pub fn waiting_in(
    db: &ReadTx<'_>,
    of: Conversations,
) -> Result<HashMap<ConversationRow, u32>, StoreError> {
    let sql = &format!("SELECT room.conversation, count(*) FROM room JOIN outbox ON outbox.room = room.id
               WHERE room.conversation BETWEEN ?1 AND ?2 AND outbox.state != {TAKEN} AND outbox.state = {WAITS}
               GROUP BY room.conversation");
    of.read_one(db, sql, |row| Ok(row.get(1)?))
}

/// Whether bytes of a message wait of which nobody knows whether the relay has them.
pub fn may_be_there(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_waits
             WHERE room = ?1 AND state != {TAKEN} AND (again = 1 OR sealed IS NOT NULL))"
        ))?
        .query_row([room], |row| row.get(0))?)
}

/// Our commit that the relay has not answered yet.
#[derive(Debug)]
pub struct PendingCommit {
    /// The change that it carries out; `None` for one that only supersedes.
    pub intent: Option<IntentId>,
    /// The request, as it was or will be sent.
    pub request: groups::Commit,
}

/// Keeps the request beside the staged commit.
pub fn set_pending(
    db: &WriteTx<'_>,
    room: RoomRow,
    pending: &PendingCommit,
) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO pending_commit (room, intent, request) VALUES (?1, ?2, ?3)")?
        .execute(params![room, pending.intent, to_column(&pending.request)])?;
    sealed::remember(db, room, &pending.request.body)
}

/// The pending commit of a room.
pub fn pending(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<PendingCommit>, StoreError> {
    let found: Option<(Option<IntentId>, Vec<u8>)> = db
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
pub fn clear_pending(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM pending_commit WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

kith_protocol::tells_nothing!(Outgoing);
