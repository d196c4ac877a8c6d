//! What a search found, with what was said around it.

use super::span::Span;
use crate::{
    error::Error,
    ids::{ConversationId, PersonId, RoomId},
    store::{
        ReadTx,
        circle::{circles, conversations},
        timeline::{
            messages::{self, Shown},
            search::{self, Only, Onward},
        },
    },
    view::{Doubts, TimelineRow, listed::title},
    words::Query,
};

/// Rows around a hit that are looked at for someone's words.
const NEAR: u32 = 8;

/// What someone looks for.
#[derive(Clone, Default)]
pub struct SearchQuery {
    /// All of these words are in it, or begin words that are. Without words nothing is found.
    pub words: String,
    /// In this conversation alone.
    pub conversation: Option<ConversationId>,
    /// In this room alone: of those of a conversation one.
    pub room: Option<RoomId>,
    /// Said by this person alone.
    pub person: Option<PersonId>,
    /// Said then or later, by the time that its row shows: milliseconds since 1970 (UTC).
    pub since: Option<u64>,
    /// Said before, alike.
    pub until: Option<u64>,
}

/// Some of what a search found, the newest first.
#[derive(Clone, Default)]
pub struct SearchPage {
    /// The messages.
    pub hits: Vec<Hit>,
    /// Where the search goes on; nothing where there is no more.
    pub onward: Option<Onward>,
}

/// A message that was found.
#[derive(Clone)]
pub struct Hit {
    /// The message.
    pub row: TimelineRow,
    /// What its conversation is called.
    pub circle_title: String,
    /// Where in its body the words stand, in order, not overlapping.
    pub matches: Vec<Span>,
    /// What was said just before.
    pub before: Option<TimelineRow>,
    /// What was said just after.
    pub after: Option<TimelineRow>,
}

/// At most `limit` messages that hold all of the words, newest first; maybe fewer, though it goes on.
pub(crate) fn hits(
    db: &ReadTx<'_>,
    of: &SearchQuery,
    onward: Option<Onward>,
    limit: u32,
) -> Result<SearchPage, Error> {
    let query = Query::of(&of.words);
    let found = search::search(db, &only(db, of)?, &query, onward, limit)?;
    let mut hits = Vec::with_capacity(found.messages.len());
    let mut doubts = Doubts::default();
    for message in found.messages {
        let conversation = conversations::get(db, &message.conversation)?;
        let words = |row: &messages::Message| matches!(row.content, Shown::Text { .. });
        let said = |doubts: &mut Doubts, near: Vec<messages::Message>| {
            let message = near.into_iter().find(words);
            message.map(|message| doubts.row(db, message)).transpose()
        };
        let before = messages::page(db, conversation.row, Some(message.position), NEAR)?;
        let next = message.position.saturating_add(1);
        let after = messages::page_from(db, conversation.row, next, NEAR)?;
        hits.push(Hit {
            matches: query
                .spans(message.content.words())
                .into_iter()
                .map(Span::from)
                .collect(),
            row: doubts.row(db, message)?,
            circle_title: title(db, &conversation)?,
            before: said(&mut doubts, before)?,
            after: said(&mut doubts, after)?,
        });
    }
    let onward = found.onward;
    Ok(SearchPage { hits, onward })
}

fn only(db: &ReadTx<'_>, of: &SearchQuery) -> Result<Only, Error> {
    let conversation = of.conversation.map(|id| conversations::get(db, &id));
    let room = match of.room {
        Some(room) => Some(circles::room(db, &room)?.ok_or(Error::NotFound)?.row),
        None => None,
    };
    Ok(Only {
        conversation: conversation.transpose()?.map(|of| of.row),
        room,
        person: of.person,
        since: of.since,
        until: of.until,
    })
}

kith_protocol::tells_nothing!(SearchQuery, SearchPage, Hit);
