//! Which devices were asked where a room goes on, and what of the patient's own word they showed a
//! device of hers that did not know it.

use kith_protocol::signed::Signed;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::{
    circle::{policy::Policy, whereabouts::EpochAt},
    clock::passed,
    ids::{AccountId, PublicKey},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        circle::room::RoomState,
        rows::RoomRow,
    },
};

/// What a room's people were asked.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// When, milliseconds since 1970 (UTC).
    pub asked: u64,
    /// So many days later it is asked again.
    pub step: u64,
    /// Nobody is let in, and nothing is said, before they have answered.
    pub open: bool,
    /// The version of the policy up to which this store is known to be hers.
    pub version: u64,
    /// Person keys of who has not answered.
    pub waits: Vec<PublicKey>,
    /// The newest policy that anybody has shown.
    pub policy: Option<Signed<Policy>>,
    /// What others say of where they are, while one member alone vouches for where this device is.
    pub doubt: Option<Doubt>,
}

/// One member alone vouches for where this device is: others are asked where they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Doubt {
    /// Who has answered, and where they are.
    #[serde(rename = "p")]
    pub places: Vec<(PublicKey, EpochAt)>,
    /// What was asked before says nothing of it, milliseconds since 1970 (UTC).
    #[serde(rename = "s")]
    pub since: u64,
}

/// Keeps what a room's people were asked, and have answered.
pub fn put(db: &WriteTx<'_>, room: RoomRow, asked: &Whereabouts) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO whereabouts (room, asked, step, open, version, waits, policy, doubt)
         VALUES (?1, ?2, ?7, ?3, ?4, ?5, ?6, ?8)
         ON CONFLICT (room) DO UPDATE SET
             asked = ?2, step = ?7, open = ?3, version = ?4, waits = ?5, policy = ?6, doubt = ?8",
    )?
    .execute(params![
        room,
        asked.asked,
        asked.open,
        asked.version,
        to_column(&asked.waits),
        asked.policy.as_ref().map(to_column),
        asked.step,
        asked.doubt.as_ref().map(to_column),
    ])?;
    Ok(())
}

/// What a room's people were asked last.
pub fn get(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<Whereabouts>, StoreError> {
    let row = db
        .prepare_cached(
            "SELECT asked, open, version, waits, policy, step, doubt FROM whereabouts
             WHERE room = ?1",
        )?
        .query_row([room], |row| {
            Ok((
                Whereabouts {
                    asked: row.get(0)?,
                    step: row.get(5)?,
                    open: row.get(1)?,
                    version: row.get(2)?,
                    waits: Vec::new(),
                    policy: None,
                    doubt: None,
                },
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, Option<Vec<u8>>>(4)?,
                row.get::<_, Option<Vec<u8>>>(6)?,
            ))
        })
        .optional()?;
    row.map(|(asked, waits, policy, doubt)| {
        Ok(Whereabouts {
            waits: column(&waits)?,
            policy: policy.as_deref().map(column).transpose()?,
            doubt: doubt.as_deref().map(column).transpose()?,
            ..asked
        })
    })
    .transpose()
}

/// Between two questions about a room where they are answered, milliseconds.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// The same where one member alone vouches for this device's place.
const HOUR_MS: u64 = 60 * 60 * 1000;
/// A time so far ahead was noted when the clock was another; by less, it keeps two questions apart.
pub const AHEAD_MS: u64 = 60 * 1000;

/// The rooms of an account of which somebody is to be asked now. Of others' circles their patient, as many days
/// after the last time as was noted then, or hours, where one member alone let this device in; of circles of `me`, everyone, where it was found since that
/// this store was put back. Asked in one, for it is asked in each pass.
pub fn due(
    db: &ReadTx<'_>,
    account: AccountId,
    me: &PublicKey,
    now_ms: u64,
) -> Result<Vec<RoomRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT room.id FROM room
         JOIN circle ON circle.id = room.circle
         LEFT JOIN whereabouts asked ON asked.room = room.id
         WHERE circle.account = ?1 AND
           iif(circle.patient = ?2,
               state = {} AND put_back IS NOT NULL AND (asked IS NULL OR asked < put_back),
               state = {} AND (asked IS NULL OR asked > ?3 + {AHEAD_MS}
                   OR asked + step * iif(vouched_by IS NULL, {DAY_MS}, {HOUR_MS}) <= ?3))
         ORDER BY room.id",
        RoomState::Broken as i64,
        RoomState::Active as i64,
    ))?;
    let rooms = statement.query_map(params![account.0, me.0, now_ms], |row| row.get(0))?;
    Ok(rooms.collect::<Result<_, _>>()?)
}

/// The rooms of which others are asked where they are, since one member alone let this device in.
pub fn doubted(db: &ReadTx<'_>) -> Result<Vec<RoomRow>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT room FROM whereabouts WHERE doubt IS NOT NULL ORDER BY room")?;
    let rooms = statement.query_map([], |row| row.get(0))?;
    Ok(rooms.collect::<Result<_, _>>()?)
}

/// Notes that this device has lost its place in a group that the patient has signed more of than is known
/// in it: only where that is known it comes in again.
pub fn lose_place(db: &WriteTx<'_>, room: RoomRow, version: u64) -> Result<(), StoreError> {
    let broken = RoomState::Broken as i64;
    db.prepare_cached("UPDATE room SET state = ?2, policy_version = ?3 WHERE id = ?1")?
        .execute(params![room, broken, version])?;
    Ok(())
}

/// Whether nothing is to be decided before others have answered.
pub fn is_open(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM whereabouts WHERE room = ?1 AND open = 1)")?
        .query_row([room], |row| row.get(0))?)
}

/// Why somebody is told where a room goes on.
#[derive(Clone, Copy, Debug)]
pub enum Told {
    /// They are behind, and did not ask.
    Behind = 0,
    /// They asked, and have no place there.
    Asked = 1,
    /// They asked, and said where they are.
    AskedFrom = 2,
}

/// Notes that somebody is told now where a room goes on, unless they were lately: within the pause, by
/// the same clock. Answers whether they were not. `what` sets apart one thing that is told from another.
pub fn tell(
    db: &WriteTx<'_>,
    room: RoomRow,
    (person, what): (&PublicKey, Told),
    (now, pause): (u64, u64),
) -> Result<bool, StoreError> {
    let told: Option<u64> = db
        .prepare_cached("SELECT at FROM told_where WHERE room = ?1 AND person = ?2 AND asked = ?3")?
        .query_row(params![room, person.0, what as i64], |row| row.get(0))
        .optional()?;
    if told.is_some_and(|at| !passed(at, pause, now)) {
        return Ok(false);
    }
    db.prepare_cached(
        "INSERT INTO told_where (room, person, asked, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (room, person, asked) DO UPDATE SET at = ?4",
    )?
    .execute(params![room, person.0, what as i64, now])?;
    Ok(true)
}
