//! Where a room goes on, apart from any Welcome. Who is behind asks the patient's device once a day,
//! and is told her word; her own device, where its store was put back, asks everyone what she decided
//! since, and lets nobody in before they have answered ([`shown`]).

use std::{collections::BTreeMap, sync::Arc};

use kith_protocol::{
    api::{
        endpoint,
        inbox::InboxKind,
        sync::{Access, GroupCursor, SyncRequest},
    },
    cbor,
    ids::GroupId,
    limits::{MAX_INBOX_ITEM, MAX_SYNC_GROUPS},
    signed::Signed,
};
use serde_bytes::ByteBuf;

use super::{follow, shown};
use crate::{
    circle::{
        group_id::group_salt,
        policy::Policy,
        whereabouts::{Where, WhereaboutsItem},
    },
    clock::{Moment, passed},
    error::Error,
    ids::{AccountId, PublicKey, digest},
    mls::{MlsError, Provider, group},
    people::{identity::Identity, letter},
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Room, RoomState},
            participants, successors,
        },
        healing::whereabouts::{self, Whereabouts},
        outgoing::sealed,
    },
    sync::{
        inbox::dropped::Dropped,
        jobs::errands::post_newest,
        relay::link::{Link, LinkState},
    },
};

/// Between two questions about one room, where they are answered.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Where nobody answers: twice as long each time, up to so many days.
const MAX_STEP: u64 = 30;
/// Between two looks whether a room of one's own has gone on without this store.
const LOOK_MS: u64 = 60 * 60 * 1000;
/// Between two answers to one person about a room: whoever asks without end must not use up what this
/// device may leave with others.
const PAUSE_MS: u64 = 60 * 60 * 1000;
/// The same for the patient, of whose questions more depends.
const HER_PAUSE_MS: u64 = 60 * 1000;
/// A policy that is larger is not shown beside the word: who comes gets it with the group.
const MAX_SHOWN: usize = MAX_INBOX_ITEM / 2;

/// The patient's word, and who is in the group that it leads to, as they are told.
pub(super) fn word(
    successor: Option<Signed<crate::circle::successor::Successor>>,
    policy: Option<Signed<Policy>>,
) -> WhereaboutsItem {
    WhereaboutsItem {
        letter: None,
        policy: policy.filter(|policy| policy.payload().len() <= MAX_SHOWN),
        successor,
    }
}

/// What such an item is: one of each waits for a person and a room, the newest.
#[derive(Clone, Copy)]
pub(super) enum About {
    Question,
    Answer,
    Word,
}

/// Leaves such an item with a person's devices.
pub(super) fn post(
    tx: &WriteTx<'_>,
    room: &Room,
    (to, about): (PublicKey, About),
    item: &WhereaboutsItem,
) -> Result<(), StoreError> {
    let row = room.row.to_be_bytes();
    let about = digest("kith/v1/about-where", &[&row, &[about as u8]]);
    let about = (InboxKind::Whereabouts, about);
    post_newest(tx, room.account, to, about, cbor::encode(item))
}

/// Asks where the rooms go on, whose turn it is: a member's device the patient, once a day, and the
/// patient's device everyone, where something shows that its store does not know what she decided.
pub(crate) async fn ask(link: &Link, state: &mut LinkState) -> Result<(), Error> {
    let account = link.account;
    let me = link.identity.person_key();
    let now = link.now();
    let (mine, due) = link
        .db
        .read(move |tx| -> Result<_, Error> {
            let (mut mine, mut due) = (Vec::new(), Vec::new());
            for room in circles::rooms_of_account(tx, account)? {
                if room.state == RoomState::Removed {
                    continue;
                }
                let asked = whereabouts::get(tx, room.row)?;
                if circles::get(tx, &room.circle)?.patient == me {
                    let lost = room.state == RoomState::Broken
                        && sealed::put_back_at(tx, room.row)?
                            .is_some_and(|at| asked.is_none_or(|asked| asked.asked < at));
                    if lost {
                        due.push(room.row);
                    }
                    mine.push(room);
                } else if room.state == RoomState::Active
                    && asked.is_none_or(|asked| passed(asked.asked, asked.step * DAY_MS, now))
                {
                    due.push(room.row);
                }
            }
            Ok((mine, due))
        })
        .await?;
    let mut due = due;
    let looked = state.looked_at.as_ref();
    if looked.is_none_or(|at| at.passed(LOOK_MS, &*link.clock)) {
        state.looked_at = Some(Moment::now(&*link.clock));
        due.extend(gone_on(link, &mine).await?);
    }
    if due.is_empty() {
        return Ok(());
    }
    let identity = Arc::clone(&link.identity);
    link.db
        .write(move |tx| -> Result<(), Error> {
            for row in due {
                let room = circles::room_by_row(tx, row)?;
                let patient = circles::get(tx, &room.circle)?.patient;
                if patient == identity.person_key() {
                    ask_all(tx, &identity, &room, room.policy_version, now)?;
                } else {
                    ask_patient(tx, &identity, &room, patient, now)?;
                }
            }
            Ok(())
        })
        .await
}

/// The rooms of one's own of whose next group the relay has a log: nobody else can name it.
async fn gone_on(link: &Link, mine: &[Room]) -> Result<Vec<i64>, Error> {
    let me = link.identity.person_key();
    let next: BTreeMap<GroupId, i64> = mine
        .iter()
        .map(|room| {
            let (person, after) = (&link.identity.person, room.generation + 1);
            let salt = group_salt(person, room.circle, room.audience, after);
            (GroupId::of(&me, &salt), room.row)
        })
        .collect();
    let mut found = Vec::new();
    let groups: Vec<GroupId> = next.keys().copied().collect();
    for groups in groups.chunks(MAX_SYNC_GROUPS) {
        let request = SyncRequest {
            inbox: None,
            groups: groups
                .iter()
                .map(|group| GroupCursor {
                    after: 0,
                    group: *group,
                })
                .collect(),
            wait_ms: 0,
            max_page: 1,
        };
        let answer = link.delivery.send(&endpoint::SYNC.with(&request)).await?;
        let there = answer.groups.iter();
        let there = there.filter(|update| update.access != Access::Unknown);
        found.extend(there.filter_map(|update| next.get(&update.group)));
    }
    Ok(found)
}

fn ask_patient(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    patient: PublicKey,
    now: u64,
) -> Result<(), StoreError> {
    let before = whereabouts::get(tx, room.row)?;
    let first = before.is_none();
    whereabouts::put(
        tx,
        room.row,
        &Whereabouts {
            asked: now,
            step: before.map_or(1, |before| (before.step * 2).min(MAX_STEP)),
            open: false,
            version: room.policy_version,
            waits: Vec::new(),
            policy: None,
        },
    )?;
    // Who has just come knows.
    if first {
        return Ok(());
    }
    question(tx, identity, room, patient, now)
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
        policy: before.and_then(|before| before.policy),
    };
    whereabouts::put(tx, room.row, &asked)
}

fn question(
    tx: &WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    to: PublicKey,
    now: u64,
) -> Result<(), StoreError> {
    let item = WhereaboutsItem {
        letter: Some(letter_of(identity, to, &stands(room, true, now))),
        ..word(None, None)
    };
    post(tx, room, (to, About::Question), &item)
}

fn stands(room: &Room, ask: bool, at: u64) -> Where {
    Where {
        at,
        ask,
        circle: room.circle,
        version: room.policy_version,
        audience: room.audience,
        generation: room.generation,
    }
}

fn letter_of(identity: &Identity, to: PublicKey, stands: &Where) -> ByteBuf {
    ByteBuf::from(letter::write(stands, identity, to))
}

/// A question, an answer, or the patient's word came.
pub(crate) fn take(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    plain: &[u8],
    now: u64,
) -> Result<(), Dropped> {
    let item: WhereaboutsItem = cbor::decode(plain, MAX_INBOX_ITEM)
        .map_err(|_| Dropped::Refused("a letter that cannot be read"))?;
    let letter = item.letter.as_ref().map(|letter| {
        letter::read::<Where>(letter, &identity.person_key())
            .ok_or(Dropped::Refused("a letter that its device did not sign"))
    });
    let letter = letter.transpose()?;
    if let Some((from, stands)) = &letter {
        heard(tx, account, from.person_key, stands)?;
        if stands.ask {
            return answer(tx, account, identity, (from.person_key, stands), now);
        }
        if let Some(policy) = &item.policy {
            let from = (from.person_key, stands);
            shown::learn(tx, account, identity, policy, from, now)?;
        }
    }
    match &item.successor {
        Some(word) => follow::told(tx, account, identity, word, item.policy.as_ref(), now),
        None => Ok(()),
    }
}

/// The patient's device is there: it is asked as often as ever.
fn heard(
    tx: &WriteTx<'_>,
    account: AccountId,
    from: PublicKey,
    about: &Where,
) -> Result<(), Dropped> {
    let room = room_of(tx, account, about)?;
    if circles::get(tx, &room.circle)?.patient != from {
        return Ok(());
    }
    if let Some(asked) = whereabouts::get(tx, room.row)?.filter(|asked| asked.step != 1) {
        whereabouts::put(tx, room.row, &Whereabouts { step: 1, ..asked })?;
    }
    Ok(())
}

/// Whether a person is in a room.
pub(super) fn is_in(tx: &WriteTx<'_>, room: &Room, person: &PublicKey) -> Result<bool, StoreError> {
    let mut people = participants::all(tx, room.row)?.into_iter();
    Ok(people.any(|p| p.key == *person && p.until.is_none()))
}

/// Somebody asks: who is in is told what is known here beyond what they know, the patient in any case,
/// and by her device that it is there. Nobody else hears anything, and nobody often.
fn answer(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (from, asks): (PublicKey, &Where),
    now: u64,
) -> Result<(), Dropped> {
    let room = room_of(tx, account, asks)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    if !is_in(tx, &room, &from)? {
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
    if !whereabouts::tell(tx, room.row, (&from, true), (now, pause))? {
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
        letter: Some(letter_of(identity, from, &stands(&room, false, asks.at))),
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

pub(super) fn room_of(
    tx: &WriteTx<'_>,
    account: AccountId,
    about: &Where,
) -> Result<Room, Dropped> {
    circles::rooms_of_account(tx, account)?
        .into_iter()
        .find(|room| {
            (room.circle, room.audience) == (about.circle, about.audience)
                && room.state != RoomState::Removed
        })
        .ok_or(Dropped::Refused("a letter about a room that is not ours"))
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
        if is_in(tx, &room, &from)? {
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
    document: Option<Signed<crate::circle::successor::Successor>>,
    now: u64,
) -> Result<(), Error> {
    if !whereabouts::tell(tx, room.row, (&to, false), (now, PAUSE_MS))? {
        return Ok(());
    }
    let identity = accounts::identity(tx, room.account)?;
    let item = WhereaboutsItem {
        letter: Some(letter_of(&identity, to, &stands(room, false, 0))),
        ..word(document, policy_of(tx, room)?)
    };
    Ok(post(tx, room, (to, About::Word), &item)?)
}
