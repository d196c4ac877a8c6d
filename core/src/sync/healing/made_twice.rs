//! Another copy of the patient's store has made the group that this one wants to make: what it made
//! goes on after that.

use super::{
    anew::{Ended, Who, begin, leave},
    asking::ask_all,
    wanted::Wanted,
};
use crate::{
    circle::successor::{Reason, Successor},
    error::Error,
    ids::{AccountId, GroupId},
    people::identity::Identity,
    receive::restart,
    store::{
        WriteTx,
        circle::{
            circles::{self, Room},
            successors,
        },
        healing::whereabouts,
        outgoing::intents::{self, Change},
        timeline::messages::Places,
    },
};

/// The relay has a log under the new group's id: another copy of this store has made it. The one after
/// it takes the place of the group that the others know.
pub(crate) fn again(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    group: &GroupId,
    now: u64,
) -> Result<(), Error> {
    let Some(room) = circles::room_of_group(tx, account, group)? else {
        return Ok(());
    };
    let Some(done) = successors::done(tx, room.row)? else {
        // Every other room of hers has an id that nobody has had before.
        return if room.audience.is_alone() {
            once_more(tx, identity, &room, now)
        } else {
            Ok(())
        };
    };
    let Some(known) = Successor::verify(&done.document, &identity.person_key()) else {
        return Ok(());
    };
    if known.next != *group {
        return Ok(());
    }
    // What was decided meanwhile is carried out with it: it would be forgotten else.
    let decided = intents::anew(tx, room.row)?;
    let quiet = decided.iter().any(|anew| anew.reason == Reason::Quiet);
    let ended = Ended {
        group: known.group,
        node: known.node,
        read: known.read,
        reason: if quiet { Reason::Quiet } else { known.reason },
    };
    let wanted = Wanted {
        reason: ended.reason,
        without: decided.iter().filter_map(|anew| anew.without).collect(),
        learned: None,
    };
    // Before it went on this store knew so much.
    let version = whereabouts::get(tx, room.row)?
        .map_or(known.version.saturating_sub(1), |asked| asked.version);
    leave(tx, identity, &room, &ended, &wanted, now)?;
    let room = circles::room_by_row(tx, room.row)?;
    Ok(ask_all(tx, identity, &room, version, now)?)
}

/// Her store was put back to before it made a room of two, and has made it again: it goes on after the
/// first, with whoever is to come.
fn once_more(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    now: u64,
) -> Result<(), Error> {
    let decided = intents::due_intents(tx, room.row)?.into_iter();
    let comers = decided.filter_map(|intent| match intent.change {
        Change::Add(member) => Some(*member),
        _ => None,
    });
    let ended = Ended {
        group: room.group,
        node: 0,
        read: 0,
        reason: Reason::Lost,
    };
    let who = Who {
        comers: comers.collect(),
        ..Who::default()
    };
    begin(tx, identity, room, &ended, who, now)?;
    // Before it went on this store knew so much.
    let version = room.policy_version;
    let room = circles::room_by_row(tx, room.row)?;
    // Behind all that she said where this store was not.
    let mut places = Places::of(room.conversation_row);
    restart(tx, &mut places, &room, now)?;
    places.settle(tx)?;
    Ok(ask_all(tx, identity, &room, version, now)?)
}
