//! What is shown as one: the rooms of a circle that are for more than two, and each room of two.

use kith_protocol::names;
use rusqlite::{OptionalExtension, Row, params};

use super::circles::Circle;
use crate::{
    circle::room_id,
    ids::{AccountId, CircleId, ConversationId, PersonId, PublicKey, RoomId},
    rights::table::Audience,
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{CircleRow, ConversationRow},
    },
};

/// A conversation as stored.
#[derive(Clone)]
pub struct Conversation {
    /// Local row.
    pub row: ConversationRow,
    /// The conversation.
    pub id: ConversationId,
    /// Its circle.
    pub circle: Circle,
    /// With whom the patient talks there, of a room of two; `None`: it is the circle's.
    pub with: Option<Partner>,
}

impl Conversation {
    /// For whom words are that are said here to an audience: in a room of two, for those two.
    pub fn audience(&self, audience: Audience) -> Audience {
        match self.with {
            Some(_) => Audience::Pair,
            None => audience,
        }
    }

    /// The room in which they are said.
    pub fn room(&self, audience: Audience) -> RoomId {
        room_id::of_conversation(&self.id, self.audience(audience))
    }
}

/// Whom a room of two is for, beside the patient.
#[derive(Clone, PartialEq, Eq)]
pub struct Partner {
    /// The person.
    pub person: PersonId,
    /// Their person key.
    pub key: PublicKey,
    /// What they were called when the room began.
    pub name: String,
}

const CONVERSATION: &str = "SELECT conversation.id, conversation_id, person, name, person_key,
            circle.id, account, circle.circle, patient, title
     FROM conversation JOIN circle ON circle.id = conversation.circle";

fn conversation(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    let with: (Option<[u8; 16]>, Option<String>, Option<[u8; 32]>) =
        (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(Conversation {
        row: row.get(0)?,
        id: ConversationId(row.get(1)?),
        circle: Circle {
            row: row.get(5)?,
            account: AccountId(row.get(6)?),
            id: CircleId(row.get(7)?),
            patient: PublicKey(row.get(8)?),
            title: row.get(9)?,
        },
        with: match with {
            (Some(person), Some(name), Some(key)) => Some(Partner {
                person: PersonId(person),
                key: PublicKey(key),
                name,
            }),
            _ => None,
        },
    })
}

fn select(
    db: &ReadTx<'_>,
    filter: &str,
    key: impl rusqlite::Params,
) -> Result<Vec<Conversation>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{CONVERSATION} {filter} ORDER BY conversation.id"))?;
    Ok(statement
        .query_map(key, conversation)?
        .collect::<Result<_, _>>()?)
}

/// All conversations in which there is a room, oldest first.
pub fn all(db: &ReadTx<'_>) -> Result<Vec<Conversation>, StoreError> {
    select(
        db,
        "WHERE EXISTS (SELECT 1 FROM room WHERE room.conversation = conversation.id)",
        [],
    )
}

/// A conversation.
pub fn get(db: &ReadTx<'_>, id: &ConversationId) -> Result<Conversation, StoreError> {
    select(db, "WHERE conversation_id = ?1", [id.0])?
        .pop()
        .ok_or(StoreError::NotFound)
}

/// The row of a circle's conversation, made if it is not there. One of another circle under this id is
/// [`StoreError::NotFound`].
pub fn ensure(
    db: &WriteTx<'_>,
    circle: CircleRow,
    id: &ConversationId,
    with: Option<&Partner>,
) -> Result<ConversationRow, StoreError> {
    db.prepare_cached(
        "INSERT INTO conversation (circle, conversation_id, person, name, person_key)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (conversation_id) DO NOTHING",
    )?
    .execute(params![
        circle,
        id.0,
        with.map(|with| with.person.0),
        with.map(|with| names::shown(&with.name)),
        with.map(|with| with.key.0),
    ])?;
    db.prepare_cached("SELECT id FROM conversation WHERE conversation_id = ?1 AND circle = ?2")?
        .query_row(params![id.0, circle], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound)
}

kith_protocol::tells_nothing!(Conversation, Partner);
