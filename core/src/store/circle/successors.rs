//! A room that goes on in another group: what leads there, and what becomes of what it had.

use kith_protocol::{ids::DeviceId, signed::Signed};
use rusqlite::{Connection, OptionalExtension, params};

use super::circles::{Beginning, Room};
use crate::{
    circle::{policy::VerifiedPolicy, successor::Successor},
    ids::{AccountId, GroupId, MessageId},
    store::{
        StoreError,
        account::accounts::{column, to_column},
        healing::{asked_keys, stand},
        outgoing::{denied, intents, outbox, sealed},
        timeline::{events, index},
    },
};

/// A group that a room is led to, and has not followed yet.
pub struct Waiting {
    /// The room.
    pub room: i64,
    /// The patient's word.
    pub document: Signed<Successor>,
    /// The MLS Welcome.
    pub welcome: Vec<u8>,
    /// The commit that it came with.
    pub node: u64,
    /// When it came, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Keeps where a room is led to, in the place of what was kept.
pub fn put_waiting(db: &Connection, waiting: &Waiting) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO successor (room, document, welcome, node, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (room) DO UPDATE SET document = ?2, welcome = ?3, node = ?4, at = ?5",
    )?
    .execute(params![
        waiting.room,
        to_column(&waiting.document),
        waiting.welcome,
        waiting.node,
        waiting.at
    ])?;
    Ok(())
}

/// Where the rooms of an account are led to.
pub fn waiting(db: &Connection, account: AccountId) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT room.id, document, welcome, successor.node, at FROM successor
         JOIN room ON room.id = successor.room JOIN circle ON circle.id = room.circle
         WHERE circle.account = ?1 AND welcome IS NOT NULL",
    )?;
    let mut rows = statement.query([account.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Waiting {
            room: row.get(0)?,
            document: column(&row.get::<_, Vec<u8>>(1)?)?,
            welcome: row.get(2)?,
            node: row.get(3)?,
            at: row.get(4)?,
        });
    }
    Ok(found)
}

/// Forgets where a room is led to.
pub fn forget_waiting(db: &Connection, room: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM successor WHERE room = ?1 AND welcome IS NOT NULL")?
        .execute([room])?;
    Ok(())
}

/// Keeps by what word a room has gone on in the group that it has. The patient's device hands it to
/// everyone who was in.
pub fn set_done(
    db: &Connection,
    room: i64,
    document: &Signed<Successor>,
    now_ms: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO successor (room, document, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (room) DO UPDATE SET document = ?2, welcome = NULL, node = NULL, at = ?3",
    )?
    .execute(params![room, to_column(document), now_ms])?;
    Ok(())
}

/// By what word a room has gone on in the group that it has, and when, milliseconds since 1970 (UTC).
pub fn done(db: &Connection, room: i64) -> Result<Option<(Signed<Successor>, u64)>, StoreError> {
    let found: Option<(Vec<u8>, u64)> = db
        .prepare_cached("SELECT document, at FROM successor WHERE room = ?1 AND welcome IS NULL")?
        .query_row([room], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found
        .map(|(document, at)| Ok((column(&document)?, at)))
        .transpose()
}

/// Whether another room of a circle has gone on anew since then.
pub fn went_on_since(db: &Connection, room: &Room, since_ms: u64) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM successor JOIN room ON room.id = successor.room
             WHERE room.circle = ?1 AND room.id != ?2 AND welcome IS NULL AND at >= ?3)",
        )?
        .query_row(params![room.circle_row, room.row, since_ms], |row| {
            row.get(0)
        })?)
}

/// The room goes on in another group, where this device stands at `at`. Epochs are numbered anew
/// there: those of the old group are counted below 0, so that who was in when is still told.
pub fn move_room(
    db: &Connection,
    room: &Room,
    policy: &VerifiedPolicy,
    at: Beginning,
) -> Result<(), StoreError> {
    let row = room.row;
    let passed = room.epoch + 1;
    for moved in [
        "UPDATE said SET epoch = epoch - ?2 WHERE room = ?1",
        "UPDATE participant SET since_epoch = since_epoch - ?2 WHERE room = ?1",
    ] {
        db.prepare_cached(moved)?.execute(params![row, passed])?;
    }
    for table in ["refused", "epoch", "readd", "readded"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE room = ?1"))?
            .execute([row])?;
    }
    db.prepare_cached("DELETE FROM intent WHERE room = ?1 AND kind IN (2, 3, 4, 5, 7)")?
        .execute([row])?;
    forget_waiting(db, row)?;
    // A commit that the relay denied may have used them up.
    intents::forget_all_packages(db, row)?;
    outbox::clear_pending(db, row)?;
    denied::forget(db, row)?;
    sealed::forget(db, row)?;
    stand::forget(db, row)?;
    asked_keys::forget(db, row)?;
    db.prepare_cached(
        "UPDATE room SET group_id = ?2, generation = ?3, state = 0, cursor = ?4, node = ?4,
             epoch = ?5, policy_version = ?6, revocations = ?7, adrift = NULL, restored = NULL,
             reread = 0, vouched_by = NULL, known_epoch = NULL, filled = NULL
         WHERE id = ?1",
    )?
    .execute(params![
        row,
        policy.policy.group.0,
        policy.policy.generation,
        at.node,
        at.epoch,
        policy.policy.version,
        policy.revocations_version,
    ])?;
    Ok(())
}

/// The room goes on in a group that this device cannot enter by itself: it has to be added there.
pub fn move_astray(db: &Connection, room: &Room, to: &Successor) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET group_id = ?2, generation = ?3, state = 2, cursor = 0, node = 0, epoch = 0,
             policy_version = ?4
         WHERE id = ?1",
    )?
    .execute(params![room.row, to.next.0, to.generation, to.version])?;
    Ok(())
}

/// What this device says in the new group of what it said in the old, which ended after `passed`
/// epochs: what the log did not show, or showed after the last entry that the patient's device has
/// read there, unless someone is in now who was not in then. All that waits gets its new name.
pub fn say_over(
    db: &Connection,
    room: i64,
    (group, me): (&GroupId, &DeviceId),
    passed: u64,
    read: u64,
) -> Result<(), StoreError> {
    let over: Vec<i64> = db
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
    for message in over {
        index::remove_own(db, message)?;
    }
    let mut waiting = db.prepare_cached(
        "SELECT message, counter FROM outbox WHERE room = ?1 AND state != 2 ORDER BY message",
    )?;
    let waiting: Vec<(i64, u64)> = waiting
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
