//! What is said of where a room goes on, as it lies in an inbox.

use kith_protocol::{api::inbox::InboxKind, cbor, limits::MAX_INBOX_ITEM, signed::Signed};
use serde_bytes::ByteBuf;

use crate::{
    circle::{
        policy::Policy,
        successor::Successor,
        whereabouts::{Where, WhereaboutsItem},
    },
    ids::{AccountId, PublicKey, digest},
    people::{identity::Identity, letter},
    store::{
        StoreError, WriteTx,
        circle::circles::{self, Room, RoomState},
        healing::epochs,
    },
    sync::{inbox::dropped::Dropped, jobs::letters::post_newest},
};

/// A policy that is larger is not shown beside the word: who comes gets it with the group.
const MAX_SHOWN: usize = MAX_INBOX_ITEM / 2;

/// The patient's word, and who is in the group that it leads to, as they are told.
pub(super) fn word(
    successor: Option<Signed<Successor>>,
    policy: Option<Signed<Policy>>,
) -> WhereaboutsItem {
    WhereaboutsItem {
        letter: None,
        policy: policy.filter(|policy| policy.payload().len() <= MAX_SHOWN),
        successor,
    }
}

/// What such an item is: one of each waits for a person and a room, the newest.
#[derive(Clone, Copy)]
pub(super) enum About {
    Question,
    Answer,
    Word,
}

/// Leaves such an item with a person's devices.
pub(super) fn post(
    tx: &WriteTx<'_>,
    room: &Room,
    (to, about): (PublicKey, About),
    item: &WhereaboutsItem,
) -> Result<(), StoreError> {
    let row = room.row.0.to_be_bytes();
    let about = digest("kith/v1/about-where", &[&row, &[about as u8]]);
    let about = (InboxKind::Whereabouts, about);
    post_newest(tx, room.account, to, about, cbor::encode(item))
}

pub(super) fn question(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    to: PublicKey,
    now: u64,
) -> Result<(), StoreError> {
    let item = WhereaboutsItem {
        letter: Some(letter_of(identity, to, &stands(tx, room, true, now)?)),
        ..word(None, None)
    };
    post(tx, room, (to, About::Question), &item)
}

pub(super) fn stands(
    tx: &WriteTx<'_>,
    room: &Room,
    ask: bool,
    at: u64,
) -> Result<Where, StoreError> {
    // Where one member alone has let this device in is nobody's measure.
    let sure = ask || room.vouched_by.is_none();
    let epoch = if sure { epochs::here(tx, room)? } else { None };
    Ok(Where {
        at,
        ask,
        room: room.id,
        epoch,
        circle: room.circle,
        version: room.policy_version,
        generation: room.generation,
    })
}

pub(super) fn letter_of(identity: &Identity, to: PublicKey, stands: &Where) -> ByteBuf {
    ByteBuf::from(letter::write(stands, identity, to))
}

pub(super) fn room_of(
    tx: &WriteTx<'_>,
    account: AccountId,
    about: &Where,
) -> Result<Room, Dropped> {
    circles::room(tx, &about.room)?
        .filter(|room| {
            (room.account, room.circle) == (account, about.circle)
                && room.state != RoomState::Removed
        })
        .ok_or(Dropped::Refused("a letter about a room that is not ours"))
}
