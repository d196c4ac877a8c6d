//! Turns what was decided into commits: additions, removals, key renewals, the clinic's
//! revocations, and a self-update that supersedes a refused commit.

use kith_protocol::{
    api::groups,
    ids::RequestId,
    limits::MAX_COMMIT,
    problem::{Code, Problem},
};
use serde_bytes::ByteBuf;

use super::{
    claiming::needs,
    due::{Due, Skipped, due, intent_of, is_gone, is_pressing, skip},
    plans::{Step, addition, gathering, removal_plan, revocation_plan, usable},
    welcomes::{Inboxes, welcomes},
};
use crate::{
    circle::policy::Member,
    crash,
    error::Error,
    ids::{PersonId, random},
    mls::{
        Engine as _, Provider,
        group::{self, Plan},
    },
    people::identity::Identity,
    receive::let_go,
    store::{
        Change as Changed, StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            invitations, refusals, successors,
        },
        healing::stand,
        outgoing::{
            intents::{self, Change},
            outbox::{self, PendingCommit},
        },
        rows::{IntentId, RoomRow},
    },
    sync::{DeliveryError, healing::readd, inbox::consents, log::keys, relay::link::Link},
};

/// Makes sure that the commit which a room is due waits in `pending_commit`. Answers whether
/// one waits. What cannot go now (a newcomer whose device has published nothing yet, someone whom
/// the relay does not know, a key package that makes no commit) is skipped, and holds up neither the
/// other changes nor what is said.
pub(super) async fn prepare(
    link: &Link,
    room: &Room,
    skipped: &mut Skipped,
) -> Result<bool, Error> {
    let row = room.row;
    let mut asked = false;
    let mut too_large = None;
    loop {
        let passed = skipped.clone();
        let today = link.clock.now_ms();
        let (pending, due) = link
            .db
            .read(move |tx| -> Result<_, Error> {
                if outbox::pending(tx, row)?.is_some() {
                    return Ok((true, None));
                }
                let room = circles::room_by_row(tx, row)?;
                Ok((false, due(tx, &room, &passed, today)?))
            })
            .await?;
        let Some(mut due) = due else {
            return too_large.filter(|_| !pending).map_or(Ok(pending), Err);
        };
        // What was refused is judged once more before anything is put in its place.
        if !asked && keys::ask_again(link, room).await? {
            return Ok(true);
        }
        asked = true;
        let inboxes = match needs(link, &mut due, skipped).await {
            Ok(Some(inboxes)) => inboxes,
            Ok(None) => {
                skip(skipped, &due);
                continue;
            }
            Err(error) if error.is_of_one_thing() => {
                tracing::warn!(%error, "a change of people waits");
                match due {
                    Due::Intent(intent) if is_gone(&intent, &error, link.now()) => {
                        due = Due::Gone(intent);
                        Inboxes::new()
                    }
                    due => {
                        skip(skipped, &due);
                        continue;
                    }
                }
            }
            Err(error) => return Err(error),
        };
        let intent = intent_of(&due);
        let identity = std::sync::Arc::clone(&link.identity);
        let now = link.now();
        let built = link
            .db
            .write(move |tx| build(tx, &identity, row, due, &inboxes, now))
            .await;
        let waits = match built {
            // Perhaps who made the room so large is to go as well, and that fits.
            Err(error) if intent.is_some() && is_too_large(&error) => {
                too_large = Some(error);
                false
            }
            built => built?,
        };
        crash::point("commit.staged");
        if waits {
            return Ok(true);
        }
        let Some(intent) = intent else {
            return Ok(false);
        };
        skipped.insert(intent);
    }
}

fn build(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    row: RoomRow,
    due: Due,
    inboxes: &Inboxes,
    now: u64,
) -> Result<bool, Error> {
    let room = circles::room_by_row(tx, row)?;
    if room.state != RoomState::Active {
        return Ok(false);
    }
    if outbox::pending(tx, row)?.is_some() {
        return Ok(true);
    }
    let intent = intent_of(&due);
    let (mut added, mut removed, mut again) = (None, None, false);
    if let Due::Intent(intent) | Due::Gone(intent) = &due {
        match &intent.change {
            Change::Add(member) => added = Some(member.key),
            Change::Remove(person) => removed = Some(*person),
            Change::Readd(_) => again = true,
            Change::Update | Change::Revoke | Change::Restart(_) | Change::Anew(_) => {}
        }
    }
    let gathers = matches!(due, Due::Gather(_));
    let staged = tx.savepoint(|tx| stage(tx, identity, &room, due, intent, inboxes));
    match (staged, intent) {
        (Ok(Staged::Commit), _) => {
            tracing::debug!(at = now, "a commit was staged");
            Ok(true)
        }
        (Ok(Staged::Settled), Some(intent)) => {
            intents::finish_intent(tx, intent)?;
            tx.changed(Changed::Circle(room.circle));
            if let Some(person) = removed
                && let Some(role) = invitations::invited_as(tx, room.circle_row, &person)?
            {
                let_go(tx, room.account, &person, role)?;
            }
            Ok(false)
        }
        // Both who said yes have to hear that it comes to nothing: else the other waits for ever.
        (Ok(Staged::Never), Some(intent)) => {
            intents::finish_intent(tx, intent)?;
            tx.changed(Changed::Circle(room.circle));
            // Who does not come into a room of two is in the circle all the same.
            if let Some(person) = added.filter(|_| !room.audience.is_alone())
                && let Some(given) = invitations::not_let_in(tx, room.circle_row, &person)?
            {
                consents::decline(tx, room.account, identity, person, given.id)?;
                let_go(tx, room.account, &person, given.role)?;
            }
            Ok(false)
        }
        // What the relay handed out for a newcomer makes no commit, or none that others would
        // take: claim anew another time. What the patient decided stands.
        (Ok(Staged::NotYet), Some(_)) => {
            intents::forget_all_packages(tx, row)?;
            Ok(false)
        }
        // Whoever asked with it may ask with another; nobody else need wait.
        (Err(error), Some(intent)) if again && error.is_of_one_thing() => {
            tracing::warn!(%error, "a request to be added again makes no commit");
            intents::finish_intent(tx, intent)?;
            Ok(false)
        }
        (Err(error), Some(_)) if (added.is_some() || gathers) && error.is_of_one_thing() => {
            tracing::warn!(%error, "an addition waits for other key packages");
            intents::forget_all_packages(tx, row)?;
            Ok(false)
        }
        (Ok(Staged::Settled | Staged::NotYet | Staged::Never), None) => Ok(false),
        // What is said need not wait for it.
        (Err(error), intent) if is_too_large(&error) && !is_pressing(tx, row, intent)? => Ok(false),
        (Err(error), _) => Err(error),
    }
}

/// What the relay would say, were it asked: whoever never asked is denied nothing.
fn too_large() -> Error {
    DeliveryError::Problem(Box::new(Problem::new(Code::OverLimit))).into()
}

fn is_too_large(error: &Error) -> bool {
    matches!(error, Error::Delivery(error) if error.code() == Some(Code::OverLimit))
}

/// What came of a commit that was due.
enum Staged {
    /// It waits in `pending_commit`.
    Commit,
    /// There is nothing to do: it has come true already.
    Settled,
    /// It cannot come true.
    Never,
    /// Nothing that the relay handed out can be used.
    NotYet,
}

fn stage(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    room: &Room,
    due: Due,
    mut intent: Option<IntentId>,
    inboxes: &Inboxes,
) -> Result<Staged, Error> {
    let provider = Provider::new(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    let policy = group::policy(&mls)?;
    // Who was in the group before has to be told what this one is.
    let known = |member: &Member| policy.policy.members.contains(member);
    let goes_over = match &due {
        Due::Intent(intent) => matches!(&intent.change, Change::Add(member) if known(member)),
        Due::Gather(_) => true,
        Due::Gone(_) | Due::Supersede => false,
    };
    let step = match due {
        Due::Supersede => Step::Commit(Plan::default()),
        // Who was in before this group is waited for.
        Due::Gone(intent) => match &intent.change {
            Change::Add(member) if policy.member(&member.key).is_none() => Step::Never,
            _ => Step::NotYet,
        },
        Due::Gather(intents) => {
            let (step, first) = gathering(&provider, &policy, intents, inboxes);
            // The others find that theirs has come true.
            intent = first;
            step
        }
        Due::Intent(intent) => match intent.change {
            Change::Update => Step::Commit(Plan::default()),
            Change::Restart(restart) => Step::Commit(Plan {
                chain: Some(restart),
                ..Plan::default()
            }),
            Change::Revoke => crate::receive::revocation_due(tx, room.account, room)?
                .map(|proof| revocation_plan(&mls, &policy, proof))
                .transpose()
                .map_err(|_| StoreError::Unreadable)?
                .into(),
            Change::Add(member)
                if member.role.is_staff()
                    && crate::receive::is_revoked(
                        tx,
                        room.account,
                        &PersonId::of(&member.key),
                    )? =>
            {
                Step::Never
            }
            // Two talk alone as long as both are in the circle.
            Change::Add(member)
                if room.audience.is_alone()
                    && !crate::receive::is_in_circle(tx, &room.circle, &member.key)? =>
            {
                Step::Never
            }
            Change::Add(member) => {
                let packages = usable(&provider, &member.key, intent.packages, inboxes);
                addition(identity, &mls, &policy, *member, packages)
            }
            Change::Remove(person) => removal_plan(identity, &mls, &policy, &person).into(),
            // No commit makes another group.
            Change::Anew(_) => Step::Settled,
            Change::Readd(readd) if inboxes.is_empty() => {
                tracing::debug!(at = readd.at, "a device that asks again has no inbox");
                Step::Settled
            }
            Change::Readd(readd) => {
                readd::plan(tx, &provider, &mls, &policy, room.row, &readd)?.into()
            }
        },
    };
    let plan = match step {
        Step::Commit(plan) => Plan {
            stand: stand::get(tx, room)?.seen.stand(),
            ..plan
        },
        Step::Settled => return Ok(Staged::Settled),
        Step::NotYet => return Ok(Staged::NotYet),
        Step::Never => return Ok(Staged::Never),
    };
    // A commit that the relay never took leaves its traces in the group; a new one replaces it.
    mls.clear_pending_commit(openmls_traits::OpenMlsProvider::storage(&provider))
        .map_err(|error| provider.failed(error))?;
    let built = group::commit(&mut mls, &provider, identity, plan)?;
    if built.commit.len() > MAX_COMMIT {
        return Err(too_large());
    }
    let made = successors::done(tx, room.row)?.filter(|_| goes_over);
    let document = made.map(|done| done.document);
    let request = groups::Commit {
        id: RequestId(random()),
        proof: built.next.begins(&room.group, &built.ends, &built.commit),
        next_key: built.next.public(),
        body: ByteBuf::from(built.commit),
        parent: room.node,
        removal: built.removal,
        welcomes: welcomes(built.welcome, document, inboxes)?,
        supersedes: refusals::all(tx, room.row)?,
    };
    outbox::set_pending(tx, room.row, &PendingCommit { intent, request })?;
    crash::point("commit.stage");
    Ok(Staged::Commit)
}
