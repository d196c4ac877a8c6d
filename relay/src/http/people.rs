//! The clinic's documents, the directory, key packages and inboxes.

use std::sync::Arc;

use axum::extract::{Path, State};
use kith_protocol::{
    api::{
        Done,
        inbox::{Deposit, InboxKind},
        people::{Claim, Claimed, Clinic, Devices, KeyPackages},
    },
    ids::{DeviceId, PersonId},
    limits::{MAX_INBOX_ITEM, MAX_KEY_PACKAGE, MAX_KEY_PACKAGES},
    problem::Code,
};

use super::{Caller, Cbor, Failure, Reply, answer::Encoded};
use crate::{
    app::App,
    clinic::{AdminError, renewed, take_back},
    storage::DepositRequest,
};

pub(super) async fn clinic(caller: Caller, State(app): State<Arc<App>>) -> Reply<Clinic> {
    let tenant = app.storage.tenant(caller.actor().tenant).await?;
    let tenant = tenant.ok_or(Code::NotFound)?;
    let now = app.clock.now();
    Ok(Encoded(
        renewed(&*app.storage, &app.authority, tenant, now).await,
    ))
}

/// Takes what the clinic signed and a backup had not.
pub(super) async fn return_clinic(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<Clinic>,
) -> Reply<Clinic> {
    let actor = caller.actor();
    app.rates
        .documents
        .take(actor.device, 1)
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    let now = app.clock.now();
    let taken = take_back(&*app.storage, &app.authority, actor.tenant, &value, now).await;
    Ok(Encoded(taken.map_err(not_taken)?))
}

fn not_taken(error: AdminError) -> Failure {
    match error {
        // A list that is too long together with ours is none that the clinic could have signed.
        AdminError::Document(_) | AdminError::ListFull => Code::BadProof.into(),
        AdminError::Storage(error) => error.into(),
        error => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "what the clinic signed cannot be taken back"
            );
            Failure::later(Code::Unavailable, 60_000)
        }
    }
}

pub(super) async fn devices(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(person): Path<String>,
) -> Reply<Devices> {
    let person = PersonId::from_hex(&person).ok_or(Code::NotFound)?;
    let tenant = caller.actor().tenant;
    let devices = app.storage.devices_of(person, tenant).await?;
    if devices.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Encoded(Devices { devices }))
}

pub(super) async fn publish(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor {
        value: packages, ..
    }: Cbor<KeyPackages>,
) -> Reply<Done> {
    let fits = packages.packages.len() <= MAX_KEY_PACKAGES
        && packages
            .packages
            .iter()
            .chain(&packages.last_resort)
            .all(|package| package.len() <= MAX_KEY_PACKAGE);
    if !fits {
        return Err(Code::OverLimit.into());
    }
    let device = caller.actor().device;
    let all = packages.packages.iter().chain(&packages.last_resort);
    app.rates
        .publishes(&caller.0, all.map(|package| package.len()).sum())
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    app.storage.publish_key_packages(device, packages).await?;
    Ok(Encoded(Done {}))
}

pub(super) async fn claim(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor { value: claim, .. }: Cbor<Claim>,
) -> Reply<Claimed> {
    let actor = caller.actor();
    // Whoever owes some waits.
    app.rates
        .keeps(&caller.0, 0)
        .and_then(|()| app.rates.claims.take(actor.device, 1))
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    let packages = app
        .storage
        .claim_key_packages(actor, claim.id, claim.person)
        .await?;
    // They are kept as the answer, and made again by whose they were.
    let bytes: usize = packages.iter().map(|claimed| claimed.package.len()).sum();
    app.rates.owes(&caller.0, 2 * bytes);
    Ok(Encoded(Claimed { packages }))
}

pub(super) async fn deposit(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(device): Path<String>,
    Cbor { value: deposit, .. }: Cbor<Deposit>,
) -> Reply<Done> {
    let to = DeviceId::from_hex(&device).ok_or(Code::NotFound)?;
    if deposit.kind == InboxKind::Welcome {
        return Err(Code::Forbidden.into());
    }
    if deposit.body.len() > MAX_INBOX_ITEM {
        return Err(Code::OverLimit.into());
    }
    let actor = caller.actor();
    app.rates
        .deposits(&caller.0, deposit.body.len())
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    let request = DepositRequest {
        actor,
        to,
        id: deposit.id,
        kind: deposit.kind,
        body: deposit.body.into_vec(),
    };
    app.storage.deposit(request).await?;
    Ok(Encoded(Done {}))
}
