//! The clinic's signed documents: fetched now and then, and handed back to a relay that lacks some.

use kith_protocol::api::{endpoint, people::Clinic};

use super::{
    address,
    documents::{is_behind, keep, newest, pins_after, signed_by},
    link::{Link, LinkState},
};
use crate::{clock::Moment, crash, error::Error, store::account::accounts, sync::DeliveryError};

/// How long the documents pass for fresh.
const FRESH_MS: u64 = 10 * 60 * 1000;

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
