//! Who asks where a room goes on is told, and who shows that they do not know; nobody often.

use kith_protocol::{ids::GroupId, signed::Signed};

use super::where_item::{About, letter_of, post, question, room_of, stands, word};
use crate::{
    circle::{
        policy::Policy,
        successor::Successor,
        whereabouts::{Where, WhereaboutsItem},
    },
    error::Error,
    ids::{AccountId, PublicKey},
    mls::{MlsError, Provider, group},
    people::identity::Identity,
    store::{
        WriteTx,
        account::accounts,
        circle::{
            circles::{self, Room, RoomState},
            participants, successors,
        },
        healing::whereabouts::{self, Told},
    },
    sync::inbox::dropped::Dropped,
};

/// Between two answers to one person about a room: whoever asks without end must not use up what this
/// device may leave with others.
const PAUSE_MS: u64 = 60 * 60 * 1000;
/// The same for the patient, of whose questions more depends.
const HER_PAUSE_MS: u64 = 60 * 1000;

/// Somebody asks: who is in is told what is known here beyond what they know, the patient in any case,
/// and by her device that it is there, and in which epoch. The log was read to its end since they asked. Nobody else hears anything, and nobody often.
pub(super) fn answer(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (from, asks): (PublicKey, &Where),
    now: u64,
) -> Result<(), Dropped> {
    let room = room_of(tx, account, asks)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    if !participants::is_in(tx, room.row, &from)? {
        return Err(Dropped::Refused(
            "a question of someone who is not a member",
        ));
    }
    let here = (room.policy_version, room.generation);
    let there = (asks.version, asks.generation);
    let is_hers = patient == identity.person_key();
    if !is_hers && from != patient && there >= here {
        return Ok(());
    }
    let pause = if from == patient {
        HER_PAUSE_MS
    } else {
        PAUSE_MS
    };
    let what = match asks.epoch {
        Some(_) => Told::AskedFrom,
        None => Told::Asked,
    };
    if !whereabouts::tell(tx, room.row, (&from, what), (now, pause))? {
        return Err(Dropped::Refused("a question that was answered lately"));
    }
    if is_hers && there > here {
        // They say that they know a group of hers that this store does not: they are to show it.
        return Ok(question(tx, identity, &room, from, now)?);
    }
    let (word_of, policy) = if is_hers && there == here {
        (None, None)
    } else {
        let done = successors::done(tx, room.row)?.filter(|_| asks.generation < room.generation);
        (done.map(|done| done.document), policy_of(tx, &room)?)
    };
    let item = WhereaboutsItem {
        letter: Some(letter_of(
            identity,
            from,
            &stands(tx, &room, false, asks.at)?,
        )),
        ..word(word_of, policy)
    };
    Ok(post(tx, &room, (from, About::Answer), &item)?)
}

/// What the patient signed last of a room, as far as it is here.
fn policy_of(tx: &WriteTx<'_>, room: &Room) -> Result<Option<Signed<Policy>>, Error> {
    match group::load(&Provider::new(tx.connection()), &room.group) {
        Ok(mls) => Ok(Some(group::policy(&mls)?.extension.policy)),
        Err(MlsError::NoGroup) => Ok(successors::done(tx, room.row)?.and_then(|done| done.policy)),
        Err(error) => Err(error.into()),
    }
}

/// Somebody who is in names the group that a room was in before: they are told where it goes on.
pub(super) fn lead_on(
    tx: &WriteTx<'_>,
    account: AccountId,
    old: &GroupId,
    from: PublicKey,
    now: u64,
) -> Result<(), Error> {
    for room in circles::rooms_of_account(tx, account)? {
        let Some(done) = successors::done(tx, room.row)? else {
            continue;
        };
        let read = done.document.read_unverified();
        if room.state != RoomState::Active || read.is_ok_and(|word| word.group != *old) {
            continue;
        }
        if participants::is_in(tx, room.row, &from)? {
            tell(tx, &room, from, Some(done.document), now)?;
        }
    }
    Ok(())
}

/// The patient's device knows less than it has signed: it is shown what is known here.
pub(super) fn show_patient(
    tx: &WriteTx<'_>,
    room: &Room,
    patient: PublicKey,
    now: u64,
) -> Result<(), Error> {
    tell(tx, room, patient, None, now)
}

/// Tells who did not ask; not often.
fn tell(
    tx: &WriteTx<'_>,
    room: &Room,
    to: PublicKey,
    document: Option<Signed<Successor>>,
    now: u64,
) -> Result<(), Error> {
    if !whereabouts::tell(tx, room.row, (&to, Told::Behind), (now, PAUSE_MS))? {
        return Ok(());
    }
    let identity = accounts::identity(tx, room.account)?;
    let item = WhereaboutsItem {
        letter: Some(letter_of(&identity, to, &stands(tx, room, false, 0)?)),
        ..word(document, policy_of(tx, room)?)
    };
    Ok(post(tx, room, (to, About::Word), &item)?)
}
