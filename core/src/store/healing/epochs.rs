//! The epochs that this device has been in, and where a room stands after its relay was set
//! back: what it takes to bring the relay forward again, and to find one's own place in it.

use kith_protocol::api::groups;
use rusqlite::{OptionalExtension, params};
use zeroize::Zeroizing;

use super::{asked_keys, led_by, stand};
use crate::{
    circle::whereabouts::EpochAt,
    ids::{PersonId, PublicKey},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        circle::circles::{self, Room, RoomState},
        outgoing::{
            stage::{REFUSED, WAITS},
            unshown::once_more,
        },
        rows::{EventRow, RoomRow},
        timeline::index,
    },
};

/// How old a commit may be whose Welcomes are handed in again.
const OWED_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// `epoch.owed` of one whose Welcomes the relay has, and of one whose Welcomes have to be handed in again.
const PAID: i64 = 0;
const OWED: i64 = 1;
/// `said.lost` of an event that the log has, as far as this device knows.
const HERE: i64 = 0;
/// `said.lost` of an event that a restored relay may have forgotten.
const FORGOTTEN: i64 = 1;
/// `said.lost` of an event that the log has where who was ahead of it cannot read it.
const UNREADABLE: i64 = 2;

const BROKEN: i64 = RoomState::Broken as i64;

/// An epoch that we have been in.
#[derive(Debug)]
pub struct Epoch {
    /// Of MLS.
    pub number: u64,
    /// At the relay, as far as we know.
    pub node: u64,
    /// Public key, as the relay knows it.
    pub key: PublicKey,
    /// Its seed: proves the epoch, opens nothing.
    pub secret: Zeroizing<[u8; 32]>,
    /// The commit that began it; `None` for the one in which we came.
    pub request: Option<groups::Commit>,
    /// Its Welcomes have to be handed to the relay again.
    pub owed: bool,
}

/// Epochs of a room that are kept: as many as are looked for.
pub const KEPT: usize = 64;

/// Keeps an epoch.
pub fn put(db: &WriteTx<'_>, room: RoomRow, epoch: &Epoch, at_ms: u64) -> Result<(), StoreError> {
    let welcomes = epoch
        .request
        .as_ref()
        .is_some_and(|r| !r.welcomes.is_empty());
    db.prepare_cached(
        "INSERT INTO epoch (room, number, node, key, secret, request, owed, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (room, number) DO UPDATE SET
             node = ?3, key = ?4, secret = ?5, request = ?6, owed = ?7, at = ?8",
    )?
    .execute(params![
        room,
        epoch.number,
        epoch.node,
        epoch.key.0,
        &epoch.secret[..],
        epoch.request.as_ref().map(to_column),
        welcomes.then_some(PAID),
        at_ms,
    ])?;
    // A session at the relay remembers no more of them, and a commit is as large as its maker likes.
    db.prepare_cached("DELETE FROM epoch WHERE room = ?1 AND number <= ?2 - ?3")?
        .execute(params![room, epoch.number, KEPT])?;
    Ok(())
}

/// The newest epochs of a room, oldest first.
pub fn newest(db: &ReadTx<'_>, room: RoomRow, limit: usize) -> Result<Vec<Epoch>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT number, node, key, secret, request, owed FROM epoch
         WHERE room = ?1 ORDER BY number DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![room, limit])?;
    let mut epochs = Vec::new();
    while let Some(row) = rows.next()? {
        let request: Option<Vec<u8>> = row.get(4)?;
        epochs.push(Epoch {
            number: row.get(0)?,
            node: row.get(1)?,
            key: PublicKey(row.get(2)?),
            secret: Zeroizing::new(row.get(3)?),
            request: request.as_deref().map(column).transpose()?,
            owed: row.get::<_, Option<i64>>(5)? == Some(OWED),
        });
    }
    epochs.reverse();
    Ok(epochs)
}

/// The epoch that a room stands in, as the relay knows it; none where it has no place that others share.
pub fn here(db: &ReadTx<'_>, room: &Room) -> Result<Option<EpochAt>, StoreError> {
    if room.state != RoomState::Active || room.adrift.is_some() {
        return Ok(None);
    }
    let key = db
        .prepare_cached("SELECT key FROM epoch WHERE room = ?1 AND number = ?2 AND node = ?3")?
        .query_row(params![room.row, room.epoch, room.node], |row| row.get(0))
        .optional()?;
    Ok(key.map(|key| EpochAt {
        key: PublicKey(key),
        node: room.node,
    }))
}

/// Whether this device has been in an epoch since another one.
pub fn has_been(
    db: &ReadTx<'_>,
    room: RoomRow,
    after: u64,
    at: &EpochAt,
) -> Result<bool, StoreError> {
    // What somebody says may be any number; the store counts to 2^63.
    let Ok(node) = i64::try_from(at.node) else {
        return Ok(false);
    };
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM epoch
                            WHERE room = ?1 AND number > ?2 AND node = ?3 AND key = ?4)",
        )?
        .query_row(params![room, after, node, at.key.0], |row| row.get(0))?)
}

/// This device leaves where one member alone let it in. The epochs that it was in there are proven no more: who
/// led it may still speak in them. Answers whether it is for the first time since its place was sure.
pub fn leave_led(db: &WriteTx<'_>, room: &Room, by: &PersonId) -> Result<bool, StoreError> {
    let first = led_by::note(db, room.row, by)?;
    if first {
        forget_after(db, room.row, room.known_epoch)?;
    }
    Ok(first)
}

fn forget_after(db: &WriteTx<'_>, room: RoomRow, epoch: u64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM epoch WHERE room = ?1 AND number > ?2")?
        .execute(params![room, epoch])?;
    Ok(())
}

/// The relay has an epoch at this node now.
pub fn moved(db: &WriteTx<'_>, room: RoomRow, number: u64, node: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE epoch SET node = ?3 WHERE room = ?1 AND number = ?2")?
        .execute(params![room, number, node])?;
    Ok(())
}

/// The relay has an epoch's Welcomes again.
pub fn paid(db: &WriteTx<'_>, room: RoomRow, number: u64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE epoch SET owed = {PAID} WHERE room = ?1 AND number = ?2 AND owed = {OWED}"
    ))?
    .execute(params![room, number])?;
    Ok(())
}

/// Whether Welcomes of a room have to be handed in again.
pub fn owes(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM epoch WHERE room = ?1 AND owed = {OWED})"
        ))?
        .query_row([room], |row| row.get(0))?)
}

/// The relay was set back: it may not know where this room stands, nor have what it said that
/// it had. What was sealed is sealed anew, so that nobody meets the same bytes twice.
pub fn set_adrift(
    db: &WriteTx<'_>,
    room: RoomRow,
    now_ms: u64,
    stamp: u64,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET adrift = ?2, restored = ?3, reread = 0 WHERE id = ?1")?
        .execute(params![room, now_ms, stamp])?;
    db.prepare_cached(&format!(
        "UPDATE outbox SET state = {WAITS}, again = 1, node = NULL, sealed = NULL
         WHERE room = ?1 AND state != {REFUSED} AND sealed IS NOT NULL"
    ))?
    .execute([room])?;
    // Numbers do not tell whether the relay still has a Welcome: whoever brought its commit again
    // did so without it. What it delivered lately it delivers once.
    db.prepare_cached(&format!(
        "UPDATE epoch SET owed = {OWED} WHERE room = ?1 AND owed = {PAID} AND at >= ?2"
    ))?
    .execute(params![room, stamp.saturating_sub(OWED_MS)])?;
    db.prepare_cached("UPDATE missing SET asked = 0 WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

/// The relay knows our epoch, at this node: its log is read once more from there. What we said
/// since the epoch `kept`, the newest whose place has not changed, may be lost.
pub fn settle(db: &WriteTx<'_>, room: RoomRow, node: u64, kept: u64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE room SET adrift = NULL, reread = 1, node = ?2, cursor = ?2 WHERE id = ?1",
    )?
    .execute(params![room, node])?;
    db.prepare_cached("DELETE FROM refused WHERE room = ?1")?
        .execute([room])?;
    asked_keys::forget(db, room)?;
    stand::set_back(db, &circles::room_by_row(db, room)?)?;
    db.prepare_cached(&format!(
        "UPDATE said SET lost = {FORGOTTEN} WHERE room = ?1 AND epoch >= ?2"
    ))?
    .execute(params![room, kept])?;
    Ok(())
}

/// The log went on without us after this epoch: what follows it may add us again.
pub fn lose_place(db: &WriteTx<'_>, room: RoomRow, epoch: u64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE room SET state = {BROKEN}, adrift = NULL, epoch = ?2 WHERE id = ?1"
    ))?
    .execute(params![room, epoch])?;
    // Another restore must not bring back what the others never followed.
    forget_after(db, room, epoch)
}

/// What we said since a restore in an epoch that has just ended: who was ahead of the relay
/// could not read it.
pub fn may_be_lost(
    db: &WriteTx<'_>,
    room: RoomRow,
    epoch: u64,
    since: u64,
) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE said SET lost = {UNREADABLE} WHERE room = ?1 AND epoch = ?2 AND at >= ?3"
    ))?
    .execute(params![room, epoch, since])?;
    Ok(())
}

/// What we said after an epoch, where one member alone is known to have been: nobody else may have read it.
pub fn may_be_unread(db: &WriteTx<'_>, room: RoomRow, after: u64) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE said SET lost = {UNREADABLE} WHERE room = ?1 AND epoch > ?2"
    ))?
    .execute(params![room, after])?;
    Ok(())
}

/// The log has it.
pub fn not_lost(db: &WriteTx<'_>, room: RoomRow, message: EventRow) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE said SET lost = {HERE} WHERE room = ?1 AND message = ?2"
    ))?
    .execute(params![room, message])?;
    Ok(())
}

/// Names of what may be lost, with the messages' rows.
pub fn lost(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<([u8; 16], EventRow)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT event.name, said.message FROM said JOIN event ON event.id = said.message
         WHERE said.room = ?1 AND lost = {FORGOTTEN}"
    ))?;
    let rows = statement.query_map([room], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Our epoch's log was read to its end: what it lacks is said again, before anything newer.
/// Not what someone who is in now was not in for: who missed that asks.
pub fn say_lost_again(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET reread = 0 WHERE id = ?1")?
        .execute([room])?;
    let mut statement = db.prepare_cached(&format!(
        "SELECT said.message, event.name, said.counter, said.event, lost
         FROM said JOIN event ON event.id = said.message
         WHERE said.room = ?1 AND lost != {HERE} AND NOT EXISTS
             (SELECT 1 FROM participant WHERE participant.room = said.room
              AND until IS NULL AND since_epoch > said.epoch)
         ORDER BY said.counter"
    ))?;
    let mut push = db.prepare_cached(
        "INSERT INTO outbox (room, message, name, counter, again, event)
         VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT DO NOTHING",
    )?;
    let mut rows = statement.query([room])?;
    while let Some(row) = rows.next()? {
        let (message, mut name): (EventRow, [u8; 16]) = (row.get(0)?, row.get(1)?);
        let (counter, event): (u64, Vec<u8>) = (row.get(2)?, row.get(3)?);
        if row.get::<_, i64>(4)? == UNREADABLE {
            // The log has it under its name, where some could not read it.
            name = once_more(&name);
        }
        if push.execute(params![room, message, name, counter, event])? > 0 {
            index::remove_own(db, message)?;
        }
    }
    db.prepare_cached(&format!(
        "UPDATE said SET lost = {HERE} WHERE room = ?1 AND lost != {HERE}"
    ))?
    .execute([room])?;
    Ok(())
}
