//! Messages: written once, read in windows.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    events::{self, NEXT_ID, NewEvent, Verdict},
    index, items,
    notice::Notice,
    order::UNSENT,
    places, read_marks, worded,
};
pub use super::{
    kinds::{MessageState, RowKind},
    places::Places,
};
use crate::{
    content::{event::ContentKind, fold::Item, registry, stamp::Stamp},
    ids::{CircleId, ConversationId, MessageId, PersonId, PublicKey, RoomId},
    rights::table::Audience,
    store::{StoreError, outgoing::outbox},
};

/// A note of this device's own.
pub struct NewNote {
    /// The conversation's row.
    pub conversation: i64,
    /// The room's row.
    pub room: i64,
    /// What happened.
    pub notice: Notice,
    /// Whom it is about.
    pub about: Option<PersonId>,
    /// When, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Of one sender in one room, what cannot be read within this time of the first is told of in one row: who
/// fills a log with noise fills no screen.
const JOINED_MS: u64 = 60 * 60 * 1000;

/// Writes a note at the end, unless a row there is tells of it; returns its row.
pub fn insert_note(
    db: &Connection,
    places: &mut Places,
    note: &NewNote,
) -> Result<i64, StoreError> {
    if note.notice == Notice::Undecryptable
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

/// The row that tells of the last of such a sender, where that was lately; it tells of one more now.
fn told_of(db: &Connection, note: &NewNote) -> Result<Option<i64>, StoreError> {
    let last: Option<(i64, u64)> = db
        .prepare_cached(&format!(
            "SELECT id, sent_at FROM message WHERE room = ?1 AND sender = ?2 AND kind = {}
             ORDER BY id DESC LIMIT 1",
            RowKind::Undecryptable as i64
        ))?
        .query_row(params![note.room, whom(note.about.as_ref())], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
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
    db: &Connection,
    places: &mut Places,
    event: &NewEvent<'_>,
    words: &str,
) -> Result<i64, StoreError> {
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
        index::add(db, id, words)?;
    }
    Ok(id)
}

/// Keeps what this device says, with a row behind everything that has a place; returns its id. Until
/// it leaves the outbox, [`super::search`] finds it there.
pub fn insert_unsent(db: &Connection, voice: i64, event: &NewEvent<'_>) -> Result<i64, StoreError> {
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
    id: Option<i64>,
    conversation: i64,
    room: i64,
    position: i64,
    kind: RowKind,
    state: MessageState,
    person: Option<PersonId>,
    said: Stamp,
    notice: Option<&'static str>,
    voice: Option<i64>,
}

impl Row {
    fn of(event: &NewEvent<'_>, id: i64, position: i64, state: MessageState) -> Self {
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

fn insert_row(db: &Connection, row: &Row) -> Result<i64, StoreError> {
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
    Ok(db.last_insert_rowid())
}

/// The relay has it, but where it stands among the others is known only when the log says so.
pub fn set_sent(db: &Connection, row: i64) -> Result<(), StoreError> {
    set_state(db, row, MessageState::Sent, MessageState::Queued)
}

fn set_state(
    db: &Connection,
    row: i64,
    now: MessageState,
    before: MessageState,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1 AND state = ?3")?
        .execute(params![row, now as i64, before as i64])?;
    Ok(())
}

/// One's own message that was sent waits once more.
pub fn set_queued(db: &Connection, row: i64) -> Result<(), StoreError> {
    set_state(db, row, MessageState::Queued, MessageState::Sent)
}

/// Gives one's own message a place behind what is here: the log has shown it, or will not show it to
/// us.
pub fn set_placed(db: &Connection, places: &mut Places, row: i64) -> Result<(), StoreError> {
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
pub fn set_refused(db: &Connection, places: &mut Places, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET state = ?2 WHERE id = ?1")?
        .execute(params![row, MessageState::Refused as i64])?;
    places.own(db, row)
}

/// Takes away the row of one's own message that was never sent, and so never got into the index.
pub fn remove_unsent(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM message WHERE id = ?1")?
        .execute([row])?;
    Ok(())
}

/// A row of which only its sender's words for it were known is understood now.
pub fn understood(
    db: &Connection,
    row: i64,
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

/// A message as read.
#[derive(Clone)]
pub struct Message {
    /// Local row; stable.
    pub row: i64,
    /// Order on the screen.
    pub position: i64,
    /// Which circle.
    pub circle: CircleId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// In which room.
    pub room: RoomId,
    /// Its local row.
    pub room_row: i64,
    /// Who reads that.
    pub audience: Audience,
    /// In its device's chain; 0 of a note.
    pub counter: u64,
    /// Its name; nothing of a note.
    pub name: Option<MessageId>,
    /// What it shows.
    pub content: Shown,
    /// How far it has come.
    pub state: MessageState,
    /// Who wrote it, or whom it is about.
    pub sender: Option<PersonId>,
    /// Their name here.
    pub sender_name: Option<String>,
    /// Their role here.
    pub sender_role: Option<String>,
    /// What they are to the patient, in the patient's words.
    pub sender_relationship: Option<String>,
    /// Whether that is the person whose store this is.
    pub sender_is_me: bool,
    /// Whether it was said on this device.
    pub said_here: bool,
    /// When, by their clock, and after what.
    pub said: Stamp,
    /// When the relay had it, by its clock, milliseconds since 1970 (UTC).
    pub at: Option<u64>,
    /// Which signs were put to it, and by whom, in the order of the signs.
    pub signs: Vec<PutSign>,
    /// Who has put it on the shelf, if it stands there.
    pub pinned_by: Vec<PersonId>,
    /// What it answers.
    pub answers: Option<Answered>,
    /// Whom its words name.
    pub mentions: Vec<PersonId>,
}

/// What a message answers, as it is now.
#[derive(Clone)]
pub enum Answered {
    /// Not here: it has not come, or was said where this is not read.
    NotHere,
    /// It is here.
    Here {
        /// Its row.
        row: i64,
        /// Who said it.
        sender: PersonId,
        /// Their name here.
        sender_name: Option<String>,
        /// Whether that is the person whose store this is.
        sender_is_me: bool,
        /// Its words; nothing where it was taken back.
        words: Option<String>,
    },
}

/// A sign that was put to a message.
#[derive(Clone)]
pub struct PutSign {
    /// An emoji.
    pub sign: String,
    /// Who has put it there.
    pub people: Vec<PersonId>,
    /// Whether the person whose store this is has.
    pub mine: bool,
}

/// What a row of the timeline shows.
#[derive(Clone, PartialEq, Eq)]
pub enum Shown {
    /// Someone's words.
    Text {
        /// The words, as their author has edited them last.
        body: String,
        /// Whether they were edited.
        edited: bool,
    },
    /// Taken back by who said it.
    Deleted,
    /// Something of a kind that this version does not know, by the words that its sender gave in its
    /// place.
    Newer(String),
    /// What happened.
    Notice {
        /// What it was.
        notice: Notice,
        /// How many times.
        times: u32,
    },
    /// What happened, by a code of a later version's.
    Later,
}

impl Shown {
    /// What someone said; empty where nobody did, or it cannot be told.
    pub fn words(&self) -> &str {
        match self {
            Self::Text { body, .. } => body,
            Self::Newer(words) => words,
            Self::Deleted | Self::Notice { .. } | Self::Later => "",
        }
    }
}

pub(super) const MESSAGE: &str =
    "SELECT message.id, position, circle.circle, room.audience, event.name, message.kind,
            message.state, sender, participant.name, participant.role, sent_at, notice,
            participant.relationship, coalesce(participant.person_key = account.person_key, 0),
            event.at, event.kind, event.content, item.state, answered.id, answered.kind,
            answered.content, answered_item.state, answered_voice.person, answered_by.name,
            coalesce(answered_by.person_key = account.person_key, 0), conversation_id, room.room_id,
            account.person_key, message.room, event.counter, message.times,
            event.id IS NOT NULL AND message.voice IS NULL
     FROM message
     JOIN conversation ON conversation.id = message.conversation
     JOIN circle ON circle.id = conversation.circle
     JOIN account ON account.id = circle.account
     JOIN room ON room.id = message.room
     LEFT JOIN event ON event.id = message.id
     LEFT JOIN item ON item.event = message.id
     LEFT JOIN participant ON participant.room = message.room AND participant.person = sender
     LEFT JOIN event AS answered ON answered.id = event.target
     LEFT JOIN item AS answered_item ON answered_item.event = answered.id
     LEFT JOIN voice AS answered_voice ON answered_voice.id = answered.voice
     LEFT JOIN participant AS answered_by
         ON answered_by.room = message.room AND answered_by.person = answered_voice.person";

pub(super) fn message(row: &rusqlite::Row<'_>) -> Result<Message, StoreError> {
    let kind = RowKind::from_code(row.get(5)?)?;
    let item = worded::item(row, 17)?;
    Ok(Message {
        row: row.get(0)?,
        position: row.get(1)?,
        circle: CircleId(row.get(2)?),
        conversation: ConversationId(row.get(25)?),
        room: RoomId(row.get(26)?),
        room_row: row.get(28)?,
        counter: row.get::<_, Option<_>>(29)?.unwrap_or(0),
        audience: Audience::from_code(row.get(3)?).ok_or(StoreError::Unreadable)?,
        name: row.get::<_, Option<_>>(4)?.map(MessageId),
        content: match kind {
            RowKind::Text | RowKind::Unknown if item.redacted => Shown::Deleted,
            // What was said again without its content.
            RowKind::Text if item.words.is_none() && is_erased(row)? => Shown::Deleted,
            RowKind::Text => Shown::Text {
                edited: item.words.is_some(),
                body: worded::words(row, 15)?.unwrap_or_default(),
            },
            RowKind::Unknown => Shown::Newer(worded::words(row, 15)?.unwrap_or_default()),
            kind => {
                let code = row.get_ref(11)?.as_str_or_null();
                let code = code.map_err(|_| StoreError::Unreadable)?.unwrap_or("");
                let times = row.get(30)?;
                let notice = |notice| Shown::Notice { notice, times };
                Notice::of(kind, code).map_or(Shown::Later, notice)
            }
        },
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
        sender_relationship: row.get(12)?,
        sender_is_me: row.get(13)?,
        said_here: row.get(31)?,
        signs: signs(row, &item)?,
        pinned_by: item.pinned_by(),
        answers: if item.redacted { None } else { answered(row)? },
        // What was edited may not name them any more.
        mentions: if item.redacted || item.words.is_some() {
            Vec::new()
        } else {
            mentions(row)?
        },
    })
}

fn is_erased(row: &rusqlite::Row<'_>) -> Result<bool, StoreError> {
    Ok(row.get_ref(16)? == rusqlite::types::ValueRef::Null)
}

/// What a row answers: its kind says that it answers something, its target what.
fn answered(row: &rusqlite::Row<'_>) -> Result<Option<Answered>, StoreError> {
    if row.get::<_, Option<u16>>(15)? != Some(ContentKind::REPLY.0) {
        return Ok(None);
    }
    let Some(target) = row.get(18)? else {
        return Ok(Some(Answered::NotHere));
    };
    Ok(Some(Answered::Here {
        row: target,
        words: worded::words(row, 19)?,
        sender: PersonId(row.get(22)?),
        sender_name: row.get(23)?,
        sender_is_me: row.get(24)?,
    }))
}

fn mentions(row: &rusqlite::Row<'_>) -> Result<Vec<PersonId>, StoreError> {
    let content = row.get_ref(16)?.as_blob_or_null();
    let Some(content) = content.map_err(|_| StoreError::Unreadable)? else {
        return Ok(Vec::new());
    };
    Ok(registry::mentions(ContentKind(row.get(15)?), content))
}

fn signs(row: &rusqlite::Row<'_>, item: &Item) -> Result<Vec<PutSign>, StoreError> {
    if item.reactions.is_empty() {
        return Ok(Vec::new());
    }
    let me = PersonId::of(&PublicKey(row.get(27)?));
    let put = item.signs().into_iter().map(|(sign, people)| PutSign {
        mine: people.contains(&me),
        sign,
        people,
    });
    Ok(put.collect())
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

/// At most `limit` messages of a conversation, oldest first, from a position on.
pub fn page_from(
    db: &Connection,
    conversation: i64,
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
    db: &Connection,
    conversation: i64,
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

kith_protocol::tells_nothing!(Message, PutSign, Shown, Answered);
