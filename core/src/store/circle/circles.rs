//! Circles, their rooms, and who is in them.

use kith_protocol::names;
use rusqlite::{OptionalExtension, Row, params};

pub use super::room::{Room, RoomState};
use super::{refusals, room::over};
use crate::{
    circle::policy::{Edition, VerifiedPolicy},
    ids::{AccountId, CircleId, ConversationId, GroupId, PersonId, PublicKey, RoomId},
    rights::table::Audience,
    store::{
        ReadTx, StoreError, WriteTx,
        healing::{asked_keys, led_by, missing::DUE, readds, stand},
        outgoing::{
            denied, sealed,
            stage::{TAKEN, WAITS},
        },
        rows::{CircleRow, ConversationRow, RoomRow},
    },
};

const ACTIVE: i64 = RoomState::Active as i64;

/// A circle as stored.
#[derive(Clone)]
pub struct Circle {
    /// Local row.
    pub row: CircleRow,
    /// The enrolment that it belongs to.
    pub account: AccountId,
    /// The circle.
    pub id: CircleId,
    /// The patient's person key.
    pub patient: PublicKey,
    /// What it is called.
    pub title: String,
}

const CIRCLE: &str = "id, account, circle, patient, title";

fn circle(row: &Row<'_>) -> rusqlite::Result<Circle> {
    Ok(Circle {
        row: row.get(0)?,
        account: AccountId(row.get(1)?),
        id: CircleId(row.get(2)?),
        patient: PublicKey(row.get(3)?),
        title: row.get(4)?,
    })
}

/// All circles, oldest first.
pub fn all(db: &ReadTx<'_>) -> Result<Vec<Circle>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {CIRCLE} FROM circle ORDER BY id"))?;
    Ok(statement.query_map([], circle)?.collect::<Result<_, _>>()?)
}

/// A circle.
pub fn get(db: &ReadTx<'_>, id: &CircleId) -> Result<Circle, StoreError> {
    db.prepare_cached(&format!("SELECT {CIRCLE} FROM circle WHERE circle = ?1"))?
        .query_row([id.0], circle)
        .optional()?
        .ok_or(StoreError::NotFound)
}

/// Adds a circle, or finds it. A circle belongs to one patient at one clinic for good: another
/// one of the same id is [`StoreError::NotFound`].
pub fn ensure(
    db: &WriteTx<'_>,
    account: AccountId,
    id: &CircleId,
    patient: &PublicKey,
    title: &str,
    now_ms: u64,
) -> Result<CircleRow, StoreError> {
    db.prepare_cached(
        "INSERT INTO circle (account, circle, patient, title, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (circle) DO NOTHING",
    )?
    .execute(params![
        account.0,
        id.0,
        patient.0,
        names::shown(title),
        now_ms
    ])?;
    let found = get(db, id)?;
    if found.account == account && found.patient == *patient {
        Ok(found.row)
    } else {
        Err(StoreError::NotFound)
    }
}

const ROOM: &str = "SELECT room.id, room.circle, circle.circle, circle.account, group_id, audience,
                           state, cursor, node, epoch, policy_version, revocations,
                           adrift, restored, reread, vouched_by,
                           coalesce(known_epoch, epoch), as_of,
                           (SELECT coalesce(awaits, 0) FROM stand
                            WHERE stand.room = room.id AND stand.open = 1), generation, filled,
                           room_id, room.conversation, conversation_id, revocations_serial
                    FROM room JOIN circle ON circle.id = room.circle
                    JOIN conversation ON conversation.id = room.conversation";

fn read_room(row: &Row<'_>) -> Result<Room, StoreError> {
    Ok(Room {
        row: row.get(0)?,
        circle_row: row.get(1)?,
        circle: CircleId(row.get(2)?),
        account: AccountId(row.get(3)?),
        group: GroupId(row.get(4)?),
        audience: Audience::from_code(row.get(5)?).ok_or(StoreError::Unreadable)?,
        state: RoomState::from_code(row.get(6)?)?,
        cursor: row.get(7)?,
        node: row.get(8)?,
        epoch: row.get(9)?,
        policy_version: row.get(10)?,
        revocations: Edition {
            serial: row.get(24)?,
            version: row.get(11)?,
        },
        adrift: row.get(12)?,
        restored: row.get(13)?,
        reread: row.get(14)?,
        vouched_by: row.get::<_, Option<_>>(15)?.map(PersonId),
        known_epoch: row.get(16)?,
        as_of: row.get(17)?,
        unsettled: row.get(18)?,
        generation: row.get(19)?,
        filled: row.get(20)?,
        id: RoomId(row.get(21)?),
        conversation_row: row.get(22)?,
        conversation: ConversationId(row.get(23)?),
    })
}

fn rooms(
    db: &ReadTx<'_>,
    filter: &str,
    key: impl rusqlite::ToSql,
) -> Result<Vec<Room>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{ROOM} WHERE {filter} ORDER BY room.id"))?;
    let mut rows = statement.query([key])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_room(row)?);
    }
    Ok(found)
}

/// The rooms of an account.
pub fn rooms_of_account(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Room>, StoreError> {
    rooms(db, "circle.account = ?1", account.0)
}

/// The rooms of an account where something waits to go out, a commit, a decided change or a message; and those
/// whose logs had no room for what did.
pub fn rooms_with_work(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Room>, StoreError> {
    rooms(
        db,
        &format!("circle.account = ?1 AND state = {ACTIVE} AND adrift IS NULL AND reread = 0 AND
         (EXISTS (SELECT 1 FROM outbox
                  WHERE outbox.room = room.id AND outbox.state != {TAKEN} AND outbox.state = {WAITS})
          OR EXISTS (SELECT 1 FROM intent WHERE intent.room = room.id)
          OR EXISTS (SELECT 1 FROM pending_commit WHERE pending_commit.room = room.id)
          OR filled IS NOT NULL)"),
        account.0,
    )
}

/// The rooms of an account where something is missing that was not asked for in the last
/// `pause_ms`.
pub fn rooms_that_miss(
    db: &ReadTx<'_>,
    account: AccountId,
    now_ms: u64,
    pause_ms: u64,
) -> Result<Vec<Room>, StoreError> {
    let mut found = rooms(
        db,
        &format!(
            "circle.account = ?1 AND state = {ACTIVE}
         AND EXISTS (SELECT 1 FROM missing WHERE missing.room = room.id)"
        ),
        account.0,
    )?;
    let mut due = db.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM missing WHERE room = ?1 AND {DUE})"
    ))?;
    let mut kept = Vec::new();
    for room in found.drain(..) {
        if due.query_row(params![room.row, now_ms, pause_ms], |row| row.get(0))? {
            kept.push(room);
        }
    }
    Ok(kept)
}

/// A room.
pub fn room(db: &ReadTx<'_>, id: &RoomId) -> Result<Option<Room>, StoreError> {
    Ok(rooms(db, "room_id = ?1", id.0)?.pop())
}

/// The rooms of a conversation.
pub fn rooms_of_conversation(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
) -> Result<Vec<Room>, StoreError> {
    rooms(db, "room.conversation = ?1", conversation)
}

/// The rooms of a circle that are for more than two.
pub fn shared_rooms(db: &ReadTx<'_>, id: &CircleId) -> Result<Vec<Room>, StoreError> {
    let mut rooms = rooms_of_circle(db, id)?;
    rooms.retain(|room| !room.audience.is_alone());
    Ok(rooms)
}

/// Whether nothing can be said in a room any more.
pub fn is_over(db: &ReadTx<'_>, room: &Room) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!("SELECT {} FROM room WHERE id = ?1", over()))?
        .query_row([room.row], |row| row.get(0))?)
}

/// The rooms of a circle, those of two among them.
pub fn rooms_of_circle(db: &ReadTx<'_>, id: &CircleId) -> Result<Vec<Room>, StoreError> {
    rooms(db, "circle.circle = ?1", id.0)
}

/// A room by its row.
pub fn room_by_row(db: &ReadTx<'_>, row: RoomRow) -> Result<Room, StoreError> {
    rooms(db, "room.id = ?1", row)?
        .pop()
        .ok_or(StoreError::NotFound)
}

/// Notes who alone is known to be in the group that we came back to; `None`: others were heard.
pub fn set_vouched_by(
    db: &WriteTx<'_>,
    room: RoomRow,
    person: Option<&PersonId>,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET vouched_by = ?2, known_epoch = iif(?2 IS NULL, NULL, known_epoch)
         WHERE id = ?1",
    )?
    .execute(params![room, person.map(|person| person.0)])?;
    match person {
        None => {
            led_by::forget(db, room)?;
            readds::found(db, room)
        }
        Some(_) => Ok(()),
    }
}

/// Where a new room begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    /// The commit of its epoch, which is also how far its log counts as read.
    pub node: u64,
    /// Its epoch.
    pub epoch: u64,
}

/// Adds a room to a conversation of a circle; one whose place was lost is begun anew. A new one is as
/// fresh as its account: what was left nowhere then was not left here.
pub fn put_room(
    db: &WriteTx<'_>,
    (circle_row, conversation): (CircleRow, ConversationRow),
    policy: &VerifiedPolicy,
    at: Beginning,
) -> Result<RoomRow, StoreError> {
    db.prepare_cached(
        &format!("INSERT INTO room (circle, group_id, audience, generation, state, cursor, node, epoch,
                           policy_version, revocations, revocations_serial, last_hash, as_of,
                           conversation, room_id)
         VALUES (?1, ?2, ?3, ?8, {ACTIVE}, ?4, ?4, ?5, ?6, ?7, ?11, zeroblob(16),
                 (SELECT synced_at FROM account JOIN circle ON circle.account = account.id
                  WHERE circle.id = ?1), ?9, ?10)
         ON CONFLICT (group_id) DO UPDATE SET
             state = {ACTIVE}, cursor = ?4, node = ?4, epoch = ?5, policy_version = ?6, revocations = ?7,
             revocations_serial = ?11,
             adrift = NULL, reread = 0,
             known_epoch = coalesce(known_epoch, epoch)
             WHERE circle = ?1"),
    )?
    .execute(params![
        circle_row,
        policy.policy.group.0,
        policy.policy.audience.code(),
        at.node,
        at.epoch,
        policy.policy.version,
        policy.edition.version,
        policy.policy.generation,
        conversation,
        policy.policy.room.0,
        policy.edition.serial,
    ])?;
    // Another circle's room under this id is not touched.
    let row = db
        .prepare_cached("SELECT id FROM room WHERE group_id = ?1 AND circle = ?2")?
        .query_row(params![policy.policy.group.0, circle_row], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound)?;
    stand::forget(db, row)?;
    asked_keys::forget(db, row)?;
    Ok(row)
}

/// Notes how far a log was processed.
pub fn set_cursor(db: &WriteTx<'_>, room: RoomRow, cursor: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET cursor = max(cursor, ?2) WHERE id = ?1")?
        .execute(params![room, cursor])?;
    Ok(())
}

/// Takes a log's cursor back: what follows is read again.
pub fn rewind(db: &WriteTx<'_>, room: RoomRow, cursor: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET cursor = min(cursor, ?2) WHERE id = ?1")?
        .execute(params![room, cursor])?;
    Ok(())
}

/// Notes when the relay last had nothing more for a room.
pub fn set_as_of(db: &WriteTx<'_>, room: RoomRow, now_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET as_of = ?2 WHERE id = ?1")?
        .execute(params![room, now_ms])?;
    Ok(())
}

/// Notes a new epoch; what was refused in the old one is settled by it.
pub fn set_epoch(
    db: &WriteTx<'_>,
    room: RoomRow,
    node: u64,
    epoch: u64,
    policy: &VerifiedPolicy,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET node = ?2, epoch = ?3, policy_version = ?4, revocations = ?5,
             revocations_serial = ?6
         WHERE id = ?1",
    )?
    .execute(params![
        room,
        node,
        epoch,
        policy.policy.version,
        policy.edition.version,
        policy.edition.serial,
    ])?;
    refusals::forget(db, room)?;
    denied::forget(db, room)?;
    asked_keys::forget(db, room)?;
    sealed::forget(db, room)
}

/// Notes whether the relay takes nothing more into a log, and since when.
pub fn set_filled(db: &WriteTx<'_>, room: RoomRow, since: Option<u64>) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET filled = iif(?2 IS NULL, NULL, coalesce(filled, ?2)) WHERE id = ?1",
    )?
    .execute(params![room, since])?;
    Ok(())
}

/// Notes how this device stands to a room.
pub fn set_state(db: &WriteTx<'_>, room: RoomRow, state: RoomState) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET state = ?2 WHERE id = ?1")?
        .execute(params![room, state as i64])?;
    Ok(())
}

/// Notes from where on alone this person can come in again: they were removed by a commit that began
/// this epoch with this version of the policy.
pub fn set_least(
    db: &WriteTx<'_>,
    room: RoomRow,
    epoch: u64,
    version: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET epoch = ?2, policy_version = ?3, known_epoch = NULL WHERE id = ?1",
    )?
    .execute(params![room, epoch, version])?;
    Ok(())
}

/// The room of a group, whatever has become of it.
pub fn room_of_group(
    db: &ReadTx<'_>,
    account: AccountId,
    group: &GroupId,
) -> Result<Option<Room>, StoreError> {
    Ok(rooms(db, "group_id = ?1", group.0)?
        .pop()
        .filter(|room| room.account == account))
}

kith_protocol::tells_nothing!(Circle);
