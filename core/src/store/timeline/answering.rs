//! Whom someone answers who begins to write in a conversation.

use rusqlite::params;

use super::messages::{MessageState, RowKind};
use crate::{
    rights::table::Audience,
    store::{
        ReadTx, StoreError,
        rows::{ConversationRow, EventRow},
    },
};

/// Rows that are looked at: whoever has said more than that since the last answer is alone.
const LOOKED_AT: u32 = 500;

/// Whom new words are for, until the one who writes them says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Others' newest message: what is answered. A later one begins this anew.
    pub row: Option<EventRow>,
    /// Who is to read the answer: never more people than read what it answers, nor more than what
    /// this person said last. Everyone, where nobody has said anything.
    pub audience: Audience,
}

/// What words begun now in a conversation would answer.
pub fn answers(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<Answers, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT message.id, room.audience, message.state
         FROM message JOIN room ON room.id = message.room
         WHERE message.conversation = ?1 AND kind IN (?2, ?3, ?4) ORDER BY position DESC LIMIT ?5",
    )?;
    let mut rows = statement.query(params![
        conversation,
        RowKind::Text as i64,
        RowKind::Unknown as i64,
        RowKind::Undecryptable as i64,
        LOOKED_AT,
    ])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let audience = Audience::from_code(row.get(1)?).ok_or(StoreError::Unreadable)?;
        let last = *last.get_or_insert(audience);
        if row.get::<_, i64>(2)? == MessageState::Received as i64 {
            return Ok(Answers {
                row: Some(row.get(0)?),
                audience: audience.max(last),
            });
        }
    }
    let audience = match last {
        Some(last) => last,
        None => widest(db, conversation)?,
    };
    Ok(Answers {
        row: None,
        audience,
    })
}

/// Whom all that is said in a conversation is for at most.
fn widest(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<Audience, StoreError> {
    let widest: Option<i64> = db
        .prepare_cached("SELECT min(audience) FROM room WHERE conversation = ?1")?
        .query_row([conversation], |row| row.get(0))?;
    widest.map_or(Ok(Audience::Circle), |code| {
        Audience::from_code(code).ok_or(StoreError::Unreadable)
    })
}
