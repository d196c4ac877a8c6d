//! Reading: the list of circles, windows of a timeline, search. Works offline, always.

use super::Client;
use crate::{
    error::Error,
    ids::CircleId,
    store::{
        accounts,
        circles::{self, RoomState},
        messages, search,
    },
    view::{CircleRow, TimelineRow},
};

/// Most rows that one call answers with.
const MAX_ROWS: u32 = 500;

impl Client {
    /// All circles, each with its newest message.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn circles(&self) -> Result<Vec<CircleRow>, Error> {
        self.inner
            .db
            .read(|tx| -> Result<_, Error> {
                let mut rows = Vec::new();
                for circle in circles::all(tx)? {
                    let rooms = circles::rooms_of_circle(tx, &circle.id)?;
                    let me = accounts::me(tx, circle.account)?.person;
                    rows.push(CircleRow {
                        id: circle.id,
                        account: circle.account,
                        mine: me == circle.patient,
                        active: rooms.iter().any(|room| room.state == RoomState::Active),
                        last: messages::page(tx, circle.row, None, 1)?
                            .pop()
                            .map(TimelineRow::from),
                        as_of: circles::as_of(tx, circle.row)?,
                        title: circle.title,
                    });
                }
                Ok(rows)
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
                Ok(page.into_iter().map(TimelineRow::from).collect())
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
                let hits = search::search(tx, &words, limit.min(MAX_ROWS))?;
                Ok(hits.into_iter().map(TimelineRow::from).collect())
            })
            .await
    }
}
