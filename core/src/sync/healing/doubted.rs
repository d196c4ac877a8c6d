//! Where one member alone has let this device in: what the others say of it.

use crate::{
    ids::PublicKey,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::circles::{self, Room, RoomState},
        healing::{
            epochs, led_by,
            whereabouts::{self, Doubt},
        },
        outgoing::sealed,
    },
};

/// Who says that they are in an epoch that this device has been in since its place was sure.
pub(super) fn who_is_here(
    db: &ReadTx<'_>,
    room: &Room,
    doubt: &Doubt,
) -> Result<Option<PublicKey>, StoreError> {
    for (who, at) in &doubt.places {
        if epochs::has_been(db, room.row, room.known_epoch, at)? {
            return Ok(Some(*who));
        }
    }
    Ok(None)
}

/// Whether those who answer the patient's device say that they are elsewhere than who let it in last, after it has
/// left another's place because of such a word. One of them lies: it gives up its place to nobody's word any more, says
/// nothing, and lets the room go on where she says. A store that was put back asks everyone before that.
pub(super) fn is_contradicted(db: &ReadTx<'_>, room: &Room) -> Result<bool, StoreError> {
    // Asked of every room in each pass.
    if room.vouched_by.is_none() || room.state != RoomState::Active {
        return Ok(false);
    }
    let doubt = whereabouts::get(db, room.row)?.and_then(|asked| asked.doubt);
    let Some(doubt) = doubt.filter(|doubt| !doubt.places.is_empty()) else {
        return Ok(false);
    };
    let patient = circles::get(db, &room.circle)?.patient;
    Ok(
        patient == accounts::identity(db, room.account)?.person_key()
            && !led_by::all(db, room.row)?.is_empty()
            && sealed::put_back_at(db, room.row)?.is_none()
            && who_is_here(db, room, &doubt)?.is_none(),
    )
}
