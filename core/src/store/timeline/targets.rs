//! How events name each other.

use rusqlite::{OptionalExtension, params};

use super::items;
use crate::{
    content::{event::ContentKind, head::Target},
    ids::{DeviceId, PersonId},
    store::{
        ReadTx, StoreError,
        circle::room::Room,
        rows::{ConversationRow, EventRow, RoomRow},
    },
};

/// An event that another one is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub event: EventRow,
    /// Who said it.
    pub person: PersonId,
    /// Its kind.
    pub kind: ContentKind,
}

/// The event that is named, if it is here. Of several that one device said under one counter, which an
/// honest one does not, the first that came: what others touched before the next came is put to nothing else. The
/// log shows both to all in one order.
pub fn named(db: &ReadTx<'_>, room: &Room, target: &Target) -> Result<Option<Named>, StoreError> {
    named_in(db, (room.conversation_row, room.row), target)
}

/// The same, in a room of a conversation, by their rows.
pub(super) fn named_in(
    db: &ReadTx<'_>,
    (conversation, room): (ConversationRow, RoomRow),
    target: &Target,
) -> Result<Option<Named>, StoreError> {
    // What stands in no chain has no name.
    if target.counter == 0 {
        return Ok(None);
    }
    Ok(db
        .prepare_cached(
            "SELECT event.id, voice.person, event.kind FROM voice
             JOIN event ON event.voice = voice.id AND event.room = ?3 AND event.counter = ?4
             WHERE voice.conversation = ?1 AND voice.device = ?2 ORDER BY event.id LIMIT 1",
        )?
        .query_row(
            params![conversation, target.device.0, room, target.counter],
            |row| {
                Ok(Named {
                    event: row.get(0)?,
                    person: PersonId(row.get(1)?),
                    kind: ContentKind(row.get(2)?),
                })
            },
        )
        .optional()?)
}

/// Whether an event has a name: of several under one the first that came.
const IS_NAMED: &str = "NOT EXISTS (
    SELECT 1 FROM voice AS by
    JOIN event AS first ON first.voice = by.id AND first.room = event.room
                       AND first.counter = event.counter
    WHERE by.conversation = voice.conversation AND by.device = voice.device
      AND first.id < event.id)";

/// How an event is named.
///
/// # Errors
/// [`StoreError::NotFound`] where another one is meant by its name.
pub fn of(db: &ReadTx<'_>, event: EventRow) -> Result<Target, StoreError> {
    db.prepare_cached(&format!(
        "SELECT device, counter FROM event JOIN voice ON voice.id = event.voice
         WHERE event.id = ?1 AND {IS_NAMED}"
    ))?
    .query_row([event], |row| {
        Ok(Target {
            device: DeviceId(row.get(0)?),
            counter: row.get(1)?,
        })
    })
    .optional()?
    .ok_or(StoreError::NotFound)
}

/// How an event is named that may be answered in a room: one of its own that has a row and was not taken
/// back. Nothing for one that was, or was withdrawn before it went out.
pub fn answerable(
    db: &ReadTx<'_>,
    room: RoomRow,
    row: EventRow,
) -> Result<Option<Target>, StoreError> {
    let item = items::get(db, row)?;
    let target = db
        .prepare_cached(&format!(
            "SELECT device, counter FROM message JOIN event ON event.id = message.id
             JOIN voice ON voice.id = event.voice
             WHERE message.id = ?1 AND event.room = ?2 AND {IS_NAMED}"
        ))?
        .query_row(params![row, room], |row| {
            Ok(Target {
                device: DeviceId(row.get(0)?),
                counter: row.get(1)?,
            })
        })
        .optional()?;
    let is_here = || {
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM message WHERE id = ?1)")?
            .query_row([row], |row| row.get::<_, bool>(0))
    };
    if target.is_none() && is_here()? {
        return Err(StoreError::NotFound);
    }
    Ok(target.filter(|_| !item.redacted))
}
