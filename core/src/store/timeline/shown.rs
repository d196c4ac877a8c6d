//! A message as it is read: whose it is, what it shows by what was said of it, what it answers.

use super::{
    kinds::{MessageState, RowKind},
    notice::Notice,
    worded,
};
use crate::{
    content::{event::ContentKind, fold::Item, stamp::Stamp},
    ids::{CircleId, ConversationId, MessageId, PersonId, PublicKey, RoomId},
    rights::table::Audience,
    store::{
        StoreError,
        rows::{EventRow, RoomRow},
    },
};

/// A message as read.
#[derive(Clone)]
pub struct Message {
    /// Local row; stable.
    pub row: EventRow,
    /// Order on the screen.
    pub position: i64,
    /// Which circle.
    pub circle: CircleId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// In which room.
    pub room: RoomId,
    /// Its local row.
    pub room_row: RoomRow,
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
    /// It says something else by now than to any of them.
    pub pinned_otherwise: bool,
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
        row: EventRow,
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

/// What [`message`] reads.
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

/// A message, of a row of [`MESSAGE`].
pub(super) fn message(row: &rusqlite::Row<'_>) -> Result<Message, StoreError> {
    let kind = RowKind::from_code(row.get(5)?)?;
    let item = worded::item(row, 17)?;
    let (words, mentions) = worded::words_of(row, 15, &item)?;
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
                body: words.unwrap_or_default(),
            },
            RowKind::Unknown => Shown::Newer(words.unwrap_or_default()),
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
        pinned_otherwise: item.pinned_otherwise,
        answers: if item.redacted { None } else { answered(row)? },
        mentions,
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

kith_protocol::tells_nothing!(Message, PutSign, Shown, Answered);
