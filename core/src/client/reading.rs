//! Reading: the list of circles, a conversation's rows, one message, search. Works offline, always.

use super::Client;
use crate::{
    error::Error,
    ids::CircleId,
    store::{
        Change,
        circle::circles,
        timeline::{
            answering::{self, Answers},
            messages, read_marks, search,
        },
    },
    view::{self, CircleRow, Hit, Inbox, MessageDetails, TimelineRow},
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

    /// All circles, oldest first, each with its newest message.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn circles(&self) -> Result<Vec<CircleRow>, Error> {
        self.inner
            .db
            .read(|tx| -> Result<_, Error> {
                let circles = circles::all(tx)?;
                circles
                    .iter()
                    .map(|circle| view::circle_row(tx, circle))
                    .collect()
            })
            .await
    }

    /// At most `limit` rows of a circle's timeline, newest first, before a position.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn timeline(
        &self,
        circle: CircleId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<TimelineRow>, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let circle = circles::get(tx, &circle)?;
                let page = messages::page(tx, circle.row, before, limit.min(MAX_ROWS))?;
                view::Doubts::default().mark_all(tx, page)
            })
            .await
    }

    /// Whom words that are begun now in a circle are for, until their writer says otherwise.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn answers(&self, circle: CircleId) -> Result<Answers, Error> {
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let circle = circles::get(tx, &circle)?.row;
                Ok(answering::answers(tx, circle)?)
            })
            .await
    }

    /// What is known of a message: who has it, since when.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn details(&self, row: i64) -> Result<MessageDetails, Error> {
        self.inner.db.read(move |tx| view::details(tx, row)).await
    }

    /// Notes that a circle was read up to a row.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn mark_read(&self, circle: CircleId, row: i64) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                if read_marks::advance(tx, circles::get(tx, &circle)?.row, row)? {
                    tx.changed(Change::Marks(circle));
                }
                Ok(())
            })
            .await
    }

    /// At most `limit` messages that hold all of the words, newest first. A word may be cut
    /// short: its beginning is enough.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn search(&self, words: &str, limit: u32) -> Result<Vec<TimelineRow>, Error> {
        let words = words.to_owned();
        self.inner
            .db
            .read(move |tx| -> Result<_, Error> {
                let query = Query::of(&words);
                let hits = search::search(tx, None, &query, limit.min(MAX_ROWS))?;
                view::Doubts::default().mark_all(tx, hits)
            })
            .await
    }

    /// As [`Self::search`], of one circle or of all, and each hit with what was said around it.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn find(
        &self,
        circle: Option<CircleId>,
        words: &str,
        limit: u32,
    ) -> Result<Vec<Hit>, Error> {
        let words = words.to_owned();
        self.inner
            .db
            .read(move |tx| view::hits(tx, circle.as_ref(), &words, limit.min(MAX_ROWS)))
            .await
    }
}
