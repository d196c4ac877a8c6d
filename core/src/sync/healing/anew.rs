//! The patient's device lets a room go on in another group: because she wants it, or because the one
//! that there is cannot go on. Everyone whom the policy keeps is let in there, with her signed word
//! which group it takes the place of.

use std::collections::BTreeSet;

use kith_protocol::{
    api::groups::NewGroup,
    cbor,
    signed::{MAX_DOCUMENT, Signed},
};

use super::{
    shown::settle,
    wanted::{Wanted, wanted},
    where_item::{About, post, word as whereabouts_word},
};
use crate::{
    circle::{
        group_id::group_salt,
        policy::{Member, Policy, PolicyExtension, RevocationProof, VerifiedPolicy},
        room_id::shared,
        successor::{Reason, Successor},
    },
    crash,
    error::Error,
    ids::{AccountId, GroupId, PersonId, PublicKey},
    mls::{EpochKey, MlsError, Provider, crypto, group},
    people::identity::Identity,
    receive::{Over, go_over, is_in_circle, keep_first_epoch, let_go, note_row},
    rights::table::Audience,
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::{
            circles::{self, Beginning, Room},
            participants,
        },
        healing::whereabouts,
        outgoing::{
            errands::{self, ErrandKind},
            intents::{self, Change},
        },
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::relay::link::Link,
};

/// Lets every room go on anew for which it is due; `full`: those whose logs had no room just now for what waits.
/// Answers whether one did.
pub(crate) async fn make_due(link: &Link, full: &BTreeSet<RoomRow>) -> Result<bool, Error> {
    let account = link.account;
    let me = link.identity.person_key();
    let now = link.now();
    let filled = full.clone();
    let due = link
        .db
        .read(move |tx| -> Result<Vec<RoomRow>, Error> {
            let mut due = Vec::new();
            for room in circles::rooms_of_account(tx, account)? {
                let mine = circles::get(tx, &room.circle)?.patient == me;
                let open = mine && whereabouts::is_open(tx, room.row)?;
                let full = filled.contains(&room.row);
                if open || mine && wanted(tx, &room, &me, (now, full))?.is_some() {
                    due.push(room.row);
                }
            }
            Ok(due)
        })
        .await?;
    let mut any = false;
    for row in due {
        let identity = std::sync::Arc::clone(&link.identity);
        let full = full.contains(&row);
        let made = link
            .db
            .write(move |tx| {
                let room = circles::room_by_row(tx, row)?;
                settle(tx, &room, now)?;
                match wanted(tx, &room, &me, (now, full))? {
                    Some(wanted) => make(tx, &identity, &room, &wanted, now),
                    None => Ok(false),
                }
            })
            .await;
        match made {
            Err(error) if error.is_of_one_thing() => {
                tracing::warn!(%error, "a room cannot go on anew now");
            }
            made => any |= made?,
        }
        crash::point("anew.made");
    }
    Ok(any)
}

/// Makes the group in which a room goes on, with this device in it, and decides that all others come.
fn make(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    wanted: &Wanted,
    now: u64,
) -> Result<bool, Error> {
    // Of a log that others were in, and this store was not, it has read nothing.
    let ended = match &wanted.learned {
        Some(learned) => Ended {
            group: learned.policy.group,
            node: 0,
            read: 0,
            reason: wanted.reason,
        },
        None => Ended {
            group: room.group,
            node: room.node,
            read: room.cursor,
            reason: wanted.reason,
        },
    };
    let left = leave(tx, identity, room, &ended, wanted, now)?;
    crash::point("anew.make");
    Ok(left)
}

/// Goes on without whoever is to go, quietly or not.
pub(super) fn leave(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    ended: &Ended,
    wanted: &Wanted,
    now: u64,
) -> Result<bool, Error> {
    let mut without = intents::removals(tx, room.row)?;
    let silent = ended.reason == Reason::Quiet;
    let removed = without.clone();
    without.extend(&wanted.without);
    let who = Who {
        learned: wanted.learned.clone(),
        without: without.clone(),
        comers: Vec::new(),
    };
    let Some(before) = begin(tx, identity, room, ended, who, now)? else {
        tracing::warn!("a room cannot go on anew from here");
        return Ok(false);
    };
    // Whoever is not to notice keeps their enrolment.
    let told = if silent { removed } else { without };
    for member in before.policy.members {
        if told.contains(&member.key) {
            let_go(tx, room.account, &member.key, member.role)?;
        }
    }
    Ok(true)
}

/// Who is in where a room goes on.
#[derive(Default)]
pub(super) struct Who {
    /// The policy that others have shown, where it goes beyond what this store knows.
    pub(super) learned: Option<VerifiedPolicy>,
    /// Those of the policy who are not.
    pub(super) without: Vec<PublicKey>,
    /// Those who are beside it.
    pub(super) comers: Vec<Member>,
}

/// The group whose place a new one takes, as the others know it.
pub(super) struct Ended {
    pub(super) group: GroupId,
    pub(super) node: u64,
    pub(super) read: u64,
    pub(super) reason: Reason,
}

/// Answers the policy before; nothing where the group's state is gone.
pub(super) fn begin(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    ended: &Ended,
    who: Who,
    now: u64,
) -> Result<Option<VerifiedPolicy>, Error> {
    let Who {
        learned,
        without,
        comers,
    } = who;
    let provider = Provider::new(tx.connection());
    let is_shown = learned.is_some();
    let before = match (learned, group::load(&provider, &room.group)) {
        (Some(learned), _) => learned,
        (None, Ok(mls)) => group::policy(&mls)?,
        (None, Err(MlsError::NoGroup)) => return Ok(None),
        (None, Err(error)) => return Err(error.into()),
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
    // What was shown apart from its group lets nobody in whom this store does not hold as in.
    let mut strange = Vec::new();
    for member in before.policy.members.iter().filter(|_| is_shown) {
        if !participants::is_in(tx, room.row, &member.key)? {
            strange.push(member.key);
        }
    }
    // Once for each, where all are; to whom she has said yes here comes by that.
    let mut left_out = Vec::new();
    for member in strange.iter().filter(|key| !without.contains(key)) {
        if room.audience != Audience::Care && intents::additions(tx, room.row, member)?.is_empty() {
            left_out.push(*member);
        }
    }
    let mut members = before.policy.members.clone();
    members.extend(comers.iter().cloned());
    let mut parted = Vec::new();
    for member in members.iter().filter(|_| room.audience != Audience::Circle) {
        if !is_in_circle(tx, &room.circle, &member.key)? {
            parted.push(member.key);
        }
    }
    members.retain(|member| {
        let named = member.role.is_staff() && revoked.contains(&PersonId::of(&member.key));
        let gone = named || !before.admits(member);
        let left = [&without, &strange, &parted];
        let goes = gone || left.iter().any(|left| left.contains(&member.key));
        member.key == me || !goes
    });
    // Above all that anybody knows; of two, above what a newer link has told them of the circle.
    let all = circles::room(tx, &shared(&room.circle, Audience::Circle))?;
    let least = all.filter(|_| room.audience.is_alone());
    let least = least.map_or(0, |all| all.policy_version);
    let generation = room.generation.max(before.policy.generation) + 1;
    let next = Policy::next(&before, members);
    let salt = group_salt(&identity.person, room.id, generation);
    let policy = Policy {
        salt,
        group: GroupId::of(&me, &salt),
        generation,
        version: next
            .version
            .max(room.policy_version.saturating_add(1))
            .max(least),
        ..next
    };
    let extension = PolicyExtension {
        out: Vec::new(),
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
        room: room.id,
        salt,
        group: ended.group,
        circle: room.circle,
        reason: ended.reason,
        version: policy.version,
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
    for member in &left_out {
        note_row(tx, room, Notice::LeftOut, Some(PersonId::of(member)), now)?;
    }
    // Whoever was to come over before, and has not: once, or not at all.
    for member in before.policy.members.iter().chain(&comers) {
        // To whom she has said yes here comes by that.
        if strange.contains(&member.key) {
            continue;
        }
        for addition in intents::additions(tx, room.row, &member.key)? {
            intents::finish_intent(tx, addition)?;
        }
    }
    // Who cannot come along at once, or whose Welcome is lost, has to know all the same.
    let told = whereabouts_word(
        Some(signed.clone()),
        Some(verified.extension.policy.clone()),
    );
    for member in policy.members {
        if member.key != me {
            post(tx, room, (member.key, About::Word), &told)?;
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
    let proof = RevocationProof {
        list: documents.revocations,
        issuer: documents.issuer,
    };
    let edition = proof.edition().map_err(|_| StoreError::Unreadable)?;
    Ok(if edition > before.edition {
        Some(proof)
    } else {
        known
    })
}
