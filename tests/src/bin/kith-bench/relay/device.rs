//! A bare device: enrolment, session, epoch proofs, appends and syncs over HTTP/2.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kith_core::tls_config;
use kith_protocol::{
    api::{
        CBOR_TYPE, Done,
        groups::{Append, Appended, NewEntry, NewGroup},
        people::{Enrolled, Enrolment},
        session::{
            Nonce, NonceRequest, PROOF_CONTEXT, Proof, ProofResults, Proofs, SESSION_CONTEXT,
            Session, SessionRequest, proof_payload, session_payload,
        },
        sync::{SyncAnswer, SyncRequest},
    },
    cbor,
    identity::{DeviceCertificate, InboxKey},
    ids::{DeviceId, GroupId, GroupSalt, PublicKey, RequestId},
    invitation::Invitation,
    limits::MAX_ANSWER,
    signed::{Signed, public_key, sign},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;

use super::process::RelayProcess;

/// An enrolled device with an open session.
#[derive(Clone)]
pub struct Device {
    http: reqwest::Client,
    url: Arc<str>,
    session: Arc<Session>,
    person: PublicKey,
}

impl Device {
    /// Enrols the `n`th device.
    pub async fn enrol(relay: &RelayProcess, n: u32) -> Self {
        let link = relay
            .admin
            .invite_patient(relay.clinic, kith_tests::DAY)
            .await
            .expect("invited")
            .link;
        let invitation = Invitation::from_link(&link).expect("a link");
        let mut seed = [9; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        let person = SigningKey::from_bytes(&seed);
        seed[31] = 1;
        let device = SigningKey::from_bytes(&seed);
        let http = client(relay).build().expect("a client");
        let key = public_key(&device);
        let enrolment = Enrolment {
            token: invitation.content.secret.relay_token(),
            device: Signed::new(
                &DeviceCertificate {
                    device: key,
                    person: public_key(&person),
                    created_at: 0,
                },
                &person,
            ),
            inbox_key: Signed::new(
                &InboxKey {
                    key: vec![0; 32],
                    device: key,
                },
                &device,
            ),
            invitation: invitation.content.id,
        };
        let url: Arc<str> = relay.url.clone().into();
        let _: Enrolled = post(&http, &url, None, "/v1/enrolments", &enrolment).await;
        let session = sign_in(&http, &url, &device).await;
        Self {
            http,
            url,
            session: Arc::new(session),
            person: public_key(&person),
        }
    }

    /// The bearer token.
    pub fn token(&self) -> &str {
        &self.session.token
    }

    /// Within the session.
    pub async fn post<Q: Serialize, A: DeserializeOwned>(&self, path: &str, body: &Q) -> A {
        post(&self.http, &self.url, Some(self.token()), path, body).await
    }

    /// As anyone, whatever comes of it: its status, or `None` where there is no answer.
    pub async fn tries<Q: Serialize>(
        &self,
        token: Option<&str>,
        path: &str,
        body: &Q,
    ) -> Option<u16> {
        let answer = send(&self.http, &self.url, token, path, body).await.ok()?;
        let status = answer.status().as_u16();
        answer.bytes().await.ok()?;
        Some(status)
    }

    /// A proof of a group's first epoch.
    pub fn proof(&self, group: GroupId, key: &SigningKey) -> Proof {
        let payload = proof_payload(&self.session.session, &group, 0);
        Proof {
            node: 0,
            group,
            signature: sign(PROOF_CONTEXT, &payload, key),
        }
    }

    /// Creates a group whose first epoch has this key.
    pub async fn create_group(&self, salt: GroupSalt, key: &SigningKey) -> GroupId {
        let body = NewGroup::of(self.person, salt, public_key(key));
        let _: Done = self.post("/v1/groups", &body).await;
        body.group
    }

    /// Proves the first epoch of groups.
    pub async fn prove(&self, groups: &[GroupId], key: &SigningKey) {
        let proofs = groups.iter().map(|group| self.proof(*group, key)).collect();
        let results: ProofResults = self.post("/v1/proofs", &Proofs { proofs }).await;
        assert!(results.held.iter().all(|held| *held));
    }

    /// Appends one message of its own request.
    pub async fn append(&self, group: GroupId, id: RequestId, body: Vec<u8>) -> Appended {
        let path = format!("/v1/groups/{}/entries", group.to_hex());
        let entry = NewEntry {
            id,
            body: ByteBuf::from(body),
        };
        let append = Append {
            node: 0,
            entries: vec![entry],
        };
        self.post(&path, &append).await
    }

    /// One sync.
    pub async fn sync(&self, request: &SyncRequest) -> SyncAnswer {
        self.post("/v1/sync", request).await
    }
}

fn client(relay: &RelayProcess) -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_backend_preconfigured(tls_config(&[relay.pin]).expect("TLS 1.3"))
}

async fn sign_in(http: &reqwest::Client, url: &str, device: &SigningKey) -> Session {
    let id = DeviceId::of(&public_key(device));
    let request = NonceRequest { device: id };
    let Nonce { nonce } = post(http, url, None, "/v1/nonces", &request).await;
    let signature = sign(SESSION_CONTEXT, &session_payload(&nonce, &id), device);
    let request = SessionRequest {
        nonce,
        device: id,
        signature,
    };
    post(http, url, None, "/v1/sessions", &request).await
}

async fn post<Q: Serialize, A: DeserializeOwned>(
    http: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    path: &str,
    body: &Q,
) -> A {
    let answer = send(http, url, token, path, body).await;
    let answer = answer.expect("the relay answers");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    let bytes = answer.bytes().await.expect("a body");
    cbor::decode(&bytes, MAX_ANSWER).expect("the protocol")
}

async fn send<Q: Serialize>(
    http: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    path: &str,
    body: &Q,
) -> reqwest::Result<reqwest::Response> {
    let mut request = http
        .post(format!("{url}{path}"))
        .header("content-type", CBOR_TYPE)
        .body(cbor::encode(body));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await
}
