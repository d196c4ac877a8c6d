//! A room that goes on in another group: what leads there, and what becomes of what it had.

use kith_protocol::{ids::DeviceId, signed::Signed};
use rusqlite::{OptionalExtension, params};

use super::circles::{Beginning, Room, RoomState};
use crate::{
    circle::{
        policy::{Policy, VerifiedPolicy},
        successor::Successor,
    },
    ids::{AccountId, GroupId, MessageId},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        healing::{asked_keys, led_by, readds, stand},
        outgoing::{
            denied,
            intents::{
                self,
                kind::{ANEW, READD, REMOVE, REVOKE, UPDATE},
            },
            outbox, sealed,
            stage::REFUSED,
            telling,
        },
        rows::{EventRow, RoomRow},
        timeline::{events, index},
    },
};

/// A group that a room is led to, and has not followed yet.
pub struct Waiting {
    /// The room.
    pub room: RoomRow,
    /// The patient's word.
    pub document: Signed<Successor>,
    /// The newest policy that is known of that group: who is in.
    pub policy: Option<Signed<Policy>>,
    /// What lets this device in; `None`: only the word has come.
    pub welcome: Option<Came>,
    /// When it came first, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// A Welcome that came.
pub struct Came {
    /// The MLS Welcome.
    pub welcome: Vec<u8>,
    /// The commit that it came with.
    pub node: u64,
}

/// Keeps where a room is led to, in the place of what was kept.
pub fn put_waiting(db: &WriteTx<'_>, waiting: &Waiting) -> Result<(), StoreError> {
    let came = waiting.welcome.as_ref();
    db.prepare_cached(
        "INSERT INTO successor (room, done, document, policy, welcome, node, at)
         VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (room, done) DO UPDATE SET
             document = ?2, policy = ?3, welcome = ?4, node = ?5, at = ?6",
    )?
    .execute(params![
        waiting.room,
        to_column(&waiting.document),
        waiting.policy.as_ref().map(to_column),
        came.map(|came| &came.welcome),
        came.map(|came| came.node),
        waiting.at
    ])?;
    Ok(())
}

/// Where the rooms of an account are led to.
pub fn waiting(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT room.id, document, policy, welcome, successor.node, at FROM successor
         JOIN room ON room.id = successor.room JOIN circle ON circle.id = room.circle
         WHERE circle.account = ?1 AND done = 0",
    )?;
    let mut rows = statement.query([account.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (welcome, node): (Option<Vec<u8>>, Option<u64>) = (row.get(3)?, row.get(4)?);
        found.push(Waiting {
            room: row.get(0)?,
            document: column(&row.get::<_, Vec<u8>>(1)?)?,
            policy: policy_from(row.get(2)?)?,
            welcome: welcome
                .zip(node)
                .map(|(welcome, node)| Came { welcome, node }),
            at: row.get(5)?,
        });
    }
    Ok(found)
}

fn policy_from(bytes: Option<Vec<u8>>) -> Result<Option<Signed<Policy>>, StoreError> {
    bytes.as_deref().map(column).transpose()
}

/// Forgets where a room is led to.
pub fn forget_waiting(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM successor WHERE room = ?1 AND done = 0")?
        .execute([room])?;
    Ok(())
}

/// By what word a room has gone on in the group that it has.
pub struct Done {
    /// The patient's word.
    pub document: Signed<Successor>,
    /// Who is in, where that was told apart from the group.
    pub policy: Option<Signed<Policy>>,
    /// When it was followed, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Keeps by what word a room has gone on in the group that it has, for whoever asks.
pub fn set_done(db: &WriteTx<'_>, room: RoomRow, done: &Done) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO successor (room, done, document, policy, at) VALUES (?1, 1, ?2, ?3, ?4)
         ON CONFLICT (room, done) DO UPDATE SET document = ?2, policy = ?3, at = ?4",
    )?
    .execute(params![
        room,
        to_column(&done.document),
        done.policy.as_ref().map(to_column),
        done.at
    ])?;
    Ok(())
}

/// By what word a room has gone on in the group that it has.
pub fn done(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<Done>, StoreError> {
    let found: Option<(Vec<u8>, Option<Vec<u8>>, u64)> = db
        .prepare_cached("SELECT document, policy, at FROM successor WHERE room = ?1 AND done = 1")?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(document, policy, at)| {
            Ok(Done {
                document: column(&document)?,
                policy: policy_from(policy)?,
                at,
            })
        })
        .transpose()
}

/// Whether this device was never in the group that a room has, and nobody has told who is.
pub fn is_unknown(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM successor WHERE room = ?1 AND done = 1 AND policy IS NULL)
             AND NOT EXISTS (SELECT 1 FROM epoch WHERE room = ?1)",
        )?
        .query_row([room], |row| row.get(0))?)
}

/// Whether another room of a circle has gone on anew since then.
pub fn went_on_since(db: &ReadTx<'_>, room: &Room, since_ms: u64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM successor JOIN room ON room.id = successor.room
             WHERE room.conversation = ?1 AND room.id != ?2 AND done = 1 AND at >= ?3)",
        )?
        .query_row(params![room.conversation_row, room.row, since_ms], |row| {
            row.get(0)
        })?)
}

/// The room goes on in another group, where this device stands at `at`.
pub fn move_room(
    db: &WriteTx<'_>,
    room: &Room,
    policy: &VerifiedPolicy,
    at: Beginning,
) -> Result<(), StoreError> {
    leave(db, room)?;
    enter(db, room.row, RoomState::Active, &policy.policy.group, at)?;
    db.prepare_cached(
        "UPDATE room SET generation = ?2, policy_version = ?3, revocations = ?4,
             revocations_serial = ?5
         WHERE id = ?1",
    )?
    .execute(params![
        room.row,
        policy.policy.generation,
        policy.policy.version,
        policy.edition.version,
        policy.edition.serial,
    ])?;
    Ok(())
}

/// The room goes on in a group that this device cannot enter by itself: it has to be added there.
pub fn move_astray(db: &WriteTx<'_>, room: &Room, to: &Successor) -> Result<(), StoreError> {
    leave(db, room)?;
    let nowhere = Beginning { node: 0, epoch: 0 };
    enter(db, room.row, RoomState::Broken, &to.next, nowhere)?;
    db.prepare_cached("UPDATE room SET generation = ?2, policy_version = ?3 WHERE id = ?1")?
        .execute(params![room.row, to.generation, to.version])?;
    Ok(())
}

/// Epochs are numbered anew in the next group: those of the old one are counted below 0, so that who
/// was in when is still told. What was of the old group alone is forgotten.
fn leave(db: &WriteTx<'_>, room: &Room) -> Result<(), StoreError> {
    let row = room.row;
    let passed = room.epoch + 1;
    for moved in [
        "UPDATE said SET epoch = epoch - ?2 WHERE room = ?1",
        "UPDATE participant SET since_epoch = since_epoch - ?2 WHERE room = ?1",
    ] {
        db.prepare_cached(moved)?.execute(params![row, passed])?;
    }
    for table in ["refused", "epoch", "readd", "readded", "whereabouts"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE room = ?1"))?
            .execute([row])?;
    }
    db.prepare_cached(&format!("DELETE FROM intent WHERE room = ?1 AND kind IN ({REMOVE}, {UPDATE}, {REVOKE}, {READD}, {ANEW})"))?
        .execute([row])?;
    forget_waiting(db, row)?;
    // A commit that the relay denied may have used them up.
    intents::forget_all_packages(db, row)?;
    outbox::clear_pending(db, row)?;
    denied::forget(db, row)?;
    sealed::forget(db, row)?;
    // Its epochs are named by numbers that the next group has, too.
    telling::drop(db, row)?;
    stand::forget(db, row)?;
    asked_keys::forget(db, row)
}

fn enter(
    db: &WriteTx<'_>,
    room: RoomRow,
    state: RoomState,
    group: &GroupId,
    at: Beginning,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET group_id = ?2, state = ?3, cursor = ?4, node = ?4, epoch = ?5,
             adrift = NULL, restored = NULL, reread = 0, vouched_by = NULL, known_epoch = NULL,
             put_back = NULL, filled = NULL
         WHERE id = ?1",
    )?
    .execute(params![room, group.0, state as i64, at.node, at.epoch])?;
    led_by::forget(db, room)?;
    readds::found(db, room)
}

/// What this device says in the new group of what it said in the old, which ended after `passed`
/// epochs: what the log did not show, or showed after the last entry that the patient's device has
/// read there, unless someone is in now who was not in then. All that waits gets its new name.
pub fn say_over(
    db: &WriteTx<'_>,
    room: RoomRow,
    (group, me): (&GroupId, &DeviceId),
    passed: u64,
    read: u64,
) -> Result<(), StoreError> {
    let over: Vec<EventRow> = db
        .prepare_cached(
            "INSERT INTO outbox (room, message, name, counter, event)
             SELECT said.room, said.message, event.name, said.counter, said.event
             FROM said JOIN event ON event.id = said.message
             WHERE said.room = ?1 AND said.epoch < 0 AND said.epoch + ?2 >= 0
             AND (event.seq IS NULL OR event.seq > ?3)
             AND NOT EXISTS (SELECT 1 FROM participant WHERE participant.room = ?1
                             AND until IS NULL AND since_epoch > said.epoch)
             ON CONFLICT DO NOTHING RETURNING message",
        )?
        .query_map(params![room, passed, read], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // Should it come too late there as well, that is another log and another epoch.
    let mut afresh = db.prepare_cached("UPDATE event SET seq = NULL WHERE id = ?1")?;
    for message in over {
        index::remove_own(db, message)?;
        afresh.execute([message])?;
    }
    let mut waiting = db.prepare_cached(
        &format!("SELECT message, counter FROM outbox WHERE room = ?1 AND state != {REFUSED} ORDER BY message"),
    )?;
    let waiting: Vec<(EventRow, u64)> = waiting
        .query_map([room], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut rename = db.prepare_cached(
        "UPDATE outbox SET again = 0, name = ?3, node = NULL, sealed = NULL
         WHERE room = ?1 AND message = ?2",
    )?;
    for (message, counter) in waiting {
        let name = MessageId::derive(group, me, counter);
        rename.execute(params![room, message, name.0])?;
        events::set_name(db, message, &name)?;
    }
    Ok(())
}
