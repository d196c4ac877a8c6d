//! How far this person has read a circle, and what they have not seen yet.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    StoreError,
    messages::{MessageState, RowKind, UNSENT},
};

/// Most unread rows that are counted: nobody reads the difference.
pub const MOST_UNREAD: u32 = 1000;

/// What of a circle was not seen yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Others' messages, at most [`MOST_UNREAD`].
    pub messages: u32,
    /// Whether the gate refused something.
    pub alarm: bool,
}

/// The position up to which a circle was read.
pub fn mark(db: &Connection, circle: i64) -> Result<i64, StoreError> {
    Ok(db
        .prepare_cached("SELECT position FROM read_mark WHERE circle = ?1")?
        .query_row([circle], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// Notes that a circle was read up to a row; what waits to be sent has no place yet, so that all
/// that has one counts. Answers whether that is news: the mark never goes back.
pub fn advance(db: &Connection, circle: i64, row: i64) -> Result<bool, StoreError> {
    let moved = db
        .prepare_cached(
            "INSERT INTO read_mark (circle, position)
             SELECT circle, position FROM message
             WHERE circle = ?1 AND position <= min(
                 ?3 - 1, (SELECT position FROM message WHERE id = ?2 AND circle = ?1))
             ORDER BY position DESC LIMIT 1
             ON CONFLICT (circle) DO UPDATE SET position = excluded.position
             WHERE excluded.position > read_mark.position",
        )?
        .execute(params![circle, row, UNSENT])?;
    Ok(moved > 0)
}

/// What came after a position.
pub fn unread(db: &Connection, circle: i64, mark: i64) -> Result<Unread, StoreError> {
    let messages = db
        .prepare_cached(&format!(
            "SELECT count(*) FROM (SELECT 1 FROM message
             WHERE circle = ?1 AND position > ?2 AND position < ?3 AND {} LIMIT ?4)",
            counts()
        ))?
        .query_row(params![circle, mark, UNSENT, MOST_UNREAD], |row| row.get(0))?;
    let alarm = db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM message
             WHERE circle = ?1 AND position > ?2 AND position < ?3 AND kind = {})",
            RowKind::Alarm as i64
        ))?
        .query_row(params![circle, mark, UNSENT], |row| row.get(0))?;
    Ok(Unread { messages, alarm })
}

/// The first row after a position that counts as unread: its row and its position.
pub fn first_unread(
    db: &Connection,
    circle: i64,
    mark: i64,
) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT id, position FROM message
             WHERE circle = ?1 AND position > ?2 AND position < ?3 AND {}
             ORDER BY position LIMIT 1",
            counts()
        ))?
        .query_row(params![circle, mark, UNSENT], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// The newest row after a position that counts as unread.
pub fn newest_unread(db: &Connection, circle: i64, mark: i64) -> Result<Option<i64>, StoreError> {
    Ok(db
        .prepare_cached(&format!(
            "SELECT id FROM message
             WHERE circle = ?1 AND position > ?2 AND position < ?3 AND {}
             ORDER BY position DESC LIMIT 1",
            counts()
        ))?
        .query_row(params![circle, mark, UNSENT], |row| row.get(0))
        .optional()?)
}

/// Which rows count: what others said, readable here or not. As the index `message_heard` has it.
fn counts() -> String {
    format!(
        "state = {} AND kind IN ({}, {}, {})",
        MessageState::Received as i64,
        RowKind::Text as i64,
        RowKind::Unknown as i64,
        RowKind::Undecryptable as i64,
    )
}
