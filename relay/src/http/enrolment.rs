//! Redeeming an invitation.

use std::sync::Arc;

use axum::extract::State;
use kith_protocol::{
    api::people::{DeviceRecord, Enrolled, Enrolment},
    identity::verify_device,
    invitation::token_hash,
    problem::Code,
    signed::SignedError,
};

use super::{Cbor, Failure, Reply, answer::Encoded, caller::Stranger};
use crate::{
    app::App,
    clinic::AuthorityError,
    storage::{Enrol, InvitationFault, Inviter, Refusal},
};

fn unsound(error: SignedError) -> Code {
    match error {
        SignedError::Signature => Code::BadProof,
        SignedError::TooLarge => Code::OverLimit,
        SignedError::Document => Code::BadRequest,
    }
}

pub(super) async fn enrol(
    _: Stranger,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<Enrolment>,
) -> Reply<Enrolled> {
    let device = verify_device(&value.device).map_err(unsound)?;
    let inbox_key = value.inbox_key.verify(&device.device).map_err(unsound)?;
    if inbox_key.device != device.device {
        return Err(Code::BadProof.into());
    }
    let invitation = app
        .storage
        .invitation(value.invitation)
        .await?
        .ok_or(Refusal::Invitation(InvitationFault::Unknown))?;
    let tenant = app.storage.tenant(invitation.tenant).await?;
    let tenant = tenant.ok_or(Code::Internal)?;
    let (person, now) = (device.person, app.clock.now());
    let (mut attestation, mut receipt) = (None, None);
    match invitation.inviter {
        Inviter::Clinic(role) => {
            let who = (role, invitation.name);
            let attested = app.authority.attest(&tenant, who, person, now);
            attestation = Some(attested.map_err(unattested)?);
        }
        Inviter::Device(_) => {
            let redeemed = app
                .authority
                .receipt(&tenant, value.invitation, person, now);
            receipt = Some(redeemed.map_err(unattested)?);
        }
    }
    let enrolled = app
        .storage
        .enrol(Enrol {
            invitation: value.invitation,
            token_hash: token_hash(&value.token),
            person: device.person,
            device: device.device,
            record: DeviceRecord {
                device: value.device,
                inbox_key: value.inbox_key,
            },
            attestation,
            receipt,
        })
        .await?;
    Ok(Encoded(Enrolled {
        clinic: enrolled.documents,
        receipt: enrolled.receipt,
        attestation: enrolled.attestation,
    }))
}

fn unattested(error: AuthorityError) -> Failure {
    tracing::error!(
        error = &error as &dyn std::error::Error,
        "nobody can be attested"
    );
    Failure::later(Code::Unavailable, 60_000)
}
