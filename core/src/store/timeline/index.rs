//! The index over the words of messages: what goes in, what goes out, and when it is made anew.

use rusqlite::{Connection, OptionalExtension, params};

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
    let Some(body) = words_of(db, row)? else {
        return Ok(());
    };
    db.prepare_cached(
        "INSERT INTO message_text (message_text, rowid, words) VALUES ('delete', ?1, ?2)",
    )?
    .execute(params![row, words::indexed(&body)])?;
    Ok(())
}

fn words_of(db: &Connection, row: i64) -> Result<Option<String>, StoreError> {
    Ok(db
        .prepare_cached("SELECT body FROM message WHERE id = ?1 AND kind = 1")?
        .query_row([row], |row| row.get(0))
        .optional()?)
}

/// Makes the index anew where other rules than today's made it, in one transaction.
///
/// # Errors
/// [`StoreError::NeedsMigration`] in an extension, which leaves that to the app.
pub(crate) fn bring_up_to_date(db: &Connection, mode: Mode) -> Result<(), StoreError> {
    let made: i64 = db.query_row("SELECT words FROM message_text_made", [], |row| row.get(0))?;
    if made == words::VERSION {
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
            "SELECT id, body FROM message WHERE kind = 1 AND NOT EXISTS
                 (SELECT 1 FROM outbox WHERE outbox.room = message.room AND outbox.message = message.id)
             ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            add(
                &transaction,
                row.get(0)?,
                row.get_ref(1)?
                    .as_str()
                    .map_err(|_| StoreError::Unreadable)?,
            )?;
        }
    }
    transaction.execute("UPDATE message_text_made SET words = ?1", [words::VERSION])?;
    crash::point("index.made");
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests;
