//! Sending: path A. One transaction stores the message as queued, with its event, and returns;
//! no network, no ratchet.

use super::Client;
use crate::{
    content::{
        event::{ContentError, ContentKind},
        mention,
        reply::{self, Reply},
        text::{MAX_MENTIONS, Text},
    },
    crash,
    error::Error,
    ids::{AccountId, ConversationId, MessageId, PersonId, RoomId},
    receive::say,
    rights::table::Audience,
    store::{
        Change, WriteTx,
        account::{
            accounts::{self, Ended},
            enrolments,
        },
        circle::{
            circles, conversations,
            participants::{self, Participant},
        },
        timeline::{drafts, items},
    },
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
        reply_to: Option<i64>,
    ) -> Result<MessageId, Error> {
        self.say(body, reply_to, move |_| Ok(room)).await
    }

    /// As [`Self::answer`], to an audience of a conversation.
    pub(crate) async fn answer_in(
        &self,
        (conversation, audience): (ConversationId, Audience),
        body: &str,
        reply_to: Option<i64>,
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
        reply_to: Option<i64>,
        room: impl FnOnce(&WriteTx<'_>) -> Result<RoomId, Error> + Send + 'static,
    ) -> Result<MessageId, Error> {
        let text = Text::new(body)?;
        if reply_to.is_some() && body.len() > reply::MAX_BYTES {
            return Err(ContentError::TooLarge.into());
        }
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

fn queue_text(
    tx: &mut WriteTx<'_>,
    room: &RoomId,
    mut text: Text,
    reply_to: Option<i64>,
    now: u64,
) -> Result<(AccountId, MessageId), Error> {
    let room = circles::room(tx, room)?.ok_or(Error::NotAMember)?;
    if circles::is_over(tx, &room)? {
        return Err(Error::NotAMember);
    }
    match enrolments::ended(tx, room.account)? {
        Some(Ended::Revoked) => return Err(Error::Revoked),
        Some(Ended::Forgotten) => return Err(Error::Forgotten),
        None => {}
    }
    let me = PersonId::of(&accounts::me(tx, room.account)?.person);
    text.mentions = mentions(&participants::all(tx, room.row)?, me, &text.body);
    let answered = match reply_to {
        Some(row) => items::answerable(tx, room.row, row)?,
        None => None,
    };
    let (kind, content) = match answered {
        Some(target) => {
            let reply = Reply {
                target,
                body: text.body.clone(),
                mentions: text.mentions.clone(),
            };
            (ContentKind::REPLY, reply.encode())
        }
        None => (ContentKind::TEXT, text.encode()),
    };
    let name = say(tx, &room, kind, content, now)?;
    if drafts::sent(tx, room.conversation_row, &text.body)? {
        tx.changed(Change::Marks(room.conversation));
    }
    tx.changed(Change::Timeline(room.conversation));
    Ok((room.account, name))
}

/// Who is in a room and named in words: their name stands there behind an @, and no letter after it.
fn mentions(people: &[Participant], me: PersonId, words: &str) -> Vec<PersonId> {
    if !words.contains('@') {
        return Vec::new();
    }
    let read = people
        .iter()
        .filter(|one| one.until.is_none() && one.person != me);
    let found = read.filter(|one| !mention::places(words, &one.name).is_empty());
    found.map(|one| one.person).take(MAX_MENTIONS).collect()
}
