//! Where it is tried, and how what was made there comes on its way.

use kith_protocol::{api::groups::Commit, ids::RequestId};
use serde_bytes::ByteBuf;

use crate::{
    Error,
    circle::room_id,
    ids::{CircleId, random},
    mls::group::Built,
    rights::table::Audience,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::{
            circles::{self, Room},
            refusals,
        },
        outgoing::outbox::{self, PendingCommit},
    },
};

/// The room that a circle has for an audience.
pub(super) fn room_of(
    db: &ReadTx<'_>,
    circle: &CircleId,
    audience: Audience,
) -> Result<Room, Error> {
    circles::room(db, &room_id::shared(circle, audience))?.ok_or(Error::NotAMember)
}

/// Has a commit wait, which nobody was to decide; the next sync submits it. It welcomes nobody.
pub(super) fn stage(tx: &WriteTx<'_>, room: &Room, built: Built) -> Result<(), StoreError> {
    let request = Commit {
        id: RequestId(random()),
        proof: built.next.begins(&room.group, &built.ends, &built.commit),
        next_key: built.next.public(),
        body: ByteBuf::from(built.commit),
        parent: room.node,
        removal: built.removal,
        welcomes: Vec::new(),
        supersedes: refusals::all(tx, room.row)?,
    };
    let pending = PendingCommit {
        intent: None,
        request,
    };
    outbox::set_pending(tx, room.row, &pending)
}
