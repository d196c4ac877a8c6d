//! A room goes on in another group: what it had goes over, nothing is encrypted to the old one any
//! more, and whoever looks reads why.

use kith_protocol::{identity::Role, signed::Signed};
use openmls::group::MlsGroup;

use super::{healing::note_row, parting::part, unshown};
use crate::{
    circle::{
        policy::VerifiedPolicy,
        successor::{Reason, Successor},
    },
    error::Error,
    ids::{DeviceId, PersonId},
    mls::{MlsError, Provider, group},
    people::identity::Identity,
    store::{
        Change, StoreError, WriteTx,
        circle::{
            circles::{Beginning, Room},
            participants,
            successors::{self, Done},
        },
        healing::missing,
        timeline::{messages::Places, notice::Notice},
    },
};

/// How far apart.
const TOGETHER_MS: u64 = 60 * 1000;

/// Where a room goes over to.
pub(crate) struct Over<'a> {
    /// The patient's word.
    pub(crate) document: &'a Successor,
    /// The same as she signed it.
    pub(crate) signed: &'a Signed<Successor>,
    /// The new group's policy.
    pub(crate) policy: &'a VerifiedPolicy,
    /// Where this device stands in it.
    pub(crate) at: Beginning,
}

/// The room goes on in the new group. What waits goes out there, in the same chain; what was said in
/// the old group where others may not have heard it is said once more.
pub(crate) fn go_over(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    over: &Over<'_>,
    now: u64,
) -> Result<(), Error> {
    let before = participants::all(tx, room.row)?;
    let mut places = Places::of(room.conversation_row);
    unshown::settle_taken(tx, &mut places, room, now)?;
    places.settle(tx)?;
    let stay = delete_old(tx, room, Some(over.policy))?;
    successors::move_room(tx, room, over.policy, over.at)?;
    participants::set(tx, room.row, over.policy, now)?;
    if let Some(stay) = stay {
        missing::end_absent(tx, room.row, &stay)?;
    }
    let names = (&over.policy.policy.group, &identity.device_id());
    let passed = room.epoch + 1;
    let read = read_there(over.document, room);
    successors::say_over(tx, room.row, names, passed, read)?;
    // A circle's rooms are one conversation, and go on together: it is said once.
    let said_already = successors::went_on_since(tx, room, now.saturating_sub(TOGETHER_MS))?;
    let done = Done {
        document: over.signed.clone(),
        policy: None,
        at: now,
    };
    successors::set_done(tx, room.row, &done)?;
    // To her alone, where two talked, it does not go on.
    let to_nobody = room.audience.is_alone() && over.policy.policy.members.len() < 2;
    if !said_already && !to_nobody {
        note_row(tx, room, said(over.document.reason), None, now)?;
    }
    let quiet = over.document.reason == Reason::Quiet;
    let me = over.policy.member(&identity.person_key());
    // Staff are told the truth; to others whoever was left behind is in the list no more.
    let told = !quiet
        || !said_already && me.is_some_and(|me| me.role.is_staff() || me.role == Role::Patient);
    let went = if quiet {
        Notice::LeftQuietly
    } else {
        Notice::Left
    };
    for person in before {
        if told && person.until.is_none() && over.policy.member(&person.key).is_none() {
            note_row(tx, room, went, Some(PersonId::of(&person.key)), now)?;
        }
    }
    tx.changed(Change::Circle(room.circle));
    tx.changed(Change::Timeline(room.conversation));
    part(tx, room)
}

/// The same for who is let in anew, where the room has gone on in another group since they were in:
/// nothing of what was said meanwhile is theirs.
pub(crate) fn come_over(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    policy: &VerifiedPolicy,
    at: Beginning,
    now: u64,
) -> Result<(), Error> {
    let mut places = Places::of(room.conversation_row);
    unshown::settle_taken(tx, &mut places, room, now)?;
    places.settle(tx)?;
    delete_old(tx, room, Some(policy))?;
    successors::move_room(tx, room, policy, at)?;
    let names = (&policy.policy.group, &identity.device_id());
    Ok(successors::say_over(tx, room.row, names, 0, 0)?)
}

/// The patient's place is in the log of the group before hers, which may be one that was missed here.
fn read_there(document: &Successor, room: &Room) -> u64 {
    if document.group == room.group {
        document.read
    } else {
        0
    }
}

/// The room goes on in a group that this device is not in: whoever is has to add it. `policy` says who
/// that is, where it was told.
pub(crate) fn go_astray(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (document, signed): (&Successor, &Signed<Successor>),
    policy: Option<&VerifiedPolicy>,
    now: u64,
) -> Result<(), Error> {
    let mut places = Places::of(room.conversation_row);
    unshown::settle_taken(tx, &mut places, room, now)?;
    places.settle(tx)?;
    delete_old(tx, room, policy)?;
    successors::move_astray(tx, room, document)?;
    if let Some(policy) = policy {
        participants::set(tx, room.row, policy, now)?;
    }
    let names = (&document.next, &identity.device_id());
    successors::say_over(
        tx,
        room.row,
        names,
        room.epoch + 1,
        read_there(document, room),
    )?;
    let done = Done {
        document: signed.clone(),
        policy: policy.map(|policy| policy.extension.policy.clone()),
        at: now,
    };
    successors::set_done(tx, room.row, &done)?;
    note_row(tx, room, Notice::LostPlace, Some(identity.person_id()), now)?;
    tx.changed(Change::Circle(room.circle));
    part(tx, room)
}

fn said(reason: Reason) -> Notice {
    match reason {
        // Whoever reads the row may be near to who was left behind.
        Reason::Asked | Reason::Quiet | Reason::Suite => Notice::Anew,
        Reason::Lost => Notice::AnewLost,
        Reason::Blocked => Notice::AnewBlocked,
        Reason::Full => Notice::AnewFull,
    }
}

/// Forward secrecy: of the old group nothing stays here. Answers which of its devices are of people
/// who go over; nothing where its state is gone.
fn delete_old(
    tx: &WriteTx<'_>,
    room: &Room,
    policy: Option<&VerifiedPolicy>,
) -> Result<Option<Vec<DeviceId>>, StoreError> {
    let provider = Provider::new(tx.connection());
    let old: MlsGroup = match group::load(&provider, &room.group) {
        Ok(old) => old,
        Err(MlsError::Store(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    let stay = group::devices(&old)
        .into_iter()
        .filter(|leaf| policy.is_some_and(|policy| policy.member(&leaf.person_key).is_some()))
        .map(|leaf| leaf.device)
        .collect();
    provider.delete(old)?;
    Ok(Some(stay))
}
