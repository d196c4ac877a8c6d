//! Sending: path A. One transaction stores the message as queued, with its event, and returns;
//! no network, no ratchet.

use super::Client;
use crate::{
    content::{event::ContentKind, text::Text},
    crash,
    error::Error,
    ids::{AccountId, CircleId, MessageId},
    receive::say,
    rights::table::Audience,
    store::{
        Change, WriteTx,
        account::{accounts::Ended, enrolments},
        circle::circles::{self, RoomState},
        timeline::drafts,
    },
};

impl Client {
    /// Says something to an audience of a circle. Returns as soon as it is stored; it goes out
    /// in order, once, when the relay can be reached.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or too much, [`Error::NotAMember`] where this person is
    /// not in that room any more, [`Error::Revoked`] where the clinic has revoked this device,
    /// [`Error::Forgotten`] where nobody holds this person any more. What
    /// is written while this device waits to be added again
    /// goes out when it is.
    pub async fn send(
        &self,
        circle: CircleId,
        audience: Audience,
        body: &str,
    ) -> Result<MessageId, Error> {
        let text = Text::new(body)?;
        let now = self.inner.clock.now_ms();
        let (account, id) = self
            .inner
            .db
            .write(move |tx| queue_text(tx, &circle, audience, &text, now))
            .await?;
        crash::point("send.queued");
        self.ring(account);
        Ok(id)
    }
}

fn queue_text(
    tx: &mut WriteTx<'_>,
    circle: &CircleId,
    audience: Audience,
    text: &Text,
    now: u64,
) -> Result<(AccountId, MessageId), Error> {
    let room = circles::rooms_of_circle(tx, circle)?
        .into_iter()
        .find(|room| room.audience == audience)
        .filter(|room| room.state != RoomState::Removed)
        .ok_or(Error::NotAMember)?;
    match enrolments::ended(tx, room.account)? {
        Some(Ended::Revoked) => return Err(Error::Revoked),
        Some(Ended::Forgotten) => return Err(Error::Forgotten),
        None => {}
    }
    let name = say(tx, &room, ContentKind::TEXT, text.encode(), now)?;
    if drafts::sent(tx, room.circle_row, &text.body)? {
        tx.changed(Change::Marks(room.circle));
    }
    tx.changed(Change::Timeline(room.circle));
    Ok((room.account, name))
}
