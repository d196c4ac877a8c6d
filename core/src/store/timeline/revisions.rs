//! What a message said before it was edited: kept by whose role keeps the clinic's record, overwritten elsewhere.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use serde_bytes::ByteArray;

use super::events::{self, ALLOWED};
use crate::{
    content::{
        event::{ContentKind, EventHash},
        fold::Item,
        registry,
        relation::edit::Edit,
        stamp::Stamp,
    },
    store::{
        ReadTx, StoreError, WriteTx,
        circle::participants::role_from,
        outgoing::{outbox, said},
        rows::EventRow,
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
fn are_kept(db: &ReadTx<'_>, event: EventRow) -> Result<bool, StoreError> {
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
pub(super) fn overwrite(db: &WriteTx<'_>, event: EventRow, item: &Item) -> Result<(), StoreError> {
    if item.words.is_none() || are_kept(db, event)? {
        return Ok(());
    }
    for edit in replaced(db, event, item)? {
        if outbox::is_on_its_way(db, edit)? {
            continue;
        }
        let content: Vec<u8> = db
            .prepare_cached("SELECT content FROM event WHERE id = ?1")?
            .query_row([edit], |row| row.get(0))?;
        if let Ok(mut edit_of) = Edit::decode_kept(&content) {
            edit_of.overwrite();
            events::set_content(db, edit, &edit_of.encode())?;
            said::no_more(db, edit)?;
        }
    }
    if !outbox::is_on_its_way(db, event)? && events::erase(db, event)? {
        said::no_more(db, event)?;
    }
    Ok(())
}

/// The edits whose place another one takes that is out, and that have their words; not those that are shown, whose place
/// what has no words takes. One is read after the other: there
/// may be more of them than there is memory.
fn replaced(db: &ReadTx<'_>, event: EventRow, item: &Item) -> Result<Vec<EventRow>, StoreError> {
    let mut worded: Vec<(EventRow, EventHash)> = Vec::new();
    let mut named: BTreeSet<EventHash> = BTreeSet::new();
    each_edit(db, event, |kept| {
        if !outbox::is_on_its_way(db, kept.id)? {
            named.extend(&kept.edit.parents);
        }
        let is_shown = item.heads.contains(&ByteArray::new(kept.hash));
        if !kept.edit.body.is_empty() && !is_shown {
            worded.push((kept.id, kept.hash));
        }
        Ok(())
    })?;
    let replaced = worded.into_iter().filter(|(_, hash)| named.contains(hash));
    Ok(replaced.map(|(id, _)| id).collect())
}

struct Kept {
    id: EventRow,
    hash: EventHash,
    said: u64,
    edit: Edit,
}

fn each_edit(
    db: &ReadTx<'_>,
    event: EventRow,
    mut each: impl FnMut(Kept) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT id, hash, coalesce(said, 0), content FROM event
         WHERE target = ?1 AND target IS NOT NULL AND kind = ?2 AND verdict = {ALLOWED}
           AND content IS NOT NULL"
    ))?;
    let mut rows = statement.query(params![event, ContentKind::EDIT.0])?;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(3)?.as_blob();
        let content = content.map_err(|_| StoreError::Unreadable)?;
        if let Ok(edit) = Edit::decode_kept(content) {
            each(Kept {
                id: row.get(0)?,
                hash: row.get(1)?,
                said: row.get(2)?,
                edit,
            })?;
        }
    }
    Ok(())
}

/// Most of them that are told of one message.
const MOST: usize = 200;

/// What a message said before what it says now, as far as it is kept, oldest first; of more than [`MOST`] the last.
pub fn revisions(
    db: &ReadTx<'_>,
    event: EventRow,
    item: &Item,
) -> Result<Vec<Revision>, StoreError> {
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
        found.extend(words.map(|(words, _)| (said, words)));
    }
    each_edit(
        db,
        event,
        |Kept {
             hash, said, edit, ..
         }| {
            let is_shown = item.heads.contains(&ByteArray::new(hash))
                && item.words.as_ref() == Some(&edit.body);
            if !is_shown && !edit.body.is_empty() {
                found.push((said, edit.body));
            }
            if found.len() > 2 * MOST {
                found.sort_by_key(|(said, _)| *said);
                found.drain(..MOST);
            }
            Ok(())
        },
    )?;
    found.sort_by_key(|(said, _)| *said);
    found.drain(..found.len().saturating_sub(MOST));
    Ok(found
        .into_iter()
        .map(|(said, words)| Revision {
            words,
            at: Stamp(said).clock(),
        })
        .collect())
}

kith_protocol::tells_nothing!(Revision);
