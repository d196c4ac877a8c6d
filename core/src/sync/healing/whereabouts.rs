//! Where a room goes on, apart from any Welcome. Who is behind asks the patient's device once a day,
//! and is told her word; her own device, where its store was put back, asks everyone what she decided
//! since, and lets nobody in before they have answered ([`shown`]).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kith_protocol::{
    api::{
        endpoint,
        sync::{Access, GroupCursor, SyncRequest},
    },
    cbor,
    ids::GroupId,
    limits::{MAX_INBOX_ITEM, MAX_SYNC_GROUPS},
};

use super::{
    asking::{ask_all, ask_patient},
    follow, shown, telling, vouched,
    where_item::room_of,
};
use crate::{
    circle::{
        group_id::group_salt,
        whereabouts::{Where, WhereaboutsItem},
    },
    clock::Moment,
    error::Error,
    ids::{AccountId, PublicKey},
    people::{identity::Identity, letter},
    store::{
        ReadTx, StoreError, WriteTx,
        circle::circles::{self, Room, RoomState},
        healing::whereabouts::{self, Whereabouts},
        rows::{CircleRow, RoomRow},
    },
    sync::{
        inbox::dropped::Dropped,
        relay::link::{Link, LinkState},
    },
};

/// Between two looks whether a room of one's own has gone on without this store.
const LOOK_MS: u64 = 60 * 60 * 1000;

/// Asks where the rooms go on, whose turn it is: a member's device the patient, once a day, and the
/// patient's device everyone, where something shows that its store does not know what she decided.
pub(crate) async fn ask(link: &Link, state: &mut LinkState) -> Result<(), Error> {
    let account = link.account;
    let me = link.identity.person_key();
    let now = link.now();
    let mut due = link
        .db
        .read(move |tx| whereabouts::due(tx, account, &me, now))
        .await
        .map_err(Error::from)?;
    let looked = state.looked_at.as_ref();
    if looked.is_none_or(|at| at.passed(LOOK_MS, &*link.clock)) {
        state.looked_at = Some(Moment::now(&*link.clock));
        let mine = link
            .db
            .read(move |tx| of_ones_own(tx, account, &me))
            .await
            .map_err(Error::from)?;
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

/// The rooms of this person's own circles.
fn of_ones_own(
    db: &ReadTx<'_>,
    account: AccountId,
    me: &PublicKey,
) -> Result<Vec<Room>, StoreError> {
    let circles = circles::all(db)?.into_iter();
    let own: BTreeSet<CircleRow> = circles
        .filter(|circle| circle.patient == *me)
        .map(|circle| circle.row)
        .collect();
    let mut rooms = circles::rooms_of_account(db, account)?;
    rooms.retain(|room| room.state != RoomState::Removed && own.contains(&room.circle_row));
    Ok(rooms)
}

/// The rooms of one's own of whose next group the relay has a log: nobody else can name it.
async fn gone_on(link: &Link, mine: &[Room]) -> Result<Vec<RoomRow>, Error> {
    let me = link.identity.person_key();
    let next: BTreeMap<GroupId, RoomRow> = mine
        .iter()
        .map(|room| {
            let (person, after) = (&link.identity.person, room.generation + 1);
            let salt = group_salt(person, room.id, after);
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

/// Of a question what it asks. It is answered when the log was read to its end, so that who asks is told no place
/// from before they were where they are.
pub(crate) fn question_in(plain: &[u8], me: &PublicKey) -> Option<Where> {
    let item: WhereaboutsItem = cbor::decode(plain, MAX_INBOX_ITEM).ok()?;
    let (_, stands) = letter::read::<Where>(&item.letter?, me)?;
    stands.ask.then_some(stands)
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
            return telling::answer(tx, account, identity, (from.person_key, stands), now);
        }
        vouched::hear(tx, account, identity, (from.person_key, stands))?;
        if let Some(policy) = &item.policy {
            let from = (from.person_key, stands);
            shown::learn(tx, account, identity, policy, from, now)?;
            vouched::note(tx, account, policy, from)?;
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
