//! Writing. Works offline; what is written goes out once, in order.

use std::sync::Arc;

use kith_core::{
    Forwarded, HeldLater as Held, Unsent,
    circle::room_id,
    ids::{CircleId, ConversationId, MessageId, PersonId, RoomId},
    rights::table::Audience,
    store::rows::{EventRow, LaterId},
};

use super::KithClient;
use crate::KithError;

/// Words that do not go out at their time, for as long as somebody has this.
#[derive(uniffi::Object)]
pub struct HeldLater {
    _held: Held,
}

#[uniffi::export]
impl KithClient {
    /// Says something to a room, in answer to a row of that room, if to any. Returns as soon as it is stored. Who
    /// is named behind an @, and reads the room, is told so.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such row in that room;
    /// [`KithError::FixInput`] with `content.empty` or `content.too-long`; [`KithError::NotAllowed`] with
    /// `not-a-member` where this person does not write to that room, with `revoked` where the clinic has
    /// closed the way of this device; those of the store. The network is none of them.
    #[uniffi::method(default(reply_to = None))]
    pub async fn send(
        &self,
        room: RoomId,
        body: String,
        reply_to: Option<EventRow>,
    ) -> Result<MessageId, KithError> {
        self.call(|core| async move { core.answer(room, &body, reply_to).await })
            .await
    }

    /// Puts a sign to a message, or takes it away. Returns as soon as it is stored.
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `content.no-sign` where it is no emoji, with `content.too-long` where too many of
    /// this person's stand there; [`KithError::NotAllowed`] as [`Self::send`]; [`KithError::Refresh`] where there is
    /// no such message, with `message.taken-back` where it was taken back; those of the store.
    pub async fn react(&self, row: EventRow, sign: String, on: bool) -> Result<(), KithError> {
        self.call(|core| async move { core.react(row, &sign, on).await })
            .await
    }

    /// Puts other words in the place of those of one's own message.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] where they are somebody else's; [`KithError::FixInput`] with `content.empty` or
    /// `content.too-long`; else as [`Self::react`].
    pub async fn edit(&self, row: EventRow, words: String) -> Result<(), KithError> {
        self.call(|core| async move { core.edit(row, &words).await })
            .await
    }

    /// Takes one's own message back, for everyone: its words are gone here and, when it has gone out, there. Where it
    /// had not been sealed yet nothing of it goes out. What others have noted elsewhere it cannot undo, nor what the
    /// clinic's record holds.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] where it is somebody else's; else as [`Self::react`].
    pub async fn delete_for_everyone(&self, row: EventRow) -> Result<(), KithError> {
        self.call(|core| async move { core.delete_for_everyone(row).await })
            .await
    }

    /// Puts a message on the shelf of what is important, for everyone who reads its room, or takes it off.
    ///
    /// # Errors
    /// [`KithError::NotAllowed`] where this person's role may not; else as [`Self::react`].
    pub async fn pin(&self, row: EventRow, on: bool) -> Result<(), KithError> {
        self.call(|core| async move { core.pin(row, on).await })
            .await
    }

    /// Says a message's words once more: to an audience of a conversation, in this person's own name. `shown` are the
    /// words that this person was shown: where it says something else by now nothing is said, and the answer is what
    /// it says. It is done only where those who would read them there, and could not where they were said, are among `told`:
    /// people of whom this person knows it. Else nothing is said, and the answer names all of them.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such message or conversation, with `message.taken-back` where the
    /// message was taken back; [`KithError::NotAllowed`] as [`Self::send`], of where it was said and of where it is
    /// passed on to; [`KithError::FixInput`] with `content.too-long`; those of the store.
    #[uniffi::method(default(told = []))]
    pub async fn forward(
        &self,
        row: EventRow,
        shown: String,
        to: ConversationId,
        audience: Audience,
        told: Vec<PersonId>,
    ) -> Result<Forwarded, KithError> {
        self.call(|core| async move { core.forward(row, &shown, (to, audience), &told).await })
            .await
    }

    /// Keeps what was begun to be written in a conversation; nothing but white space throws it away, and
    /// so does sending the same words.
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `content.too-long`; [`KithError::Refresh`] where there is no such circle; those
    /// of the store.
    pub async fn keep_draft(
        &self,
        conversation: ConversationId,
        audience: Audience,
        body: String,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.keep_draft(conversation, audience, &body).await })
            .await
    }

    /// Puts words behind what was begun to be written in a conversation.
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `content.empty` or `content.too-long`: then the draft stays as it was;
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn add_to_draft(
        &self,
        conversation: ConversationId,
        words: String,
    ) -> Result<(), KithError> {
        self.call(|core| async move { core.add_to_draft(conversation, &words).await })
            .await
    }

    /// Keeps words that could not be sent from outside of their conversation, as an answer to a notification, behind
    /// what was begun there. Answers whether they are kept: what is begun for others stays by itself, and nobody
    /// writes to whom they cannot write.
    ///
    /// # Errors
    /// [`KithError::FixInput`] with `content.empty` or `content.too-long`; [`KithError::Refresh`] where there is no
    /// such conversation; those of the store.
    pub async fn keep_unsent(
        &self,
        conversation: ConversationId,
        audience: Audience,
        words: String,
    ) -> Result<bool, KithError> {
        self.call(|core| async move { core.keep_unsent(conversation, audience, &words).await })
            .await
    }

    /// Takes back what this device has said within the last five seconds (`undoUntil` of its row): its words stand in
    /// the conversation's draft, behind what was begun there. Where it had not gone out nobody is ever told of it, else
    /// it is taken back for everyone.
    ///
    /// # Errors
    /// [`KithError::Refresh`] with `message.too-late` after that time, and where this device said no such words;
    /// [`KithError::FixInput`] with `content.too-long` where the words and the draft are too much together: then
    /// everything stays as it was; [`KithError::NotAllowed`] as [`Self::send`]; those of the store.
    pub async fn undo(&self, row: EventRow) -> Result<(), KithError> {
        self.call(|core| async move { core.undo(row).await }).await
    }

    /// Says something to a room at a time: milliseconds since 1970 (UTC), by this device's clock; where that is wrong
    /// by the relay's, by both. It goes out with the first exchange with the relay within a day from then, and is
    /// nobody's but this device's before; later it is not said, which a row tells. Answers its row among what waits
    /// (`later` of the conversation).
    ///
    /// # Errors
    /// As [`Self::send`]; [`KithError::FixInput`] with `field` for a time that no clock shows, with `later.too-many`
    /// where a hundred wait in that conversation.
    #[uniffi::method(default(reply_to = None))]
    pub async fn send_later(
        &self,
        room: RoomId,
        body: String,
        at: u64,
        reply_to: Option<EventRow>,
    ) -> Result<LaterId, KithError> {
        self.call(|core| async move { core.say_later(room, &body, at, reply_to).await })
            .await
    }

    /// Other words, or another time, for what waits: a time that has come says them at once. What was not sent waits
    /// again.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where it waits no longer; else as [`Self::send_later`].
    pub async fn change_later(&self, id: LaterId, body: String, at: u64) -> Result<(), KithError> {
        self.call(|core| async move { core.change_later(id, &body, at).await })
            .await
    }

    /// Holds what waits back, whatever time it is, for as long as whoever changes it has the answer.
    pub fn hold_later(&self, id: LaterId) -> Arc<HeldLater> {
        Arc::new(HeldLater {
            _held: self.core.hold_later(id),
        })
    }

    /// Takes back what waits: its words stand in the conversation's draft, behind what was begun there.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where it waits no longer; [`KithError::NotAllowed`] as [`Self::send`]: there is no field
    /// for the words; [`KithError::FixInput`] with `content.too-long` where the words and the draft are too much
    /// together. Then everything stays as it was. Those of the store.
    pub async fn take_back_later(&self, id: LaterId) -> Result<(), KithError> {
        self.call(|core| async move { core.take_back_later(id).await })
            .await
    }

    /// Throws away what waits: its words are nowhere any more.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where it waits no longer; those of the store.
    pub async fn throw_away_later(&self, id: LaterId) -> Result<(), KithError> {
        self.call(|core| async move { core.throw_away_later(id).await })
            .await
    }

    /// When the next of what waits is due, milliseconds since 1970 (UTC): the app should be awake then, and sync.
    /// Nothing where nothing waits.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn next_later(&self) -> Result<Option<u64>, KithError> {
        self.call(|core| async move { core.next_later().await })
            .await
    }

    /// What a device that nobody wakes in time has to say by itself of what waits, as things stand now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn unsent_later(&self) -> Result<Unsent, KithError> {
        self.call(|core| async move { core.unsent_later().await })
            .await
    }

    /// Takes back a message that was refused: its words stand in the conversation's draft, behind what was
    /// begun there, and what waited behind it goes out.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where it was not refused; [`KithError::FixInput`] with `content.too-long` where the
    /// words and the draft are too much together: then everything stays as it was; those of the store.
    pub async fn write_again(&self, row: EventRow) -> Result<(), KithError> {
        self.call(|core| async move { core.write_again(row).await })
            .await
    }

    /// Renews this device's keys in every room of a circle. Works offline.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn renew_keys(&self, circle: CircleId) -> Result<(), KithError> {
        self.call(|core| async move { core.renew_keys(circle).await })
            .await
    }
}

/// The room that a circle has for an audience.
#[uniffi::export]
pub fn shared_room(circle: CircleId, audience: Audience) -> RoomId {
    room_id::shared(&circle, audience)
}
