//! The patient's word that a room goes on in another group is followed when the old log was read to
//! its end, or cannot be read any more.

use std::sync::Arc;

use kith_protocol::{api::inbox::InboxItem, signed::Signed};

use crate::{
    circle::successor::Successor,
    clock::{LATEST_MS, passed},
    crash,
    error::Error,
    ids::AccountId,
    mls::{
        Provider,
        welcome::{self, JoinError, Joined, Pinned},
    },
    people::identity::Identity,
    receive::{Over, expect_missing, go_over, keep_first_epoch, note_row, oblige},
    store::{
        Change, WriteTx,
        circle::{
            circles::{self, Beginning, Room, RoomState},
            successors::{self, Waiting},
        },
        outgoing::intents,
        timeline::notice::Notice,
    },
    sync::{inbox::dropped::Dropped, relay::link::Link},
};

/// For how long the old log is waited for, which the relay may not show.
const PATIENCE_MS: u64 = 60 * 60 * 1000;

/// Keeps a word that leads a room on. Answers whether it is one: to who is not in the room it leads
/// nowhere, and what it came with is a Welcome as any other.
pub(crate) fn consider(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    item: &InboxItem,
    document: &Signed<Successor>,
    welcome: &[u8],
) -> Result<bool, Dropped> {
    let unreadable = Dropped::Refused("a word on another group that cannot be read");
    let Ok(claimed) = document.read_unverified() else {
        return Err(unreadable);
    };
    let known = circles::rooms_of_account(tx, account)?.into_iter();
    let mut here = known.filter(|room| {
        (room.circle, room.audience) == (claimed.circle, claimed.audience)
            && room.state != RoomState::Removed
    });
    let Some(room) = here.next() else {
        return Ok(false);
    };
    let patient = circles::get(tx, &room.circle)?.patient;
    let to = Successor::verify(document, &patient).ok_or(Dropped::Refused(
        "a word on another group that the patient did not sign",
    ))?;
    let waiting = successors::waiting(tx, account)?.into_iter();
    let mut waiting = waiting.filter(|waiting| waiting.room == room.row);
    let order = waiting
        .next()
        .and_then(|waiting| Successor::verify(&waiting.document, &patient))
        .map_or((0, 0), |waiting| waiting.order());
    let goes_on = to.generation > room.generation && to.version > room.policy_version;
    if !goes_on || to.order() <= order {
        return Err(Dropped::Refused("a word on a group that is over"));
    }
    let node = item
        .node
        .ok_or(Dropped::Refused("a welcome without its commit"))?;
    successors::put_waiting(
        tx,
        &Waiting {
            room: room.row,
            document: document.clone(),
            welcome: welcome.to_vec(),
            node,
            at: item.at.min(LATEST_MS),
        },
    )?;
    crash::point("anew.told");
    Ok(true)
}

/// Follows where a room is led to, in those of these rooms whose logs were read to their end, and in
/// those whose log cannot be read. Answers whether one went over.
pub(crate) async fn follow(link: &Link, read: Vec<i64>) -> Result<bool, Error> {
    let account = link.account;
    let waiting = link
        .db
        .read(move |tx| successors::waiting(tx, account))
        .await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let identity = Arc::clone(&link.identity);
    let now = link.now();
    let went = link
        .db
        .write(move |tx| {
            let mut went = false;
            for waiting in successors::waiting(tx, account)? {
                let room = circles::room_by_row(tx, waiting.room)?;
                let due = read.contains(&room.row)
                    || room.state != RoomState::Active
                    || passed(waiting.at, PATIENCE_MS, now);
                if due {
                    let whole = read.contains(&room.row);
                    follow_one(tx, &identity, (&room, whole), &waiting, now)?;
                    went = true;
                }
            }
            Ok::<_, Error>(went)
        })
        .await?;
    crash::point("anew.followed");
    Ok(went)
}

fn follow_one(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    (room, whole): (&Room, bool),
    waiting: &Waiting,
    now: u64,
) -> Result<(), Error> {
    let patient = circles::get(tx, &room.circle)?.patient;
    let Some(to) = Successor::verify(&waiting.document, &patient) else {
        return Ok(successors::forget_waiting(tx, room.row)?);
    };
    let entered = tx.savepoint(|tx| enter(tx, identity, room, (&to, waiting, &patient), now));
    match entered {
        Ok(joined) => {
            // Whoever came before us may have said something, we may not have read all before, or not
            // been in a group between.
            let next = to.generation == room.generation + 1;
            if !whole || !next || joined.group.epoch().as_u64() > 1 {
                expect_missing(tx, room.row, &joined.group, &identity.device_id())?;
            }
            Ok(())
        }
        Err(Dropped::Store(error)) if !error.is_of_one_thing() => Err(error),
        Err(Dropped::Store(error)) => {
            tracing::warn!(%error, "the group that a room goes on in cannot be entered");
            astray(tx, identity, room, &to, now)
        }
        // It is there and this device is meant to be in it: the others can add it.
        Err(Dropped::Refused(why)) => {
            tracing::warn!(why, "the group that a room goes on in does not open");
            astray(tx, identity, room, &to, now)
        }
    }
}

fn astray(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    to: &Successor,
    now: u64,
) -> Result<(), Error> {
    successors::forget_waiting(tx, room.row)?;
    successors::move_astray(tx, room, to)?;
    let me = Some(identity.person_id());
    note_row(tx, room, Notice::LostPlace, me, now)?;
    tx.changed(Change::Circle(room.circle));
    Ok(())
}

fn enter(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (to, waiting, patient): (&Successor, &Waiting, &crate::ids::PublicKey),
    now: u64,
) -> Result<Joined, Dropped> {
    let provider = Provider::new(tx.connection());
    let joined = welcome::join(&provider, &waiting.welcome, |group, _| {
        (*group == to.next).then_some(Pinned {
            patient: *patient,
            version: to.version,
            rejoins: false,
            known: None,
        })
    });
    let joined = joined.map_err(|error| match error {
        JoinError::Mls(error) => Dropped::Store(error.into()),
        JoinError::Unreadable => Dropped::Refused("a welcome that cannot be opened"),
        JoinError::NotInvited => Dropped::Refused("a welcome to another group than was said"),
        JoinError::Refused(refusal) => Dropped::Refused(Notice::from(refusal).code()),
    })?;
    if joined.policy.member(&identity.person_key()).is_none() {
        return Err(Dropped::Refused("a welcome to a policy without us"));
    }
    let over = Over {
        document: to,
        signed: &waiting.document,
        policy: &joined.policy,
        at: Beginning {
            node: waiting.node,
            epoch: joined.group.epoch().as_u64(),
        },
    };
    go_over(tx, identity, room, &over, now)?;
    keep_first_epoch(tx, room.row, &joined.group, waiting.node, now)?;
    // Post-compromise security: the key package lay at the relay for who knows how long.
    if !intents::restarts(tx, room.row)? {
        intents::add_intent(tx, room.row, &intents::Change::Update)?;
    }
    oblige(tx, room.account, &circles::room_by_row(tx, room.row)?)?;
    crash::point("anew.follow");
    Ok(joined)
}
