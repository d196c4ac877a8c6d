//! Shows who came and went, as the policy says, and keeps the list of people.

use kith_protocol::api::groups::Entry;
use openmls::group::MlsGroup;

use super::{healing::note_row, parting::part};
use crate::{
    circle::policy::VerifiedPolicy,
    error::Error,
    ids::PersonId,
    mls::{EpochKey, crypto},
    rights::table::Audience,
    store::{
        Change, WriteTx,
        account::{
            accounts,
            checked::{self, Checks},
        },
        circle::{circles::Room, participants},
        healing::epochs::{self, Epoch},
        rows::RoomRow,
        timeline::{
            messages::{self, NewNote, Places},
            notice::Notice,
        },
    },
};

/// The people of a policy, without those whom the clinic revoked.
fn people(policy: &VerifiedPolicy) -> Vec<PersonId> {
    policy
        .policy
        .members
        .iter()
        .map(|member| PersonId::of(&member.key))
        .filter(|person| !policy.is_revoked(person))
        .collect()
}

/// Keeps the epoch in which this device came: it proves from where on the log is ours.
pub(crate) fn keep_first_epoch(
    tx: &WriteTx<'_>,
    room: RoomRow,
    mls: &MlsGroup,
    node: u64,
    now: u64,
) -> Result<(), Error> {
    let here = EpochKey::current(mls, crypto())?;
    let epoch = Epoch {
        number: mls.epoch().as_u64(),
        node,
        key: here.public(),
        secret: here.seed(),
        request: None,
        owed: false,
    };
    epochs::put(tx, room, &epoch, now)?;
    Ok(())
}

/// Brings the list of people up to date and writes a row for everyone who came or went.
pub(crate) fn note_people(
    tx: &mut WriteTx<'_>,
    room: &Room,
    places: &mut Places,
    before: &VerifiedPolicy,
    after: &VerifiedPolicy,
    entry: &Entry,
) -> Result<(), Error> {
    participants::set(tx, room.row, after, entry.at)?;
    let (old, new) = (people(before), people(after));
    let anew: Vec<_> = new.iter().filter(|p| !old.contains(p)).copied().collect();
    let came = anew.iter().map(|p| (p, Notice::Joined));
    let went = old
        .iter()
        .filter(|p| !new.contains(p))
        .map(|p| (p, Notice::Left));
    for (person, notice) in came.chain(went) {
        let note = NewNote {
            conversation: room.conversation_row,
            room: room.row,
            notice,
            about: Some(*person),
            at: entry.at,
        };
        messages::insert_note(tx, places, &note)?;
    }
    tx.changed(Change::Circle(room.circle));
    part(tx, room)?;
    note_keys(tx, room, &anew, entry.at)
}

/// Of people who are in a circle anew: who was checked in person is kept under the name that they have
/// now, and whoever is called like one of these and has another key has a row. Once a circle: all of
/// its people are in the room for all.
pub(crate) fn note_keys(
    tx: &mut WriteTx<'_>,
    room: &Room,
    anew: &[PersonId],
    now: u64,
) -> Result<(), Error> {
    if room.audience != Audience::Circle {
        return Ok(());
    }
    let me = accounts::me(tx, room.account)?.person;
    let checks = Checks::of(tx, room.account)?;
    for someone in participants::all(tx, room.row)? {
        if someone.key == me || someone.until.is_some() || !anew.contains(&someone.person) {
            continue;
        }
        if let Some(at) = checks.at(&someone.key, someone.role, &someone.name) {
            let party = (&someone.key, someone.role);
            checked::add(tx, room.account, party, &someone.name, at)?;
        } else if checks.has_another_key(&someone.key, &someone.name) {
            note_row(tx, room, Notice::OtherKey, Some(someone.person), now)?;
        }
    }
    Ok(())
}
