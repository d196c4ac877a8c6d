//! Finding messages by their words. What has its place in a log stands in the index. What is
//! still on its way out is few, and is looked through when someone searches: to index it singly
//! would double the work between the thumb and the screen.

use rusqlite::{Connection, params};

use super::{
    messages::{MESSAGE, Message, message},
    worded,
};
use crate::{
    store::StoreError,
    words::{Query, Reading},
};

/// Rows at the end of the store that are looked through one by one before what begins many words is
/// looked for in the index: what is that frequent is mostly found there, while the index would have
/// to merge all of those words first.
const NEWEST: i64 = 1_000;

/// At most `limit` messages of a conversation, or of all, that hold all of what is looked for, newest
/// first. Beginnings of words count where whole words find fewer than `limit`: reading a common
/// word newest first stops early, while all words with a common beginning have to be merged
/// first.
pub fn search(
    db: &Connection,
    conversation: Option<i64>,
    query: &Query,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let enough = |rows: &[i64]| rows.len() as u64 >= u64::from(limit);
    if !query.has_single_unit() {
        let rows = matching(db, conversation, query, Reading::Words, limit)?;
        if enough(&rows) || !query.has_beginnings() {
            return of_rows(db, &rows);
        }
    }
    if query.begins_many() {
        let rows = newest(db, conversation, query, limit)?;
        if enough(&rows) {
            return of_rows(db, &rows);
        }
    }
    let rows = matching(db, conversation, query, Reading::Beginnings, limit)?;
    of_rows(db, &rows)
}

pub(super) fn of_rows(db: &Connection, rows: &[i64]) -> Result<Vec<Message>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{MESSAGE} WHERE message.id = ?1"))?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let mut found = statement.query([row])?;
        if let Some(row) = found.next()? {
            messages.push(message(row)?);
        }
    }
    Ok(messages)
}

/// Those in the index and those on their way out, newest first.
fn matching(
    db: &Connection,
    conversation: Option<i64>,
    query: &Query,
    reading: Reading,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut rows = unsent(db, conversation, query, reading)?;
    let mut indexed = db.prepare_cached(
        "SELECT rowid FROM message_text WHERE message_text MATCH ?1
         AND (?3 IS NULL OR (SELECT conversation FROM message WHERE id = message_text.rowid) = ?3)
         ORDER BY rowid DESC LIMIT ?2",
    )?;
    let expression = query.expression(reading);
    for row in indexed.query_map(params![expression, limit, conversation], |row| row.get(0))? {
        rows.push(row?);
    }
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// Those on their way out.
fn unsent(
    db: &Connection,
    conversation: Option<i64>,
    query: &Query,
    reading: Reading,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.kind, content, item.state, message.id FROM outbox
         JOIN message ON message.id = outbox.message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id
         WHERE (?1 IS NULL OR message.conversation = ?1)",
    )?;
    fitting(statement.query([conversation])?, query, reading, usize::MAX)
}

/// Those among the newest rows, sent or not.
fn newest(
    db: &Connection,
    conversation: Option<i64>,
    query: &Query,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.kind, content, item.state, message.id
         FROM message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id
         WHERE message.id > (SELECT coalesce(max(id), 0) FROM message) - ?1
         AND (?2 IS NULL OR conversation = ?2) ORDER BY message.id DESC",
    )?;
    let rows = statement.query(params![NEWEST, conversation])?;
    fitting(rows, query, Reading::Beginnings, limit as usize)
}

/// Of rows with their texts, those that fit.
fn fitting(
    mut rows: rusqlite::Rows<'_>,
    query: &Query,
    reading: Reading,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let fits = |words: String| query.fits(&words, reading);
        if worded::words(row, 0)?.is_some_and(fits) {
            found.push(row.get(3)?);
        }
    }
    Ok(found)
}
