//! Who is asked where a room goes on, and how often: the patient by a member's device, everyone by hers.

use super::where_item::question;
use crate::{
    clock::{LATEST_MS, passed},
    ids::PublicKey,
    people::identity::Identity,
    store::{
        StoreError, WriteTx,
        circle::{circles::Room, participants},
        healing::whereabouts::{self, Doubt, Whereabouts},
        outgoing::sealed,
    },
};

/// Between two times that everyone is asked about one room.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Where nobody answers: twice as long each time, up to so many days; hours, where one member alone vouches
/// for this device's place.
const MAX_STEP: u64 = 30;

/// Asks the patient where a room goes on; the first time, when one has just come, nothing is asked.
pub(super) fn ask_patient(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    patient: PublicKey,
    now: u64,
) -> Result<(), StoreError> {
    // Who has just come knows.
    if whereabouts::get(tx, room.row)?.is_none() {
        return note_asked(tx, room, now);
    }
    ask_patient_at_once(tx, identity, room, patient, now)
}

fn ask_patient_at_once(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    patient: PublicKey,
    now: u64,
) -> Result<(), StoreError> {
    note_asked(tx, room, now)?;
    question(tx, identity, room, patient, now)
}

fn note_asked(tx: &WriteTx<'_>, room: &Room, now: u64) -> Result<(), StoreError> {
    let before = whereabouts::get(tx, room.row)?;
    whereabouts::put(
        tx,
        room.row,
        &Whereabouts {
            asked: now,
            step: before
                .as_ref()
                .map_or(1, |before| (before.step * 2).min(MAX_STEP)),
            open: false,
            version: room.policy_version,
            waits: Vec::new(),
            policy: None,
            doubt: before.and_then(|before| before.doubt),
        },
    )
}

/// This device came in again by the word of `by` alone: who can tell whether it is where the others are is asked
/// at once. Hers asks all of them, and says nothing before one has said so, or has had the time to.
pub(super) fn ask_who_is_here(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (patient, by): (PublicKey, PublicKey),
    now: u64,
) -> Result<(), StoreError> {
    let before = whereabouts::get(tx, room.row)?;
    // What was asked before, in whichever hour, was not asked of this place.
    let since = before.as_ref().map_or(now, |before| {
        now.max(before.asked.saturating_add(1)).min(LATEST_MS)
    });
    if identity.person_key() == patient {
        ask_everyone(tx, identity, room, (room.policy_version, Some(by)), since)?;
    } else {
        ask_patient_at_once(tx, identity, room, patient, since)?;
    }
    let asked = whereabouts::get(tx, room.row)?.ok_or(StoreError::NotFound)?;
    let places = Vec::new();
    let asked = Whereabouts {
        step: 1,
        doubt: Some(Doubt { places, since }),
        ..asked
    };
    whereabouts::put(tx, room.row, &asked)
}

/// Asks everyone in a room of one's own what she decided last; `version` is that of the policy up to
/// which this store is known to be hers. At most once a day, or where it is news that it was put back.
pub(super) fn ask_all(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    version: u64,
    now: u64,
) -> Result<(), StoreError> {
    let before = whereabouts::get(tx, room.row)?;
    let news = sealed::put_back_at(tx, room.row)?;
    let lately = before.as_ref().is_some_and(|before| {
        !passed(before.asked, DAY_MS, now) && news.is_none_or(|at| at <= before.asked)
    });
    if lately {
        return Ok(());
    }
    let now = now.max(news.unwrap_or(0));
    ask_everyone(tx, identity, room, (version, None), now)
}

/// The same at once; who has just said what they know need not say it again.
pub(super) fn ask_everyone(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (version, said): (u64, Option<PublicKey>),
    now: u64,
) -> Result<(), StoreError> {
    let before = whereabouts::get(tx, room.row)?;
    let people = participants::all(tx, room.row)?.into_iter();
    let others = people
        .filter(|p| p.until.is_none() && p.key != identity.person_key() && Some(p.key) != said);
    let waits: Vec<PublicKey> = others.map(|person| person.key).collect();
    tracing::warn!("everyone is asked what was decided since");
    for person in &waits {
        question(tx, identity, room, *person, now)?;
    }
    let asked = Whereabouts {
        asked: now,
        step: 1,
        open: !waits.is_empty(),
        version: before.as_ref().map_or(version, |b| b.version.min(version)),
        waits,
        doubt: before.as_ref().and_then(|before| before.doubt.clone()),
        policy: before.and_then(|before| before.policy),
    };
    whereabouts::put(tx, room.row, &asked)
}
