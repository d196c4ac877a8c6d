//! Whoever is in any room of a circle is in the one for all. Where the patient's store was put back and
//! she had taken somebody out, the others of that room tell; of a room of two there are none, and of one
//! for the staff there may be none.

use super::obligation::is_revoked;
use crate::{
    circle::{room_id, successor::Reason},
    error::Error,
    ids::{CircleId, PublicKey},
    rights::table::Audience,
    store::{
        Change, ReadTx, StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Room, RoomState},
            participants,
        },
        outgoing::intents,
    },
};

/// Whether somebody is in a circle and stays, or is to come, as far as is known here: in the room for all.
pub(crate) fn is_in_circle(
    db: &ReadTx<'_>,
    circle: &CircleId,
    person: &PublicKey,
) -> Result<bool, StoreError> {
    let Some(room) = circles::room(db, &room_id::shared(circle, Audience::Circle))? else {
        return Ok(false);
    };
    Ok(!intents::goers(db, room.row)?.contains(person)
        && (participants::is_in(db, room.row, person)?
            || intents::comers(db, room.row)?.contains(person)))
}

/// Called on whatever room has other people now. On the patient's device the other rooms go on without who
/// is not in the circle any more, and let none of them in. They are not told: it is not known here
/// whether they were to know.
pub(crate) fn part(tx: &mut WriteTx<'_>, of: &Room) -> Result<(), Error> {
    let me = accounts::me(tx, of.account)?.person;
    if of.audience != Audience::Circle || circles::get(tx, &of.circle)?.patient != me {
        return Ok(());
    }
    for room in circles::rooms_of_circle(tx, &of.circle)? {
        if room.audience == Audience::Circle || room.state == RoomState::Removed {
            continue;
        }
        for person in intents::comers(tx, room.row)? {
            if !is_in_circle(tx, &of.circle, &person)? {
                for addition in intents::additions(tx, room.row, &person)? {
                    intents::finish_intent(tx, addition)?;
                }
                tx.changed(Change::Circle(room.circle));
            }
        }
        for other in participants::all(tx, room.row)? {
            if other.key == me || other.until.is_some() {
                continue;
            }
            // Whom the clinic has revoked goes by that.
            let revoked = other.role.is_staff() && is_revoked(tx, room.account, &other.person)?;
            if !revoked
                && !is_in_circle(tx, &of.circle, &other.key)?
                && !is_to_go(tx, &room, &other.key)?
            {
                leave_behind(tx, &room, other.key)?;
            }
        }
    }
    Ok(())
}

/// Whether it is decided already, in a way that can come true.
fn is_to_go(tx: &WriteTx<'_>, room: &Room, person: &PublicKey) -> Result<bool, StoreError> {
    let decided = intents::goers(tx, room.row)?.contains(person);
    let can = room.state == RoomState::Active || !intents::anew(tx, room.row)?.is_empty();
    Ok(decided && can)
}

fn leave_behind(tx: &mut WriteTx<'_>, room: &Room, person: PublicKey) -> Result<(), StoreError> {
    let anew = intents::Anew {
        reason: Reason::Quiet,
        without: Some(person),
    };
    intents::add_intent(tx, room.row, &intents::Change::Anew(anew))?;
    tx.changed(Change::Circle(room.circle));
    Ok(())
}
