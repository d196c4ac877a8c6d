//! Messages: written once, read in windows.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    index,
    places::{Place, UNSENT},
    read_marks,
};
pub use super::{
    kinds::{MessageState, RowKind},
    places::Places,
};
use crate::{
    content::{event::EventHash, stamp::Stamp},
    ids::{CircleId, DeviceId, MessageId, PersonId},
    rights::table::Audience,
    store::{StoreError, circle::circles::Room},
};

/// A message to write.
pub struct NewMessage<'a> {
    /// The circle's row.
    pub circle: i64,
    /// The room's row.
    pub room: i64,
    /// Its name.
    pub name: MessageId,
    /// What it is.
    pub kind: RowKind,
    /// How far it has come.
    pub state: MessageState,
    /// Who wrote it; `None` for what this device notes itself.
    pub sender: Option<PersonId>,
    /// The device that said it; `None` for one's own and for what this device notes itself.
    pub device: Option<DeviceId>,
    /// When, by the sender's clock, and after what.
    pub said: Stamp,
    /// When the relay had it, by its clock, milliseconds since 1970 (UTC); `None` where it does
    /// not say.
    pub at: Option<u64>,
    /// Where it stands in the log; `None` while unsent.
    pub seq: Option<u64>,
    /// Words, or a code, by kind.
    pub body: &'a str,
}

/// Writes a message at its place; returns its row.
pub fn insert(
    db: &Connection,
    places: &mut Places,
    message: &NewMessage<'_>,
) -> Result<i64, StoreError> {
    let place = match &message.device {
        Some(device) => Some(places.of_event(db, device, message.said)?),
        None => None,
    };
    let position = match &place {
        Some(place) => place.position,
        None => places.end(db)?,
    };
    let row = insert_at(db, position, place.as_ref(), message)?;
    if place.is_some_and(|place| place.late) {
        read_marks::note_late(db, message.circle, row, position)?;
    }
    if message.kind == RowKind::Text {
        index::add(db, row, message.body)?;
    }
    Ok(row)
}

/// Writes a message behind everything that has a place; returns its row. Until it leaves the
/// outbox, [`super::search`] finds it there.
pub fn insert_unsent(db: &Connection, message: &NewMessage<'_>) -> Result<i64, StoreError> {
    let last: Option<i64> = db
        .prepare_cached("SELECT max(position) FROM message WHERE circle = ?1")?
        .query_row([message.circle], |row| row.get(0))?;
    insert_at(db, last.unwrap_or(0).max(UNSENT) + 1, None, message)
}

fn insert_at(
    db: &Connection,
    position: i64,
    place: Option<&Place>,
    message: &NewMessage<'_>,
) -> Result<i64, StoreError> {
    db.prepare_cached(
        "INSERT INTO message
             (circle, room, position, name, kind, state, sender, sent_at, seq, body, at, voice)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        message.circle,
        message.room,
        position,
        message.name.0,
        message.kind as i64,
        message.state as i64,
        message.sender.as_ref().map_or(&[][..], |p| &p.0[..]),
        message.said.0,
        message.seq,
        message.body,
        message.at,
        place.map(|place| place.voice),
    ])?;
    let row = db.last_insert_rowid();
    db.prepare_cached("UPDATE room SET newest = ?2 WHERE id = ?1")?
        .execute([message.room, row])?;
    Ok(row)
}

/// The relay has it, but where it stands among the others is known only when the log says so.
pub fn set_sent(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = 1 WHERE id = ?1 AND state = 0")?
        .execute([row])?;
    Ok(())
}

/// One's own message that was sent waits once more.
pub fn set_queued(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = 0 WHERE id = ?1 AND state = 1")?
        .execute([row])?;
    Ok(())
}

/// Gives one's own message its place in the log's order, which has shown it at a time of the
/// relay's.
pub fn set_placed(
    db: &Connection,
    places: &mut Places,
    row: i64,
    seq: u64,
    at: u64,
) -> Result<(), StoreError> {
    let fresh = db
        .prepare_cached(
            "UPDATE message SET state = 1, seq = ?2, at = ?3 WHERE id = ?1 AND seq IS NULL",
        )?
        .execute(params![row, seq, at])?;
    if fresh > 0 {
        places.own(db, row)?;
    }
    Ok(())
}

/// Gives one's own message that the log will not show us a place after what is here.
pub fn set_placed_unseen(db: &Connection, places: &mut Places, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = 1 WHERE id = ?1 AND seq IS NULL")?
        .execute([row])?;
    places.own(db, row)
}

/// The relay will never take it. It stands where the others are by now, not behind all that is to
/// come.
pub fn set_refused(db: &Connection, places: &mut Places, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = 2 WHERE id = ?1")?
        .execute([row])?;
    places.own(db, row)
}

/// Another name for one's own message that was never sent.
pub fn set_name(db: &Connection, row: i64, name: &MessageId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET name = ?2 WHERE id = ?1")?
        .execute(params![row, name.0])?;
    Ok(())
}

/// Takes away one's own message that was never sent, and so never got into the index.
pub fn remove_unsent(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM message WHERE id = ?1")?
        .execute([row])?;
    Ok(())
}

/// Whether what a device said at a moment is here already. An honest device says one thing at a
/// moment; of what another one heaps up there, so many rows are looked at.
pub fn is_here(
    db: &Connection,
    room: &Room,
    device: &DeviceId,
    said: Stamp,
    body: &str,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM (
                 SELECT room, kind, body FROM message
                 WHERE voice = (SELECT id FROM voice WHERE circle = ?1 AND device = ?2)
                   AND sent_at = ?3
                 ORDER BY id LIMIT 16)
             WHERE room = ?4 AND kind = 1 AND body = ?5)",
        )?
        .query_row(
            params![room.circle_row, device.0, said.0, room.row, body],
            |row| row.get(0),
        )?)
}

/// Bytes of what is kept of a kind that this version does not know; longer ones are noise to it.
const UNKNOWN_BYTES: usize = 16 << 10;
/// So many of them are kept in a room, the newest.
const UNKNOWN: u32 = 200;

/// Keeps what was said in a kind that this version does not know.
pub fn keep_unknown(
    db: &Connection,
    room: i64,
    seq: u64,
    content: &[u8],
) -> Result<(), StoreError> {
    if content.len() > UNKNOWN_BYTES {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO unknown_kind (room, seq, content) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![room, seq, content])?;
    db.prepare_cached(
        "DELETE FROM unknown_kind WHERE room = ?1 AND seq <=
           (SELECT seq FROM unknown_kind WHERE room = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
    )?
    .execute(params![room, UNKNOWN])?;
    Ok(())
}

/// A device's last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its counter.
    pub counter: u64,
    /// Its digest.
    pub hash: EventHash,
    /// Its stamp.
    pub said: Stamp,
}

/// The last event of a device that was seen here.
pub fn chain(db: &Connection, room: i64, device: &DeviceId) -> Result<Option<Link>, StoreError> {
    Ok(db
        .prepare_cached("SELECT counter, hash, said FROM chain WHERE room = ?1 AND device = ?2")?
        .query_row(params![room, device.0], |row| {
            Ok(Link {
                counter: row.get(0)?,
                hash: row.get(1)?,
                said: Stamp(row.get(2)?),
            })
        })
        .optional()?)
}

/// Notes the last event of a device.
pub fn set_chain(
    db: &Connection,
    room: i64,
    device: &DeviceId,
    link: Link,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO chain (room, device, counter, hash, said) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (room, device) DO UPDATE SET counter = ?3, hash = ?4, said = ?5",
    )?
    .execute(params![
        room,
        device.0,
        link.counter,
        link.hash,
        link.said.0
    ])?;
    Ok(())
}

/// A message as read.
#[derive(Clone)]
pub struct Message {
    /// Local row; stable.
    pub row: i64,
    /// Order on the screen.
    pub position: i64,
    /// Which circle.
    pub circle: CircleId,
    /// Which room of it.
    pub audience: Audience,
    /// Its name.
    pub name: MessageId,
    /// What it is.
    pub kind: RowKind,
    /// How far it has come.
    pub state: MessageState,
    /// Who wrote it.
    pub sender: Option<PersonId>,
    /// Their name here.
    pub sender_name: Option<String>,
    /// Their role here.
    pub sender_role: Option<String>,
    /// What they are to the patient, in the patient's words.
    pub sender_relationship: Option<String>,
    /// Whether that is the person whose store this is.
    pub sender_is_me: bool,
    /// When, by their clock, and after what.
    pub said: Stamp,
    /// When the relay had it, by its clock, milliseconds since 1970 (UTC).
    pub at: Option<u64>,
    /// Words or a code.
    pub body: String,
}

pub(super) const MESSAGE: &str =
    "SELECT message.id, position, circle.circle, room.audience, message.name, kind,
            message.state, sender, participant.name, participant.role, sent_at, body,
            participant.relationship, coalesce(participant.person_key = account.person_key, 0),
            message.at
     FROM message
     JOIN circle ON circle.id = message.circle
     JOIN account ON account.id = circle.account
     JOIN room ON room.id = message.room
     LEFT JOIN participant ON participant.room = message.room AND participant.person = sender";

pub(super) fn message(row: &Row<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        row: row.get(0)?,
        position: row.get(1)?,
        circle: CircleId(row.get(2)?),
        audience: Audience::from_code(row.get(3)?).ok_or(StoreError::Unreadable)?,
        name: MessageId(row.get(4)?),
        kind: RowKind::from_code(row.get(5)?)?,
        state: MessageState::from_code(row.get(6)?)?,
        sender: PersonId::from_slice(
            row.get_ref(7)?
                .as_blob()
                .map_err(|_| StoreError::Unreadable)?,
        ),
        sender_name: row.get(8)?,
        sender_role: row.get(9)?,
        said: Stamp(row.get(10)?),
        at: row.get(14)?,
        body: row.get(11)?,
        sender_relationship: row.get(12)?,
        sender_is_me: row.get(13)?,
    })
}

/// A message by its row.
pub fn get(db: &Connection, id: i64) -> Result<Message, StoreError> {
    let mut statement = db.prepare_cached(&format!("{MESSAGE} WHERE message.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?
        .map(message)
        .transpose()?
        .ok_or(StoreError::NotFound)
}

/// At most `limit` messages of a circle, oldest first, from a position on.
pub fn page_from(
    db: &Connection,
    circle: i64,
    from: i64,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "{MESSAGE} WHERE message.circle = ?1 AND position >= ?2 ORDER BY position LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![circle, from, limit])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        page.push(message(row)?);
    }
    Ok(page)
}

/// At most `limit` messages of a circle, newest first, before a position (all: `None`).
pub fn page(
    db: &Connection,
    circle: i64,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "{MESSAGE} WHERE message.circle = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![circle, before.unwrap_or(i64::MAX), limit])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        page.push(message(row)?);
    }
    Ok(page)
}

/// Whether a position is that of a message that waits to be sent.
pub fn is_unsent(position: i64) -> bool {
    position > UNSENT
}

kith_protocol::tells_nothing!(Message);
