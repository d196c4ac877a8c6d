//! How far this person has read a conversation, and what they have not seen yet.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::{
    kinds::{MessageState, RowKind},
    order::UNSENT,
};
use crate::store::{
    ReadTx, StoreError, WriteTx,
    circle::listed::Conversations,
    rows::{ConversationRow, EventRow},
};

/// Most unread rows that are counted: nobody reads the difference.
pub const MOST_UNREAD: u32 = 1000;

/// What of a conversation was not seen yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Others' messages, at most [`MOST_UNREAD`].
    pub messages: u32,
    /// Whether the gate refused something.
    pub alarm: bool,
}

/// How far a conversation was read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    pub(crate) position: i64,
    late: Option<Late>,
}

/// Which of the rows above a read mark were not seen: the first place, the newest row, how many.
#[derive(Clone, Copy, Debug)]
struct Late {
    first: i64,
    newest: EventRow,
    count: u32,
}

/// How far a conversation was read.
pub fn mark(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<Mark, StoreError> {
    let marks = marks(db, Conversations::only(conversation))?;
    Ok(marks.get(&conversation).copied().unwrap_or_default())
}

/// How far each conversation was read; of one that nobody has looked at, nothing.
pub fn marks(
    db: &ReadTx<'_>,
    of: Conversations,
) -> Result<HashMap<ConversationRow, Mark>, StoreError> {
    let mut late = late(db, of)?;
    let sql = "SELECT conversation, position FROM read_mark WHERE conversation BETWEEN ?1 AND ?2";
    let positions = of.read_one(db, sql, |row| Ok(row.get(1)?))?.into_iter();
    Ok(positions
        .map(|(conversation, position)| {
            let late = late.remove(&conversation);
            (conversation, Mark { position, late })
        })
        .collect())
}

/// What came late. Nothing does where nothing was read.
fn late(db: &ReadTx<'_>, of: Conversations) -> Result<HashMap<ConversationRow, Late>, StoreError> {
    let sql = "SELECT late.conversation, min(position), max(late.message), count(*)
               FROM late JOIN message ON message.id = late.message
               WHERE late.conversation BETWEEN ?1 AND ?2 GROUP BY late.conversation";
    of.read_one(db, sql, |row| {
        Ok(Late {
            first: row.get(1)?,
            newest: row.get(2)?,
            count: row.get(3)?,
        })
    })
}

/// Notes that a conversation was read up to a row; what waits to be sent has no place yet, so that all
/// that has one counts. Answers whether that is news: the mark never goes back.
pub fn advance(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    row: EventRow,
) -> Result<bool, StoreError> {
    let moved = db
        .prepare_cached(
            "INSERT INTO read_mark (conversation, position)
             SELECT conversation, position FROM message
             WHERE conversation = ?1 AND position <= min(
                 ?3 - 1, (SELECT position FROM message WHERE id = ?2 AND conversation = ?1))
             ORDER BY position DESC LIMIT 1
             ON CONFLICT (conversation) DO UPDATE SET position = excluded.position
             WHERE excluded.position > read_mark.position",
        )?
        .execute(params![conversation, row, UNSENT])?;
    let seen = db
        .prepare_cached(
            "DELETE FROM late WHERE conversation = ?1
             AND (SELECT position FROM message WHERE id = late.message)
                 <= (SELECT position FROM message WHERE id = ?2 AND conversation = ?1)",
        )?
        .execute(params![conversation, row])?;
    Ok(moved + seen > 0)
}

/// The rows up to one that came late and were not seen.
pub fn late_before(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    row: EventRow,
) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT late.message FROM late WHERE conversation = ?1
         AND (SELECT position FROM message WHERE id = late.message)
             <= (SELECT position FROM message WHERE id = ?2 AND conversation = ?1)",
    )?;
    let rows = statement.query_map(params![conversation, row], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a row came late: where it stands above the read mark it was not seen all the same.
pub(super) fn note_late(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    row: EventRow,
    position: i64,
) -> Result<(), StoreError> {
    let mark: Option<i64> = db
        .prepare_cached("SELECT position FROM read_mark WHERE conversation = ?1")?
        .query_row([conversation], |row| row.get(0))
        .optional()?;
    // Not in one statement: whatever inserts a selection begins a savepoint, and with it the index
    // of words writes all that it has gathered.
    if mark.is_some_and(|mark| position <= mark) {
        db.prepare_cached("INSERT INTO late (message, conversation) VALUES (?1, ?2)")?
            .execute(params![row, conversation])?;
    }
    Ok(())
}

/// How many rows of these are not what they are to be: a mark beyond all that has a place, and what came late and does
/// not stand above the mark of its conversation. None, unless something wrote what it must not.
pub fn verify(db: &ReadTx<'_>) -> Result<usize, StoreError> {
    let marks: usize = db
        .prepare_cached("SELECT count(*) FROM read_mark WHERE position < 0 OR position >= ?1")?
        .query_row([UNSENT], |row| row.get(0))?;
    let late: usize = db
        .prepare_cached(
            "SELECT count(*) FROM late LEFT JOIN message ON message.id = late.message
             LEFT JOIN read_mark ON read_mark.conversation = message.conversation
             WHERE message.conversation IS NOT late.conversation
                OR read_mark.position IS NULL OR message.position > read_mark.position",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(marks + late)
}

/// What came after a mark, and late before it.
pub fn unread(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    mark: Mark,
) -> Result<Unread, StoreError> {
    let messages: u32 = db
        .prepare_cached(&format!(
            "SELECT count(*) FROM (SELECT 1 FROM message
             WHERE conversation = ?1 AND position > ?2 AND position < ?3 AND {} LIMIT ?4)",
            counts()
        ))?
        .query_row(
            params![conversation, mark.position, UNSENT, MOST_UNREAD],
            |row| row.get(0),
        )?;
    let alarm = db
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM message
             WHERE conversation = ?1 AND position > ?2 AND position < ?3 AND kind = {})",
            RowKind::Alarm as i64
        ))?
        .query_row(params![conversation, mark.position, UNSENT], |row| {
            row.get(0)
        })?;
    let late = mark.late.map_or(0, |late| late.count);
    Ok(Unread {
        messages: late.saturating_add(messages).min(MOST_UNREAD),
        alarm,
    })
}

/// The first row after a mark, or late before it, that counts as unread: its row and its
/// position.
pub fn first_unread(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    mark: Mark,
) -> Result<Option<(EventRow, i64)>, StoreError> {
    // A late one lies above the mark, and so above all others.
    if let Some(late) = mark.late {
        let row = db
            .prepare_cached("SELECT id FROM message WHERE conversation = ?1 AND position = ?2")?
            .query_row(params![conversation, late.first], |row| row.get(0))?;
        return Ok(Some((row, late.first)));
    }
    Ok(db
        .prepare_cached(&format!(
            "SELECT id, position FROM message
             WHERE conversation = ?1 AND position > ?2 AND position < ?3 AND {}
             ORDER BY position LIMIT 1",
            counts()
        ))?
        .query_row(params![conversation, mark.position, UNSENT], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

/// The row that counts as unread, after a mark or late before it, that came last: what was held back stands above
/// what came before it, and is news all the same. Of those after the mark the last [`MOST_UNREAD`] are looked at.
pub fn newest_unread(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    mark: Mark,
) -> Result<Option<EventRow>, StoreError> {
    let late = mark.late.map(|late| late.newest);
    let last: Option<EventRow> = db
        .prepare_cached(&format!(
            "SELECT max(id) FROM (SELECT id FROM message
             WHERE conversation = ?1 AND position > ?2 AND position < ?3 AND {}
             ORDER BY position DESC LIMIT ?4)",
            counts()
        ))?
        .query_row(
            params![conversation, mark.position, UNSENT, MOST_UNREAD],
            |row| row.get(0),
        )?;
    Ok(last.max(late))
}

/// Which rows count: what others said, readable here or not. As the index `message_heard` has it.
fn counts() -> String {
    format!(
        "state = {} AND (kind = {} OR kind = {} OR kind = {})",
        MessageState::Received as i64,
        RowKind::Text as i64,
        RowKind::Unknown as i64,
        RowKind::Undecryptable as i64,
    )
}
