//! What others show the patient's device of her own word. It says nothing where such a word may be
//! beyond what its store knows, until everyone has said what they know, and goes on above it only where
//! the store is known to be behind: what a commit of hers carried that the relay denied is no word.

use kith_protocol::signed::Signed;

use super::{asking::ask_everyone, doubted::is_contradicted, where_item::room_of};
use crate::{
    circle::{
        policy::{Policy, PolicyExtension, VerifiedPolicy},
        whereabouts::Where,
    },
    clock::passed,
    ids::{AccountId, PublicKey},
    mls::{MlsError, Provider, group},
    people::identity::Identity,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::{circles::Room, participants},
        healing::whereabouts::{self, Whereabouts},
        outgoing::sealed,
    },
    sync::inbox::dropped::Dropped,
};

/// How long the patient's device waits for who does not answer.
const PATIENCE_MS: u64 = 60 * 60 * 1000;

/// The patient's device is shown what she has signed: perhaps what its store does not know. Where it may
/// be, everyone else is asked, once for each such policy.
pub(super) fn learn(
    tx: &mut WriteTx<'_>,
    account: AccountId,
    identity: &Identity,
    policy: &Signed<Policy>,
    (from, answer): (PublicKey, &Where),
    now: u64,
) -> Result<(), Dropped> {
    let me = identity.person_key();
    // Of somebody else's circle it is the word beside it that counts.
    let Some(theirs) = verified(policy, &me) else {
        return Ok(());
    };
    let room = room_of(tx, account, &about(&theirs.policy))?;
    if !participants::is_in(tx, room.row, &from)? {
        return Err(Dropped::Refused("a policy of someone who is not a member"));
    }
    let order = |policy: &Policy| (policy.version, policy.generation);
    let before = whereabouts::get(tx, room.row)?;
    let known = before.as_ref().and_then(|before| before.policy.as_ref());
    let known = known.and_then(|known| verified(known, &me));
    let newest = known.is_none_or(|known| order(&theirs.policy) > order(&known.policy));
    let news = newest && order(&theirs.policy) > (room.policy_version, room.generation);
    let Some(mut asked) = before.or_else(|| {
        news.then_some(Whereabouts {
            asked: now,
            step: 1,
            open: false,
            version: room.policy_version,
            waits: Vec::new(),
            policy: None,
            doubt: None,
        })
    }) else {
        return Ok(());
    };
    if answer.at == asked.asked {
        asked.waits.retain(|person| *person != from);
    }
    if newest {
        asked.policy = Some(policy.clone());
    }
    let opens = news && !asked.open;
    whereabouts::put(tx, room.row, &asked)?;
    if opens {
        let of = (room.policy_version, Some(from));
        ask_everyone(tx, identity, &room, of, now)?;
    }
    Ok(())
}

fn about(policy: &Policy) -> Where {
    Where {
        at: 0,
        ask: false,
        room: policy.room,
        epoch: None,
        circle: policy.circle,
        version: policy.version,
        generation: policy.generation,
    }
}

/// A policy that was told apart from its group, if the patient signed it.
pub(super) fn verified(policy: &Signed<Policy>, patient: &PublicKey) -> Option<VerifiedPolicy> {
    let extension = PolicyExtension {
        out: Vec::new(),
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
    // Where it is led elsewhere than the others say, nothing of what they say decides it.
    if is_contradicted(tx, room)? {
        return Ok(());
    }
    let since = asked.asked.saturating_sub(whereabouts::AHEAD_MS);
    if asked.waits.is_empty() || passed(since, PATIENCE_MS, now) {
        let closed = Whereabouts {
            open: false,
            ..asked
        };
        whereabouts::put(tx, room.row, &closed)?;
    }
    Ok(())
}

/// One of the others is where the patient's device is. The rest need not have answered, unless it may not know
/// what she has decided.
pub(super) fn close(
    db: &ReadTx<'_>,
    room: &Room,
    asked: Whereabouts,
) -> Result<Whereabouts, StoreError> {
    let here = (room.policy_version, room.generation);
    let beyond = asked.policy.as_ref().is_some_and(|policy| {
        let theirs = policy.read_unverified();
        theirs.map_or(true, |theirs| (theirs.version, theirs.generation) > here)
    });
    let waits = beyond || sealed::put_back_at(db, room.row)?.is_some();
    Ok(Whereabouts {
        open: asked.open && waits,
        step: 1,
        doubt: None,
        ..asked
    })
}

/// What others have shown the patient's device of her own word, where it goes beyond what its store
/// knows, and the store is known to have been put back.
pub(super) fn learned(
    db: &ReadTx<'_>,
    room: &Room,
    me: &PublicKey,
) -> Result<Option<VerifiedPolicy>, StoreError> {
    let Some(asked) = whereabouts::get(db, room.row)?.filter(|asked| !asked.open) else {
        return Ok(None);
    };
    let Some(shown) = asked.policy.and_then(|policy| verified(&policy, me)) else {
        return Ok(None);
    };
    let beyond = shown.policy.version > asked.version;
    let counts = beyond && is_behind(db, room, &shown.policy)? && !is_here(db, room, &shown)?;
    Ok(counts.then_some(shown))
}

/// Whether this store must have been put back, if she signed such a policy. A store keeps that a room
/// has gone on before it tells anyone, and signs at most one version beyond what it holds: that of a
/// commit which may never have come true.
fn is_behind(db: &ReadTx<'_>, room: &Room, shown: &Policy) -> Result<bool, StoreError> {
    Ok(shown.generation != room.generation
        || shown.version > room.policy_version.saturating_add(1)
        || sealed::put_back_at(db, room.row)?.is_some())
}

/// Whether the room's log has told the same.
fn is_here(db: &ReadTx<'_>, room: &Room, shown: &VerifiedPolicy) -> Result<bool, StoreError> {
    if shown.policy.group != room.group || shown.policy.version > room.policy_version {
        return Ok(false);
    }
    if shown.policy.version < room.policy_version {
        return Ok(true);
    }
    // One of the same number may have been signed here since: somebody was taken out.
    match group::load(&Provider::new(db.connection()), &room.group) {
        Ok(mls) => Ok(group::policy(&mls).is_ok_and(|here| here.policy == shown.policy)),
        Err(MlsError::Store(error)) => Err(error),
        Err(_) => Ok(true),
    }
}
