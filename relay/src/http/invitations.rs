//! A device's invitations to guests.

use std::sync::Arc;

use axum::extract::{Path, State};
use kith_protocol::{
    api::{Done, people::GuestInvitation},
    ids::{InvitationId, PersonId},
    limits::MAX_GUEST_INVITATIONS,
    problem::Code,
};

use super::{Caller, Cbor, Failure, Reply, answer::Encoded};
use crate::{
    app::App,
    clock::DAY_MS,
    storage::{Inviter, NewInvitation, Withdrawer},
};

/// Days that a guest's invitation may stay open.
const MAX_DAYS: u64 = 366;

fn within_rate(caller: &Caller, app: &App) -> Result<(), Failure> {
    let rate = app.rates.invitations.take(caller.actor().device, 1);
    rate.map_err(|ms| Failure::later(Code::RateLimited, ms))
}

pub(super) async fn invite(
    caller: Caller,
    State(app): State<Arc<App>>,
    Cbor { value: guest, .. }: Cbor<GuestInvitation>,
) -> Reply<Done> {
    within_rate(&caller, &app)?;
    let now = app.clock.now();
    if guest.expires > now.saturating_add(MAX_DAYS * DAY_MS) {
        return Err(Code::OverLimit.into());
    }
    // Dead from birth: who made it has to hear of it, or they wait for an answer.
    if guest.expires <= now {
        return Err(Code::InvitationExpired.into());
    }
    let actor = caller.actor();
    let invitation = NewInvitation {
        name: None,
        id: guest.id,
        tenant: actor.tenant,
        inviter: Inviter::Device(actor.device),
        token_hash: guest.token_hash,
        expires: guest.expires,
        replaces: guest.replaces,
        quota: MAX_GUEST_INVITATIONS,
    };
    app.storage.add_invitation(invitation).await?;
    Ok(Encoded(Done {}))
}

pub(super) async fn withdraw(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Reply<Done> {
    within_rate(&caller, &app)?;
    let id = InvitationId::from_hex(&id).ok_or(Code::NotFound)?;
    let by = Withdrawer::Device(caller.actor().device);
    app.storage.withdraw_invitation(id, by).await?;
    Ok(Encoded(Done {}))
}

pub(super) async fn hold(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(person): Path<String>,
) -> Reply<Done> {
    within_rate(&caller, &app)?;
    let guest = PersonId::from_hex(&person).ok_or(Code::NotFound)?;
    app.storage.hold_guest(caller.actor(), guest).await?;
    Ok(Encoded(Done {}))
}

pub(super) async fn let_go(
    caller: Caller,
    State(app): State<Arc<App>>,
    Path(person): Path<String>,
) -> Reply<Done> {
    let guest = PersonId::from_hex(&person).ok_or(Code::NotFound)?;
    app.storage.let_guest_go(caller.actor(), guest).await?;
    Ok(Encoded(Done {}))
}
