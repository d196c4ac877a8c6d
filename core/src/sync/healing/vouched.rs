//! A device that one member alone let in again may stand where nobody else does: beside a removal it is
//! shown nothing of what the others say. The patient is asked, and what she has signed since tells; so does the
//! clinic's list, where that member is in it.

use std::sync::Arc;

use kith_protocol::signed::Signed;
use rusqlite::Connection;

use super::{shown::verified, where_item::room_of};
use crate::{
    circle::{
        policy::{Policy, VerifiedPolicy},
        whereabouts::Where,
    },
    error::Error,
    ids::{AccountId, GroupId, PublicKey},
    receive::{is_out, note_row},
    store::{
        Change, StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants,
        },
        healing::whereabouts::{self, Whereabouts},
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

/// What the patient signed of this very group, if it is beyond what the group here knows.
fn beyond(room: &Room, policy: &Signed<Policy>, patient: &PublicKey) -> Option<VerifiedPolicy> {
    let theirs = verified(policy, patient)?;
    let counts = theirs.policy.group == room.group
        && room.is_of(&theirs.policy)
        && theirs.policy.version > room.policy_version;
    counts.then_some(theirs)
}

/// Of `rooms` those whose logs were `read` to their end after all that was heard: who stands there without
/// what the patient has signed of the group was led into a branch, and so may be who stands there by the word of
/// someone alone whom the clinic has revoked. They have lost their place, and ask those who are in by her word.
/// Answers whether it was so anywhere.
pub(crate) async fn leave(link: &Link, rooms: &[Room], read: &[GroupId]) -> Result<bool, Error> {
    let one_vouches = |room: &&Room| room.vouched_by.is_some() && read.contains(&room.group);
    let doubtful: Vec<i64> = rooms
        .iter()
        .filter(one_vouches)
        .map(|room| room.row)
        .collect();
    if doubtful.is_empty() {
        return Ok(false);
    }
    let identity = Arc::clone(&link.identity);
    let now = link.now();
    let led = link
        .db
        .read(move |tx| -> Result<Vec<i64>, StoreError> {
            let mut led = Vec::new();
            for row in doubtful {
                if led_astray(tx, row)?.is_some() {
                    led.push(row);
                }
            }
            Ok(led)
        })
        .await
        .map_err(Error::from)?;
    if led.is_empty() {
        return Ok(false);
    }
    link.db
        .write(move |tx| -> Result<(), Error> {
            for row in led {
                let Some((room, theirs)) = led_astray(tx, row)? else {
                    continue;
                };
                tracing::warn!("the group that one member led into is not the patient's any more");
                let mut version = room.policy_version;
                if let Some(theirs) = theirs {
                    participants::keep(tx, row, &theirs, now)?;
                    version = theirs.policy.version;
                }
                whereabouts::lose_place(tx, row, version)?;
                let me = Some(identity.person_id());
                note_row(tx, &room, Notice::LostPlace, me, now)?;
                tx.changed(Change::Circle(room.circle));
            }
            Ok(())
        })
        .await?;
    Ok(true)
}

/// A room that this device was led astray in, with what the patient has signed beyond it, where that was shown.
fn led_astray(
    tx: &Connection,
    row: i64,
) -> Result<Option<(Room, Option<VerifiedPolicy>)>, StoreError> {
    let room = circles::room_by_row(tx, row)?;
    let Some(vouches) = room.vouched_by.filter(|_| room.state == RoomState::Active) else {
        return Ok(None);
    };
    let shown = whereabouts::get(tx, row)?.and_then(|asked| asked.policy);
    let patient = circles::get(tx, &room.circle)?.patient;
    let theirs = shown.and_then(|policy| beyond(&room, &policy, &patient));
    let mut people = participants::all(tx, row)?.into_iter();
    let by = people.find(|member| member.person == vouches);
    let out = match by {
        Some(by) => is_out(tx, &room, (by.role, &by.key))?,
        None => false,
    };
    Ok((out || theirs.is_some()).then_some((room, theirs)))
}
