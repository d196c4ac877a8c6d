//! A relay that was set back to a backup forgot what came after it, and numbers anew what it is
//! told again. Here that is noticed, the relay is brought forward with the commits that it
//! forgot, and each room finds its place again by the keys of its epochs. Nothing of MLS moves:
//! a relay that only pretends gains nothing but our trouble.

use std::collections::BTreeSet;

use kith_protocol::{cbor, ids::Incarnation};

use super::{
    forward::{self, Places},
    readd, told_again,
};
use crate::{
    clock::passed,
    error::Error,
    ids::AccountId,
    people::identity::Identity,
    receive::note_row,
    store::{
        Change, ReadTx, WriteTx,
        account::{accounts, enrolments},
        circle::{
            circles::{self, Room, RoomState},
            invitations, joining,
        },
        healing::epochs,
        outgoing::{
            errands::{self, ErrandKind},
            outbox,
        },
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::{DeliveryError, jobs::key_packages::publish_key_packages, relay::link::Link},
};

/// Between two rows on the screen that say so: a relay that pretends must not fill it.
const QUIET_MS: u64 = 60 * 60 * 1000;
/// Before a device whose epoch nobody brought back asks to be added again.
const PATIENCE_MS: u64 = 24 * 60 * 60 * 1000;

/// The relay's database is another one than before: what it may have forgotten is told again,
/// and each room looks for its place.
pub(crate) async fn noticed(
    link: &Link,
    incarnation: Incarnation,
    stamp: u64,
) -> Result<(), Error> {
    let account = link.account;
    let identity = std::sync::Arc::clone(&link.identity);
    let now = link.now();
    link.delivery.reset_proofs().await;
    link.db
        .write(move |tx| begin(tx, account, &identity, incarnation, stamp, now))
        .await?;
    tracing::warn!("the relay's database is another one than before");
    link.meet(incarnation);
    Ok(())
}

fn begin(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    incarnation: Incarnation,
    stamp: u64,
    now: u64,
) -> Result<(), Error> {
    accounts::begin_life(tx, account, &incarnation)?;
    let (mut told, mut mine) = (BTreeSet::new(), BTreeSet::new());
    for room in circles::rooms_of_account(tx, account)? {
        if room.state == RoomState::Removed {
            continue;
        }
        let quiet = room.restored.is_some_and(|at| !passed(at, QUIET_MS, stamp));
        if told.insert(room.conversation) && !quiet {
            note_row(tx, &room, Notice::RelayRestored, None, now)?;
        }
        if circles::get(tx, &room.circle)?.patient == identity.person_key() {
            mine.insert(room.circle_row);
        }
        epochs::set_adrift(tx, room.row, now, stamp)?;
        if room.state == RoomState::Broken {
            // Our request to be added again may be lost.
            readd::request(tx, identity, &room, now)?;
        }
    }
    for circle in mine {
        told_again::invitations(tx, account, circle, now)?;
    }
    invitations::forget_turned_down(tx, account)?;
    let consents = joining::waiting_consents(tx, account)?;
    if !consents.is_empty()
        && errands::of_kind(tx, account, ErrandKind::RedeemAgain)?.is_empty()
        && let Some(enrolment) = enrolments::enrolment(tx, account)?
    {
        let enrolment = cbor::encode(&enrolment);
        errands::add(tx, account, ErrandKind::RedeemAgain, &enrolment)?;
    }
    for consent in consents {
        errands::add(tx, account, ErrandKind::SendConsent, &consent)?;
    }
    // What the relay would hand out was perhaps handed out before.
    publish_key_packages(tx, account, identity, true, true)?;
    tx.changed(Change::Account);
    Ok(())
}

/// A log ends before what we have read of it: the room looks for its place again.
pub(crate) async fn look_for_place(link: &Link, row: RoomRow, stamp: u64) -> Result<(), Error> {
    let now = link.now();
    link.db
        .write(move |tx| Ok(epochs::set_adrift(tx, row, now, stamp)?))
        .await
}

/// Brings every room forward that is adrift.
pub(crate) async fn settle(link: &Link) -> Result<(), Error> {
    for room in rooms(link, |_, room| Ok(room.adrift.is_some())).await? {
        match settle_room(link, &room).await {
            // The relay has no place for this room now; the others need not wait for it.
            Err(Error::Delivery(DeliveryError::Problem(problem))) if problem.status < 500 => {
                tracing::warn!(code = %problem.kind, "a room stays adrift");
            }
            other => other?,
        }
    }
    Ok(())
}

/// Hands in again what the commits of this device invite to, where the relay forgot it; who was
/// invited may only now be known to it again.
pub(crate) async fn hand_in(link: &Link) -> Result<(), Error> {
    let owing =
        |tx: &ReadTx<'_>, room: &Room| Ok(room.adrift.is_none() && epochs::owes(tx, room.row)?);
    for room in rooms(link, owing).await? {
        let places = forward::find(link, &room).await?;
        match forward::hand_in_welcomes(link, &room, &places).await {
            Err(Error::Delivery(DeliveryError::Problem(problem))) if problem.status < 500 => {
                tracing::warn!(code = %problem.kind, "a welcome waits");
            }
            other => other?,
        }
    }
    Ok(())
}

/// The rooms that have met a restore and are `due`.
async fn rooms(
    link: &Link,
    due: impl Fn(&ReadTx<'_>, &Room) -> Result<bool, Error> + Send + 'static,
) -> Result<Vec<Room>, Error> {
    let account = link.account;
    link.db
        .read(move |tx| {
            let mut found = Vec::new();
            for room in circles::rooms_of_account(tx, account)? {
                let met = room.state == RoomState::Active && room.restored.is_some();
                if met && due(tx, &room)? {
                    found.push(room);
                }
            }
            Ok(found)
        })
        .await
}

async fn settle_room(link: &Link, room: &Room) -> Result<(), Error> {
    let mut places = forward::find(link, room).await?;
    let branched = forward::bring(link, room, &mut places).await?;
    match places.node_of(room.epoch) {
        Some(node) => arrive(link, room, node, &places).await,
        None if branched.is_some() || past(link, room, PATIENCE_MS) => {
            lose_place(link, room, branched).await
        }
        None => Ok(()),
    }
}

fn past(link: &Link, room: &Room, wait: u64) -> bool {
    let now = link.now();
    room.adrift.is_some_and(|since| passed(since, wait, now))
}

/// The relay knows our epoch: its log is read once more.
async fn arrive(link: &Link, room: &Room, node: u64, places: &Places) -> Result<(), Error> {
    let (row, circle) = (room.row, room.circle);
    let (kept, moved) = (places.kept(), places.found());
    link.db
        .write(move |tx| -> Result<(), Error> {
            epochs::settle(tx, row, node, kept)?;
            for (number, node) in moved {
                epochs::moved(tx, row, number, node)?;
            }
            if let Some(mut pending) = outbox::pending(tx, row)? {
                pending.request.parent = node;
                outbox::clear_pending(tx, row)?;
                outbox::set_pending(tx, row, &pending)?;
            }
            tx.changed(Change::Circle(circle));
            Ok(())
        })
        .await
}

/// The log went on without what we know, or nobody brought it to where we are: we ask to be
/// added again. The policy that we know stays the least that we follow.
async fn lose_place(link: &Link, room: &Room, branched: Option<u64>) -> Result<(), Error> {
    let (now, me) = (link.now(), link.identity.person_id());
    let row = room.row;
    link.db
        .write(move |tx| -> Result<(), Error> {
            let room = circles::room_by_row(tx, row)?;
            if room.state == RoomState::Active {
                epochs::lose_place(tx, row, branched.unwrap_or(room.epoch))?;
                note_row(tx, &room, Notice::LeftBehind, Some(me), now)?;
                tx.changed(Change::Circle(room.circle));
            }
            Ok(())
        })
        .await
}

/// Our epoch's log was read to its end.
pub(crate) async fn finish(link: &Link, rooms: Vec<RoomRow>) -> Result<(), Error> {
    link.db
        .write(move |tx| -> Result<(), Error> {
            for row in rooms {
                if circles::room_by_row(tx, row)?.reread {
                    epochs::say_lost_again(tx, row)?;
                }
            }
            Ok(())
        })
        .await
}
