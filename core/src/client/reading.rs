//! Reading: the list of circles, a conversation's rows, one message, search. Works offline, always.

use super::Client;
use crate::{
    error::Error,
    ids::ConversationId,
    store::{
        Change,
        circle::{attention, conversations},
        outgoing::telling,
        rows::EventRow,
        timeline::{
            answering::{self, Answers},
            messages, read_marks,
            search::{self, Only, Onward},
        },
    },
    view::{self, CircleRow, Inbox, MessageDetails, SearchPage, SearchQuery, TimelineRow},
    words::Query,
};

/// Most rows that one call answers with.
const MAX_ROWS: u32 = 500;

impl Client {
    /// Clinics, circles, and the circles that this person waits to be let into.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn inbox(&self) -> Result<Inbox, Error> {
        let client = self.clone();
        self.inner
            .db
            .read(move |tx| view::inbox(tx, &|account| client.reach(account)))
            .await
    }

    /// All circles' conversations and those of two, oldest first, each with its newest message.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn circles(&self) -> Result<Vec<CircleRow>, Error> {
        self.inner
            .db
            .read(|tx| -> Result<_, Error> {
                let conversations = conversations::all(tx)?;
                conversations
                    .iter()
                    .map(|conversation| view::circle_row(tx, conversation))
                    .collect()
            })
            .await
    }

    /// At most `limit` rows of a conversation, newest first, before a position.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn timeline(
        &self,
        conversation: impl Into<ConversationId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<TimelineRow>, Error> {
        let conversation = conversation.into();
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let row = conversations::get(tx, &conversation)?.row;
                let page = messages::page(tx, row, before, limit.min(MAX_ROWS))?;
                view::Doubts::default().mark_all(tx, page)
            })
            .await
    }

    /// Whom words that are begun now in a conversation are for, until their writer says otherwise.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn answers(&self, conversation: impl Into<ConversationId>) -> Result<Answers, Error> {
        let conversation = conversation.into();
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let row = conversations::get(tx, &conversation)?.row;
                Ok(answering::answers(tx, row)?)
            })
            .await
    }

    /// What is known of a message: who has it, since when.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn details(&self, row: EventRow) -> Result<MessageDetails, Error> {
        self.inner.db.read(move |tx| view::details(tx, row)).await
    }

    /// Notes that a conversation was read up to a row.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn mark_read(
        &self,
        conversation: impl Into<ConversationId>,
        row: EventRow,
    ) -> Result<(), Error> {
        let conversation = conversation.into();
        let now = self.inner.clock.now_ms();
        let owes = self
            .inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let known = conversations::get(tx, &conversation)?;
                let before = read_marks::mark(tx, known.row)?.position;
                let late = read_marks::late_before(tx, known.row, row)?;
                attention::came_back(tx, &known)?;
                if !read_marks::advance(tx, known.row, row)? {
                    return Ok(None);
                }
                tx.changed(Change::Marks(conversation));
                let read = (before, read_marks::mark(tx, known.row)?.position);
                let owes = telling::saw(tx, known.row, read, &late, now)?;
                Ok(owes.then_some(known.circle.account))
            })
            .await?;
        if let Some(account) = owes {
            self.owes(account);
        }
        Ok(())
    }

    /// Notes that this person wants to come back to a conversation, though they have read it: until they read it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such conversation, [`crate::store::StoreError`].
    pub async fn mark_unread(&self, conversation: impl Into<ConversationId>) -> Result<(), Error> {
        let conversation = conversation.into();
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let of = conversations::get(tx, &conversation)?;
                Ok(attention::mark_unread(tx, &of)?)
            })
            .await
    }

    /// Notes whether anything is to be heard of a conversation on this device. It is shown and counted as ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such conversation, [`crate::store::StoreError`].
    pub async fn set_muted(
        &self,
        conversation: impl Into<ConversationId>,
        muted: bool,
    ) -> Result<(), Error> {
        let conversation = conversation.into();
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let of = conversations::get(tx, &conversation)?;
                Ok(attention::set_muted(tx, &of, muted)?)
            })
            .await
    }

    /// Whether this person lets others know that they saw what those said: as long as they do not say otherwise.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn tells_seen(&self) -> Result<bool, Error> {
        Ok(self.inner.db.read(telling::tells_seen).await?)
    }

    /// Notes whether they do. That it has come to their device is told either way.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn set_tells_seen(&self, tells: bool) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> { Ok(telling::set_tells_seen(tx, tells)?) })
            .await
    }

    /// At most `limit` messages that hold all of the words, newest first. A word may be cut
    /// short: its beginning is enough.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn search(&self, words: &str, limit: u32) -> Result<Vec<TimelineRow>, Error> {
        let query = Query::of(words);
        let db = &self.inner.db;
        db.read(move |tx| -> Result<_, Error> {
            let all = Only::default();
            let found = search::search(tx, &all, &query, None, limit.min(MAX_ROWS))?;
            view::Doubts::default().mark_all(tx, found.messages)
        })
        .await
    }

    /// At most `limit` messages of what is looked for, newest first, from where a search before has ended. However
    /// few of a long history they are, each of its transactions is short, and whoever stops waiting ends it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such room, [`crate::store::StoreError`] too where there is no such
    /// conversation.
    pub async fn look_for(
        &self,
        of: SearchQuery,
        onward: Option<Onward>,
        limit: u32,
    ) -> Result<SearchPage, Error> {
        let limit = limit.min(MAX_ROWS);
        let mut page = SearchPage {
            hits: Vec::new(),
            onward,
        };
        loop {
            let (of, onward) = (of.clone(), page.onward);
            let more = limit - u32::try_from(page.hits.len()).unwrap_or(limit);
            let db = &self.inner.db;
            let part = db.read(move |tx| view::hits(tx, &of, onward, more)).await?;
            page.hits.extend(part.hits);
            page.onward = part.onward;
            if page.onward.is_none() || page.hits.len() >= limit as usize {
                return Ok(page);
            }
        }
    }
}
