//! What waits where two do not talk any more is said to nobody: whoever wrote it has to know, and keeps the
//! words.

use super::{healing::note_row, withdrawing::withdraw};
use crate::{
    content::event::ContentError,
    error::Error,
    store::{
        Change, StoreError, WriteTx,
        circle::{
            circles::{self, Room},
            conversations::{self, Conversation},
        },
        outgoing::{outbox, refused},
        timeline::{
            drafts::{self, Draft},
            messages::{self, Answered, Message, MessageState, Places},
            notice::Notice,
        },
    },
};

/// What waits in a room of two that is over is not sent, and a row says why.
pub(crate) fn end_waiting(tx: &mut WriteTx<'_>, room: &Room, now: u64) -> Result<(), Error> {
    if !room.audience.is_alone() || !circles::is_over(tx, room)? {
        return Ok(());
    }
    let mut places = Places::of(room.conversation_row);
    let words = refused::words_waiting(tx, room.row)?;
    for message in &words {
        outbox::set_refused(tx, room.row, *message)?;
        messages::set_refused(tx, &mut places, *message)?;
    }
    places.settle(tx)?;
    if !words.is_empty() {
        note_row(tx, room, Notice::OverNotSent, None, now)?;
        tx.changed(Change::Circle(room.circle));
    }
    Ok(())
}

/// Takes back a message that was not sent: its words stand behind what was begun in the conversation, and what
/// waited behind it goes out.
///
/// # Errors
/// [`StoreError::NotFound`] where there is no such message, or it was sent, or waits;
/// [`Error::NotAMember`] where nothing can be said there any more; [`Error::Content`] where the words and what
/// was begun are too much together.
pub(crate) fn take_back(tx: &mut WriteTx<'_>, row: i64) -> Result<Room, Error> {
    let message = messages::get(tx, row)?;
    if message.state != MessageState::Refused {
        return Err(StoreError::NotFound.into());
    }
    let room = circles::room(tx, &message.room)?.ok_or(StoreError::NotFound)?;
    // There is no field for them: here they can be read and copied.
    if circles::is_over(tx, &room)? {
        return Err(Error::NotAMember);
    }
    withdraw(tx, &room, row)?;
    let words = words_of(&message);
    // What was taken back meanwhile leaves none.
    if !words.body.is_empty() {
        let conversation = conversations::get(tx, &room.conversation)?;
        add_to_draft(tx, &conversation, words)?;
    }
    tx.changed(Change::Timeline(room.conversation));
    Ok(room)
}

/// A message's words, to be written again.
pub(crate) fn words_of(message: &Message) -> Draft {
    Draft {
        audience: message.audience,
        body: message.content.words().to_owned(),
        reply: match message.answers {
            Some(Answered::Here { row, .. }) => Some(row),
            Some(Answered::NotHere) | None => None,
        },
    }
}

/// Puts words behind what was begun in a conversation.
///
/// # Errors
/// [`Error::Content`] where they are too much together.
pub(crate) fn add_to_draft(
    tx: &mut WriteTx<'_>,
    conversation: &Conversation,
    more: Draft,
) -> Result<(), Error> {
    let row = conversation.row;
    if let Some(mut draft) = Draft::joined(drafts::get(tx, row)?, Some(more)) {
        draft.body = drafts::checked(draft.body)?;
        drafts::set(tx, row, &draft)?;
    }
    tx.changed(Change::Circle(conversation.circle.id));
    Ok(())
}

/// Two talk again: what was not sent meanwhile stands in the field, to be sent or not. Else it would hold up
/// what is said now.
pub(crate) fn give_back(tx: &mut WriteTx<'_>, room: &Room) -> Result<(), Error> {
    for message in refused::refused(tx, room.row)? {
        let taken = tx.savepoint(|tx| take_back(tx, message).map(drop));
        match taken {
            // One by one, then: each can be written again by itself.
            Err(Error::Content(ContentError::TooLarge) | Error::NotAMember) => return Ok(()),
            taken => taken?,
        }
    }
    Ok(())
}
