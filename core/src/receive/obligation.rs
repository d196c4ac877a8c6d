//! What a revocation by the clinic obliges every member to.

use kith_protocol::identity::Role;

use crate::{
    circle::policy::RevocationProof,
    error::Error,
    ids::{AccountId, PersonId, PublicKey},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{Room, RoomState},
            participants,
        },
        outgoing::intents::{self, Change},
    },
};

/// A revocation obliges every member: whoever sends next removes whom the clinic named, before
/// anything is encrypted to them. Called whenever the documents, the
/// room or its people are new.
pub(crate) fn oblige(tx: &WriteTx<'_>, account: AccountId, room: &Room) -> Result<(), Error> {
    if room.state == RoomState::Active && revocation_due(tx, account, room)?.is_some() {
        intents::add_intent(tx, room.row, &Change::Revoke)?;
    }
    Ok(())
}

/// For whom the clinic has taken its word back, by the newest of its lists here.
pub(crate) fn revoked(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<PersonId>, StoreError> {
    let Some(documents) = accounts::get(db, account)?.documents else {
        return Ok(Vec::new());
    };
    let list = documents.revocations.read_unverified();
    Ok(list.map_err(|_| StoreError::Unreadable)?.people)
}

/// Whether it has for a person.
pub(crate) fn is_revoked(
    db: &ReadTx<'_>,
    account: AccountId,
    person: &PersonId,
) -> Result<bool, StoreError> {
    Ok(revoked(db, account)?.contains(person))
}

/// Whether somebody speaks for nobody any more in a room, as far as is known here: the clinic has taken back its
/// word for one of its staff, or this person takes them out. By the room's own list they may still be in.
pub(crate) fn is_out(
    db: &ReadTx<'_>,
    room: &Room,
    (role, key): (Role, &PublicKey),
) -> Result<bool, StoreError> {
    let revoked = role.is_staff() && is_revoked(db, room.account, &PersonId::of(key))?;
    Ok(revoked || intents::goers(db, room.row)?.contains(key))
}

/// The clinic's newest revocations, if they name someone who is still in the room.
pub(crate) fn revocation_due(
    tx: &ReadTx<'_>,
    account: AccountId,
    room: &Room,
) -> Result<Option<RevocationProof>, Error> {
    let Some(documents) = accounts::get(tx, account)?.documents else {
        return Ok(None);
    };
    let proof = RevocationProof {
        list: documents.revocations,
        issuer: documents.issuer,
    };
    let unreadable = |_| StoreError::Unreadable;
    if proof.edition().map_err(unreadable)? <= room.revocations {
        return Ok(None);
    }
    let list = proof.list.read_unverified().map_err(unreadable)?;
    let named = participants::all(tx, room.row)?
        .iter()
        .any(|p| p.until.is_none() && list.people.contains(&p.person));
    Ok(named.then_some(proof))
}
