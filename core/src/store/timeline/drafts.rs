//! What this person was writing in a circle and has not sent.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{rights::table::Audience, store::StoreError};

/// Largest draft in bytes (UTF-8): many times a message's, so that what was pasted is there to be
/// shortened or sent in parts.
pub const MAX_BYTES: usize = 1 << 20;

/// Words that were begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who would read them.
    pub audience: Audience,
    /// The words so far.
    pub body: String,
}

/// The draft of a circle.
pub fn get(db: &Connection, circle: i64) -> Result<Option<Draft>, StoreError> {
    let found: Option<(i64, String)> = db
        .prepare_cached("SELECT audience, body FROM draft WHERE circle = ?1")?
        .query_row([circle], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found
        .map(|(audience, body)| {
            Ok(Draft {
                audience: Audience::from_code(audience).ok_or(StoreError::Unreadable)?,
                body,
            })
        })
        .transpose()
}

/// Keeps a draft in place of the one before.
pub fn set(db: &Connection, circle: i64, draft: &Draft) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO draft (circle, audience, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (circle) DO UPDATE SET audience = ?2, body = ?3",
    )?
    .execute(params![circle, draft.audience.code(), draft.body])?;
    Ok(())
}

/// Throws the draft of a circle away.
pub fn clear(db: &Connection, circle: i64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM draft WHERE circle = ?1")?
        .execute([circle])?;
    Ok(())
}

/// The draft was sent; another one, begun meanwhile, stays. Answers whether there was one.
pub fn sent(db: &Connection, circle: i64, body: &str) -> Result<bool, StoreError> {
    let gone = db
        .prepare_cached("DELETE FROM draft WHERE circle = ?1 AND body = ?2")?
        .execute(params![circle, body])?;
    Ok(gone > 0)
}

kith_protocol::tells_nothing!(Draft);
