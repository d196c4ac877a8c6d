//! Who was let in for the first time and whose Welcome is lost cannot ask to be added again to what they
//! never heard of. So the patient's device, where it hears nothing of them, tells them the name of the
//! group: with it they ask as whoever lost their place does ([`super::readd`]), and she answers.

use std::sync::Arc;

use kith_protocol::{api::inbox::InboxKind, signed::Document};
use serde::{Deserialize, Serialize};

use crate::{
    error::Error,
    ids::{AccountId, CircleId, GroupId, RoomId, digest},
    mls::{
        Provider,
        key_package::{self, Purpose},
        readd::ReaddMark,
    },
    people::{credential::Leaf, identity::Identity, letter},
    store::{
        WriteTx,
        circle::{
            awaited,
            circles::{self, Room, RoomState},
            joining,
        },
    },
    sync::{
        inbox::dropped::Dropped,
        jobs::letters::{post_letter, post_newest},
        relay::link::Link,
    },
};

/// Groups that one letter names. A circle has three and a room of two with each.
const GROUPS: usize = 8;
/// Between two times that one invitation has this device ask: every time makes key packages.
const PAUSE_MS: u64 = 60 * 60 * 1000;

/// The patient's word that somebody is in. Signed by a device of hers, sealed to theirs.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct LetIn {
    /// The circle.
    #[serde(rename = "c")]
    pub(crate) circle: CircleId,
    /// Where nothing was heard of them.
    #[serde(rename = "g")]
    pub(crate) groups: Vec<Place>,
}

/// A room, and the group that it is in.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The group.
    #[serde(rename = "g")]
    pub(crate) group: GroupId,
    /// The room.
    #[serde(rename = "r")]
    pub(crate) room: RoomId,
}

impl Document for LetIn {
    const CONTEXT: &'static str = "kith/v1/let-in";
    const MAX: usize = 1 << 10;
}

impl From<&awaited::Awaited> for Place {
    fn from(of: &awaited::Awaited) -> Self {
        Self {
            group: of.group,
            room: of.room,
        }
    }
}

/// Tells those whom this device let in and who have not been heard since. Not often, and in the end not any more.
pub(crate) async fn tell(link: &Link) -> Result<(), Error> {
    let (account, now) = (link.account, link.now());
    let due = link
        .db
        .read(move |tx| awaited::due(tx, account, now))
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    let identity = Arc::clone(&link.identity);
    link.db
        .write(move |tx| -> Result<(), Error> {
            let of_one =
                due.chunk_by(|one, next| (one.person, one.circle) == (next.person, next.circle));
            for groups in of_one.flat_map(|groups| groups.chunks(GROUPS)) {
                let [first, ..] = groups else { continue };
                let word = LetIn {
                    circle: first.circle,
                    groups: groups.iter().map(Place::from).collect(),
                };
                let letter = letter::write(&word, &identity, first.person);
                let about = digest("kith/v1/about-let-in", &[&first.group.0]);
                let about = (InboxKind::Consent, about);
                post_newest(tx, account, first.person, about, letter)?;
                for awaited in groups {
                    awaited::told(tx, awaited, now)?;
                }
            }
            Ok(())
        })
        .await
}

/// The patient says that this device was let in: where it knows nothing of a group, it asks to be added to it.
pub(crate) fn take(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (from, word): (&Leaf, &LetIn),
    now: u64,
) -> Result<(), Dropped> {
    if word.groups.len() > GROUPS {
        return Err(Dropped::Refused(
            "a word of more groups than a letter names",
        ));
    }
    let mut unknown = Vec::new();
    for place in &word.groups {
        // Who is in the room is led to the group that it is in now by other ways; who was, by none.
        let is_in = |room: Option<Room>| room.is_some_and(|room| room.state != RoomState::Removed);
        let known = is_in(circles::room(tx, &place.room)?)
            || is_in(circles::room_of_group(tx, account, &place.group)?);
        if !known {
            unknown.push(place.group);
        }
    }
    if unknown.is_empty() {
        // They came meanwhile, or are on another way back.
        return Ok(());
    }
    let whose = (&word.circle, &from.person_key);
    if !joining::asks_again(tx, account, whose, (now, PAUSE_MS))? {
        return Err(Dropped::Refused("a word that nobody waits for"));
    }
    for group in unknown {
        let request = ReaddMark { at: now, group };
        let package = key_package::make(
            &Provider::new(tx.connection()),
            identity,
            Purpose::Readd(request),
        )
        .map_err(Error::from)?;
        // Of the others nothing is known here, and only she lets anyone in who was never in.
        let her = (from.person_key, None);
        post_letter(tx, account, her, InboxKind::Readd, package)?;
    }
    Ok(())
}
