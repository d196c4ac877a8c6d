//! The inbox: Welcomes let this device into a room, consents and their answers go to
//! [`super::consents`]. Each item has its savepoint: a bad one is dropped whole, its traces included.

use std::sync::Arc;

use kith_protocol::api::inbox::{InboxItem, InboxKind};
use zeroize::Zeroizing;

use super::{
    consents,
    dropped::Dropped,
    placed,
    welcomed::{came_anew, conversation_of, leads_to, pinned},
};
use crate::{
    clock::LATEST_MS,
    crash,
    error::Error,
    ids::{AccountId, GroupId, PersonId},
    mls::{
        MlsError, Provider, seal,
        welcome::{self, JoinError, Joined},
    },
    people::identity::Identity,
    receive::{is_out, note_row, restart},
    store::{
        Change, StoreError, WriteTx,
        account::{accounts, last_resorts},
        circle::{
            circles::{self, Beginning, RoomState},
            joining, participants,
        },
        healing::readds,
        outgoing::intents,
        rows::RoomRow,
        timeline::{messages::Places, notice::Notice},
    },
    sync::{
        healing::{follow, readd, resend, whereabouts},
        relay::link::Link,
        send::welcomes::{WelcomeItem, read_welcome_item},
    },
};

/// Processes the items after a number, in order, and notes how far the inbox was read.
pub(crate) async fn process(link: &Link, items: Vec<InboxItem>, after: u64) -> Result<(), Error> {
    let account = link.account;
    let identity = Arc::clone(&link.identity);
    let clock = link.clock.now_ms();
    let heard = link.now();
    let misplaced = placed::misplaced(link, &items).await?;
    let later = link
        .db
        .write(move |tx| -> Result<_, Error> {
            let mut later = Vec::new();
            for item in items.into_iter().filter(|item| item.seq > after) {
                let waits = one(tx, account, &identity, &item, |tx, plain| {
                    if misplaced.contains(&item.seq) {
                        return Err(Dropped::Refused("a welcome that came with another commit"));
                    }
                    unless_it_waits(tx, account, &identity, (&item, plain), &[], (clock, heard))
                })?;
                accounts::set_inbox_cursor(tx, account, item.seq)?;
                later.extend(waits.map(|room| (room, item)));
            }
            Ok(later)
        })
        .await?;
    hold(link, later);
    Ok(())
}

fn hold(link: &Link, later: Vec<(RoomRow, InboxItem)>) {
    let mut waiting = link.answers();
    for (room, item) in later {
        waiting.add(room, item);
    }
}

/// Takes what was said again, and what was asked of where a room goes on, in rooms whose logs were `read` to their end: whoever is said in them to have
/// left says nothing again. What is of other rooms waits, within bounds; what is lost by that, or with this
/// process, is asked for once more.
pub(crate) async fn take_answers(link: &Link, read: Vec<GroupId>) -> Result<(), Error> {
    let waiting = link.answers().take();
    if waiting.is_empty() {
        return Ok(());
    }
    let (account, identity) = (link.account, Arc::clone(&link.identity));
    let times = (link.clock.now_ms(), link.now());
    let later = link
        .db
        .write(move |tx| -> Result<_, Error> {
            let mut later = Vec::new();
            for item in waiting {
                let waits = one(tx, account, &identity, &item, |tx, plain| {
                    unless_it_waits(tx, account, &identity, (&item, plain), &read, times)
                })?;
                later.extend(waits.map(|room| (room, item)));
            }
            Ok(later)
        })
        .await?;
    hold(link, later);
    Ok(())
}

/// Takes an item, unless it waits for the log of a room that is none of those that were `read`; answers which.
fn unless_it_waits(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (item, plain): (&InboxItem, &[u8]),
    read: &[GroupId],
    times: (u64, u64),
) -> Result<Option<RoomRow>, Dropped> {
    let waits = waits_for(tx, account, identity, (item.kind, plain), read)?;
    if waits.is_none() {
        take(tx, account, identity, item, plain, times)?;
    }
    Ok(waits)
}

/// The room for whose log something waits, if it does; its group is then not among those that were `read`.
fn waits_for(
    tx: &WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (kind, plain): (InboxKind, &[u8]),
    read: &[GroupId],
) -> Result<Option<RoomRow>, Dropped> {
    let me = identity.person_key();
    let room = match kind {
        InboxKind::Resend => match resend::answer_in(plain, &me) {
            Some(group) => circles::room_of_group(tx, account, &group)?,
            None => None,
        },
        InboxKind::Whereabouts => match whereabouts::question_in(plain, &me) {
            Some(asks) => circles::room(tx, &asks.room)?,
            None => None,
        },
        _ => None,
    };
    let room = room.filter(|room| (room.account, room.state) == (account, RoomState::Active));
    let room = room.filter(|room| !read.contains(&room.group));
    // Its log is not read before it has been brought forward, whenever that is. Who asks will ask again.
    if room.as_ref().is_some_and(|room| room.adrift.is_some()) {
        return Err(Dropped::Refused("a letter about a room that is adrift"));
    }
    Ok(room.map(|room| room.row))
}

/// Takes one item with `take`, whatever comes of it; only a store that cannot go on is an error. Answers for which
/// room it waits, if it does.
fn one(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
    take: impl FnOnce(&mut WriteTx<'_>, &[u8]) -> Result<Option<RoomRow>, Dropped>,
) -> Result<Option<RoomRow>, Error> {
    let taken = tx.savepoint(|tx| {
        let plain =
            open(identity, item).map_err(|_| Dropped::Refused("not sealed to this device"))?;
        crash::trip("inbox.item", &plain);
        take(tx, &plain)
    });
    match taken {
        Ok(waits) => Ok(waits),
        Err(Dropped::Store(error)) if error.is_of_one_thing() => {
            tracing::error!(kind = ?item.kind, %error, "an inbox item was dropped");
            show_unkept(tx, account, identity, item)?;
            Ok(None)
        }
        Err(Dropped::Store(error)) => Err(error),
        Err(Dropped::Refused(why)) => {
            tracing::warn!(kind = ?item.kind, why, "an inbox item was dropped");
            Ok(None)
        }
    }
}

fn open(identity: &Identity, item: &InboxItem) -> Result<Zeroizing<Vec<u8>>, MlsError> {
    let device = identity.device_id();
    seal::open(item.kind, &device, &identity.inbox_secret, &item.body)
}

fn take(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
    plain: &[u8],
    (clock, heard): (u64, u64),
) -> Result<(), Dropped> {
    // The relay's stamp: this device's clock may be off.
    let now = item.at.min(LATEST_MS);
    match item.kind {
        InboxKind::Welcome => welcome(tx, account, identity, item, plain, (now, clock, heard)),
        InboxKind::Consent => consents::take(tx, account, identity, plain, now),
        InboxKind::Readd => readd::consider(tx, account, identity, item, plain),
        InboxKind::Resend => resend::take(tx, account, identity, item, plain),
        InboxKind::Whereabouts => whereabouts::take(tx, account, identity, plain, heard),
        InboxKind::Linking => Err(Dropped::Refused("not known to this version")),
    }
}

/// Something came that could not be kept, and whoever it was for has to know: in the circle that it
/// is about, or, where it does not say, in one of the account's.
fn show_unkept(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
) -> Result<(), Error> {
    // What failed once may fail again, where it is read for this.
    let about = tx.savepoint(|tx| -> Result<_, StoreError> {
        let Ok(plain) = open(identity, item) else {
            return Ok(None);
        };
        crash::trip("inbox.unkept", &plain);
        Ok(match item.kind {
            InboxKind::Readd => readd::group_of(tx, &plain),
            InboxKind::Resend => resend::group_of(&plain, &identity.person_key()),
            InboxKind::Welcome
            | InboxKind::Consent
            | InboxKind::Linking
            | InboxKind::Whereabouts => None,
        })
    });
    let about = match about {
        Err(error) if !error.ends_the_pass() => None,
        about => about?,
    };
    let rooms = circles::rooms_of_account(tx, account)?;
    let named = rooms.iter().find(|room| Some(room.group) == about);
    if let Some(room) = named.or(rooms.first()) {
        note_row(
            tx,
            room,
            Notice::Undecryptable,
            None,
            item.at.min(LATEST_MS),
        )?;
    }
    Ok(())
}

fn welcome(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
    plain: &[u8],
    (now, clock, heard): (u64, u64, u64),
) -> Result<(), Dropped> {
    let node = item
        .node
        .ok_or(Dropped::Refused("a welcome without its commit"))?;
    let WelcomeItem {
        successor,
        welcome: sealed,
    } = read_welcome_item(plain).ok_or(Dropped::Refused("a welcome that cannot be read"))?;
    if let Some(document) = &successor
        && follow::consider(tx, account, item, document, &sealed, heard)?
    {
        return Ok(());
    }
    let provider = Provider::new(tx.connection());
    let mut failed = None;
    let joined = welcome::join(&provider, &sealed, |id, policy| {
        pinned(tx, account, id, policy).unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let Joined {
        group: mls,
        policy,
        sender,
        last_resort,
    } = joined.map_err(|error| match error {
        JoinError::Mls(error) => Dropped::Store(error.into()),
        JoinError::Unreadable => Dropped::Refused("a welcome that cannot be opened"),
        JoinError::NotInvited => Dropped::Refused("a welcome that nobody waits for"),
        JoinError::Refused(refusal) => Dropped::Refused(Notice::from(refusal).code()),
    })?;
    if policy.member(&identity.person_key()).is_none() {
        return Err(Dropped::Refused("a welcome to a policy without us"));
    }
    if let Some(package) = last_resort
        && !last_resorts::leads(tx, account, &package, &policy.policy.group, clock)?
    {
        return Err(Dropped::Refused(
            "a second welcome to a group by one key package of last resort",
        ));
    }
    if let Some(room) = circles::room_of_group(tx, account, &policy.policy.group)? {
        if !room.is_of(&policy.policy) {
            return Err(Dropped::Refused("a welcome to another room's group"));
        }
        // By the group that they offer they may be in it still.
        let by = policy.member(&sender.person_key);
        let by = by.map(|member| (member.role, &member.key));
        if by.map_or(Ok(true), |by| is_out(tx, &room, by))? {
            return Err(Dropped::Refused("a welcome of someone who is to be out"));
        }
    }
    let circle = circles::ensure(
        tx,
        account,
        &policy.policy.circle,
        &policy.policy.patient,
        &policy.policy.title,
        now,
    )
    .map_err(|error| match error {
        StoreError::NotFound => Dropped::Refused("a welcome to a circle of someone else"),
        error => error.into(),
    })?;
    let begin = Beginning {
        node,
        epoch: mls.epoch().as_u64(),
    };
    let again = readds::room_to_rejoin(tx, account, &policy.policy.group)?;
    let of_before = circles::room(tx, &policy.policy.room)?
        .filter(|room| room.circle_row == circle && room.generation < policy.policy.generation);
    if let Some(room) = of_before {
        // Who is in follows the patient's word when the old log was read, and not a bare Welcome that
        // somebody else hands on before. Whom she left behind quietly, and lets in again, does not know
        // that they were out.
        let invited = joining::waits_for(tx, account, &policy.policy.circle)?
            || came_anew(tx, identity, &room, &policy)?;
        if room.state != RoomState::Removed && !invited {
            return Err(Dropped::Refused("a welcome without the patient's word"));
        }
        crate::receive::come_over(tx, identity, &room, &policy, begin, now)?;
    }
    let is_new = circles::room(tx, &policy.policy.room)?.is_none();
    let rows = (circle, conversation_of(tx, circle, &policy.policy)?);
    let room = circles::put_room(tx, rows, &policy, begin).map_err(|error| match error {
        StoreError::Sqlite(_) => Dropped::Refused("a welcome to a second group of one room"),
        error => error.into(),
    })?;
    participants::set(tx, room, &policy, now)?;
    crate::receive::keep_first_epoch(tx, room, &mls, node, now)?;
    if again.is_some() {
        let times = (now, clock, heard);
        readd::came_back(tx, identity, room, &mls, &sender, times)?;
    } else {
        readd::came_in(tx, room, (now, clock))?;
        let asked = joining::asked_again(tx, account, &policy.policy.circle)?;
        if asked > 0 {
            readds::asked_before(tx, room, asked)?;
        }
    }
    if !policy.policy.audience.is_alone() {
        joining::let_in(tx, account, &policy.policy.circle)?;
    }
    if again.is_none() {
        let people = policy.policy.members.iter();
        let people: Vec<_> = people.map(|member| PersonId::of(&member.key)).collect();
        let came_in = circles::room_by_row(tx, room)?;
        crate::receive::note_keys(tx, &came_in, &people, now)?;
    }
    // Whom she calls one who was in it before, and who knows of no such room: this store is a copy from then, and
    // the others have what it said.
    if is_new && leads_to(successor.as_ref(), &policy.policy) {
        let here = circles::room_by_row(tx, room)?;
        let mut places = Places::of(here.conversation_row);
        restart(tx, &mut places, &here, now.max(clock))?;
        places.settle(tx)?;
    }
    // Post-compromise security: the key package lay at the relay for who knows how long.
    if !intents::restarts(tx, room)? {
        intents::add_intent(tx, room, &intents::Change::Update)?;
    }
    let here = circles::room_by_row(tx, room)?;
    crate::receive::oblige(tx, account, &here)?;
    crate::receive::part(tx, &here)?;
    if here.audience.is_alone() {
        crate::receive::give_back(tx, &here)?;
    }
    tx.changed(Change::Circle(policy.policy.circle));
    tx.changed(Change::Joining);
    crash::point("inbox.welcomed");
    Ok(())
}
