//! What waits where two do not talk any more is said to nobody: whoever wrote it has to know, and keeps the
//! words.

use super::{healing::note_row, unshown::counts_as_said, withdrawing::withdraw};
use crate::{
    content::event::{ContentError, ContentKind, Event},
    error::Error,
    store::{
        Change, StoreError, WriteTx,
        circle::{
            circles::{self, Room},
            conversations::{self, Conversation},
        },
        outgoing::{outbox, refused},
        rows::EventRow,
        timeline::{
            drafts::{self, Draft},
            events, items,
            messages::{self, Answered, Message, MessageState, Places},
            notice::Notice,
        },
    },
};

/// What waits in a room of two that is over is not sent, and a row says why. What was said before was, whether or not
/// the relay has forgotten it since.
pub(crate) fn end_waiting(tx: &mut WriteTx<'_>, room: &Room, now: u64) -> Result<(), Error> {
    if !room.audience.is_alone() || !circles::is_over(tx, room)? {
        return Ok(());
    }
    let waiting = refused::waiting(tx, room.row)?;
    let mut places = Places::of(room.conversation_row);
    let (mut words, mut silent) = (0, Vec::new());
    for event in waiting {
        if counts_as_said(tx, &mut places, room.row, event)? {
            continue;
        }
        outbox::set_refused(tx, room.row, event)?;
        if events::is_silent(tx, event)? {
            silent.push(event);
            continue;
        }
        messages::set_refused(tx, &mut places, event)?;
        words += 1;
    }
    places.settle(tx)?;
    for event in silent {
        end_silent(tx, room, event, now)?;
    }
    if words > 0 {
        note_row(tx, room, Notice::OverNotSent, None, now)?;
    }
    tx.changed(Change::Circle(room.circle));
    tx.changed(Change::Timeline(room.conversation));
    Ok(())
}

/// The same where something of it cannot be read: words stay to be copied, what is silent comes to nothing.
pub(crate) fn let_go_of_waiting(
    tx: &mut WriteTx<'_>,
    room: &Room,
    now: u64,
) -> Result<(), StoreError> {
    let mut places = Places::of(room.conversation_row);
    for event in refused::waiting(tx, room.row)? {
        if events::is_silent(tx, event)? {
            refused::take_out(tx, room.row, event)?;
        } else {
            outbox::set_refused(tx, room.row, event)?;
            messages::set_refused(tx, &mut places, event)?;
        }
    }
    places.settle(tx)?;
    tx.changed(Change::Circle(room.circle));
    note_row(tx, room, Notice::OverNotSent, None, now)
}

/// Nobody hears what is silent and waits: what was said is as they know it. What is said of words that were not sent
/// goes with those.
fn end_silent(tx: &mut WriteTx<'_>, room: &Room, event: EventRow, now: u64) -> Result<(), Error> {
    let waits = |event| refused::event(tx, room.row, event);
    let Some(encoded) = waits(event)? else {
        return Ok(());
    };
    let is_of_unsent = match items::about(tx, event)? {
        Some(about) => waits(about)?.is_some(),
        None => false,
    };
    if is_of_unsent || Event::decode(&encoded)?.kind == ContentKind::WITHDRAWN {
        return Ok(());
    }
    let is_missed = withdraw(tx, room, event)?;
    outbox::set_refused(tx, room.row, event)?;
    if is_missed {
        note_row(tx, room, Notice::NotChanged, None, now)?;
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
pub(crate) fn take_back(tx: &mut WriteTx<'_>, row: EventRow) -> Result<Room, Error> {
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
    if let Some(mut draft) = Draft::joined(drafts::get(tx, conversation.row)?, Some(more)) {
        draft.body = drafts::checked(draft.body)?;
        drafts::set(tx, conversation, &draft)?;
    }
    tx.changed(Change::Circle(conversation.circle.id));
    Ok(())
}

/// Two talk again: what was not sent meanwhile stands in the field, to be sent or not. Else it would hold up
/// what is said now.
pub(crate) fn give_back(tx: &mut WriteTx<'_>, room: &Room) -> Result<(), Error> {
    let (mut words, mut silent) = (Vec::new(), Vec::new());
    for event in refused::refused(tx, room.row)? {
        let of = if events::is_silent(tx, event)? {
            &mut silent
        } else {
            &mut words
        };
        of.push(event);
    }
    for event in silent {
        refused::waits_again(tx, room.row, event)?;
    }
    for message in words {
        let taken = tx.savepoint(|tx| take_back(tx, message).map(drop));
        match taken {
            // One by one, then: each can be written again by itself.
            Err(Error::Content(ContentError::TooLarge) | Error::NotAMember) => return Ok(()),
            // Its row stays, to be copied: it must hold up nothing that is said now.
            Err(error) if error.is_of_one_thing() => {
                tracing::error!(%error, "what was not sent cannot be taken back");
                refused::take_out(tx, room.row, message)?;
            }
            taken => taken?,
        }
    }
    Ok(())
}
