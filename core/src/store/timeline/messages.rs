//! Messages: written once, read in windows.

use rusqlite::{OptionalExtension, params};

pub(super) use super::shown::{MESSAGE, message};
use super::{
    events::{self, NEXT_ID, NewEvent, Verdict},
    index, items,
    notice::Notice,
    order::UNSENT,
    places, read_marks,
};
pub use super::{
    kinds::{MessageState, RowKind},
    places::Places,
    shown::{Answered, Message, PutSign, Shown},
};
use crate::{
    content::stamp::Stamp,
    ids::PersonId,
    store::{
        ReadTx, StoreError, WriteTx,
        outgoing::outbox,
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
    },
};

/// A note of this device's own.
pub struct NewNote {
    /// The conversation's row.
    pub conversation: ConversationRow,
    /// The room's row.
    pub room: RoomRow,
    /// What happened.
    pub notice: Notice,
    /// Whom it is about.
    pub about: Option<PersonId>,
    /// When, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Of one sender in one room, what cannot be read within this time of the first is told of in one row, and so are gaps
/// in their chain, and what they say again otherwise than they said it: who makes noise fills no screen.
const JOINED_MS: u64 = 60 * 60 * 1000;
const JOINED: [Notice; 4] = [
    Notice::Undecryptable,
    Notice::Withheld,
    Notice::SaidOtherwise,
    Notice::TooMuch,
];

/// Writes a note at the end, unless a row there is tells of it; returns its row.
pub fn insert_note(
    db: &WriteTx<'_>,
    places: &mut Places,
    note: &NewNote,
) -> Result<EventRow, StoreError> {
    if JOINED.contains(&note.notice)
        && let Some(row) = told_of(db, note)?
    {
        return Ok(row);
    }
    let row = Row {
        id: None,
        conversation: note.conversation,
        room: note.room,
        position: places.end(db)?,
        kind: note.notice.kind(),
        state: MessageState::Received,
        person: note.about,
        said: Stamp::at(note.at),
        notice: Some(note.notice.code()),
        voice: None,
    };
    let id = insert_row(db, &row)?;
    places.came(note.room, id);
    Ok(id)
}

/// As they stand in a query.
const UNREADABLE: i64 = RowKind::Undecryptable as i64;
const ALARM: i64 = RowKind::Alarm as i64;
const WITHHELD: i64 = RowKind::Withheld as i64;

/// The row that tells of the last of such a sender, where that was lately; it tells of one more now.
fn told_of(db: &WriteTx<'_>, note: &NewNote) -> Result<Option<EventRow>, StoreError> {
    let last: Option<(EventRow, u64)> = db
        .prepare_cached(&format!(
            "SELECT id, sent_at FROM message WHERE room = ?1 AND sender = ?2 AND notice = ?3
             AND (kind = {UNREADABLE} OR kind = {ALARM} OR kind = {WITHHELD}) ORDER BY id DESC LIMIT 1"
        ))?
        .query_row(
            params![note.room, whom(note.about.as_ref()), note.notice.code()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let lately = |at: u64| Stamp(at).clock().abs_diff(note.at) < JOINED_MS;
    let Some((row, _)) = last.filter(|(_, at)| lately(*at)) else {
        return Ok(None);
    };
    db.prepare_cached("UPDATE message SET times = times + 1 WHERE id = ?1")?
        .execute([row])?;
    Ok(Some(row))
}

/// Whose a row is, as its column has it.
fn whom(person: Option<&PersonId>) -> &[u8] {
    person.map_or(&[], |person| &person.0)
}

/// Keeps what another device said, with a row at its place; returns its id. The row's words are those
/// that are looked for.
pub fn insert(
    db: &WriteTx<'_>,
    places: &mut Places,
    event: &NewEvent<'_>,
    words: &str,
) -> Result<EventRow, StoreError> {
    let place = places.of_event(db, (&event.device, &event.person), event.said)?;
    let id = events::insert(db, place.voice, event)?;
    let row = Row::of(event, id, place.position, MessageState::Received);
    insert_row(
        db,
        &Row {
            voice: Some(place.voice),
            ..row
        },
    )?;
    places.came(event.room, id);
    if place.late {
        read_marks::note_late(db, event.conversation, id, place.position)?;
    }
    if !words.is_empty() {
        places.coming().came(id, words);
    }
    Ok(id)
}

/// Keeps what this device says, with a row behind everything that has a place; returns its id. Until
/// it leaves the outbox, [`super::search`] finds it there.
pub fn insert_unsent(
    db: &WriteTx<'_>,
    voice: VoiceRow,
    event: &NewEvent<'_>,
) -> Result<EventRow, StoreError> {
    let last: Option<i64> = db
        .prepare_cached("SELECT max(position) FROM message WHERE conversation = ?1")?
        .query_row([event.conversation], |row| row.get(0))?;
    let position = last.unwrap_or(0).max(UNSENT) + 1;
    let id = events::insert(db, voice, event)?;
    insert_row(db, &Row::of(event, id, position, MessageState::Queued))?;
    places::set_newest(db, event.room, id)?;
    Ok(id)
}

/// A row of `message`.
struct Row {
    /// Its event's; `None` of a note.
    id: Option<EventRow>,
    conversation: ConversationRow,
    room: RoomRow,
    position: i64,
    kind: RowKind,
    state: MessageState,
    person: Option<PersonId>,
    said: Stamp,
    notice: Option<&'static str>,
    voice: Option<VoiceRow>,
}

impl Row {
    fn of(event: &NewEvent<'_>, id: EventRow, position: i64, state: MessageState) -> Self {
        Self {
            id: Some(id),
            conversation: event.conversation,
            room: event.room,
            position,
            kind: match event.verdict {
                Verdict::Newer | Verdict::LetGo => RowKind::Unknown,
                Verdict::Allowed | Verdict::Refused | Verdict::Waits => RowKind::Text,
            },
            state,
            person: Some(event.person),
            said: event.said,
            notice: None,
            voice: None,
        }
    }
}

fn insert_row(db: &WriteTx<'_>, row: &Row) -> Result<EventRow, StoreError> {
    db.prepare_cached(&format!(
        "INSERT INTO message
             (id, conversation, room, position, kind, state, sender, sent_at, notice, voice)
         VALUES (coalesce(?1, {NEXT_ID}), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    ))?
    .execute(params![
        row.id,
        row.conversation,
        row.room,
        row.position,
        row.kind as i64,
        row.state as i64,
        whom(row.person.as_ref()),
        row.said.0,
        row.notice,
        row.voice,
    ])?;
    Ok(EventRow(db.last_insert_rowid()))
}

/// The relay has it, but where it stands among the others is known only when the log says so.
pub fn set_sent(db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
    set_state(db, row, MessageState::Sent, MessageState::Queued)
}

fn set_state(
    db: &WriteTx<'_>,
    row: EventRow,
    now: MessageState,
    before: MessageState,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1 AND state = ?3")?
        .execute(params![row, now as i64, before as i64])?;
    Ok(())
}

/// One's own message that was sent waits once more.
pub fn set_queued(db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
    set_state(db, row, MessageState::Queued, MessageState::Sent)
}

/// Gives one's own message a place behind what is here: the log has shown it, or will not show it to
/// us.
pub fn set_placed(db: &WriteTx<'_>, places: &mut Places, row: EventRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1 AND state != ?2")?
        .execute(params![row, MessageState::Sent as i64])?;
    // What it is about may be what it says now.
    if let Some(target) = items::about(db, row)? {
        places.annotated(target);
    }
    places.own(db, row)
}

/// The relay will never take it. It stands where the others are by now, not behind all that is to
/// come.
pub fn set_refused(db: &WriteTx<'_>, places: &mut Places, row: EventRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1")?
        .execute(params![row, MessageState::Refused as i64])?;
    places.own(db, row)
}

/// Takes away the row of one's own message that was never sent, and so never got into the index.
pub fn remove_unsent(db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM message WHERE id = ?1")?
        .execute([row])?;
    Ok(())
}

/// A row of which only its sender's words for it were known is understood now.
pub fn understood(
    db: &WriteTx<'_>,
    row: EventRow,
    fallback: &str,
    words: &str,
) -> Result<(), StoreError> {
    let known = db
        .prepare_cached("UPDATE message SET kind = ?2 WHERE id = ?1 AND kind = ?3")?
        .execute(params![row, RowKind::Text as i64, RowKind::Unknown as i64])?;
    if known > 0 && !outbox::is_on_its_way(db, row)? {
        index::replace(db, row, fallback, words)?;
    }
    Ok(())
}

/// A message by its row.
pub fn get(db: &ReadTx<'_>, id: EventRow) -> Result<Message, StoreError> {
    let mut statement = db.prepare_cached(&format!("{MESSAGE} WHERE message.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?
        .map(message)
        .transpose()?
        .ok_or(StoreError::NotFound)
}

/// At most `limit` messages of a conversation, oldest first, from a position on.
pub fn page_from(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    from: i64,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "{MESSAGE} WHERE message.conversation = ?1 AND position >= ?2 ORDER BY position LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![conversation, from, limit])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        page.push(message(row)?);
    }
    Ok(page)
}

/// At most `limit` messages of a conversation, newest first, before a position (all: `None`).
pub fn page(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "{MESSAGE} WHERE message.conversation = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3"
    ))?;
    let mut rows = statement.query(params![conversation, before.unwrap_or(i64::MAX), limit])?;
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
