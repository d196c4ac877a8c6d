//! Taking back what has not gone out: an empty event goes out in its place, under its counter.

use super::{chaining::chain_anew, unshown::counts_as_said};
use crate::{
    content::{
        event::{ContentKind, Event},
        registry::Class,
        relation::withdrawn::Withdrawn,
    },
    crash,
    error::Error,
    store::{
        StoreError, WriteTx,
        circle::circles::Room,
        outgoing::{
            outbox,
            refused::{self, Behind},
            sealed,
        },
        rows::EventRow,
        timeline::{
            events, items,
            messages::{self, Places},
        },
    },
};

/// Takes back an event of this device's that waits, or that the relay will never take, with its row, and with what
/// waits that is said of it. What waits behind it goes out, and names what it named. Where the relay may have some
/// of that as it was, it stays so: the others then miss one event, as they do. What was said before is not taken back so:
/// it counts as said. Answers whether who said it has to be told that it does not go out: they have seen other words
/// there, or none, and nobody else does.
///
/// # Errors
/// [`StoreError::NotFound`] where nothing such waits; [`Error::Content`] where it cannot be read.
pub(crate) fn withdraw(tx: &WriteTx<'_>, room: &Room, event: EventRow) -> Result<bool, Error> {
    let gone = refused::event(tx, room.row, event)?.ok_or(StoreError::NotFound)?;
    let mut places = Places::of(room.conversation_row);
    // Of its words its place may be all that is left.
    if counts_as_said(tx, &mut places, room.row, event)? {
        places.settle(tx)?;
        return Ok(false);
    }
    if !events::is_silent(tx, event)? {
        sealed::set_withdrawn(tx, room.row, event)?;
    }
    let Event { previous, kind, .. } = Event::decode(&gone)?;
    let is_missed = matches!(kind, ContentKind::EDIT | ContentKind::REDACTION);
    let behind = refused::behind(tx, room.row, event)?;
    if let Some(target) = items::about(tx, event)? {
        places.annotated(target);
    }
    if behind.iter().any(|waits| waits.again) {
        remove(tx, room, event)?;
        places.settle(tx)?;
        return Ok(is_missed);
    }
    let of_it = Behind {
        message: event,
        event: gone,
        again: false,
    };
    let mut waiting = Vec::with_capacity(behind.len() + 1);
    // The relay does not even take what is empty.
    if kind == ContentKind::WITHDRAWN {
        remove(tx, room, event)?;
    } else {
        messages::remove_unsent(tx, event)?;
        places.annotated(event);
        waiting.push(emptied(tx, room, of_it)?);
    }
    for waits in behind {
        let whole = Event::decode(&waits.event);
        let annotates = whole.is_ok_and(|whole| whole.kind.class() == Class::Annotation);
        let is_of_it = items::about(tx, waits.message)? == Some(event);
        waiting.push(if is_of_it && annotates {
            emptied(tx, room, waits)?
        } else {
            waits
        });
    }
    let (last, _) = outbox::next_link(tx, room.row)?;
    let (_, previous) = chain_anew(tx, &mut places, room, waiting, (None, previous))?;
    places.settle(tx)?;
    outbox::set_link(tx, room.row, last - 1, &previous)?;
    crash::point("withdraw.chained");
    Ok(is_missed)
}

fn remove(tx: &WriteTx<'_>, room: &Room, event: EventRow) -> Result<(), StoreError> {
    refused::take_out(tx, room.row, event)?;
    messages::remove_unsent(tx, event)?;
    events::remove_unsent(tx, event)
}

/// The same event, empty, that waits.
fn emptied(tx: &WriteTx<'_>, room: &Room, waits: Behind) -> Result<Behind, Error> {
    let event = Event {
        kind: ContentKind::WITHDRAWN,
        content: Withdrawn.encode(),
        ..Event::decode(&waits.event)?
    };
    events::set_withdrawn(tx, waits.message, event.kind, &event.content)?;
    refused::waits_again(tx, room.row, waits.message)?;
    Ok(Behind {
        event: event.encode(),
        ..waits
    })
}
