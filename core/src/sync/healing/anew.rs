//! The patient's device lets a room go on in another group: because she wants it, or because the one
//! that there is cannot go on. Everyone whom the policy keeps is let in there, with her signed word
//! which group it takes the place of.

use kith_protocol::{
    api::groups::NewGroup,
    cbor,
    limits::MAX_BRANCHES,
    signed::{MAX_DOCUMENT, Signed},
};

use super::{
    shown::{learned, settle},
    where_item::{About, post, word as whereabouts_word},
};
use crate::{
    circle::{
        group_id::group_salt,
        policy::{Member, Policy, PolicyExtension, RevocationProof, VerifiedPolicy},
        room_id::shared,
        successor::{Reason, Successor},
    },
    clock::passed,
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
            circles::{self, Beginning, Room, RoomState},
            participants, successors,
        },
        healing::{readds, whereabouts},
        outgoing::{
            errands::{self, ErrandKind},
            intents::{self, Change},
            sealed,
        },
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::relay::link::Link,
};

/// How long the patient's device waits to be taken in again, or for room in the log.
const PATIENCE_MS: u64 = 60 * 60 * 1000;
/// Between two new groups of a room that nobody asked for: whoever spoils one after the other is not
/// helped by it to more.
const PAUSE_MS: u64 = 6 * 60 * 60 * 1000;

/// Lets every room go on anew for which it is due. Answers whether one did.
pub(crate) async fn make_due(link: &Link) -> Result<bool, Error> {
    let account = link.account;
    let me = link.identity.person_key();
    let now = link.now();
    let due = link
        .db
        .read(move |tx| -> Result<Vec<RoomRow>, Error> {
            let mut due = Vec::new();
            for room in circles::rooms_of_account(tx, account)? {
                let mine = circles::get(tx, &room.circle)?.patient == me;
                let open = mine && whereabouts::is_open(tx, room.row)?;
                if open || mine && wanted(tx, &room, &me, now)?.is_some() {
                    due.push(room.row);
                }
            }
            Ok(due)
        })
        .await?;
    let mut any = false;
    for row in due {
        let identity = std::sync::Arc::clone(&link.identity);
        let made = link
            .db
            .write(move |tx| {
                let room = circles::room_by_row(tx, row)?;
                settle(tx, &room, now)?;
                match wanted(tx, &room, &me, now)? {
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

/// What a room is to be without, and why it goes on anew.
pub(super) struct Wanted {
    pub(super) reason: Reason,
    pub(super) without: Vec<PublicKey>,
    /// The policy that others have shown, where it goes beyond what this store knows.
    pub(super) learned: Option<VerifiedPolicy>,
}

/// Why a room has to go on in another group now; nothing where it has not.
fn wanted(
    db: &rusqlite::Connection,
    room: &Room,
    me: &PublicKey,
    now: u64,
) -> Result<Option<Wanted>, StoreError> {
    let active = room.state == RoomState::Active;
    // What is not followed any more does not come to rest at the relay.
    if room.state == RoomState::Removed || active && room.adrift.is_some() {
        return Ok(None);
    }
    // What this store does not know of her own word decides who is in.
    if whereabouts::is_open(db, room.row)? {
        return Ok(None);
    }
    // Who is still in the circle its room for all tells, once that is known.
    let all = circles::room(db, &shared(&room.circle, Audience::Circle))?;
    if let Some(all) = all.filter(|all| all.row != room.row)
        && (all.state == RoomState::Broken || whereabouts::is_open(db, all.row)?)
    {
        return Ok(None);
    }
    let learned = learned(db, room, me)?;
    let decided = intents::anew(db, room.row)?;
    if let Some(last) = decided.last() {
        let without: Vec<PublicKey> = decided.iter().filter_map(|anew| anew.without).collect();
        // Whom she has let in since would be left out.
        if !active && learned.is_none() && is_unheard(db, room, (me, &without))? {
            return Ok(None);
        }
        let quiet = decided.iter().any(|anew| anew.reason == Reason::Quiet);
        return Ok(Some(Wanted {
            reason: if quiet { Reason::Quiet } else { last.reason },
            without,
            learned,
        }));
    }
    if learned.is_some() {
        return Ok(Some(Wanted {
            reason: Reason::Lost,
            without: Vec::new(),
            learned,
        }));
    }
    if successors::done(db, room.row)?.is_some_and(|done| !passed(done.at, PAUSE_MS, now)) {
        return Ok(None);
    }
    let long_since = |at: Option<u64>| at.is_some_and(|at| passed(at, PATIENCE_MS, now));
    // A store that was put back may not know whom she has removed since: it does not decide who is in
    // before everyone has said what they know.
    let asked = whereabouts::get(db, room.row)?;
    let all_said = |at| asked.is_some_and(|asked| asked.asked >= at && asked.waits.is_empty());
    let known = sealed::put_back_at(db, room.row)?.is_none_or(all_said);
    let lost = !active && known;
    let reason = if lost && long_since(readds::asks_since(db, room.row)?) {
        Reason::Lost
    } else if active && circles::refused_signed(db, room.row)? >= MAX_BRANCHES {
        Reason::Blocked
    } else if active && long_since(room.filled) {
        Reason::Full
    } else {
        return Ok(None);
    };
    Ok(Some(Wanted {
        reason,
        without: Vec::new(),
        learned: None,
    }))
}

/// Whether this store was put back from a copy, and none of those with whom the room is to go on has told yet what
/// they know. Who is to be left behind is not waited for.
fn is_unheard(
    db: &rusqlite::Connection,
    room: &Room,
    (me, without): (&PublicKey, &[PublicKey]),
) -> Result<bool, StoreError> {
    let Some(at) = sealed::put_back_at(db, room.row)? else {
        return Ok(false);
    };
    let mut stay = participants::all(db, room.row)?;
    stay.retain(|p| p.until.is_none() && p.key != *me && !without.contains(&p.key));
    let asked = whereabouts::get(db, room.row)?.filter(|asked| asked.asked >= at);
    let waited_for = |key| asked.as_ref().is_none_or(|asked| asked.waits.contains(key));
    Ok(!stay.is_empty() && stay.iter().all(|person| waited_for(&person.key)))
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
