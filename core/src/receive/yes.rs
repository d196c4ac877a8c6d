//! A yes of the patient's that is taken back.

use crate::{
    error::Error,
    store::{
        Change, WriteTx,
        circle::{
            circles::{self, Circle},
            invitations::Given,
            participants,
        },
        outgoing::{denied, intents, outbox},
    },
};

/// Undoes a yes that has not come true everywhere. Answers whether there was anything to undo.
pub(crate) fn take_back_yes(
    tx: &mut WriteTx<'_>,
    circle: &Circle,
    given: &Given,
) -> Result<bool, Error> {
    let Some(person) = given.consented().map(|consent| consent.person) else {
        return Ok(false);
    };
    let rooms = circles::rooms_of_circle(tx, &circle.id)?;
    // Whoever is only to come into a room of two as well is in the circle.
    let mut waits = false;
    for room in rooms.iter().filter(|room| !room.audience.is_alone()) {
        waits |= !intents::additions(tx, room.row, &person)?.is_empty();
    }
    if !waits {
        return Ok(false);
    }
    for room in &rooms {
        let pending = outbox::pending(tx, room.row)?.and_then(|pending| pending.intent);
        for addition in intents::additions(tx, room.row, &person)? {
            intents::finish_intent(tx, addition)?;
            // The relay may have it, whatever it says: then they come, and go with the next change.
            if pending == Some(addition) || denied::made(tx, room.row, addition)? {
                intents::add_intent(tx, room.row, &intents::Change::Remove(person))?;
            }
        }
    }
    for room in &rooms {
        if participants::is_in(tx, room.row, &person)? {
            intents::add_intent(tx, room.row, &intents::Change::Remove(person))?;
        }
    }
    tx.changed(Change::Circle(circle.id));
    Ok(true)
}
