//! What the device has told of a conversation while nobody looked at it.

use std::collections::HashMap;

use rusqlite::params;

use crate::{
    ids::ConversationId,
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{ConversationRow, EventRow},
    },
};

/// What was told of a conversation last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The row of the newest message that was told, or seen.
    pub newest: EventRow,
    /// How it was told: a digest.
    pub mark: i64,
}

/// What was told, of each conversation of which anything was.
pub fn all(db: &ReadTx<'_>) -> Result<HashMap<ConversationId, Told>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT conversation_id, newest, mark
         FROM told JOIN conversation ON conversation.id = told.conversation",
    )?;
    let told = statement.query_map([], |row| {
        let told = Told {
            newest: row.get(1)?,
            mark: row.get(2)?,
        };
        Ok((ConversationId(row.get(0)?), told))
    })?;
    Ok(told.collect::<Result<_, _>>()?)
}

/// Notes what was told of a conversation.
pub fn set(db: &WriteTx<'_>, conversation: ConversationRow, told: Told) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO told (conversation, newest, mark) VALUES (?1, ?2, ?3)
         ON CONFLICT (conversation) DO UPDATE SET newest = ?2, mark = ?3",
    )?
    .execute(params![conversation, told.newest, told.mark])?;
    Ok(())
}
