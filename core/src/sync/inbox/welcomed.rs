//! What is known of the group that a Welcome leads into, and of the room that it is shown as.

use kith_protocol::signed::Signed;

use super::dropped::Dropped;
use crate::{
    circle::{
        policy::{Policy, VerifiedPolicy},
        room_id,
        successor::Successor,
    },
    ids::{AccountId, GroupId, PersonId},
    mls::welcome::{Known, Pinned},
    people::identity::Identity,
    store::{
        StoreError, WriteTx,
        circle::{
            circles::{self, Room},
            conversations::{self, Partner},
            joining, participants,
        },
        healing::readds,
        rows::{CircleRow, ConversationRow},
    },
};

/// Whether it is the patient's word that leads to a group.
pub(super) fn leads_to(document: Option<&Signed<Successor>>, policy: &Policy) -> bool {
    let word = document.and_then(|document| Successor::verify(document, &policy.patient));
    word.is_some_and(|word| (word.next, word.room) == (policy.group, policy.room))
}

/// Whether this person came into a room later, by its policy, than is known here: they were out, and are let
/// in anew.
pub(super) fn came_anew(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    policy: &VerifiedPolicy,
) -> Result<bool, StoreError> {
    let me = identity.person_key();
    let mut known = participants::all(tx, room.row)?.into_iter();
    let known = known.find(|person| person.key == me);
    let since = policy.member(&me).map(|member| member.since);
    Ok(known.is_some_and(|known| Some(known.since) != since))
}

/// The conversation in which a room is shown. That of its circle is there too: whoever asks for it before its
/// own Welcome has come finds that there is nothing in it.
pub(super) fn conversation_of(
    tx: &WriteTx<'_>,
    circle: CircleRow,
    policy: &Policy,
) -> Result<ConversationRow, Dropped> {
    let id = room_id::conversation(&policy.circle, policy.audience, &policy.room);
    let mut others = policy.members.iter();
    let with = others
        .find(|member| policy.audience.is_alone() && member.key != policy.patient)
        .map(|member| Partner {
            person: PersonId::of(&member.key),
            key: member.key,
            name: member.name.clone(),
        });
    if with.is_some() {
        conversations::ensure(tx, circle, &policy.circle.into(), None)?;
    }
    Ok(conversations::ensure(tx, circle, &id, with.as_ref())?)
}

/// What an invitation, or our own request to be added again, says of a group.
pub(super) fn pinned(
    tx: &WriteTx<'_>,
    account: AccountId,
    group: &GroupId,
    policy: Option<&Policy>,
) -> Result<Option<Pinned>, StoreError> {
    let invited = || match policy.filter(|policy| policy.group == *group) {
        Some(policy) => {
            // A room of two that was here counts for itself: it need not have changed as often as others.
            let known = circles::room(tx, &policy.room)?
                .filter(|room| room.audience.is_alone() && room.account == account);
            let pinned = joining::pinned(tx, account, policy)?;
            Ok(pinned.map(|pinned| Pinned {
                version: known.map_or(pinned.version, |room| room.policy_version),
                ..pinned
            }))
        }
        None => Ok(None),
    };
    let Some(room) = circles::room_of_group(tx, account, group)? else {
        return invited();
    };
    let known = Some(Known {
        epoch: room.known_epoch,
        revocations: room.revocations,
    });
    if readds::room_to_rejoin(tx, account, group)?.is_some() {
        return Ok(Some(Pinned {
            patient: circles::get(tx, &room.circle)?.patient,
            version: room.policy_version,
            rejoins: true,
            known,
        }));
    }
    Ok(invited()?.map(|pinned| Pinned {
        version: pinned.version.max(room.policy_version),
        known,
        ..pinned
    }))
}
