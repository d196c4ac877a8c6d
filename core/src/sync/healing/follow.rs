//! The patient's word that a room goes on in another group is followed when the old log was read to
//! its end, or cannot be read any more.

use std::sync::Arc;

use kith_protocol::{api::inbox::InboxItem, signed::Signed};

use super::{shown, telling};
use crate::{
    circle::{
        policy::{Policy, VerifiedPolicy},
        successor::Successor,
    },
    clock::passed,
    crash,
    error::Error,
    ids::{AccountId, PublicKey},
    mls::{
        Provider,
        welcome::{self, JoinError, Joined, Pinned},
    },
    people::identity::Identity,
    receive::{Over, expect_missing, go_astray, go_over, keep_first_epoch, oblige, part},
    store::{
        Change, StoreError, WriteTx,
        account::last_resorts,
        circle::{
            circles::{self, Beginning, Room, RoomState},
            participants,
            successors::{self, Came, Done, Waiting},
        },
        outgoing::intents::{self, Change as Decision},
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::{inbox::dropped::Dropped, relay::link::Link},
};

/// For how long the old log is waited for, which the relay may not show.
const PATIENCE_MS: u64 = 60 * 60 * 1000;

/// Keeps a word that leads a room on, with the Welcome beside it. Answers whether it is one: to who is
/// not in the room it leads nowhere, and what it came with is a Welcome as any other.
pub(crate) fn consider(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    item: &InboxItem,
    document: &Signed<Successor>,
    welcome: &[u8],
    now: u64,
) -> Result<bool, Dropped> {
    let Some((room, to, patient)) = led(tx, account, document)? else {
        return Ok(false);
    };
    if is_awaited(&room, &to) {
        // It answers this device's asking, as anybody else's would.
        return Ok(false);
    }
    let node = item
        .node
        .ok_or(Dropped::Refused("a welcome without its commit"))?;
    let opens = tx.savepoint(|tx| match open(tx, (&room, &to), welcome, &patient) {
        Ok(_) => Err(Tried::Opens),
        Err(Dropped::Store(error)) if !error.is_of_one_thing() => Err(Tried::Failed(error)),
        Err(_) => Ok(()),
    });
    let came = match opens {
        Err(Tried::Failed(error)) => return Err(error.into()),
        Err(Tried::Opens) => Some(Came {
            welcome: welcome.to_vec(),
            node,
        }),
        // Whoever has the word may hand it on with anything: it counts alone.
        Ok(()) => None,
    };
    keep(tx, (&room, &to), document, came, None, now)?;
    crash::point("anew.told");
    Ok(true)
}

/// How a Welcome was tried, which leaves nothing behind.
enum Tried {
    Opens,
    Failed(Error),
}

impl From<StoreError> for Tried {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Keeps a word that came alone, and who is in the group that it leads to.
pub(super) fn told(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    document: &Signed<Successor>,
    policy: Option<&Signed<Policy>>,
    now: u64,
) -> Result<(), Dropped> {
    let Some((room, to, patient)) = led(tx, account, document)? else {
        return Err(Dropped::Refused("a word on a room that is not ours"));
    };
    let people = |policy| people_of(policy, (&room, &to), &patient, identity);
    let known = policy.filter(|policy| people(policy).is_some());
    if is_awaited(&room, &to) {
        let Some(people) = known.and_then(people) else {
            return Ok(());
        };
        if successors::is_unknown(tx, room.row)? {
            participants::set(tx, room.row, &people, now)?;
            let done = Done {
                document: document.clone(),
                policy: known.cloned(),
                at: now,
            };
            successors::set_done(tx, room.row, &done)?;
            tx.changed(Change::Circle(room.circle));
            part(tx, &room)?;
        }
        return Ok(());
    }
    keep(tx, (&room, &to), document, None, known.cloned(), now)?;
    crash::point("anew.told");
    Ok(())
}

/// The room that a word is about, if this device has it, what the patient says of it, and her key.
fn led(
    tx: &WriteTx<'_>,
    account: AccountId,
    document: &Signed<Successor>,
) -> Result<Option<(Room, Successor, PublicKey)>, Dropped> {
    let unreadable = Dropped::Refused("a word on another group that cannot be read");
    let Ok(claimed) = document.read_unverified() else {
        return Err(unreadable);
    };
    let known = circles::room(tx, &claimed.room)?;
    let here = known.filter(|room| {
        (room.account, room.circle) == (account, claimed.circle) && room.state != RoomState::Removed
    });
    let Some(room) = here else {
        return Ok(None);
    };
    let patient = circles::get(tx, &room.circle)?.patient;
    let to = Successor::verify(document, &patient).ok_or(Dropped::Refused(
        "a word on another group that the patient did not sign",
    ))?;
    Ok(Some((room, to, patient)))
}

/// Whether a word leads to where this device asks to be added.
fn is_awaited(room: &Room, to: &Successor) -> bool {
    room.group == to.next && room.state == RoomState::Broken
}

/// Who is in the group that a word leads a room to, if the patient signed it of this room and this person
/// is.
fn people_of(
    policy: &Signed<Policy>,
    (room, to): (&Room, &Successor),
    patient: &PublicKey,
    identity: &Identity,
) -> Option<VerifiedPolicy> {
    let known = shown::verified(policy, patient)?;
    let is_of_it = room.is_of(&known.policy)
        && known.policy.group == to.next
        && known.policy.version >= to.version;
    (is_of_it && known.member(&identity.person_key()).is_some()).then_some(known)
}

fn keep(
    tx: &mut WriteTx<'_>,
    (room, to): (&Room, &Successor),
    document: &Signed<Successor>,
    welcome: Option<Came>,
    policy: Option<Signed<Policy>>,
    now: u64,
) -> Result<(), Dropped> {
    let patient = circles::get(tx, &room.circle)?.patient;
    if to.generation > room.generation && to.version <= room.policy_version {
        // She went on from less than she has signed: her store was put back.
        telling::show_patient(tx, room, patient, now)?;
    }
    let over = Dropped::Refused("a word on a group that is over");
    if to.generation <= room.generation || to.version <= room.policy_version {
        return Err(over);
    }
    let waiting = successors::waiting(tx, room.account)?.into_iter();
    let mut waiting = waiting.filter(|waiting| waiting.room == room.row);
    let before = waiting.next().and_then(|waiting| {
        let order = Successor::verify(&waiting.document, &patient)?.order();
        Some((order, waiting))
    });
    let (at, welcome, policy) = match before {
        Some((order, _)) if order > to.order() => return Err(over),
        Some((order, before)) if order == to.order() => {
            if before.welcome.is_some() && welcome.is_some() {
                return Err(over);
            }
            (
                before.at,
                before.welcome.or(welcome),
                before.policy.or(policy),
            )
        }
        _ => (now, welcome, policy),
    };
    successors::put_waiting(
        tx,
        &Waiting {
            room: room.row,
            document: document.clone(),
            policy,
            welcome,
            at,
        },
    )?;
    tx.changed(Change::Circle(room.circle));
    Ok(())
}

/// Follows where a room is led to, in those of these rooms whose logs were read to their end, and in
/// those whose log cannot be read. Answers whether one went over.
pub(crate) async fn follow(link: &Link, read: Vec<RoomRow>) -> Result<bool, Error> {
    let account = link.account;
    let waiting = link
        .db
        .read(move |tx| successors::waiting(tx, account))
        .await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let identity = Arc::clone(&link.identity);
    // The relay's time, and this device's own.
    let times = (link.now(), link.clock.now_ms());
    let now = times.0;
    let went = link
        .db
        .write(move |tx| {
            let mut went = false;
            for waiting in successors::waiting(tx, account)? {
                let room = circles::room_by_row(tx, waiting.room)?;
                // Without a Welcome it may be on its way.
                let can = waiting.welcome.is_some()
                    && (read.contains(&room.row) || room.state != RoomState::Active);
                let due = can || passed(waiting.at, PATIENCE_MS, now);
                if due {
                    let whole = read.contains(&room.row);
                    follow_one(tx, &identity, (&room, whole), &waiting, times)?;
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
    times: (u64, u64),
) -> Result<(), Error> {
    let now = times.0;
    let patient = circles::get(tx, &room.circle)?.patient;
    let Some(to) = Successor::verify(&waiting.document, &patient) else {
        return Ok(successors::forget_waiting(tx, room.row)?);
    };
    let Some(came) = &waiting.welcome else {
        return astray(tx, identity, room, (&to, waiting, &patient), now);
    };
    let leads = (&to, waiting, &patient);
    let entered = tx.savepoint(|tx| enter(tx, identity, room, leads, came, times));
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
            astray(tx, identity, room, leads, now)
        }
        Err(Dropped::Refused(why)) => {
            tracing::warn!(why, "the group that a room goes on in does not open");
            astray(tx, identity, room, leads, now)
        }
    }
}

/// It is there and this device is meant to be in it: the others can add it.
fn astray(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (to, waiting, patient): (&Successor, &Waiting, &PublicKey),
    now: u64,
) -> Result<(), Error> {
    let people = waiting.policy.as_ref();
    let people = people.and_then(|policy| people_of(policy, (room, to), patient, identity));
    let word = (to, &waiting.document);
    let decided = decided(tx, room)?;
    go_astray(tx, identity, room, word, people.as_ref(), now)?;
    decide_again(tx, room, decided, people.as_ref())
}

/// Whom the patient has decided to be without: where another copy of her store leads the room on, that did not know it.
fn decided(tx: &WriteTx<'_>, room: &Room) -> Result<Vec<(PublicKey, Decision)>, StoreError> {
    let removals = intents::removals(tx, room.row)?.into_iter();
    let removals = removals.map(|person| (person, Decision::Remove(person)));
    let left = intents::anew(tx, room.row)?.into_iter();
    let left = left.filter_map(|anew| Some((anew.without?, Decision::Anew(anew))));
    Ok(removals.chain(left).collect())
}

/// Decides the same of the group that the room has now; nothing of who is known not to be in it.
fn decide_again(
    tx: &WriteTx<'_>,
    room: &Room,
    decided: Vec<(PublicKey, Decision)>,
    policy: Option<&VerifiedPolicy>,
) -> Result<(), Error> {
    for (person, decision) in decided {
        if policy.is_none_or(|policy| policy.member(&person).is_some()) {
            intents::add_intent(tx, room.row, &decision)?;
        }
    }
    Ok(())
}

/// Opens a Welcome to the group that a word leads a room to.
fn open(
    tx: &WriteTx<'_>,
    (room, to): (&Room, &Successor),
    welcome: &[u8],
    patient: &PublicKey,
) -> Result<Joined, Dropped> {
    let provider = Provider::new(tx.connection());
    let joined = welcome::join(&provider, welcome, |group, _| {
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
    // Her own word, too, takes no room to other people than it is for.
    if !room.is_of(&joined.policy.policy) {
        return Err(Dropped::Refused("a welcome to another room than was said"));
    }
    Ok(joined)
}

fn enter(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    (to, waiting, patient): (&Successor, &Waiting, &PublicKey),
    came: &Came,
    (now, clock): (u64, u64),
) -> Result<Joined, Dropped> {
    let joined = open(tx, (room, to), &came.welcome, patient)?;
    if joined.policy.member(&identity.person_key()).is_none() {
        return Err(Dropped::Refused("a welcome to a policy without us"));
    }
    if let Some(package) = &joined.last_resort
        && !last_resorts::leads(tx, room.account, package, &to.next, clock)?
    {
        return Err(Dropped::Refused(
            "a second welcome to a group by one key package of last resort",
        ));
    }
    let over = Over {
        document: to,
        signed: &waiting.document,
        policy: &joined.policy,
        at: Beginning {
            node: came.node,
            epoch: joined.group.epoch().as_u64(),
        },
    };
    let decided = decided(tx, room)?;
    go_over(tx, identity, room, &over, now)?;
    decide_again(tx, room, decided, Some(&joined.policy))?;
    keep_first_epoch(tx, room.row, &joined.group, came.node, now)?;
    // Post-compromise security: the key package lay at the relay for who knows how long.
    if !intents::restarts(tx, room.row)? {
        intents::add_intent(tx, room.row, &Decision::Update)?;
    }
    oblige(tx, room.account, &circles::room_by_row(tx, room.row)?)?;
    crash::point("anew.follow");
    Ok(joined)
}
