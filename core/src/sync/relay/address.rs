//! A relay may have several addresses. The clinic's signed profile names them, the one for new links
//! first: whoever is enrolled by one is enrolled by all, and goes where the clinic says.

use kith_protocol::{
    api::{endpoint, people::Clinic},
    ids::Digest32,
};

use super::{
    documents::{keep, verify_documents},
    link::Link,
    urls::{is_same_address, names},
};
use crate::{
    clock::Moment,
    error::Error,
    store::account::accounts::{self, Account},
};

/// Between two looks for another address while the one in use does not answer.
const AWAY_MS: u64 = 5 * 60 * 1000;
/// The same though it does: the clinic names another one before it.
const SETTLED_MS: u64 = 6 * 60 * 60 * 1000;

/// Whether an enrolment is at the relay of this address too: at the same one, or at one that the clinic
/// names beside it.
pub(crate) fn is_at(account: &Account, relay: &str) -> bool {
    let both = |urls: &[String]| names(urls, relay) && names(urls, &account.relay);
    is_same_address(&account.relay, relay) || both(&named(account.documents.as_ref()))
}

fn named(documents: Option<&Clinic>) -> Vec<String> {
    let profile = documents.and_then(|documents| documents.profile.read_unverified().ok());
    profile.map(|profile| profile.urls).unwrap_or_default()
}

/// Where the address in use does not answer: goes to another one of the clinic's that does. Answers
/// whether there was one.
///
/// # Errors
/// Those of the store.
pub(crate) async fn elsewhere(link: &Link) -> Result<bool, Error> {
    let mut state = link.turn.lock().await;
    if !is_due(state.moved_at, AWAY_MS, link) {
        return Ok(false);
    }
    let account = link.account;
    let known = link
        .db
        .read(move |tx| accounts::get(tx, account))
        .await
        .map_err(Error::from)?;
    let mut urls = named(known.documents.as_ref());
    urls.retain(|url| !is_same_address(url, &known.relay));
    if urls.is_empty() {
        return Ok(false);
    }
    state.moved_at = Some(Moment::now(&*link.clock));
    first_of(link, &known, &urls, &known.pins).await
}

/// Where the clinic names other addresses before the one in use: goes to the first that answers.
pub(crate) async fn ahead(
    link: &Link,
    moved_at: &mut Option<Moment>,
    known: &Account,
    (urls, pins): (&[String], &[Digest32]),
) -> Result<bool, Error> {
    let before = urls
        .iter()
        .position(|url| is_same_address(url, &known.relay));
    let before = urls.get(..before.unwrap_or(urls.len())).unwrap_or_default();
    if before.is_empty() || !is_due(*moved_at, SETTLED_MS, link) {
        return Ok(false);
    }
    *moved_at = Some(Moment::now(&*link.clock));
    first_of(link, known, before, pins).await
}

fn is_due(looked: Option<Moment>, every_ms: u64, link: &Link) -> bool {
    looked.is_none_or(|at| at.passed(every_ms, &*link.clock))
}

async fn first_of(
    link: &Link,
    known: &Account,
    urls: &[String],
    pins: &[Digest32],
) -> Result<bool, Error> {
    for url in urls {
        let Some(documents) = answers(link, &known.clinic, url, pins).await else {
            continue;
        };
        let (account, to, by) = (link.account, url.clone(), pins.to_vec());
        // In one: who dies here is at the one with its documents, or at the other with its own.
        let kept = link
            .db
            .write(move |tx| -> Result<_, Error> {
                let known = accounts::get(tx, account)?;
                keep(tx, &known, documents, &to, &by)
            })
            .await;
        match kept {
            Ok(pins) => {
                tracing::info!("the clinic's relay is asked at another of its addresses");
                link.delivery.move_to(url, &pins)?;
                return Ok(true);
            }
            Err(error @ (Error::NotItsRelay | Error::NotTheClinic(_))) => {
                tracing::debug!(%error, "another address of the relay is not the clinic's any more");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// What the clinic's relay hands out there, where it answers: it knows this device, and the documents name
/// the address.
async fn answers(link: &Link, clinic: &Digest32, url: &str, pins: &[Digest32]) -> Option<Clinic> {
    let there = link.delivery.at(url, pins).ok()?;
    match there.send(&endpoint::CLINIC.bare()).await {
        Ok(documents) => verify_documents(&documents, clinic, url)
            .is_ok()
            .then_some(documents),
        Err(error) => {
            tracing::debug!(%error, "another address of the relay does not answer");
            None
        }
    }
}
