//! The index over the words of messages: what goes in, what goes out, and when it is made anew.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use rusqlite::{Row, params};

use super::{
    derived::{self, Derived},
    kinds::RowKind,
    worded,
};
use crate::{
    crash,
    store::{ReadTx, StoreError, WriteTx, engine::mode::Mode, rows::EventRow},
    words,
};

/// Puts the words of a message into the index.
pub(crate) fn add(db: &WriteTx<'_>, row: EventRow, body: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO message_text (rowid, words) VALUES (?1, ?2)")?
        .execute(params![row, words::indexed(body)])?;
    Ok(())
}

/// Puts the words of one's own message into the index: it leaves the outbox.
pub(crate) fn add_own(db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
    match words_of(db, row)? {
        Some(body) => add(db, row, &body),
        None => Ok(()),
    }
}

/// Takes the words of one's own message out of the index: it goes into the outbox again. The
/// index keeps no text: it is told which words it was given.
pub(crate) fn remove_own(db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
    match words_of(db, row)? {
        Some(words) => remove(db, row, &words),
        None => Ok(()),
    }
}

/// A row shows other words now.
pub(super) fn replace(
    db: &WriteTx<'_>,
    row: EventRow,
    before: &str,
    after: &str,
) -> Result<(), StoreError> {
    if !before.is_empty() {
        remove(db, row, before)?;
    }
    if !after.is_empty() {
        add(db, row, after)?;
    }
    Ok(())
}

fn remove(db: &WriteTx<'_>, row: EventRow, words: &str) -> Result<(), StoreError> {
    if crash::flaw("index.kept") {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO message_text (message_text, rowid, words) VALUES ('delete', ?1, ?2)",
    )?
    .execute(params![row, words::indexed(words)])?;
    Ok(())
}

/// The words that a row is looked for by.
pub(super) fn words_of(db: &ReadTx<'_>, row: EventRow) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.kind, content, item.state, message.kind
         FROM message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id WHERE message.id = ?1",
    )?;
    let mut rows = statement.query([row])?;
    let words = rows.next()?.map(looked_for).transpose()?;
    Ok(words.flatten())
}

/// The words that a row is looked for by: of a kind that was not known when it came, those in its place, until it is
/// [understood](super::messages::understood).
fn looked_for(row: &Row<'_>) -> Result<Option<String>, StoreError> {
    let words = if row.get::<_, i64>(3)? == RowKind::Unknown as i64 {
        worded::fallback(row, 0)?
    } else {
        worded::words(row, 0)?
    };
    Ok(words.filter(|words| !words.is_empty()))
}

/// Whether other rules than today's made the index.
///
/// # Errors
/// [`StoreError::NeedsMigration`] in an extension, which leaves it to the app to make it anew.
pub(crate) fn is_old(db: &ReadTx<'_>, mode: Mode) -> Result<bool, StoreError> {
    let old = derived::version(db, Derived::Words)? != words::VERSION;
    match mode {
        Mode::Extension if old => Err(StoreError::NeedsMigration),
        Mode::App | Mode::Extension => Ok(old),
    }
}

/// Makes the index anew by today's rules.
pub(crate) fn bring_up_to_date(db: &WriteTx<'_>) -> Result<(), StoreError> {
    rebuild(db)?;
    derived::set_version(db, Derived::Words, words::VERSION)?;
    crash::point("index.made");
    Ok(())
}

/// Drops the index and makes it anew.
pub(crate) fn rebuild(db: &WriteTx<'_>) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO message_text (message_text) VALUES ('delete-all')",
        [],
    )?;
    each(db, |row, words| add(db, row, &words))
}

/// Each row that stands in the index, with its words. What is still on its way out is looked for in the outbox.
fn each(
    db: &ReadTx<'_>,
    mut take: impl FnMut(EventRow, String) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.kind, content, item.state, message.kind, message.id
         FROM message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id WHERE NOT EXISTS
             (SELECT 1 FROM outbox WHERE outbox.room = message.room AND outbox.message = message.id)
         ORDER BY message.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if let Some(words) = looked_for(row)? {
            take(row.get(4)?, words)?;
        }
    }
    Ok(())
}

/// How many rows are looked for by something else than the words that they show; none, unless something wrote what
/// it must not. In a transaction that may write: the index keeps no text, and what it holds is told by a table
/// of its terms.
pub(crate) fn verify(db: &WriteTx<'_>) -> Result<usize, StoreError> {
    db.execute_batch(
        "CREATE VIRTUAL TABLE temp.message_term USING fts5vocab (main, message_text, instance)",
    )?;
    let differ = differ(db);
    db.execute_batch("DROP TABLE temp.message_term")?;
    differ
}

fn differ(db: &ReadTx<'_>) -> Result<usize, StoreError> {
    // Of each row a sum over its terms and their places, as they come in no order of rows.
    let mut sums: HashMap<EventRow, u64> = HashMap::new();
    let mut statement = db.prepare_cached("SELECT doc, term, offset FROM temp.message_term")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let term = row.get_ref(1)?.as_str();
        let term = term.map_err(|_| StoreError::Unreadable)?;
        let sum = sums.entry(row.get(0)?).or_default();
        *sum = sum.wrapping_add(hash(term, row.get(2)?));
    }
    let mut wrong = 0;
    each(db, |row, words| {
        let indexed = words::indexed(&words);
        let terms = indexed.split(is_between).filter(|term| !term.is_empty());
        let sum = (0..)
            .zip(terms)
            .fold(0, |sum: u64, (at, term)| sum.wrapping_add(hash(term, at)));
        wrong += usize::from(sums.remove(&row).unwrap_or(0) != sum);
        Ok(())
    })?;
    Ok(wrong + sums.len())
}

/// Whether a sign stands between two terms, for the index.
fn is_between(sign: char) -> bool {
    sign.is_ascii() && !sign.is_ascii_alphanumeric() && !TERM_SIGNS.contains(sign)
}

/// As the schema has them.
const TERM_SIGNS: &str = "#$%&*+<=>@^|~'";

fn hash(term: &str, at: i64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (term, at).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
