//! What a search found, with what was said around it.

use rusqlite::Connection;

use super::span::Span;
use crate::{
    error::Error,
    ids::ConversationId,
    store::{
        circle::conversations,
        timeline::{
            messages::{self, Shown},
            search,
        },
    },
    view::{Doubts, TimelineRow, listed::title},
    words::Query,
};

/// Rows around a hit that are looked at for someone's words.
const NEAR: u32 = 8;

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

/// At most `limit` messages of a conversation, or of all, that hold all of the words, newest first.
pub(crate) fn hits(
    db: &Connection,
    of: Option<&ConversationId>,
    words: &str,
    limit: u32,
) -> Result<Vec<Hit>, Error> {
    let of = of.map(|id| conversations::get(db, id)).transpose()?;
    let query = Query::of(words);
    let found = search::search(db, of.map(|of| of.row), &query, limit)?;
    let mut hits = Vec::with_capacity(found.len());
    let mut doubts = Doubts::default();
    for message in found {
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
    Ok(hits)
}

kith_protocol::tells_nothing!(Hit);
