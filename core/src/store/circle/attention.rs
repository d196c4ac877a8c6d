//! What this person has set for a conversation, on this device alone.

use std::collections::HashMap;

use rusqlite::params;

use super::{conversations::Conversation, listed::Conversations};
use crate::store::{Change, ReadTx, StoreError, WriteTx, rows::ConversationRow};

/// How much a conversation is to be noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// Nothing is to be heard of it.
    pub muted: bool,
    /// They want to come back to it, though they have read it.
    pub marked_unread: bool,
}

/// What was set for each conversation; of most nothing was.
pub fn of(
    db: &ReadTx<'_>,
    all: Conversations,
) -> Result<HashMap<ConversationRow, Attention>, StoreError> {
    let sql = "SELECT conversation, muted, marked_unread FROM attention
               WHERE conversation BETWEEN ?1 AND ?2";
    all.read_one(db, sql, |row| {
        Ok(Attention {
            muted: row.get(1)?,
            marked_unread: row.get(2)?,
        })
    })
}

/// Notes whether anything is to be heard of a conversation.
pub fn set_muted(db: &WriteTx<'_>, of: &Conversation, muted: bool) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO attention (conversation, muted) VALUES (?1, ?2)
         ON CONFLICT (conversation) DO UPDATE SET muted = ?2",
    )?
    .execute(params![of.row, muted])?;
    db.changed(Change::Circle(of.circle.id));
    Ok(())
}

/// Notes that this person wants to come back to a conversation.
pub fn mark_unread(db: &WriteTx<'_>, of: &Conversation) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO attention (conversation, marked_unread) VALUES (?1, 1)
         ON CONFLICT (conversation) DO UPDATE SET marked_unread = 1",
    )?
    .execute([of.row])?;
    db.changed(Change::Marks(of.id));
    Ok(())
}

/// They have come back.
pub fn came_back(db: &WriteTx<'_>, of: &Conversation) -> Result<(), StoreError> {
    let awaited = db
        .prepare_cached(
            "UPDATE attention SET marked_unread = 0 WHERE conversation = ?1 AND marked_unread = 1",
        )?
        .execute([of.row])?;
    if awaited > 0 {
        db.changed(Change::Marks(of.id));
    }
    Ok(())
}
