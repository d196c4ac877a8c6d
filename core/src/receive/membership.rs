//! Shows who came and went, as the policy says, and keeps the list of people.

use kith_protocol::api::groups::Entry;
use openmls::group::MlsGroup;

use crate::{
    circle::policy::VerifiedPolicy,
    content::stamp::Stamp,
    error::Error,
    ids::{MessageId, PersonId},
    mls::{EpochKey, crypto},
    store::{
        Change, WriteTx,
        circles::Room,
        epochs::{self, Epoch},
        messages::{self, MessageState, NewMessage, Places},
        notice::Notice,
        participants,
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
    room: i64,
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
    let came = new
        .iter()
        .filter(|p| !old.contains(p))
        .map(|p| (p, Notice::Joined));
    let went = old
        .iter()
        .filter(|p| !new.contains(p))
        .map(|p| (p, Notice::Left));
    for (person, notice) in came.chain(went) {
        messages::insert(
            tx,
            places,
            &NewMessage {
                circle: room.circle_row,
                room: room.row,
                name: MessageId([0; 16]),
                kind: notice.kind(),
                state: MessageState::Received,
                sender: Some(*person),
                device: None,
                said: Stamp::at(entry.at),
                at: Some(entry.at),
                seq: Some(entry.seq),
                body: notice.code(),
            },
        )?;
    }
    tx.changed(Change::Circle(room.circle));
    Ok(())
}
