//! Bytes that core writes and no public type shows, for the vectors beside `docs/protocol.md`.

use kith_protocol::{
    api::inbox::InboxKind,
    cbor,
    ids::{CircleId, DeviceId, GroupId, InvitationId, PublicKey, RoomId},
    signed::Signed,
};
use serde_bytes::{ByteArray, ByteBuf};

use crate::{
    circle::successor::Successor,
    mls::{
        commit_data::{CommitData, Restart},
        readd::ReaddMark,
        seal,
    },
    people::{identity::Identity, letter},
    sync::{Declined, LetIn, Place, WelcomeItem},
};

/// The patient's no, as a letter of this device to a person.
pub fn declined(invitation: InvitationId, by: &Identity, to: PublicKey) -> Vec<u8> {
    letter::write(&Declined { invitation }, by, to)
}

/// The patient's word that somebody is in, as a letter of this device to them.
pub fn let_in(
    circle: CircleId,
    places: &[(RoomId, GroupId)],
    by: &Identity,
    to: PublicKey,
) -> Vec<u8> {
    let places = places.iter();
    let groups = places.map(|&(room, group)| Place { group, room }).collect();
    letter::write(&LetIn { circle, groups }, by, to)
}

/// What is sealed of a Welcome; with the patient's word, where the group takes another's place.
pub fn welcome_item(welcome: &[u8], successor: Option<Signed<Successor>>) -> Vec<u8> {
    cbor::encode(&WelcomeItem {
        successor,
        welcome: ByteBuf::from(welcome),
    })
}

/// Authenticated data of a commit; of a chain that goes on elsewhere `(from, said, last)`.
pub fn commit_data(
    removal: bool,
    chain: Option<(u64, u64, [u8; 16])>,
    [own, stood]: [Option<[u8; 16]>; 2],
) -> Vec<u8> {
    let chain = chain.map(|(from, said, last)| Restart {
        from,
        last: Some(ByteArray::new(last)),
        said,
    });
    let [own, stood] = [own, stood].map(|bytes| bytes.map(ByteArray::new));
    CommitData {
        chain,
        own,
        removal,
        stood,
    }
    .encode()
}

/// The extension of the leaf that asks to be added again.
pub fn readd_mark(at: u64, group: GroupId) -> Vec<u8> {
    cbor::encode(&ReaddMark { at, group })
}

/// The inbox key of a seed: secret, public.
///
/// # Panics
/// Where the library derives none, which the vectors would show.
pub fn inbox_key(seed: &[u8; 32]) -> (Vec<u8>, Vec<u8>) {
    let (secret, public) = seal::derive(seed).expect("a key of any seed");
    (secret.to_vec(), public)
}

/// Seals to an inbox, each time to other bytes.
///
/// # Panics
/// Where `public` is no key.
pub fn seal(kind: InboxKind, device: &DeviceId, public: &[u8], plain: &[u8]) -> Vec<u8> {
    seal::seal(kind, device, public, plain).expect("a key")
}

/// Opens what was sealed to an inbox; `None` where it is not for this one.
pub fn open(kind: InboxKind, device: &DeviceId, secret: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let plain = seal::open(kind, device, secret, sealed).ok()?;
    Some(plain.to_vec())
}
