//! The clinic's signed documents: fetched now and then, verified, never taken back to an older
//! version.

use std::collections::BTreeSet;

use kith_protocol::{
    api::{endpoint, people::Clinic},
    identity::{ClinicProfile, verify_issuer},
    ids::Digest32,
    signed::SignedError,
};

use super::{
    address,
    link::{Link, LinkState},
};
use crate::{
    clock::Moment,
    crash,
    error::Error,
    store::{
        Change, WriteTx,
        account::accounts::{self, Account, DocumentVersions},
        circle::circles,
    },
    sync::DeliveryError,
};

/// How long the documents pass for fresh.
const FRESH_MS: u64 = 10 * 60 * 1000;

/// Checks all three documents down from the pinned root, and that they are of the relay from which they
/// were had.
pub(crate) fn verify_documents(
    documents: &Clinic,
    clinic: &Digest32,
    relay: &str,
) -> Result<(ClinicProfile, DocumentVersions), Error> {
    let (profile, versions) = signed_by(documents, clinic).map_err(Error::NotTheClinic)?;
    if address::names(&profile.urls, relay) {
        Ok((profile, versions))
    } else {
        Err(Error::NotItsRelay)
    }
}

fn signed_by(
    documents: &Clinic,
    clinic: &Digest32,
) -> Result<(ClinicProfile, DocumentVersions), SignedError> {
    let issuer = verify_issuer(&documents.issuer, clinic)?;
    let profile = ClinicProfile::verify(&documents.profile, &issuer)?;
    let revocations = documents.revocations.verify(&issuer.issuer)?;
    if profile.clinic != *clinic || revocations.clinic != *clinic {
        return Err(SignedError::Signature);
    }
    let versions = DocumentVersions {
        issuer: issuer.serial,
        profile: profile.version,
        revocations: revocations.version,
        at: profile.at.min(revocations.at),
    };
    Ok((profile, versions))
}

/// The pins that hold once the clinic's signed profile was read. Who was invited without one
/// goes by the public roots.
fn pins_after(known: &[Digest32], profile: Vec<Digest32>) -> Vec<Digest32> {
    if known.is_empty() {
        Vec::new()
    } else {
        profile
    }
}

/// Of what is known and what the relay has, the newer of each document: a relay that was set back
/// to a backup has older ones beside those that were made since. Only where the root said the same of
/// their issuer: else what it said last stands or falls together.
fn newest(known: Option<&Clinic>, offered: Clinic, clinic: &Digest32) -> Clinic {
    let versions = |documents| signed_by(documents, clinic).map(|(_, versions)| versions);
    let Some(known) = known else {
        return offered;
    };
    let (Ok(before), Ok(now)) = (versions(known), versions(&offered)) else {
        return offered;
    };
    if before.issuer != now.issuer || known.issuer != offered.issuer {
        return if before.issuer > now.issuer {
            known.clone()
        } else {
            offered
        };
    }
    let times = |documents: &Clinic| -> Option<(u64, u64)> {
        let profile = documents.profile.read_unverified().ok()?;
        let revocations = documents.revocations.read_unverified().ok()?;
        Some((profile.at, revocations.at))
    };
    let (Some(signed), Some(signed_now)) = (times(known), times(&offered)) else {
        return offered;
    };
    let mut newest = offered;
    // Of one version the one that was signed last.
    if (before.profile, signed.0) > (now.profile, signed_now.0) {
        newest.profile = known.profile.clone();
    }
    if (before.revocations, signed.1) > (now.revocations, signed_now.1)
        || forgets_someone(known, &newest)
    {
        newest.revocations = known.revocations.clone();
    }
    newest
}

/// Whether someone who is revoked in the list that is known is not in the one that is offered.
/// Nobody is taken out of it: it was made anew where this one was forgotten.
fn forgets_someone(known: &Clinic, offered: &Clinic) -> bool {
    let lists = (
        known.revocations.read_unverified(),
        offered.revocations.read_unverified(),
    );
    let (Ok(known), Ok(offered)) = lists else {
        return false;
    };
    let offered: BTreeSet<_> = offered.people.into_iter().collect();
    known.people.iter().any(|person| !offered.contains(person))
}

/// Keeps the newer of what is known and what was had at an address of the relay's, with which the account
/// is there from now on: documents, address and pins go together. `trusted` are the pins by which it was
/// had. Answers the pins that hold now.
///
/// # Errors
/// [`Error::NotTheClinic`]; [`Error::NotItsRelay`] where the clinic does not name the address.
pub(crate) fn keep(
    tx: &mut WriteTx<'_>,
    known: &Account,
    offered: Clinic,
    relay: &str,
    trusted: &[Digest32],
) -> Result<Vec<Digest32>, Error> {
    let account = known.id;
    let documents = newest(known.documents.as_ref(), offered, &known.clinic);
    let (profile, versions) = verify_documents(&documents, &known.clinic, relay)?;
    let mut named = pins_after(trusted, profile.pins);
    if known.documents.is_none() {
        // Until the profile says otherwise the key that was met holds. Later links change nothing: nobody
        // has signed the pin in them.
        for pin in trusted {
            if !named.contains(pin) {
                named.push(*pin);
            }
        }
    }
    let changed = accounts::set_documents(tx, account, &documents, versions, &named)?;
    let moved = known.relay != relay;
    if moved {
        accounts::set_relay(tx, account, relay, &named)?;
    }
    if changed {
        for room in circles::rooms_of_account(tx, account)? {
            crate::receive::oblige(tx, account, &room)?;
        }
    }
    if changed || moved {
        tx.changed(Change::Account);
        return Ok(named);
    }
    Ok(known.pins.clone())
}

/// Whether the relay lacks something of what is known here: it was set back to a backup.
fn is_behind(known: &Clinic, offered: &Clinic, clinic: &Digest32) -> bool {
    let versions = |documents| signed_by(documents, clinic).map(|(_, versions)| versions);
    let (Ok(before), Ok(now)) = (versions(known), versions(offered)) else {
        return false;
    };
    before.issuer > now.issuer
        || before.profile > now.profile
        || before.revocations > now.revocations
        || forgets_someone(known, offered)
}

/// Hands the relay what it lacks of what the clinic signed; answers what it has then.
async fn hand_back(link: &Link, known: &Clinic, offered: Clinic) -> Result<Clinic, Error> {
    match link
        .delivery
        .send(&endpoint::RETURN_CLINIC.with(known))
        .await
    {
        Ok(joined) => Ok(joined),
        // It cannot, or not now; what is known here holds all the same.
        Err(DeliveryError::Problem(problem)) => {
            tracing::warn!(code = %problem.kind, "the relay does not take the clinic's documents");
            Ok(offered)
        }
        Err(error) => Err(error.into()),
    }
}

/// Fetches the documents, fresh or not.
pub(crate) async fn hear(link: &Link) -> Result<(), Error> {
    let mut state = link.turn.lock().await;
    state.documents_at = None;
    refresh(link, &mut state).await
}

/// What the relay hands out; noted that it answered.
async fn fetch(link: &Link) -> Result<Clinic, Error> {
    let documents = link.delivery.send(&endpoint::CLINIC.bare()).await;
    let answered = match &documents {
        Ok(_) => true,
        Err(DeliveryError::Problem(problem)) => problem.status < 500,
        Err(_) => false,
    };
    if answered {
        let (account, now) = (link.account, link.clock.now_ms());
        link.db
            .write(move |tx| accounts::set_heard(tx, account, now))
            .await
            .map_err(Error::from)?;
    }
    Ok(documents?)
}

/// Fetches the documents where they are not fresh. Goes where the clinic says that its relay is.
pub(crate) async fn refresh(link: &Link, state: &mut LinkState) -> Result<(), Error> {
    let clock = &*link.clock;
    if state
        .documents_at
        .is_some_and(|at| !at.passed(FRESH_MS, clock))
    {
        return Ok(());
    }
    let now = Moment::now(clock);
    let mut documents = fetch(link).await?;
    let account = link.account;
    let known = link
        .db
        .read(move |tx| accounts::get(tx, account))
        .await
        .map_err(Error::from)?;
    // Where the relay is says the newest of what the root said, and nothing that would not be kept.
    let best = newest(known.documents.as_ref(), documents.clone(), &known.clinic);
    if let Ok((profile, _)) = signed_by(&best, &known.clinic) {
        let pins = pins_after(&known.pins, profile.pins);
        let list = (&profile.urls[..], &pins[..]);
        if address::ahead(link, &mut state.moved_at, &known, list).await? {
            documents = fetch(link).await?;
        }
    }
    let clinic = known.clinic;
    let before = known.documents;
    if let Some(known) = before.filter(|known| is_behind(known, &documents, &clinic)) {
        documents = hand_back(link, &known, documents).await?;
    }
    let others = link
        .db
        .write(move |tx| -> Result<_, Error> {
            let known = accounts::get(tx, account)?;
            let pins = keep(tx, &known, documents, &known.relay, &known.pins)?;
            Ok((pins != known.pins).then_some(pins))
        })
        .await?;
    crash::point("clinic.refreshed");
    if let Some(pins) = others {
        link.delivery.trust(&pins)?;
    }
    state.documents_at = Some(now);
    Ok(())
}
