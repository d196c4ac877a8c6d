//! The index over the words of messages: what goes in, what goes out, and when it is made anew.

use rusqlite::{Connection, params};

use super::{
    derived::{self, Derived},
    worded,
};
use crate::{
    crash,
    store::{StoreError, engine::mode::Mode},
    words,
};

/// Puts the words of a message into the index.
pub(crate) fn add(db: &Connection, row: i64, body: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO message_text (rowid, words) VALUES (?1, ?2)")?
        .execute(params![row, words::indexed(body)])?;
    Ok(())
}

/// Puts the words of one's own message into the index: it leaves the outbox.
pub(crate) fn add_own(db: &Connection, row: i64) -> Result<(), StoreError> {
    match words_of(db, row)? {
        Some(body) => add(db, row, &body),
        None => Ok(()),
    }
}

/// Takes the words of one's own message out of the index: it goes into the outbox again. The
/// index keeps no text: it is told which words it was given.
pub(crate) fn remove_own(db: &Connection, row: i64) -> Result<(), StoreError> {
    match words_of(db, row)? {
        Some(words) => remove(db, row, &words),
        None => Ok(()),
    }
}

/// A row shows other words now.
pub(super) fn replace(
    db: &Connection,
    row: i64,
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

fn remove(db: &Connection, row: i64, words: &str) -> Result<(), StoreError> {
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
pub(super) fn words_of(db: &Connection, row: i64) -> Result<Option<String>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT event.kind, content, item.state FROM message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id WHERE message.id = ?1",
    )?;
    let mut rows = statement.query([row])?;
    let words = rows.next()?.map(|row| worded::words(row, 0)).transpose()?;
    Ok(words.flatten().filter(|words| !words.is_empty()))
}

/// Makes the index anew where other rules than today's made it, in one transaction.
///
/// # Errors
/// [`StoreError::NeedsMigration`] in an extension, which leaves that to the app.
pub(crate) fn bring_up_to_date(db: &Connection, mode: Mode) -> Result<(), StoreError> {
    if derived::version(db, Derived::Words)? == words::VERSION {
        return Ok(());
    }
    if mode == Mode::Extension {
        return Err(StoreError::NeedsMigration);
    }
    let transaction = db.unchecked_transaction()?;
    transaction.execute(
        "INSERT INTO message_text (message_text) VALUES ('delete-all')",
        [],
    )?;
    {
        // What is still on its way out is looked for in the outbox.
        let mut statement = transaction.prepare(
            "SELECT event.kind, content, item.state, message.id
             FROM message JOIN event ON event.id = message.id
             LEFT JOIN item ON item.event = message.id WHERE NOT EXISTS
                 (SELECT 1 FROM outbox WHERE outbox.room = message.room AND outbox.message = message.id)
             ORDER BY message.id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(words) = worded::words(row, 0)?.filter(|words| !words.is_empty()) {
                add(&transaction, row.get(3)?, &words)?;
            }
        }
    }
    derived::set_version(&transaction, Derived::Words, words::VERSION)?;
    crash::point("index.made");
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests;
