//! The relay as a client sees it: requests in deterministic CBOR, problems as RFC 9457, a
//! session that renews itself.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use kith_protocol::{
    api::{
        Capabilities,
        endpoint::{self, Request},
        groups::{Commit, Committed},
        people::Enrolment,
        session::{
            Nonce, NonceRequest, Proof, ProofResults, Proofs, SESSION_CONTEXT, Session,
            SessionRequest, session_payload,
        },
    },
    cbor,
    ids::{Digest32, GroupId, Incarnation},
    limits::{MAX_ANSWER, MAX_SYNC_GROUPS},
    problem::Code,
    signed::sign,
};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::{
    heard::Heard,
    held::{Held, Kind},
    way::{Answer, QUIET, Surroundings, Token, Way},
};
use crate::{
    people::identity::Identity,
    process::wipe_stack,
    sync::{DeliveryError, Proxy},
};

struct Open {
    /// Where it was opened: nowhere else is its token shown.
    base: String,
    session: Session,
    proven: HashMap<GroupId, u64>,
}

/// One account's way to its relay.
pub struct Delivery {
    way: Way,
    held: Held,
    identity: Arc<Identity>,
    open: Mutex<Option<Open>>,
    /// With which this device enrolled.
    enrolment: RwLock<Option<Enrolment>>,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Delivery(…)")
    }
}

impl Delivery {
    /// A client for the relay at `base`; connects when first used.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub fn new(
        base: &str,
        pins: &[Digest32],
        identity: Arc<Identity>,
        around: Surroundings,
        heard: Arc<Heard>,
    ) -> Result<Self, DeliveryError> {
        Ok(Self {
            held: Held::new(Arc::clone(heard.clock())),
            way: Way::new(base, pins, around, heard)?,
            identity,
            open: Mutex::new(None),
            enrolment: RwLock::new(None),
        })
    }

    /// Holds every later connection to these pins: the clinic's signed profile named others.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub fn trust(&self, pins: &[Digest32]) -> Result<(), DeliveryError> {
        self.way.trust(pins)
    }

    /// This device's way to another address of its relay, in a session of its own. It enrols nowhere.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub fn at(&self, base: &str, pins: &[Digest32]) -> Result<Self, DeliveryError> {
        let way = self.way.at(base, pins)?;
        Ok(Self {
            held: Held::new(Arc::clone(way.clock())),
            way,
            identity: Arc::clone(&self.identity),
            open: Mutex::new(None),
            enrolment: RwLock::new(None),
        })
    }

    /// Leads every later connection to another address, held to these pins, in a session of its own.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub fn move_to(&self, base: &str, pins: &[Digest32]) -> Result<(), DeliveryError> {
        self.way.move_to(base, pins)
    }

    /// Leads every later connection through this proxy, or none.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub fn lead_through(&self, proxy: Option<Proxy>) -> Result<(), DeliveryError> {
        self.way.lead_through(proxy)
    }

    /// Begins with new connections: the network is another.
    pub fn renew(&self) {
        self.way.renew();
    }

    /// A relay that was restored from a backup may have forgotten this device: with this it is
    /// made known again.
    pub fn may_enrol_again(&self, enrolment: Enrolment) {
        let mut kept = self
            .enrolment
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Some(enrolment);
    }

    fn kept_enrolment(&self) -> Option<Enrolment> {
        let kept = self
            .enrolment
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }

    /// A request without a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn anonymous<A: DeserializeOwned>(
        &self,
        request: &Request<A>,
    ) -> Result<A, DeliveryError> {
        let kind = Kind::of(request.route);
        self.ask(request, kind, None, QUIET).await
    }

    /// Which life of the relay's database there is now, as it tells everyone.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn incarnation(&self) -> Result<Incarnation, DeliveryError> {
        let asked = endpoint::CAPABILITIES.bare();
        let answer = self.way.ask(&asked, None, QUIET).await?;
        let told = serde_json::from_slice::<Capabilities>(&answer.body).ok();
        told.and_then(|told| Incarnation::from_hex(&told.incarnation))
            .ok_or(DeliveryError::BadAnswer)
    }

    /// A request within a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn send<A: DeserializeOwned>(
        &self,
        request: &Request<A>,
    ) -> Result<A, DeliveryError> {
        self.send_within(request, QUIET).await
    }

    /// A commit to a group's log.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn commit(
        &self,
        group: &GroupId,
        commit: &Commit,
    ) -> Result<Committed, DeliveryError> {
        let request = endpoint::COMMIT.of_with(group, commit);
        self.send_as(&request, Kind::of_commit(commit), QUIET).await
    }

    /// As [`Self::send`], of what may take its time: how long before it begins to answer.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn send_within<A: DeserializeOwned>(
        &self,
        request: &Request<A>,
        patience: Duration,
    ) -> Result<A, DeliveryError> {
        self.send_as(request, Kind::of(request.route), patience)
            .await
    }

    async fn send_as<A: DeserializeOwned>(
        &self,
        request: &Request<A>,
        kind: Kind,
        patience: Duration,
    ) -> Result<A, DeliveryError> {
        // A session that the relay has forgotten (it restarted) is opened again, once.
        let mut renewed = false;
        loop {
            let token = self.token().await?;
            match self.ask(request, kind, Some(&token), patience).await {
                Err(error) if error.code() == Some(Code::Unauthenticated) && !renewed => {
                    renewed = true;
                    self.forget(&token.text).await;
                }
                answer => return answer,
            }
        }
    }

    /// One request, unless the relay asked to wait with its like.
    async fn ask<A: DeserializeOwned>(
        &self,
        request: &Request<A>,
        kind: Kind,
        token: Option<&Token>,
        patience: Duration,
    ) -> Result<A, DeliveryError> {
        self.held.check(kind)?;
        let answer = self.way.ask(request, token, patience).await?;
        let answer = read(&answer);
        if let Err(error) = &answer {
            self.held.note(kind, error);
        }
        answer
    }

    /// How long until what the relay asked to wait with may be asked for again; nothing where
    /// nothing waits so.
    pub fn held(&self) -> Option<Duration> {
        self.held.soonest()
    }

    async fn token(&self) -> Result<Token, DeliveryError> {
        let mut open = self.open.lock().await;
        let base = self.way.base();
        if let Some(open) = open.as_ref().filter(|open| open.base == base) {
            return Ok(Token {
                text: open.session.token.clone(),
                base,
            });
        }
        let session = match self.sign_in().await {
            Err(error) if error.code() == Some(Code::BadProof) => {
                let enrolment = self.kept_enrolment().ok_or(error)?;
                tracing::warn!("the relay does not know this device: enrolling again");
                // What it answers says nothing that is not known: the first answer was verified.
                self.anonymous(&endpoint::ENROL.with(&enrolment)).await?;
                self.sign_in().await?
            }
            other => other?,
        };
        let token = Token {
            text: session.token.clone(),
            base: base.clone(),
        };
        *open = Some(Open {
            base,
            session,
            proven: HashMap::new(),
        });
        Ok(token)
    }

    async fn sign_in(&self) -> Result<Session, DeliveryError> {
        let device = self.identity.device_id();
        let Nonce { nonce } = self
            .anonymous(&endpoint::NONCE.with(&NonceRequest { device }))
            .await?;
        let signature = sign(
            SESSION_CONTEXT,
            &session_payload(&nonce, &device),
            &self.identity.device,
        );
        wipe_stack();
        let request = SessionRequest {
            nonce,
            device,
            signature,
        };
        self.anonymous(&endpoint::SESSION.with(&request)).await
    }

    async fn forget(&self, token: &str) {
        let mut open = self.open.lock().await;
        if open
            .as_ref()
            .is_some_and(|open| open.session.token == token)
        {
            *open = None;
        }
    }

    /// Of these groups and their current epochs, those that this session has not proven yet,
    /// with the session's public name.
    ///
    /// # Errors
    /// [`DeliveryError`] where no session can be opened.
    pub async fn unproven(
        &self,
        groups: &[(GroupId, u64)],
    ) -> Result<(Vec<u8>, Vec<(GroupId, u64)>), DeliveryError> {
        self.token().await?;
        let open = self.open.lock().await;
        let open = open.as_ref().ok_or(DeliveryError::Unreachable)?;
        let missing = groups
            .iter()
            .filter(|(group, node)| open.proven.get(group) != Some(node))
            .copied()
            .collect();
        Ok((open.session.session.clone(), missing))
    }

    /// Sends proofs made for the session of this name and notes those that held.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn prove(&self, session: &[u8], proofs: Vec<Proof>) -> Result<(), DeliveryError> {
        for proofs in proofs.chunks(MAX_SYNC_GROUPS) {
            let proofs = Proofs {
                proofs: proofs.to_vec(),
            };
            let ProofResults { held } = self.send(&endpoint::PROVE.with(&proofs)).await?;
            let mut open = self.open.lock().await;
            if let Some(open) = open.as_mut().filter(|open| open.session.session == session) {
                for (proof, _) in proofs.proofs.iter().zip(held).filter(|(_, held)| *held) {
                    open.proven.insert(proof.group, proof.node);
                }
            }
        }
        Ok(())
    }

    /// Forgets what was proven: the relay says that it does not know.
    pub async fn reset_proofs(&self) {
        if let Some(open) = self.open.lock().await.as_mut() {
            open.proven.clear();
        }
    }
}

fn read<A: DeserializeOwned>(answer: &Answer) -> Result<A, DeliveryError> {
    if answer.is_success {
        return cbor::decode(&answer.body, MAX_ANSWER).map_err(|_| DeliveryError::BadAnswer);
    }
    Err(
        serde_json::from_slice(&answer.body).map_or(DeliveryError::BadAnswer, |problem| {
            DeliveryError::Problem(Box::new(problem))
        }),
    )
}
