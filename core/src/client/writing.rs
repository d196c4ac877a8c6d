//! Sending: path A. One transaction stores the message as queued, with its event, and returns;
//! no network, no ratchet.

use super::Client;
use crate::{
    content::{event::ContentError, reply, text::Text},
    crash,
    error::Error,
    ids::{AccountId, ConversationId, MessageId, RoomId},
    receive::{open_room, say_words},
    rights::table::Audience,
    store::{WriteTx, circle::conversations, rows::EventRow, timeline::drafts},
};

impl Client {
    /// Says something to a room. Returns as soon as it is stored; it goes out in order, once, when the
    /// relay can be reached.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or too much, [`Error::NotAMember`] where this person is
    /// not in that room any more, [`Error::Revoked`] where the clinic has revoked this device,
    /// [`Error::Forgotten`] where nobody holds this person any more. What
    /// is written while this device waits to be added again
    /// goes out when it is.
    pub async fn send(&self, room: RoomId, body: &str) -> Result<MessageId, Error> {
        self.answer(room, body, None).await
    }

    /// As [`Self::send`], in answer to a row of the same room, if to any. Who is named behind an @ and
    /// reads the room is told so.
    ///
    /// # Errors
    /// As [`Self::send`]; [`crate::store::StoreError::NotFound`] where there is no such row in that room.
    pub async fn answer(
        &self,
        room: RoomId,
        body: &str,
        reply_to: Option<EventRow>,
    ) -> Result<MessageId, Error> {
        self.say(body, reply_to, move |_| Ok(room)).await
    }

    /// As [`Self::answer`], to an audience of a conversation.
    pub(crate) async fn answer_in(
        &self,
        (conversation, audience): (ConversationId, Audience),
        body: &str,
        reply_to: Option<EventRow>,
    ) -> Result<MessageId, Error> {
        let named = move |tx: &WriteTx<'_>| {
            let conversation = conversations::get(tx, &conversation)?;
            Ok(conversation.room(audience))
        };
        self.say(body, reply_to, named).await
    }

    async fn say(
        &self,
        body: &str,
        reply_to: Option<EventRow>,
        room: impl FnOnce(&WriteTx<'_>) -> Result<RoomId, Error> + Send + 'static,
    ) -> Result<MessageId, Error> {
        let text = checked(body, reply_to)?;
        let now = self.inner.clock.now_ms();
        let (account, id) = self
            .inner
            .db
            .write(move |tx| {
                let room = room(tx)?;
                queue_text(tx, &room, text, reply_to, now)
            })
            .await?;
        crash::point("send.queued");
        self.ring(account);
        Ok(id)
    }
}

/// The words of a text that is to be said, as far as they can be.
pub(super) fn checked(body: &str, reply_to: Option<EventRow>) -> Result<Text, ContentError> {
    let text = Text::new(body)?;
    if reply_to.is_some() && body.len() > reply::MAX_BYTES {
        return Err(ContentError::TooLarge);
    }
    Ok(text)
}

fn queue_text(
    tx: &mut WriteTx<'_>,
    room: &RoomId,
    text: Text,
    reply_to: Option<EventRow>,
    now: u64,
) -> Result<(AccountId, MessageId), Error> {
    let room = open_room(tx, room)?;
    drafts::sent(tx, &room, &text.body)?;
    let name = say_words(tx, &room, text, reply_to, now)?;
    Ok((room.account, name))
}
