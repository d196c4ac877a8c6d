//! A device that lost its place in a group (its state is gone, or a commit did not open for it)
//! asks the members' devices to be added again. Whoever of them may, answers with one commit;
//! the first one counts, the others find their answer come true and drop it.

use std::sync::Arc;

use kith_protocol::api::inbox::{InboxItem, InboxKind};
use openmls::group::MlsGroup;
use serde_bytes::ByteBuf;

use super::{asking, telling};
use crate::{
    circle::policy::VerifiedPolicy,
    clock::{LATEST_MS, passed},
    crash,
    error::Error,
    ids::{AccountId, GroupId},
    mls::{
        Provider,
        group::{self, Plan},
        key_package::{self, Purpose},
        readd::ReaddMark,
    },
    people::{credential::Leaf, identity::Identity},
    receive::{HELD_MS, expect_missing, is_out, note_row, restart},
    rights::table::{Action, Right, right},
    store::{
        Change as Changed, StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants, refusals, successors,
        },
        healing::{epochs, led_by, missing, readds},
        outgoing::{
            denied,
            intents::{self, Change, Readd},
            outbox,
        },
        rows::RoomRow,
        timeline::{
            messages::{self, Places},
            notice::Notice,
        },
    },
    sync::{inbox::dropped::Dropped, jobs::letters::post_letter, relay::link::Link},
};

/// Before a request that nobody answered is given up for a new one.
const PATIENCE_MS: u64 = 6 * 60 * 60 * 1000;
/// Between two comings back of one device that a member helps with, by the relay's stamp: a
/// flood of requests makes no flood of commits.
const PAUSE_MS: u64 = 60 * 60 * 1000;
/// Requests of one person's devices that wait at a time. Anyone certifies as many devices of their own
/// as they like.
const REQUESTS: usize = 16;

/// Whether what was held until then is held still. A time further ahead than any hold, or two
/// clocks that differ by a day, account for was set by a clock that was wrong.
fn holds(until: u64, now: u64) -> bool {
    now < until && until - now <= 2 * HELD_MS
}

/// Asks to be added again to every room that lost us, where no request waits.
pub(crate) async fn ask(link: &Link) -> Result<(), Error> {
    let account = link.account;
    let now = link.now();
    let due = link
        .db
        .read(move |tx| -> Result<Vec<Room>, Error> {
            let mut rooms = circles::rooms_of_account(tx, account)?;
            rooms.retain(|room| room.state == RoomState::Broken);
            let mut due = Vec::new();
            for room in rooms {
                let waits = |asked| !passed(asked, PATIENCE_MS, now);
                // Two copies of one store would push each other out for ever: the one that is in
                // stays, until someone writes in the other.
                let held = readds::held_readd(tx, room.row)?.is_some_and(|until| holds(until, now))
                    && !outbox::waits(tx, room.row)?;
                if !held && !readds::asked_readd(tx, room.row)?.is_some_and(waits) {
                    due.push(room);
                }
            }
            Ok(due)
        })
        .await?;
    for room in due {
        let identity = Arc::clone(&link.identity);
        link.db
            .write(move |tx| request(tx, &identity, &room, now))
            .await?;
    }
    Ok(())
}

pub(super) fn request(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    now: u64,
) -> Result<(), Error> {
    // Who let this device in where the others seemed not to be is not asked at first: they might do so again.
    let again = readds::asked_readd(tx, room.row)?.is_some();
    let led = led_by::all(tx, room.row)?;
    let request = ReaddMark {
        at: readds::ask_readd(tx, room.row, now)?,
        group: room.group,
    };
    let package = key_package::make(
        &Provider::new(tx.connection()),
        identity,
        Purpose::Readd(request),
    )?;
    // Who was left behind where the room went on must not hear of it.
    let alone = successors::is_unknown(tx, room.row)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    let me = identity.person_key();
    let mut members = Vec::new();
    for member in participants::all(tx, room.row)? {
        let strange = alone && member.key != patient;
        let answers = right(member.role, Action::AnswerReadd) == Right::Yes;
        let asked = !strange && member.until.is_none() && answers;
        if asked && !is_out(tx, room, (member.role, &member.key))? {
            members.push(member);
        }
    }
    let mut others = members.iter().filter(|member| member.key != me);
    let asked = others.clone().next().is_some();
    if !again && others.any(|member| !led.contains(&member.person)) {
        members.retain(|member| !led.contains(&member.person));
    }
    for member in members {
        let to = (member.key, None);
        post_letter(tx, room.account, to, InboxKind::Readd, package.clone())?;
    }
    if !asked {
        // Nobody is there to answer.
        readds::set_sent(tx, room.account, &room.group, now)?;
    }
    crash::point("readd.asked");
    Ok(())
}

/// Someone's device asks: decided here, carried out with the next commit.
pub(crate) fn consider(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
    plain: &[u8],
) -> Result<(), Dropped> {
    let (_, from, request) = key_package::read_request(&Provider::new(tx.connection()), plain)
        .map_err(|_| Dropped::Refused("a request that its device did not sign"))?;
    let mut rooms = circles::rooms_of_account(tx, account)?.into_iter();
    let Some(room) = rooms.find(|room| room.group == request.group) else {
        let at = item.at.min(LATEST_MS);
        telling::lead_on(tx, account, &request.group, from.person_key, at)?;
        return Err(Dropped::Refused("a request for a group that is not ours"));
    };
    if room.state != RoomState::Active {
        return Err(Dropped::Refused("a request for a group that is lost here"));
    }
    let people = participants::all(tx, room.row)?;
    let in_now = |key| people.iter().find(|p| p.key == key && p.until.is_none());
    if in_now(from.person_key).is_none() || from.device == identity.device_id() {
        return Err(Dropped::Refused("a request of someone who is not a member"));
    }
    if in_now(identity.person_key())
        .is_none_or(|me| right(me.role, Action::AnswerReadd) != Right::Yes)
    {
        return Err(Dropped::Refused("a request that is not ours to answer"));
    }
    if let Some(done) = readds::readded(tx, room.row, &from.device)?
        && (request.at <= done.request || item.at.abs_diff(done.at) < PAUSE_MS)
    {
        return Err(Dropped::Refused("a request that was answered"));
    }
    for (intent, waiting) in intents::readds(tx, room.row)? {
        if waiting.device != from.device {
            continue;
        }
        if waiting.at >= request.at {
            return Ok(());
        }
        // A commit that is on its way already answers as well.
        if outbox::pending(tx, room.row)?.is_some_and(|p| p.intent == Some(intent)) {
            return Ok(());
        }
        intents::finish_intent(tx, intent)?;
    }
    let waiting = intents::readds(tx, room.row)?;
    if waiting
        .iter()
        .filter(|(_, w)| w.person == from.person_key)
        .count()
        >= REQUESTS
    {
        return Err(Dropped::Refused("more requests of one person than devices"));
    }
    let readd = Readd {
        at: request.at,
        device: from.device,
        person: from.person_key,
        package: ByteBuf::from(plain),
    };
    intents::add_intent(tx, room.row, &Change::Readd(Box::new(readd)))?;
    Ok(())
}

/// The group that a request is about, where it can be read.
pub(crate) fn group_of(tx: &WriteTx<'_>, plain: &[u8]) -> Option<GroupId> {
    let (.., request) = key_package::read_request(&Provider::new(tx.connection()), plain).ok()?;
    Some(request.group)
}

/// The commit that answers: the old leaf goes, the device comes, nothing else changes. `None`
/// where it has come true, or can't.
pub(crate) fn plan(
    tx: &WriteTx<'_>,
    provider: &Provider<'_>,
    mls: &MlsGroup,
    policy: &VerifiedPolicy,
    room: RoomRow,
    readd: &Readd,
) -> Result<Option<Plan>, StoreError> {
    let answered =
        readds::readded(tx, room, &readd.device)?.is_some_and(|done| done.request >= readd.at);
    if answered || policy.member(&readd.person).is_none() {
        return Ok(None);
    }
    let Ok((package, ..)) = key_package::read_request(provider, &readd.package) else {
        return Ok(None);
    };
    let old = group::leaf_of(mls, &readd.device);
    // Somebody answered it while this device was out itself, or had not come yet.
    let mark = old
        .and_then(|leaf| mls.public_group().leaf(leaf))
        .and_then(|leaf| ReaddMark::of(leaf).ok().flatten());
    if mark.is_some_and(|mark| mark.at >= readd.at) {
        return Ok(None);
    }
    Ok(Some(Plan {
        add: vec![package],
        remove: old.into_iter().collect(),
        ..Plan::default()
    }))
}

/// We are in again: what waited goes on, what was said meanwhile is asked for. But for the
/// patient nobody can show that the group is the one that we lost, so until someone else is heard
/// in it, the user is told that this is one member's word. Of two, nobody else ever is, and nobody else is there
/// to be kept from: that one member is all of whom it is.
pub(crate) fn came_back(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    row: RoomRow,
    mls: &MlsGroup,
    answered: &Leaf,
    (now, clock, heard): (u64, u64, u64),
) -> Result<(), Error> {
    let room = circles::room_by_row(tx, row)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    let doubted = answered.person_key != patient && !room.audience.is_alone();
    let vouched_by = doubted.then_some(answered.person);
    circles::set_vouched_by(tx, row, vouched_by.as_ref())?;
    readds::end_readd(tx, row)?;
    crash::point("readd.came_back");
    go_on(tx, &room, (now, clock))?;
    if room.vouched_by.is_some() {
        // Where this device was before, others may never have been.
        epochs::may_be_unread(tx, row, room.known_epoch)?;
        epochs::say_lost_again(tx, row)?;
    }
    expect_missing(tx, row, mls, &identity.device_id())?;
    let me = Some(identity.person_id());
    note_row(tx, &room, Notice::Readded, me, now)?;
    note_row(tx, &room, Notice::Missed, None, now)?;
    if vouched_by.is_some() {
        note_row(tx, &room, Notice::Unconfirmed, vouched_by, now)?;
        let who = (patient, answered.person_key);
        asking::ask_who_is_here(tx, identity, &room, who, heard)?;
    }
    tx.changed(Changed::Circle(room.circle));
    Ok(())
}

/// The patient let us in, for the first time or again. What was said while we were out is not
/// for us, so nothing of it is missing, and every device's chain begins anew.
pub(crate) fn came_in(tx: &mut WriteTx<'_>, row: RoomRow, times: (u64, u64)) -> Result<(), Error> {
    let room = circles::room_by_row(tx, row)?;
    circles::set_vouched_by(tx, row, None)?;
    missing::begin_anew(tx, row)?;
    go_on(tx, &room, times)
}

/// What waited for the group that we lost goes on in the one that we are in. The times are the
/// relay's and this device's.
fn go_on(tx: &mut WriteTx<'_>, room: &Room, (now, clock): (u64, u64)) -> Result<(), Error> {
    let row = room.row;
    refusals::forget(tx, row)?;
    denied::forget(tx, row)?;
    if let Some(pending) = outbox::pending(tx, row)? {
        outbox::clear_pending(tx, row)?;
        if pending.intent.is_some() {
            intents::forget_all_packages(tx, row)?;
        }
    }
    let mut places = Places::of(room.conversation_row);
    // What was sealed where we were may have gone out from another copy of this store: it goes on
    // behind all that can have been said, and others know it by its time and words.
    if outbox::may_be_there(tx, row)? {
        restart(tx, &mut places, room, now.max(clock))?;
    }
    for message in outbox::say_again(tx, row, now)? {
        messages::set_placed(tx, &mut places, message)?;
    }
    Ok(places.settle(tx)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_wrong_clock_has_held_is_not_held_for_years() {
        let now = 1_800_000_000_000;
        assert!(holds(now + HELD_MS, now));
        assert!(holds(now + 1, now));
        assert!(!holds(now, now));
        assert!(!holds(now - 1, now));
        for days_ahead in [2, 400, 100_000] {
            assert!(!holds(now + (1 + days_ahead) * HELD_MS, now));
        }
    }
}
