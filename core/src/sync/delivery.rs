//! The relay as a client sees it: requests in deterministic CBOR, problems as RFC 9457, a
//! session that renews itself.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use kith_protocol::{
    api::{
        CBOR_TYPE,
        people::{Enrolled, Enrolment},
        session::{
            Nonce, NonceRequest, Proof, ProofResults, Proofs, SESSION_CONTEXT, Session,
            SessionRequest, session_payload,
        },
    },
    cbor,
    ids::{Digest32, GroupId},
    limits::{MAX_ANSWER, MAX_SYNC_GROUPS},
    problem::{Code, Problem},
    signed::sign,
};
use reqwest::{Method, Response, header};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Mutex;

use super::tls;
use crate::{people::identity::Identity, process::wipe_stack};

const CONNECT: Duration = Duration::from_secs(10);
/// Longer than the longest wait of a sync.
const REQUEST: Duration = Duration::from_secs(60);

/// Why a request did not do what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// No network, no relay, or the connection broke: nothing is known of the outcome.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// Something answers, but not with a key that the invitation or the clinic pinned.
    #[error("the relay's TLS key is not the pinned one")]
    Untrusted,
    /// The relay answered with a problem.
    #[error("the relay refused: {}", .0.title)]
    Problem(Box<Problem>),
    /// The relay answered with something that is not the protocol.
    #[error("the relay's answer cannot be read")]
    BadAnswer,
    /// The address in an invitation is not one that may be used.
    #[error("the relay's address is not https, nor this machine")]
    BadAddress,
}

impl DeliveryError {
    /// The problem's code, where the relay answered with one that is known.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => problem.code(),
            _ => None,
        }
    }

    /// Whether trying again later, unchanged, may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable | Self::BadAnswer => true,
            Self::Problem(problem) => {
                problem.status >= 500 || problem.status == 429 || problem.status == 401
            }
            Self::Untrusted | Self::BadAddress => false,
        }
    }
}

impl From<reqwest::Error> for DeliveryError {
    fn from(error: reqwest::Error) -> Self {
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = next {
            if let Some(rustls::Error::InvalidCertificate(_)) = error.downcast_ref() {
                return Self::Untrusted;
            }
            // An io::Error hides what it wraps from `source`; TLS errors come wrapped twice.
            next = match error.downcast_ref().and_then(std::io::Error::get_ref) {
                Some(wrapped) => Some(wrapped),
                None => error.source(),
            };
        }
        Self::Unreachable
    }
}

struct Open {
    session: Session,
    proven: HashMap<GroupId, u64>,
}

/// One account's way to its relay.
pub struct Delivery {
    base: String,
    /// With the trust of the pins that were set last.
    http: RwLock<reqwest::Client>,
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
    ) -> Result<Self, DeliveryError> {
        check_address(base)?;
        Ok(Self {
            base: base.to_owned(),
            http: RwLock::new(http_client(pins)?),
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
        let fresh = http_client(pins)?;
        *self.http.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
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

    fn http(&self) -> reqwest::Client {
        let http = self.http.read().unwrap_or_else(PoisonError::into_inner);
        http.clone()
    }

    /// A request without a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn anonymous<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &Q,
    ) -> Result<A, DeliveryError> {
        let request = self
            .http()
            .post(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, CBOR_TYPE)
            .body(cbor::encode(body));
        read(request.send().await?).await
    }

    /// `POST` within a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn post<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        body: &Q,
    ) -> Result<A, DeliveryError> {
        self.send(Method::POST, path, Some(cbor::encode(body)))
            .await
    }

    /// `GET` within a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, DeliveryError> {
        self.send(Method::GET, path, None).await
    }

    /// `DELETE` within a session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn delete<A: DeserializeOwned>(&self, path: &str) -> Result<A, DeliveryError> {
        self.send(Method::DELETE, path, None).await
    }

    async fn send<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<A, DeliveryError> {
        // A session that the relay has forgotten (it restarted) is opened again, once.
        let mut renewed = false;
        loop {
            let token = self.token().await?;
            let mut request = self
                .http()
                .request(method.clone(), format!("{}{path}", self.base))
                .bearer_auth(&token);
            if let Some(body) = &body {
                request = request
                    .header(header::CONTENT_TYPE, CBOR_TYPE)
                    .body(body.clone());
            }
            match read(request.send().await?).await {
                Err(error) if error.code() == Some(Code::Unauthenticated) && !renewed => {
                    renewed = true;
                    self.forget(&token).await;
                }
                answer => return answer,
            }
        }
    }

    async fn token(&self) -> Result<String, DeliveryError> {
        let mut open = self.open.lock().await;
        if let Some(open) = open.as_ref() {
            return Ok(open.session.token.clone());
        }
        let session = match self.sign_in().await {
            Err(error) if error.code() == Some(Code::BadProof) => {
                let enrolment = self.kept_enrolment().ok_or(error)?;
                tracing::warn!("the relay does not know this device: enrolling again");
                // What it answers says nothing that is not known: the first answer was verified.
                self.anonymous::<_, Enrolled>("/v1/enrolments", &enrolment)
                    .await?;
                self.sign_in().await?
            }
            other => other?,
        };
        let token = session.token.clone();
        *open = Some(Open {
            session,
            proven: HashMap::new(),
        });
        Ok(token)
    }

    async fn sign_in(&self) -> Result<Session, DeliveryError> {
        let device = self.identity.device_id();
        let Nonce { nonce } = self
            .anonymous("/v1/nonces", &NonceRequest { device })
            .await?;
        let signature = sign(
            SESSION_CONTEXT,
            &session_payload(&nonce, &device),
            &self.identity.device,
        );
        wipe_stack();
        self.anonymous(
            "/v1/sessions",
            &SessionRequest {
                nonce,
                device,
                signature,
            },
        )
        .await
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
            let ProofResults { held } = self.post("/v1/proofs", &proofs).await?;
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

fn http_client(pins: &[Digest32]) -> Result<reqwest::Client, DeliveryError> {
    let config = tls::client_config(pins).map_err(|_| DeliveryError::BadAddress)?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .connect_timeout(CONNECT)
        .timeout(REQUEST)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|_| DeliveryError::BadAddress)
}

fn check_address(base: &str) -> Result<(), DeliveryError> {
    let url = reqwest::Url::parse(base).map_err(|_| DeliveryError::BadAddress)?;
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err(DeliveryError::BadAddress),
    }
}

async fn read<A: DeserializeOwned>(mut response: Response) -> Result<A, DeliveryError> {
    let ok = response.status().is_success();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(DeliveryError::BadAnswer);
        }
        body.extend_from_slice(&chunk);
    }
    if ok {
        return cbor::decode(&body, MAX_ANSWER).map_err(|_| DeliveryError::BadAnswer);
    }
    Err(
        serde_json::from_slice(&body).map_or(DeliveryError::BadAnswer, |problem| {
            DeliveryError::Problem(Box::new(problem))
        }),
    )
}
