//! What this device missed it asks of the devices that said it; what others missed of this
//! device it says again, to nobody who was not in the group when it was said.

use std::sync::Arc;

use kith_protocol::{
    api::inbox::{InboxItem, InboxKind},
    cbor,
    limits::{MAX_INBOX_ITEM, MAX_SAID_AGAIN, RETENTION_DAYS},
};
use serde_bytes::ByteBuf;

use super::telling;
use crate::{
    circle::healing::{Again, Ask, ResendItem, events_digest},
    clock::{LATEST_MS, Moment},
    error::Error,
    ids::{AccountId, GroupId, PublicKey},
    mls::{MlsError, Provider, group},
    people::{credential::Leaf, identity::Identity, letter},
    receive::take_again,
    store::{
        WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants,
        },
        healing::missing,
    },
    sync::{
        inbox::dropped::Dropped,
        jobs::letters::post_letter,
        relay::link::{Link, LinkState},
    },
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Before a question that was not answered is asked again.
const RETRY_MS: u64 = 10 * 60 * 1000;
/// Between two answers to the same question, by the relay's stamp.
const PAUSE_MS: u64 = 5 * 60 * 1000;
/// Bytes of events in one answer, well below what an inbox item holds.
const ANSWER_BYTES: usize = MAX_INBOX_ITEM / 2;
/// Events in one answer.
const ANSWER_EVENTS: usize = MAX_SAID_AGAIN;

/// Forgets what this device said longer ago than any log keeps it.
pub(crate) async fn sweep(link: &Link, state: &mut LinkState) -> Result<(), Error> {
    // One clock alone deletes nothing: what the relay's or this device's calls young stays.
    let Some(relay) = link.relay_now() else {
        return Ok(());
    };
    if state
        .swept_at
        .is_none_or(|at| at.passed(DAY_MS, &*link.clock))
    {
        let now = relay.min(link.clock.now_ms());
        let before = now.saturating_sub(u64::from(RETENTION_DAYS) * 2 * DAY_MS);
        link.db.write(move |tx| missing::forget(tx, before)).await?;
        state.swept_at = Some(Moment::now(&*link.clock));
    }
    Ok(())
}

/// Asks for whatever is missing and was not asked for lately.
pub(crate) async fn ask(link: &Link) -> Result<(), Error> {
    let account = link.account;
    let now = link.now();
    let rooms = link
        .db
        .read(move |tx| circles::rooms_that_miss(tx, account, now, RETRY_MS))
        .await?;
    for room in rooms {
        let identity = Arc::clone(&link.identity);
        link.db
            .write(move |tx| write_questions(tx, &identity, &room, now))
            .await?;
    }
    Ok(())
}

fn write_questions(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    now: u64,
) -> Result<(), Error> {
    for missing in missing::take_due(tx, room.row, now, RETRY_MS)? {
        let to = Leaf {
            person_key: missing.person,
            person: crate::ids::PersonId::of(&missing.person),
            device: missing.device,
        };
        ask_device(tx, identity, room, &to, (missing.first, missing.last), now)?;
    }
    Ok(())
}

/// Asks one device for its events from the first counter to the last.
pub(crate) fn ask_device(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    to: &Leaf,
    (first, last): (u64, Option<u64>),
    now: u64,
) -> Result<(), Error> {
    let question = Ask {
        at: now,
        group: room.group,
        last,
        first,
    };
    let item = ResendItem {
        letter: ByteBuf::from(letter::write(&question, identity, to.person_key)),
        events: None,
    };
    post(tx, room.account, to, &item)
}

fn post(tx: &WriteTx<'_>, account: AccountId, to: &Leaf, item: &ResendItem) -> Result<(), Error> {
    let whose = (to.person_key, Some(to.device));
    Ok(post_letter(
        tx,
        account,
        whose,
        InboxKind::Resend,
        cbor::encode(item),
    )?)
}

/// A question or an answer came.
pub(crate) fn take(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    item: &InboxItem,
    plain: &[u8],
) -> Result<(), Dropped> {
    let now = item.at.min(LATEST_MS);
    let unsigned = || Dropped::Refused("a letter that its device did not sign");
    let sealed: ResendItem = cbor::decode(plain, MAX_INBOX_ITEM)
        .map_err(|_| Dropped::Refused("a letter that cannot be read"))?;
    let me = identity.person_key();
    match sealed.events {
        None => {
            let (from, ask) = letter::read::<Ask>(&sealed.letter, &me).ok_or_else(unsigned)?;
            let Ok(room) = room_of(tx, account, &ask.group) else {
                telling::lead_on(tx, account, &ask.group, from.person_key, now)?;
                return Err(Dropped::Refused("a letter about a group that is not ours"));
            };
            answer(tx, identity, &room, &from, &ask, item.at, now)
        }
        Some(events) => {
            let (from, again) = letter::read::<Again>(&sealed.letter, &me).ok_or_else(unsigned)?;
            if events_digest(&events) != again.events {
                return Err(unsigned());
            }
            let room = room_of(tx, account, &again.group)?;
            if room.state != RoomState::Active {
                // Who has left since, nobody here knows. Who is in again asks once more.
                return Err(Dropped::Refused(
                    "an answer about a group that is lost here",
                ));
            }
            if !is_in(tx, &room, &from)? {
                return Err(Dropped::Refused("an answer of who is not a member"));
            }
            let missing = missing::missing_from(tx, room.row, &from.device, again.first)?
                .filter(|missing| missing.person == from.person_key)
                .ok_or(Dropped::Refused("an answer that nobody waits for"))?;
            let at = (item.at, now);
            Ok(take_again(tx, &room, &from, &missing, &again, &events, at)?)
        }
    }
}

/// Of an answer, what was said again, the group that it is about.
pub(crate) fn answer_in(plain: &[u8], me: &PublicKey) -> Option<GroupId> {
    let item: ResendItem = cbor::decode(plain, MAX_INBOX_ITEM).ok()?;
    item.events?;
    letter::read::<Again>(&item.letter, me).map(|(_, again)| again.group)
}

/// The group that a letter is about, where it can be read.
pub(crate) fn group_of(plain: &[u8], me: &PublicKey) -> Option<GroupId> {
    let item: ResendItem = cbor::decode(plain, MAX_INBOX_ITEM).ok()?;
    let asked = letter::read::<Ask>(&item.letter, me).map(|(_, ask)| ask.group);
    asked.or_else(|| letter::read::<Again>(&item.letter, me).map(|(_, again)| again.group))
}

fn room_of(tx: &WriteTx<'_>, account: AccountId, group: &GroupId) -> Result<Room, Dropped> {
    circles::rooms_of_account(tx, account)?
        .into_iter()
        .find(|room| room.group == *group && room.state != RoomState::Removed)
        .ok_or(Dropped::Refused("a letter about a group that is not ours"))
}

/// Whether a device is in a room now, where its group is here; else whether its person is.
fn is_in(tx: &WriteTx<'_>, room: &Room, who: &Leaf) -> Result<bool, Error> {
    let person = participants::is_in(tx, room.row, &who.person_key)?;
    let device = match group::load(&Provider::new(tx.connection()), &room.group) {
        Ok(mls) => group::leaf_of(&mls, &who.device).is_some(),
        Err(MlsError::NoGroup) => true,
        Err(error) => return Err(error.into()),
    };
    Ok(person && device)
}

fn answer(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    from: &Leaf,
    ask: &Ask,
    at: u64,
    now: u64,
) -> Result<(), Dropped> {
    let asker = participants::all(tx, room.row)?
        .into_iter()
        .find(|p| p.key == from.person_key && p.until.is_none())
        .ok_or(Dropped::Refused(
            "a question of someone who is not a member",
        ))?;
    // Anyone certifies as many devices of their own as they like: each would have a pause to itself.
    if !is_in(tx, room, from)? {
        return Err(Dropped::Refused("a question of a device that is not in"));
    }
    if !missing::may_answer(tx, room.row, &from.device, ask.last, at, PAUSE_MS)? {
        return Err(Dropped::Refused("a question that was just answered"));
    }
    let through = ask
        .last
        .unwrap_or(u64::MAX)
        .min(missing::last_said(tx, room.row)?);
    let range = (ask.first, through);
    // The newest first: what comes after it names it.
    let said = missing::said(tx, room.row, range, ANSWER_EVENTS + 1)?;
    let (mut events, mut bytes, mut rest) = (Vec::new(), 0, 0);
    for event in said {
        bytes += event.event.len() + 8;
        if bytes > ANSWER_BYTES || events.len() == ANSWER_EVENTS {
            rest = event.counter;
            break;
        }
        // What was said before they came is not theirs to read.
        if event.epoch >= asker.since_epoch {
            events.push((event.counter, ByteBuf::from(event.event)));
        }
    }
    if let Some((oldest, _)) = events.last().filter(|_| rest > 0) {
        rest = oldest - 1;
    }
    missing::set_answered(tx, room.row, &from.device, rest, at)?;
    let more = rest > 0;
    let events: Vec<ByteBuf> = events.into_iter().rev().map(|(_, event)| event).collect();
    let again = Again {
        at: now,
        more,
        group: room.group,
        first: ask.first,
        through,
        events: events_digest(&events),
    };
    let item = ResendItem {
        letter: ByteBuf::from(letter::write(&again, identity, from.person_key)),
        events: Some(events),
    };
    Ok(post(tx, room.account, from, &item)?)
}
