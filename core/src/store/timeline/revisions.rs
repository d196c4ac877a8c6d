//! What a message said before it was edited: kept by whose role keeps the clinic's record, overwritten elsewhere.

use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteArray;

use super::events;
use crate::{
    content::{
        event::{ContentKind, EventHash},
        fold::Item,
        registry,
        relation::edit::Edit,
        stamp::Stamp,
    },
    store::{
        StoreError,
        circle::participants::role_from,
        outgoing::{outbox, said},
    },
};

/// What a message said once.
#[derive(Clone, PartialEq, Eq)]
pub struct Revision {
    /// The words.
    pub words: String,
    /// When they were said, by their author's clock, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Whether what is edited in an event's room is kept as it was: whoever keeps the clinic's record has to be able
/// to show what was read and acted on.
fn are_kept(db: &Connection, event: i64) -> Result<bool, StoreError> {
    let role: Option<String> = db
        .prepare_cached(
            "SELECT participant.role FROM event JOIN room ON room.id = event.room
             JOIN circle ON circle.id = room.circle JOIN account ON account.id = circle.account
             JOIN participant ON participant.room = room.id
                 AND participant.person_key = account.person_key
             WHERE event.id = ?1",
        )?
        .query_row([event], |row| row.get(0))
        .optional()?;
    Ok(role
        .as_deref()
        .map(role_from)
        .transpose()?
        .is_some_and(|role| role.is_staff()))
}

/// What others stand in the place of goes, where it is not kept: here, and of what this device would say again.
/// Until the words that stand there now have gone out all of it stays: the relay may never take them.
pub(super) fn overwrite(db: &Connection, event: i64, item: &Item) -> Result<(), StoreError> {
    if item.words.is_none() || are_kept(db, event)? {
        return Ok(());
    }
    let edits = edits(db, event)?;
    let is_head = |hash: EventHash| item.heads.contains(&ByteArray::new(hash));
    for (edit, hash, _) in &edits {
        if is_head(*hash) && outbox::is_on_its_way(db, *edit)? {
            return Ok(());
        }
    }
    for (edit, hash, content) in edits {
        if is_head(hash) || outbox::is_on_its_way(db, edit)? {
            continue;
        }
        if let Ok(edit_of) = Edit::decode_kept(&content)
            && !edit_of.body.is_empty()
        {
            events::set_content(db, edit, &edit_of.overwritten().encode())?;
            said::no_more(db, edit)?;
        }
    }
    if !outbox::is_on_its_way(db, event)? && events::erase(db, event)? {
        said::no_more(db, event)?;
    }
    Ok(())
}

type Kept = (i64, EventHash, Vec<u8>);

fn edits(db: &Connection, event: i64) -> Result<Vec<Kept>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, hash, content FROM event WHERE target = ?1 AND target IS NOT NULL
         AND kind = ?2 AND verdict = 0 AND content IS NOT NULL",
    )?;
    let rows = statement.query_map(params![event, ContentKind::EDIT.0], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a message said before what it says now, as far as it is kept, oldest first.
pub fn revisions(db: &Connection, event: i64, item: &Item) -> Result<Vec<Revision>, StoreError> {
    if item.words.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let first: Option<(ContentKind, Option<Vec<u8>>, u64)> = db
        .prepare_cached(
            "SELECT event.kind, content, sent_at FROM message JOIN event ON event.id = message.id
             WHERE message.id = ?1",
        )?
        .query_row([event], |row| {
            Ok((ContentKind(row.get(0)?), row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((kind, Some(content), said)) = first {
        let words = registry::words(kind, &content);
        found.extend(words.map(|words| (said, words)));
    }
    for (edit, hash, content) in edits(db, event)? {
        let said: Option<u64> = db
            .prepare_cached("SELECT said FROM event WHERE id = ?1")?
            .query_row([edit], |row| row.get(0))?;
        if let Ok(of) = Edit::decode(&content)
            && (!item.heads.contains(&ByteArray::new(hash))
                || item.words.as_ref() != Some(&of.body))
        {
            found.push((said.unwrap_or(0), of.body));
        }
    }
    found.sort_by_key(|(said, _)| *said);
    Ok(found
        .into_iter()
        .map(|(said, words)| Revision {
            words,
            at: Stamp(said).clock(),
        })
        .collect())
}

kith_protocol::tells_nothing!(Revision);
