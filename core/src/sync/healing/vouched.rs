//! A device that one member alone let in again may stand where nobody else does: beside a removal it is
//! shown nothing of what the others say. The patient is asked, and tells in which epoch she is, and what she has
//! signed since; her own device asks everyone. The clinic's list tells too, where that member is in it.

use std::sync::Arc;

use kith_protocol::signed::Signed;

use super::{
    doubted::{is_contradicted, who_is_here},
    shown::{close, verified},
    where_item::room_of,
};
use crate::{
    circle::{
        policy::{Policy, VerifiedPolicy},
        whereabouts::Where,
    },
    error::Error,
    ids::{AccountId, GroupId, PersonId, PublicKey},
    people::identity::Identity,
    receive::{is_out, note_row},
    store::{
        Change, ReadTx, StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants,
        },
        healing::{
            epochs,
            whereabouts::{self, Whereabouts},
        },
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::{inbox::dropped::Dropped, relay::link::Link},
};

/// The patient shows this device what she signed last of a group that one member alone led it into. From
/// anybody else it says nothing: what a commit of hers carried that the relay denied is no word.
pub(super) fn note(
    tx: &WriteTx<'_>,
    account: AccountId,
    policy: &Signed<Policy>,
    (from, about): (PublicKey, &Where),
) -> Result<(), Dropped> {
    let room = room_of(tx, account, about)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    let asked = whereabouts::get(tx, room.row)?;
    let (true, Some(asked)) = (from == patient && room.vouched_by.is_some(), asked) else {
        return Ok(());
    };
    if beyond(&room, policy, &patient).is_some() {
        let shown = Whereabouts {
            policy: Some(policy.clone()),
            ..asked
        };
        whereabouts::put(tx, room.row, &shown)?;
    }
    Ok(())
}

/// Somebody answers where they are: the patient, or to her device anybody but the one who let it in.
pub(super) fn hear(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (from, said): (PublicKey, &Where),
) -> Result<(), Dropped> {
    let room = room_of(tx, account, said)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    let (Some(epoch), Some(by)) = (said.epoch, room.vouched_by) else {
        return Ok(());
    };
    // Of another policy the policy tells. What the patient has signed where she was led is hers alone.
    let counts = if identity.person_key() == patient {
        by != PersonId::of(&from) && said.generation == room.generation
    } else {
        let here = (room.policy_version, room.generation);
        from == patient && (said.version, said.generation) == here
    };
    let Some(asked) = whereabouts::get(tx, room.row)?.filter(|_| counts) else {
        return Ok(());
    };
    let Some(mut doubt) = asked.doubt.filter(|doubt| said.at >= doubt.since) else {
        return Ok(());
    };
    if participants::is_in(tx, room.row, &from)? {
        doubt.places.retain(|(who, _)| *who != from);
        doubt.places.push((from, epoch));
        let doubt = Some(doubt);
        whereabouts::put(tx, room.row, &Whereabouts { doubt, ..asked })?;
    }
    Ok(())
}

/// What the patient signed of this very group, if it is beyond what the group here knows.
fn beyond(room: &Room, policy: &Signed<Policy>, patient: &PublicKey) -> Option<VerifiedPolicy> {
    let theirs = verified(policy, patient)?;
    let counts = theirs.policy.group == room.group
        && room.is_of(&theirs.policy)
        && theirs.policy.version > room.policy_version;
    counts.then_some(theirs)
}

/// Of the rooms whose logs were `read` to their end after all that was heard: who stands there without
/// what the patient has signed of the group, or where nobody else is, was led into a branch, and so may be who
/// stands there by the word of someone alone whom the clinic has revoked. They have lost their place, and ask those
/// who are in by her word. Who stands where others are need not doubt it any more. Answers whether it was so anywhere.
pub(crate) async fn leave(link: &Link, read: &[GroupId]) -> Result<bool, Error> {
    let identity = Arc::clone(&link.identity);
    let now = link.now();
    let read = read.to_vec();
    let found = link
        .db
        .read(move |tx| -> Result<Vec<RoomRow>, StoreError> {
            let mut found = Vec::new();
            for row in whereabouts::doubted(tx)? {
                let judged = judge(tx, row)?;
                if judged.is_some_and(|(room, _)| read.contains(&room.group)) {
                    found.push(row);
                }
            }
            Ok(found)
        })
        .await
        .map_err(Error::from)?;
    if found.is_empty() {
        return Ok(false);
    }
    link.db
        .write(move |tx| -> Result<bool, Error> {
            let mut any = false;
            for row in found {
                let Some((room, place)) = judge(tx, row)? else {
                    continue;
                };
                match place {
                    Place::Sure(who) => be_sure(tx, &room, who, now)?,
                    Place::Lost(theirs) => {
                        lose(tx, &identity, &room, theirs.as_deref(), now)?;
                        any = true;
                    }
                }
                tx.changed(Change::Circle(room.circle));
            }
            Ok(any)
        })
        .await
}

/// What is known of the place of a device that one member alone let in again.
enum Place {
    /// Somebody else was heard there, or says that they are; who, where it has not been told.
    Sure(Option<PublicKey>),
    /// It is not where the others are; with what the patient has signed beyond it, where that was shown.
    Lost(Option<Box<VerifiedPolicy>>),
}

fn judge(tx: &ReadTx<'_>, row: RoomRow) -> Result<Option<(Room, Place)>, StoreError> {
    let room = circles::room_by_row(tx, row)?;
    if room.state != RoomState::Active {
        return Ok(None);
    }
    let asked = whereabouts::get(tx, row)?;
    let Some(vouches) = room.vouched_by else {
        let doubted = asked.is_some_and(|asked| asked.doubt.is_some());
        return Ok(doubted.then_some((room, Place::Sure(None))));
    };
    let patient = circles::get(tx, &room.circle)?.patient;
    let shown = asked.as_ref().and_then(|asked| asked.policy.as_ref());
    if let Some(theirs) = shown.and_then(|policy| beyond(&room, policy, &patient)) {
        return Ok(Some((room, Place::Lost(Some(Box::new(theirs))))));
    }
    let mut people = participants::all(tx, row)?.into_iter();
    if let Some(by) = people.find(|member| member.person == vouches)
        && is_out(tx, &room, (by.role, &by.key))?
    {
        return Ok(Some((room, Place::Lost(None))));
    }
    let Some((open, doubt)) = asked.and_then(|asked| Some((asked.open, asked.doubt?))) else {
        return Ok(None);
    };
    if let Some(who) = who_is_here(tx, &room, &doubt)? {
        return Ok(Some((room, Place::Sure(Some(who)))));
    }
    if is_contradicted(tx, &room)? {
        return Ok(None);
    }
    // One may lie to the patient's device, or be behind: the others have their time to answer.
    let lost = !open && !doubt.places.is_empty();
    Ok(lost.then_some((room, Place::Lost(None))))
}

fn be_sure(
    tx: &mut WriteTx<'_>,
    room: &Room,
    who: Option<PublicKey>,
    now: u64,
) -> Result<(), StoreError> {
    if let Some(who) = who {
        circles::set_vouched_by(tx, room.row, None)?;
        note_row(tx, room, Notice::Confirmed, Some(PersonId::of(&who)), now)?;
    }
    if let Some(asked) = whereabouts::get(tx, room.row)? {
        whereabouts::put(tx, room.row, &close(tx, room, asked)?)?;
    }
    Ok(())
}

fn lose(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    theirs: Option<&VerifiedPolicy>,
    now: u64,
) -> Result<(), Error> {
    tracing::warn!("the others are not where one member led");
    let mut version = room.policy_version;
    if let Some(theirs) = theirs {
        participants::keep(tx, room.row, theirs, now)?;
        version = theirs.policy.version;
    }
    if let Some(by) = &room.vouched_by {
        epochs::leave_led(tx, room, by)?;
    }
    whereabouts::lose_place(tx, room.row, version)?;
    note_row(tx, room, Notice::LostPlace, Some(identity.person_id()), now)?;
    Ok(())
}
