//! Signing in, and proving epochs.

use std::sync::Arc;

use axum::extract::State;
use kith_protocol::{
    api::session::{
        Nonce, NonceRequest, PROOF_CONTEXT, Proof, ProofResults, Proofs, SESSION_CONTEXT, Session,
        SessionRequest, proof_payload, session_payload,
    },
    ids::PublicKey,
    limits::MAX_SYNC_GROUPS,
    problem::Code,
    signed,
};

use super::{Caller, Cbor, Failure, Reply, answer::Encoded, caller::Stranger};
use crate::{
    app::App,
    auth::{Full, SESSION_SECONDS, Spent},
    storage::{Actor, AuditNote},
    tree::Place,
};

pub(super) async fn nonce(
    _: Stranger,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<NonceRequest>,
) -> Reply<Nonce> {
    let nonce = app.nonces.issue(value.device).to_vec();
    Ok(Encoded(Nonce { nonce }))
}

pub(super) async fn open(
    _: Stranger,
    State(app): State<Arc<App>>,
    Cbor { value: request, .. }: Cbor<SessionRequest>,
) -> Reply<Session> {
    let SessionRequest {
        nonce,
        device,
        signature,
    } = request;
    if !app.nonces.is_ours(&nonce, device) {
        return Err(Code::BadProof.into());
    }
    // An unknown device and a wrong signature get the same answer.
    let entry = app.storage.device(device).await?.ok_or(Code::BadProof)?;
    let actor = Actor {
        device,
        tenant: entry.tenant,
    };
    let payload = session_payload(&nonce, &device);
    if signed::verify(SESSION_CONTEXT, &payload, &signature, &entry.key).is_err() {
        return Err(refuse(&app, actor, "bad-proof", Code::BadProof).await);
    }
    if entry.revoked {
        return Err(refuse(&app, actor, "revoked", Code::Revoked).await);
    }
    // What a device uses up of the nonces is its own.
    let place = Place::of(&entry);
    app.rates
        .may_sign_in(device, &place)
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    app.nonces.use_up(&nonce).map_err(|spent| match spent {
        Spent::Used => Code::BadProof.into(),
        Spent::Full => Failure::later(Code::Unavailable, 1_000),
    })?;
    app.rates.signed_in(device, &place);
    let (token, session) = app
        .sessions
        .open(actor, place)
        .map_err(|Full| Failure::later(Code::Unavailable, 60_000))?;
    Ok(Encoded(Session {
        token,
        session: session.name.to_vec(),
        expires_in: SESSION_SECONDS,
    }))
}

async fn refuse(app: &App, actor: Actor, outcome: &'static str, code: Code) -> Failure {
    if app.rates.refusals.take(actor.device, 1).is_ok() {
        let note = AuditNote {
            tenant: Some(actor.tenant),
            actor: Some(actor.device),
            action: "session",
            outcome,
        };
        // The refusal stands whether or not it could be written down.
        if app.storage.note(note).await.is_err() {
            tracing::warn!("a refused session is missing in the audit");
        }
    }
    code.into()
}

pub(super) async fn prove(
    Caller(session): Caller,
    State(app): State<Arc<App>>,
    Cbor { value, .. }: Cbor<Proofs>,
) -> Reply<ProofResults> {
    let proofs = value.proofs;
    if proofs.len() > MAX_SYNC_GROUPS {
        return Err(Code::OverLimit.into());
    }
    let Actor { device, tenant } = session.actor;
    app.rates
        .proofs
        .take(device, proofs.len())
        .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
    let nodes = proofs.iter().map(|p| (p.group, p.node)).collect();
    // A group is its clinic's: a device of another one proves nothing of it.
    let keys = app.storage.epoch_keys(tenant, nodes).await?;
    app.learn(app.unknown(proofs.iter().map(|proof| proof.group)))
        .await?;
    let name = session.name;
    let check = move || -> Vec<(Proof, bool)> {
        let check = |(proof, key): (Proof, Option<PublicKey>)| {
            let held = key.is_some_and(|key| holds(&name, &proof, &key));
            (proof, held)
        };
        proofs.into_iter().zip(keys).map(check).collect()
    };
    let checked = tokio::task::spawn_blocking(check)
        .await
        .map_err(|_| Code::Internal)?;
    for (proof, _) in checked.iter().filter(|(_, holds)| *holds) {
        session.prove(proof.group, proof.node);
    }
    // Said after all were noted: the last ones may have taken the place of the first.
    let held = checked
        .iter()
        .map(|(proof, holds)| *holds && session.has_proven(&proof.group, proof.node))
        .collect();
    Ok(Encoded(ProofResults { held }))
}

fn holds(session: &[u8], proof: &Proof, key: &PublicKey) -> bool {
    let payload = proof_payload(session, &proof.group, proof.node);
    signed::verify(PROOF_CONTEXT, &payload, &proof.signature, key).is_ok()
}
