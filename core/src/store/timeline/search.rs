//! Finding messages by their words. What has its place in a log stands in the index. What is
//! still on its way out is few, and is looked through when someone searches: to index it singly
//! would double the work between the thumb and the screen.
//!
//! A search goes on where it ended ([`Onward`]). Whoever narrows it ([`Only`]) may look for what hardly one
//! message in a million is, so that so many are looked at in one transaction and no more.

use rusqlite::{Row, params};

use super::{
    messages::{MESSAGE, Message, message},
    worded,
};
use crate::{
    content::{stamp::Stamp, when::When},
    ids::PersonId,
    store::{
        ReadTx, StoreError,
        rows::{ConversationRow, EventRow, RoomRow},
    },
    words::{Query, Reading},
};

/// Rows at the end of the store that are looked through one by one before what begins many words is
/// looked for in the index: what is that frequent is mostly found there, while the index would have
/// to merge all of those words first.
const NEWEST: i64 = 1_000;

/// Messages with the words that are looked at before those are shown that are among them, where not
/// all messages count.
const LOOKED_AT: u32 = 1_000;

/// Before nothing: the newest is where it begins.
const END: EventRow = EventRow(i64::MAX);

/// Which messages count; all, where nothing is said.
#[derive(Clone, Copy, Default)]
pub struct Only {
    /// Those of a conversation, by its row.
    pub conversation: Option<ConversationRow>,
    /// Those of a room, by its row.
    pub room: Option<RoomRow>,
    /// Those that a person said.
    pub person: Option<PersonId>,
    /// Those that were said then or later, as rows show it: milliseconds since 1970 (UTC).
    pub since: Option<u64>,
    /// Those that were said before, alike.
    pub until: Option<u64>,
}

/// What [`Only::holds`] reads.
const WHERE_AND_WHEN: &str = "message.conversation, message.room, sender, sent_at, event.at";

impl Only {
    fn is_all(&self) -> bool {
        let Self {
            conversation,
            room,
            person,
            since,
            until,
        } = self;
        conversation.is_none() && room.is_none() && person.is_none() && since.or(*until).is_none()
    }

    /// Whether a message counts, by its columns [`WHERE_AND_WHEN`] from `at` on.
    fn holds(&self, row: &Row<'_>, at: usize) -> Result<bool, StoreError> {
        if let Some(conversation) = self.conversation
            && conversation != row.get(at)?
        {
            return Ok(false);
        }
        if let Some(room) = self.room
            && room != row.get(at + 1)?
        {
            return Ok(false);
        }
        if let Some(person) = self.person {
            let sender = row.get_ref(at + 2)?.as_blob();
            if sender.map_err(|_| StoreError::Unreadable)? != person.0 {
                return Ok(false);
            }
        }
        if self.since.or(self.until).is_none() {
            return Ok(true);
        }
        let said = When::of(Stamp(row.get(at + 3)?), row.get(at + 4)?).at;
        Ok(self.since.is_none_or(|since| said >= since)
            && self.until.is_none_or(|until| said < until))
    }
}

/// Which of the messages that may fit are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Those with the whole words.
    Words,
    /// Those with words that begin so, the whole ones among them.
    Beginnings,
    /// Those with words that begin so, but for those with the whole ones, which were found before.
    Rest,
}

/// Where a search goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Onward {
    /// What comes next stands before this row in the store.
    pub row: EventRow,
    /// What is looked for there.
    pub stage: Stage,
}

/// Some of what a search finds.
pub struct Part {
    /// The messages, in the order in which they are shown.
    pub messages: Vec<Message>,
    /// Where it goes on; nothing where there is no more.
    pub onward: Option<Onward>,
}

/// At most `limit` messages that hold all of what is looked for, newest first: maybe fewer, or none,
/// though it goes on. Beginnings of words count where whole words find fewer than `limit`: reading a common
/// word newest first stops early, while all words with a common beginning have to be merged
/// first. Where whole words fill the first part, what only begins so comes behind all of them.
pub(crate) fn search(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    onward: Option<Onward>,
    limit: u32,
) -> Result<Part, StoreError> {
    let rows = rows(db, only, query, onward, limit as usize)?;
    Ok(Part {
        messages: of_rows(db, &rows.found)?,
        onward: rows.onward,
    })
}

#[derive(Default)]
struct Rows {
    found: Vec<EventRow>,
    onward: Option<Onward>,
}

fn rows(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    onward: Option<Onward>,
    limit: usize,
) -> Result<Rows, StoreError> {
    if query.is_empty() || limit == 0 {
        return Ok(Rows::default());
    }
    if let Some(Onward { row, stage }) = onward {
        let mut rows = matching(db, only, query, stage, row, limit)?;
        if stage == Stage::Words && rows.onward.is_none() && query.has_beginnings() {
            rows.onward = Some(Onward {
                row: END,
                stage: Stage::Rest,
            });
        }
        return Ok(rows);
    }
    if !query.has_single_unit() {
        let rows = matching(db, only, query, Stage::Words, END, limit)?;
        if rows.onward.is_some() || !query.has_beginnings() {
            return Ok(rows);
        }
    }
    if query.begins_many() {
        let found = newest(db, only, query, limit)?;
        if let Some(row) = found.get(limit - 1).copied() {
            let stage = Stage::Beginnings;
            let onward = Some(Onward { row, stage });
            return Ok(Rows { found, onward });
        }
    }
    matching(db, only, query, Stage::Beginnings, END, limit)
}

pub(super) fn of_rows(db: &ReadTx<'_>, rows: &[EventRow]) -> Result<Vec<Message>, StoreError> {
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

/// Those in the index and those on their way out before a row, newest first.
fn matching(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    stage: Stage,
    before: EventRow,
    limit: usize,
) -> Result<Rows, StoreError> {
    let (mut found, looked_up_to) = indexed(db, only, query, stage, before, limit)?;
    found.extend(unsent(db, only, query, stage)?.into_iter().filter(|row| {
        let seen = looked_up_to.is_none_or(|last| *row > last);
        *row < before && seen
    }));
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.truncate(limit);
    let last = found.get(limit - 1).copied().or(looked_up_to);
    Ok(Rows {
        onward: last.map(|row| Onward { row, stage }),
        found,
    })
}

/// Those in the index, and up to which row that was looked at, where there is more of it.
fn indexed(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    stage: Stage,
    before: EventRow,
    limit: usize,
) -> Result<(Vec<EventRow>, Option<EventRow>), StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT message_text.rowid, {WHERE_AND_WHEN} FROM message_text
         CROSS JOIN message ON message.id = message_text.rowid
         CROSS JOIN event ON event.id = message_text.rowid
         WHERE message_text MATCH ?1 AND message_text.rowid < ?2
         ORDER BY message_text.rowid DESC LIMIT ?3"
    ))?;
    let expression = match stage {
        Stage::Words => query.expression(Reading::Words),
        Stage::Beginnings => query.expression(Reading::Beginnings),
        Stage::Rest => {
            let (begins, is) = (Reading::Beginnings, Reading::Words);
            format!(
                "({}) NOT ({})",
                query.expression(begins),
                query.expression(is)
            )
        }
    };
    let at_most = if only.is_all() {
        u32::try_from(limit).unwrap_or(u32::MAX)
    } else {
        LOOKED_AT
    };
    let mut rows = statement.query(params![expression, before, at_most])?;
    let (mut found, mut looked_at, mut last) = (Vec::new(), 0, None);
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        looked_at += 1;
        let id = row.get(0)?;
        last = Some(id);
        if only.holds(row, 1)? {
            found.push(id);
        }
    }
    let there_may_be_more = looked_at >= at_most || found.len() >= limit;
    Ok((found, last.filter(|_| there_may_be_more)))
}

/// Those on their way out.
fn unsent(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    stage: Stage,
) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT event.kind, content, item.state, message.id, {WHERE_AND_WHEN} FROM outbox
         JOIN message ON message.id = outbox.message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id"
    ))?;
    fitting(statement.query([])?, only, query, stage, usize::MAX)
}

/// Those among the newest rows, sent or not.
fn newest(
    db: &ReadTx<'_>,
    only: &Only,
    query: &Query,
    limit: usize,
) -> Result<Vec<EventRow>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT event.kind, content, item.state, message.id, {WHERE_AND_WHEN}
         FROM message JOIN event ON event.id = message.id
         LEFT JOIN item ON item.event = message.id
         WHERE message.id > (SELECT coalesce(max(id), 0) FROM message) - ?1
         ORDER BY message.id DESC"
    ))?;
    fitting(
        statement.query([NEWEST])?,
        only,
        query,
        Stage::Beginnings,
        limit,
    )
}

/// Of rows with their texts, those that fit.
fn fitting(
    mut rows: rusqlite::Rows<'_>,
    only: &Only,
    query: &Query,
    stage: Stage,
    limit: usize,
) -> Result<Vec<EventRow>, StoreError> {
    let fits = |words: String| match stage {
        Stage::Words => query.fits(&words, Reading::Words),
        Stage::Beginnings => query.fits(&words, Reading::Beginnings),
        Stage::Rest => {
            query.fits(&words, Reading::Beginnings) && !query.fits(&words, Reading::Words)
        }
    };
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        if only.holds(row, 4)? && worded::words(row, 0)?.is_some_and(fits) {
            found.push(row.get(3)?);
        }
    }
    Ok(found)
}

kith_protocol::tells_nothing!(Only, Part);
