//! What a change needs of the relay before it can be made: where its Welcomes go, and the key packages of who
//! comes.

use kith_protocol::{
    api::{
        endpoint,
        people::{Claim, Claimed},
    },
    ids::RequestId,
    limits::MAX_WELCOMES,
    problem::Code,
};

use super::{
    due::{Due, Skipped},
    welcomes::Inboxes,
};
use crate::{
    crash,
    error::Error,
    ids::{PersonId, PublicKey},
    store::outgoing::intents::{self, Change, Intent},
    sync::{jobs::errands::devices_of, relay::link::Link},
};

/// What a change needs of the relay: inboxes for its Welcomes, key packages of who comes. `None`
/// where there are no key packages yet.
pub(super) async fn needs(
    link: &Link,
    due: &mut Due,
    skipped: &mut Skipped,
) -> Result<Option<Inboxes>, Error> {
    match due {
        Due::Intent(intent) => of_one(link, intent).await,
        Due::Gather(intents) => {
            let mut inboxes = Inboxes::new();
            let mut come = Vec::new();
            for mut intent in intents.drain(..) {
                match of_one(link, &mut intent).await {
                    Ok(Some(theirs)) if inboxes.len() + theirs.len() <= MAX_WELCOMES => {
                        inboxes.extend(theirs);
                        come.push(intent);
                    }
                    // They come with the next commit.
                    Ok(Some(_)) => {}
                    Ok(None) => {
                        skipped.insert(intent.id);
                    }
                    Err(error) if error.is_of_one_thing() => {
                        tracing::warn!(%error, "one who was in before does not come yet");
                        skipped.insert(intent.id);
                    }
                    Err(error) => return Err(error),
                }
            }
            *intents = come;
            Ok((!intents.is_empty()).then_some(inboxes))
        }
        Due::Gone(_) | Due::Supersede => Ok(Some(Inboxes::new())),
    }
}

async fn of_one(link: &Link, intent: &mut Intent) -> Result<Option<Inboxes>, Error> {
    match &intent.change {
        Change::Readd(readd) => {
            let mut inboxes = devices_of(link, &readd.person).await?;
            inboxes.retain(|(device, _)| *device == readd.device);
            Ok(Some(inboxes))
        }
        Change::Add(member) => {
            let person = member.key;
            let inboxes = devices_of(link, &person).await?;
            if intent.packages.is_none() {
                let claimed = claim_held(link, intent.request, &person).await?;
                crash::point("commit.claimed");
                let (id, kept) = (intent.id, claimed.clone());
                if claimed.packages.is_empty() {
                    // The relay would answer the same request with the same nothing.
                    link.db
                        .write(move |tx| intents::forget_packages(tx, id))
                        .await?;
                    return Ok(None);
                }
                link.db
                    .write(move |tx| intents::set_packages(tx, id, &kept))
                    .await?;
                crash::point("commit.packages");
                intent.packages = Some(claimed);
            }
            Ok(Some(inboxes))
        }
        Change::Remove(_)
        | Change::Update
        | Change::Revoke
        | Change::Restart(_)
        | Change::Anew(_) => Ok(Some(Inboxes::new())),
    }
}

/// Claims of someone whom the patient has said yes to. A letting go from before they came by another
/// link may have been repeated since: where the relay hands out none of theirs, they are held again.
async fn claim_held(link: &Link, id: RequestId, person: &PublicKey) -> Result<Claimed, Error> {
    match claim(link, id, person).await {
        Err(Error::Delivery(error)) if error.code() == Some(Code::NotFound) => {
            let guest = PersonId::of(person);
            link.delivery.send(&endpoint::HOLD.of(&guest)).await?;
            claim(link, id, person).await
        }
        claimed => claimed,
    }
}

pub(crate) async fn claim(
    link: &Link,
    id: RequestId,
    person: &PublicKey,
) -> Result<Claimed, Error> {
    let claim = Claim {
        id,
        person: PersonId::of(person),
    };
    Ok(link.delivery.send(&endpoint::CLAIM.with(&claim)).await?)
}
