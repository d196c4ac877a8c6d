//! Changes of membership that were decided here and have not come true yet.

use kith_protocol::api::people::Claimed;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::{
    circle::{policy::Member, successor::Reason},
    ids::{DeviceId, PublicKey, RequestId, random},
    mls::commit_data::Restart,
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        rows::{IntentId, RoomRow},
    },
};

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
    /// Go on in another group.
    Anew(Anew),
}

/// The patient wants a room to go on in another group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anew {
    /// Why.
    pub reason: Reason,
    /// Who is left behind, if anyone: the person key.
    pub without: Option<PublicKey>,
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
    pub id: IntentId,
    /// What.
    pub change: Change,
    /// Key packages, once claimed.
    pub packages: Option<Claimed>,
    /// Request id of the claim.
    pub request: RequestId,
}

/// Their kinds, as `intent` keeps them.
pub(in crate::store) mod kind {
    pub(in crate::store) const ADD: i64 = 1;
    pub(in crate::store) const REMOVE: i64 = 2;
    pub(in crate::store) const UPDATE: i64 = 3;
    pub(in crate::store) const REVOKE: i64 = 4;
    pub(in crate::store) const READD: i64 = 5;
    pub(in crate::store) const RESTART: i64 = 6;
    pub(in crate::store) const ANEW: i64 = 7;
}
use kind::{ADD, ANEW, READD, REMOVE, RESTART, REVOKE, UPDATE};

/// Decides a change. It stays until it has come true.
pub fn add_intent(db: &WriteTx<'_>, room: RoomRow, change: &Change) -> Result<(), StoreError> {
    let (kind, person, member) = match change {
        Change::Add(member) => (ADD, Some(member.key), Some(to_column(&**member))),
        Change::Remove(person) => (REMOVE, Some(*person), None),
        Change::Update => (UPDATE, None, None),
        Change::Revoke => (REVOKE, None, None),
        Change::Readd(readd) => (READD, Some(readd.person), Some(to_column(&**readd))),
        Change::Restart(restart) => (RESTART, None, Some(to_column(restart))),
        Change::Anew(anew) => (ANEW, anew.without, Some(to_column(anew))),
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

/// The decided changes of a room that commits carry out: who has to go first, who may come last, each
/// in the order in which they were decided.
pub fn due_intents(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<Intent>, StoreError> {
    let order = &format!(
        "room = ?1 AND kind != {ANEW} ORDER BY kind IN ({REMOVE}, {REVOKE}) DESC, kind = {RESTART} DESC, kind = {ADD}, id"
    );
    intents(db, order, room)
}

/// Whether a change waits before which nothing may be said in a room: somebody has to go, the ratchet
/// must not be used, or the patient's word leads it on, or may have, without somebody perhaps.
pub fn must_not_speak(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            &format!("SELECT EXISTS (SELECT 1 FROM intent WHERE room = ?1 AND kind IN ({REMOVE}, {REVOKE}, {RESTART}, {ANEW}))
             OR EXISTS (SELECT 1 FROM successor WHERE room = ?1 AND done = 0)
             OR EXISTS (SELECT 1 FROM whereabouts WHERE room = ?1 AND open = 1)"),
        )?
        .query_row([room], |row| row.get(0))?)
}

/// Decides to renew this device's keys, unless that is decided. Answers whether it was not.
pub fn add_renewal(db: &WriteTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    let decided: bool = db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM intent WHERE room = ?1 AND kind IN ({UPDATE}, {RESTART}))"
        ))?
        .query_row([room], |row| row.get(0))?;
    if !decided {
        add_intent(db, room, &Change::Update)?;
    }
    Ok(!decided)
}

/// Whether this device's chain is about to go on elsewhere.
pub fn restarts(db: &ReadTx<'_>, room: RoomRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM intent WHERE room = ?1 AND kind = {RESTART})"
        ))?
        .query_row([room], |row| row.get(0))?)
}

/// A decided change by its order.
pub fn intent(db: &ReadTx<'_>, id: IntentId) -> Result<Option<Intent>, StoreError> {
    Ok(intents(db, "id = ?1", id)?.pop())
}

/// The devices that wait here to be added again to a room.
pub fn readds(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<(IntentId, Readd)>, StoreError> {
    let waiting = intents(
        db,
        &format!("room = ?1 AND kind = {READD} ORDER BY id"),
        room,
    )?;
    Ok(waiting
        .into_iter()
        .filter_map(|intent| match intent.change {
            Change::Readd(readd) => Some((intent.id, *readd)),
            _ => None,
        })
        .collect())
}

/// Whether a person is decided to come into a room, or to go from it, and has not yet.
pub fn is_coming_or_going(
    db: &ReadTx<'_>,
    room: RoomRow,
    person: &PublicKey,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM intent
             WHERE room = ?1 AND kind IN ({ADD}, {REMOVE}) AND person_key = ?2)"
        ))?
        .query_row(params![room, person.0], |row| row.get(0))?)
}

/// Who is decided to come into a room, and is not in yet.
pub fn comers(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<PublicKey>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT person_key FROM intent WHERE room = ?1 AND kind = {ADD}"
    ))?;
    Ok(statement
        .query_map([room], |row| Ok(PublicKey(row.get(0)?)))?
        .collect::<Result<_, _>>()?)
}

/// The decisions to let a person into a room.
pub fn additions(
    db: &ReadTx<'_>,
    room: RoomRow,
    person: &PublicKey,
) -> Result<Vec<IntentId>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT id FROM intent WHERE room = ?1 AND kind = {ADD} AND person_key = ?2"
    ))?;
    Ok(statement
        .query_map(params![room, person.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn intents(
    db: &ReadTx<'_>,
    filter: &str,
    key: impl rusqlite::ToSql,
) -> Result<Vec<Intent>, StoreError> {
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
        (ADD, _, Some(member)) => Change::Add(Box::new(column(&member)?)),
        (REMOVE, Some(person), _) => Change::Remove(PublicKey(person)),
        (UPDATE, _, _) => Change::Update,
        (REVOKE, _, _) => Change::Revoke,
        (READD, _, Some(readd)) => Change::Readd(Box::new(column(&readd)?)),
        (RESTART, _, Some(restart)) => Change::Restart(column(&restart)?),
        (ANEW, _, Some(anew)) => Change::Anew(column(&anew)?),
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
pub fn set_packages(
    db: &WriteTx<'_>,
    intent: IntentId,
    packages: &Claimed,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE intent SET packages = ?2 WHERE id = ?1")?
        .execute(params![intent, to_column(packages)])?;
    Ok(())
}

/// Key packages that a lost commit used up must not be used in another.
pub fn forget_packages(db: &WriteTx<'_>, intent: IntentId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE intent SET packages = NULL, request = ?2 WHERE id = ?1")?
        .execute(params![intent, random::<16>()])?;
    Ok(())
}

/// The same for all who come into a room: several may have gone into one commit.
pub fn forget_all_packages(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE intent SET packages = NULL, request = randomblob(16)
         WHERE room = ?1 AND packages IS NOT NULL",
    )?
    .execute([room])?;
    Ok(())
}

/// The person keys of whom is decided to be removed from a room.
pub fn removals(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<PublicKey>, StoreError> {
    let removed = intents(
        db,
        &format!("room = ?1 AND kind = {REMOVE} ORDER BY id"),
        room,
    )?;
    Ok(removed
        .into_iter()
        .filter_map(|intent| match intent.change {
            Change::Remove(person) => Some(person),
            _ => None,
        })
        .collect())
}

/// The person keys of whom is decided to go from a room: removed, or left behind where it goes on.
pub fn goers(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<PublicKey>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT person_key FROM intent
         WHERE room = ?1 AND kind IN ({}, {}) AND person_key IS NOT NULL",
        REMOVE, ANEW
    ))?;
    Ok(statement
        .query_map([room], |row| Ok(PublicKey(row.get(0)?)))?
        .collect::<Result<_, _>>()?)
}

/// What the patient wants of a room that goes on in another group.
pub fn anew(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<Anew>, StoreError> {
    let decided = intents(
        db,
        &format!("room = ?1 AND kind = {ANEW} ORDER BY id"),
        room,
    )?;
    Ok(decided
        .into_iter()
        .filter_map(|intent| match intent.change {
            Change::Anew(anew) => Some(anew),
            _ => None,
        })
        .collect())
}

/// Strikes off a change that has come true, or can't any more.
pub fn finish_intent(db: &WriteTx<'_>, intent: IntentId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM intent WHERE id = ?1")?
        .execute([intent])?;
    Ok(())
}
