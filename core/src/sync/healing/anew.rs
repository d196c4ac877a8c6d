//! The patient's device lets a room go on in another group: because she wants it, or because the one
//! that there is cannot go on. Everyone whom the policy keeps is let in there, with her signed word
//! which group it takes the place of.

use kith_protocol::{
    api::groups::NewGroup,
    cbor,
    limits::MAX_BRANCHES,
    signed::{MAX_DOCUMENT, Signed},
};

use crate::{
    circle::{
        group_id::group_salt,
        policy::{Policy, PolicyExtension, RevocationProof, VerifiedPolicy},
        successor::{Reason, Successor},
    },
    clock::passed,
    crash,
    error::Error,
    ids::{AccountId, GroupId, PersonId, PublicKey},
    mls::{EpochKey, MlsError, Provider, crypto, group},
    people::identity::Identity,
    receive::{Over, go_over, keep_first_epoch, let_go},
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Beginning, Room, RoomState},
            successors,
        },
        healing::missing,
        outgoing::{
            errands::{self, ErrandKind},
            intents::{self, Change},
            sealed,
        },
    },
    sync::relay::link::Link,
};

/// How long the patient's device waits to be taken in again, or for room in the log.
const PATIENCE_MS: u64 = 60 * 60 * 1000;
/// Between two new groups of a room that nobody asked for: whoever spoils one after the other is not
/// helped by it to more.
const PAUSE_MS: u64 = 6 * 60 * 60 * 1000;

/// Lets every room go on anew for which it is due.
pub(crate) async fn make_due(link: &Link) -> Result<(), Error> {
    let account = link.account;
    let me = link.identity.person_key();
    let now = link.now();
    let due = link
        .db
        .read(move |tx| -> Result<Vec<i64>, Error> {
            let mut due = Vec::new();
            for room in circles::rooms_of_account(tx, account)? {
                let mine = circles::get(tx, &room.circle)?.patient == me;
                if mine && wanted(tx, &room, now)?.is_some() {
                    due.push(room.row);
                }
            }
            Ok(due)
        })
        .await?;
    for row in due {
        let identity = std::sync::Arc::clone(&link.identity);
        let made = link
            .db
            .write(move |tx| {
                let room = circles::room_by_row(tx, row)?;
                match wanted(tx, &room, now)? {
                    Some(wanted) => make(tx, &identity, &room, &wanted, now),
                    None => Ok(()),
                }
            })
            .await;
        match made {
            Err(error) if error.is_of_one_thing() => {
                tracing::warn!(%error, "a room cannot go on anew now");
            }
            made => made?,
        }
        crash::point("anew.made");
    }
    Ok(())
}

/// What a room is to be without, and why it goes on anew.
struct Wanted {
    reason: Reason,
    without: Vec<PublicKey>,
}

/// Why a room has to go on in another group now; nothing where it has not.
fn wanted(db: &rusqlite::Connection, room: &Room, now: u64) -> Result<Option<Wanted>, StoreError> {
    if room.state == RoomState::Removed || room.adrift.is_some() {
        return Ok(None);
    }
    let decided = intents::anew(db, room.row)?;
    if let Some(last) = decided.last() {
        let quiet = decided.iter().any(|anew| anew.reason == Reason::Quiet);
        return Ok(Some(Wanted {
            reason: if quiet { Reason::Quiet } else { last.reason },
            without: decided.iter().filter_map(|anew| anew.without).collect(),
        }));
    }
    if successors::done(db, room.row)?.is_some_and(|(_, at)| !passed(at, PAUSE_MS, now)) {
        return Ok(None);
    }
    let long_since = |at: Option<u64>| at.is_some_and(|at| passed(at, PATIENCE_MS, now));
    let active = room.state == RoomState::Active;
    // A store that was put back may not know whom she has removed since: it does not decide who is in.
    let lost = !active && !sealed::was_put_back(db, room.row)?;
    let reason = if lost && long_since(missing::asked_readd(db, room.row)?) {
        Reason::Lost
    } else if active && circles::refused(db, room.row)?.len() >= MAX_BRANCHES {
        Reason::Blocked
    } else if active && long_since(room.filled) {
        Reason::Full
    } else {
        return Ok(None);
    };
    Ok(Some(Wanted {
        reason,
        without: Vec::new(),
    }))
}

/// Makes the group in which a room goes on, with this device in it, and decides that all others come.
fn make(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    wanted: &Wanted,
    now: u64,
) -> Result<(), Error> {
    let ended = Ended {
        group: room.group,
        node: room.node,
        read: room.cursor,
        reason: wanted.reason,
    };
    leave(tx, identity, room, &ended, &wanted.without, now)?;
    crash::point("anew.make");
    Ok(())
}

/// Goes on without whoever is to go, quietly or not.
fn leave(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    ended: &Ended,
    quietly: &[PublicKey],
    now: u64,
) -> Result<(), Error> {
    let mut without = intents::removals(tx, room.row)?;
    let silent = ended.reason == Reason::Quiet;
    let removed = without.clone();
    without.extend(quietly);
    let Some(before) = begin(tx, identity, room, ended, &without, now)? else {
        tracing::warn!("a room cannot go on anew from here");
        return Ok(());
    };
    // Whoever is not to notice keeps their enrolment.
    let told = if silent { removed } else { without };
    for member in before.policy.members {
        if told.contains(&member.key) {
            let_go(tx, room.account, &member.key, member.role)?;
        }
    }
    Ok(())
}

/// The relay has a log under the new group's id: another copy of this store has made it. The one after
/// it takes the place of the group that the others know.
pub(crate) fn again(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    group: &GroupId,
    now: u64,
) -> Result<(), Error> {
    let Some(room) = circles::room_of_group(tx, account, group)? else {
        return Ok(());
    };
    let Some((document, _)) = successors::done(tx, room.row)? else {
        return Ok(());
    };
    let Some(known) = Successor::verify(&document, &identity.person_key()) else {
        return Ok(());
    };
    if known.next != *group {
        return Ok(());
    }
    // What was decided meanwhile is carried out with it: it would be forgotten else.
    let decided = intents::anew(tx, room.row)?;
    let quiet = decided.iter().any(|anew| anew.reason == Reason::Quiet);
    let ended = Ended {
        group: known.group,
        node: known.node,
        read: known.read,
        reason: if quiet { Reason::Quiet } else { known.reason },
    };
    let quietly: Vec<_> = decided.iter().filter_map(|anew| anew.without).collect();
    leave(tx, identity, &room, &ended, &quietly, now)
}

/// The group whose place a new one takes, as the others know it.
struct Ended {
    group: GroupId,
    node: u64,
    read: u64,
    reason: Reason,
}

/// Answers the policy before; nothing where the group's state is gone.
fn begin(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    ended: &Ended,
    without: &[PublicKey],
    now: u64,
) -> Result<Option<VerifiedPolicy>, Error> {
    let provider = Provider::new(tx.connection());
    let before = match group::load(&provider, &room.group) {
        Ok(mls) => group::policy(&mls)?,
        Err(MlsError::NoGroup) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let me = identity.person_key();
    let revocations = newest_revocations(tx, room.account, &before)?;
    let revoked = match &revocations {
        Some(proof) => {
            proof
                .list
                .read_unverified()
                .map_err(|_| StoreError::Unreadable)?
                .people
        }
        None => Vec::new(),
    };
    let mut members = before.policy.members.clone();
    members.retain(|member| {
        let gone = member.role.is_staff() && revoked.contains(&PersonId::of(&member.key));
        member.key == me || !gone && !without.contains(&member.key)
    });
    let generation = room.generation + 1;
    let salt = group_salt(&identity.person, room.circle, room.audience, generation);
    let policy = Policy {
        salt,
        group: GroupId::of(&me, &salt),
        generation,
        ..Policy::next(&before, members)
    };
    let extension = PolicyExtension {
        policy: Signed::new(&policy, &identity.person),
        revocations,
    };
    // What nobody could read must not be signed.
    if extension.policy.payload().len() > MAX_DOCUMENT {
        return Ok(None);
    }
    let Ok(verified) = VerifiedPolicy::verify(extension, &me) else {
        return Ok(None);
    };
    let document = Successor {
        next: policy.group,
        node: ended.node,
        read: ended.read,
        salt,
        group: ended.group,
        circle: room.circle,
        reason: ended.reason,
        version: policy.version,
        audience: room.audience,
        generation,
    };
    let mls = group::create(&provider, identity, &policy.group, verified.to_bytes())?;
    let epoch_key = EpochKey::current(&mls, crypto())?.public();
    let signed = Signed::new(&document, &identity.person);
    let over = Over {
        document: &document,
        signed: &signed,
        policy: &verified,
        at: Beginning { node: 0, epoch: 0 },
    };
    go_over(tx, identity, room, &over, now)?;
    keep_first_epoch(tx, room.row, &mls, 0, now)?;
    // Whoever was to come over before, and has not: once, or not at all.
    for member in &before.policy.members {
        for addition in intents::additions(tx, room.row, &member.key)? {
            intents::finish_intent(tx, addition)?;
        }
    }
    for member in policy.members {
        if member.key != me {
            intents::add_intent(tx, room.row, &Change::Add(Box::new(member)))?;
        }
    }
    let body = cbor::encode(&NewGroup::of(me, salt, epoch_key));
    errands::add(tx, room.account, ErrandKind::CreateGroup, &body)?;
    Ok(Some(before))
}

/// The clinic's newest revocations, as a policy carries them.
fn newest_revocations(
    tx: &WriteTx<'_>,
    account: AccountId,
    before: &VerifiedPolicy,
) -> Result<Option<RevocationProof>, Error> {
    let known = before.extension.revocations.clone();
    let Some(documents) = accounts::get(tx, account)?.documents else {
        return Ok(known);
    };
    let list = documents.revocations.read_unverified();
    let list = list.map_err(|_| StoreError::Unreadable)?;
    if list.version <= before.revocations_version {
        return Ok(known);
    }
    Ok(Some(RevocationProof {
        list: documents.revocations,
        issuer: documents.issuer,
    }))
}
