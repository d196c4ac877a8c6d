//! What is shown as one: the rooms of a circle that are for more than two, and each room of two.

use kith_protocol::names;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::circles::{self, Circle};
use crate::{
    circle::room_id,
    ids::{CircleId, ConversationId, PersonId, PublicKey, RoomId},
    rights::table::Audience,
    store::StoreError,
};

/// A conversation as stored.
#[derive(Clone)]
pub struct Conversation {
    /// Local row.
    pub row: i64,
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

const CONVERSATION: &str =
    "SELECT conversation.id, conversation_id, circle.circle, person, name, person_key
     FROM conversation JOIN circle ON circle.id = conversation.circle";

fn conversation(db: &Connection, row: &Row<'_>) -> Result<Conversation, StoreError> {
    let with: (Option<[u8; 16]>, Option<String>, Option<[u8; 32]>) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(Conversation {
        row: row.get(0)?,
        id: ConversationId(row.get(1)?),
        circle: circles::get(db, &CircleId(row.get(2)?))?,
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
    db: &Connection,
    filter: &str,
    key: impl rusqlite::Params,
) -> Result<Vec<Conversation>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("{CONVERSATION} {filter} ORDER BY conversation.id"))?;
    let mut rows = statement.query(key)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(conversation(db, row)?);
    }
    Ok(found)
}

/// All conversations, oldest first.
pub fn all(db: &Connection) -> Result<Vec<Conversation>, StoreError> {
    select(db, "", [])
}

/// A conversation.
pub fn get(db: &Connection, id: &ConversationId) -> Result<Conversation, StoreError> {
    select(db, "WHERE conversation_id = ?1", [id.0])?
        .pop()
        .ok_or(StoreError::NotFound)
}

/// The row of a circle's conversation, made if it is not there. One of another circle under this id is
/// [`StoreError::NotFound`].
pub fn ensure(
    db: &Connection,
    circle: i64,
    id: &ConversationId,
    with: Option<&Partner>,
) -> Result<i64, StoreError> {
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
