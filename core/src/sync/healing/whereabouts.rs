//! Where a room goes on, apart from any Welcome. Who is behind asks the patient's device once a day,
//! and is told her word; her own device, where its store was put back, asks everyone what she decided
//! since, and decides nothing before they have answered.

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

use super::follow;
use crate::{
    circle::{
        group_id::group_salt,
        policy::{Policy, PolicyExtension, VerifiedPolicy},
        whereabouts::{Where, WhereaboutsItem},
    },
    clock::{Moment, passed},
    error::Error,
    ids::{AccountId, PublicKey},
    mls::{MlsError, Provider, group},
    people::{identity::Identity, letter},
    store::{
        StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            participants, successors,
        },
        healing::whereabouts::{self, Whereabouts},
        outgoing::sealed,
    },
    sync::{
        inbox::dropped::Dropped,
        jobs::errands::post_letter,
        relay::link::{Link, LinkState},
    },
};

/// Between two questions about one room.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Between two looks whether a room of one's own has gone on without this store.
const LOOK_MS: u64 = 60 * 60 * 1000;
/// How long the patient's device waits for who does not answer.
const PATIENCE_MS: u64 = 60 * 60 * 1000;
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

/// Leaves such an item with a person's devices.
pub(super) fn post(
    tx: &WriteTx<'_>,
    account: AccountId,
    to: PublicKey,
    item: &WhereaboutsItem,
) -> Result<(), StoreError> {
    let plain = cbor::encode(item);
    post_letter(tx, account, (to, None), InboxKind::Whereabouts, plain)
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
                    && asked.is_none_or(|asked| passed(asked.asked, DAY_MS, now))
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
    let first = whereabouts::get(tx, room.row)?.is_none();
    whereabouts::put(
        tx,
        room.row,
        &Whereabouts {
            asked: now,
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
    let item = WhereaboutsItem {
        letter: Some(letter_of(identity, patient, &stands(room, true, now))),
        ..word(None, None)
    };
    post(tx, room.account, patient, &item)
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
    let people = participants::all(tx, room.row)?.into_iter();
    let others = people.filter(|p| p.until.is_none() && p.key != identity.person_key());
    let waits: Vec<PublicKey> = others.map(|person| person.key).collect();
    tracing::warn!("everyone is asked what was decided since");
    for person in &waits {
        let item = WhereaboutsItem {
            letter: Some(letter_of(identity, *person, &stands(room, true, now))),
            ..word(None, None)
        };
        post(tx, room.account, *person, &item)?;
    }
    let asked = Whereabouts {
        asked: now,
        open: !waits.is_empty(),
        version: before.as_ref().map_or(version, |b| b.version.min(version)),
        waits,
        policy: before.and_then(|before| before.policy),
    };
    whereabouts::put(tx, room.row, &asked)
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
    if let Some((from, asks)) = letter.as_ref().filter(|(_, stands)| stands.ask) {
        return answer(tx, account, identity, (from.person_key, asks), now);
    }
    if let Some(policy) = &item.policy {
        let answers = letter
            .as_ref()
            .map(|(from, stands)| (from.person_key, stands));
        learn(tx, account, identity, policy, answers, now)?;
    }
    match &item.successor {
        Some(word) => follow::told(tx, account, identity, word, item.policy.as_ref(), now),
        None => Ok(()),
    }
}

/// Somebody asks: who is in is told what is known here beyond what they know, the patient in any case.
/// Nobody else hears anything.
fn answer(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    (from, asks): (PublicKey, &Where),
    now: u64,
) -> Result<(), Dropped> {
    let room = room_of(tx, account, asks)?;
    let patient = circles::get(tx, &room.circle)?.patient;
    let mut people = participants::all(tx, room.row)?.into_iter();
    if !people.any(|p| p.key == from && p.until.is_none()) {
        return Err(Dropped::Refused(
            "a question of someone who is not a member",
        ));
    }
    let here = (room.policy_version, room.generation);
    let there = (asks.version, asks.generation);
    if patient == identity.person_key() && there > here {
        // They know a group of hers that this store does not.
        ask_all(tx, identity, &room, room.policy_version, now)?;
    }
    if from != patient && there >= here {
        return Ok(());
    }
    let word_of = successors::done(tx, room.row)?.filter(|_| asks.generation < room.generation);
    let item = WhereaboutsItem {
        letter: Some(letter_of(identity, from, &stands(&room, false, asks.at))),
        ..word(word_of.map(|done| done.document), policy_of(tx, &room)?)
    };
    Ok(post(tx, account, from, &item)?)
}

/// What the patient signed last of a room, as far as it is here.
fn policy_of(tx: &WriteTx<'_>, room: &Room) -> Result<Option<Signed<Policy>>, Error> {
    match group::load(&Provider::new(tx.connection()), &room.group) {
        Ok(mls) => Ok(Some(group::policy(&mls)?.extension.policy)),
        Err(MlsError::NoGroup) => Ok(successors::done(tx, room.row)?.and_then(|done| done.policy)),
        Err(error) => Err(error.into()),
    }
}

fn room_of(tx: &WriteTx<'_>, account: AccountId, about: &Where) -> Result<Room, Dropped> {
    circles::rooms_of_account(tx, account)?
        .into_iter()
        .find(|room| {
            (room.circle, room.audience) == (about.circle, about.audience)
                && room.state != RoomState::Removed
        })
        .ok_or(Dropped::Refused("a letter about a room that is not ours"))
}

/// The patient's device hears what she has signed: perhaps what its store does not know.
fn learn(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    policy: &Signed<Policy>,
    answers: Option<(PublicKey, &Where)>,
    now: u64,
) -> Result<(), Dropped> {
    let me = identity.person_key();
    // Of somebody else's circle it is the word beside it that counts.
    let Some(theirs) = verified(policy, &me) else {
        return Ok(());
    };
    let about = Where {
        at: 0,
        ask: false,
        circle: theirs.policy.circle,
        version: theirs.policy.version,
        audience: theirs.policy.audience,
        generation: theirs.policy.generation,
    };
    let room = room_of(tx, account, &about)?;
    let before = whereabouts::get(tx, room.row)?;
    let news = (about.version, about.generation) > (room.policy_version, room.generation);
    let Some(mut asked) = before.or_else(|| {
        news.then_some(Whereabouts {
            asked: now,
            open: false,
            version: room.policy_version,
            waits: Vec::new(),
            policy: None,
        })
    }) else {
        return Ok(());
    };
    if let Some((from, _)) = answers.filter(|(_, answer)| answer.at == asked.asked) {
        asked.waits.retain(|person| *person != from);
    }
    let known = asked.policy.as_ref().and_then(|known| verified(known, &me));
    let order = |policy: &VerifiedPolicy| (policy.policy.version, policy.policy.generation);
    if known.is_none_or(|known| order(&theirs) > order(&known)) {
        asked.policy = Some(policy.clone());
    }
    Ok(whereabouts::put(tx, room.row, &asked)?)
}

/// A policy that was told apart from its group, if the patient signed it.
pub(super) fn verified(policy: &Signed<Policy>, patient: &PublicKey) -> Option<VerifiedPolicy> {
    let extension = PolicyExtension {
        policy: policy.clone(),
        revocations: None,
    };
    VerifiedPolicy::verify(extension, patient).ok()
}

/// Where everyone has answered, or has had the time to, it is decided again.
pub(super) fn settle(tx: &WriteTx<'_>, room: &Room, now: u64) -> Result<(), StoreError> {
    let Some(asked) = whereabouts::get(tx, room.row)?.filter(|asked| asked.open) else {
        return Ok(());
    };
    if asked.waits.is_empty() || passed(asked.asked, PATIENCE_MS, now) {
        let closed = Whereabouts {
            open: false,
            ..asked
        };
        whereabouts::put(tx, room.row, &closed)?;
    }
    Ok(())
}

/// What others have shown the patient's device of her own word, where it goes beyond what its store
/// knows.
pub(super) fn learned(
    db: &rusqlite::Connection,
    room: &Room,
    me: &PublicKey,
) -> Result<Option<VerifiedPolicy>, StoreError> {
    let Some(asked) = whereabouts::get(db, room.row)?.filter(|asked| !asked.open) else {
        return Ok(None);
    };
    let policy = asked.policy.and_then(|policy| verified(&policy, me));
    Ok(policy.filter(|known| {
        let (group, version) = (known.policy.group, known.policy.version);
        let is_here = group == room.group && version <= room.policy_version;
        version > asked.version && !is_here
    }))
}

/// Somebody who is in names the group that a room was in before: they are told where it goes on.
pub(super) fn lead_on(
    tx: &WriteTx<'_>,
    account: AccountId,
    old: &GroupId,
    from: PublicKey,
) -> Result<(), Error> {
    for room in circles::rooms_of_account(tx, account)? {
        let Some(done) = successors::done(tx, room.row)? else {
            continue;
        };
        let read = done.document.read_unverified();
        if room.state != RoomState::Active || read.is_ok_and(|word| word.group != *old) {
            continue;
        }
        let mut people = participants::all(tx, room.row)?.into_iter();
        if people.any(|p| p.key == from && p.until.is_none()) {
            let item = word(Some(done.document), policy_of(tx, &room)?);
            post(tx, account, from, &item)?;
        }
    }
    Ok(())
}

/// The patient's device knows less than it has signed: it is shown what is known here.
pub(super) fn show_patient(tx: &WriteTx<'_>, room: &Room, patient: PublicKey) -> Result<(), Error> {
    let item = word(None, policy_of(tx, room)?);
    Ok(post(tx, room.account, patient, &item)?)
}
