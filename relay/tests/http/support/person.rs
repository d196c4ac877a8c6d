//! A person with one device, and the epochs of groups.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{
        Done,
        groups::{
            Append, Appended, Commit, Committed, NEXT_EPOCH_CONTEXT, NewEntry, NewGroup,
            next_epoch_payload,
        },
        people::{Enrolled, Enrolment},
        session::{
            Nonce, NonceRequest, PROOF_CONTEXT, Proof, ProofResults, Proofs, SESSION_CONTEXT,
            Session, SessionRequest, proof_payload, session_payload,
        },
        sync::{GroupCursor, SyncAnswer, SyncRequest},
    },
    identity::{DeviceCertificate, InboxKey},
    ids::{
        DeviceId, GroupId, GroupSalt, InvitationId, PersonId, PublicKey, RequestId, Signature64,
    },
    invitation::{Invitation, InvitationSecret},
    signed::{self, Signed, public_key},
};
use rand_core::{OsRng, RngCore};
use serde_bytes::ByteBuf;

use super::{Answer, Http};

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

/// A message with a fresh request id.
pub fn entry(body: &str) -> NewEntry {
    NewEntry {
        id: RequestId(random()),
        body: ByteBuf::from(body),
    }
}

/// An epoch's key, and the node that began it.
#[derive(Clone)]
pub struct Epoch {
    pub group: GroupId,
    pub node: u64,
    pub key: SigningKey,
}

impl Epoch {
    /// A commit that ends this epoch, and the key of the one it begins.
    pub fn commit(&self, supersedes: &[u64]) -> (Commit, SigningKey) {
        let key = SigningKey::from_bytes(&random());
        let mut commit = Commit {
            id: RequestId(random()),
            body: ByteBuf::from(b"commit".to_vec()),
            proof: Signature64([0; 64]),
            parent: self.node,
            removal: false,
            next_key: public_key(&key),
            welcomes: Vec::new(),
            supersedes: supersedes.to_vec(),
        };
        self.begins(&mut commit, &key);
        (commit, key)
    }

    /// Has a commit of this epoch begin the one of a key, which its maker has.
    pub fn begins(&self, commit: &mut Commit, key: &SigningKey) {
        let payload = next_epoch_payload(&self.group, &public_key(&self.key), &commit.body);
        commit.next_key = public_key(key);
        commit.proof = signed::sign(NEXT_EPOCH_CONTEXT, &payload, key);
    }

    /// The epoch that a commit of this one began.
    pub fn next(&self, node: u64, key: SigningKey) -> Self {
        Self {
            group: self.group,
            node,
            key,
        }
    }
}

/// A device of a person.
#[derive(Clone)]
pub struct Device {
    pub person: SigningKey,
    pub key: SigningKey,
    pub http: Http,
    pub session: Vec<u8>,
}

impl Device {
    pub fn new(base: String) -> Self {
        let person = SigningKey::from_bytes(&random());
        Self::of(person, base)
    }

    pub fn of(person: SigningKey, base: String) -> Self {
        Self {
            person,
            key: SigningKey::from_bytes(&random()),
            http: Http::new(base),
            session: Vec::new(),
        }
    }

    pub fn person_key(&self) -> PublicKey {
        public_key(&self.person)
    }

    pub fn person_id(&self) -> PersonId {
        PersonId::of(&self.person_key())
    }

    pub fn id(&self) -> DeviceId {
        DeviceId::of(&public_key(&self.key))
    }

    pub fn enrolment(&self, link: &str) -> Enrolment {
        let invitation = Invitation::from_link(link).expect("a link").content;
        self.enrolment_with(invitation.id, &invitation.secret)
    }

    pub fn enrolment_with(&self, invitation: InvitationId, secret: &InvitationSecret) -> Enrolment {
        let device = public_key(&self.key);
        Enrolment {
            token: secret.relay_token(),
            device: Signed::new(
                &DeviceCertificate {
                    device,
                    person: self.person_key(),
                    created_at: 1,
                },
                &self.person,
            ),
            inbox_key: Signed::new(
                &InboxKey {
                    key: vec![7; 1216],
                    device,
                },
                &self.key,
            ),
            invitation,
        }
    }

    pub async fn enrol(&self, link: &str) -> Enrolled {
        let enrolment = self.enrolment(link);
        self.http.post("/v1/enrolments", &enrolment).await.ok()
    }

    pub async fn try_sign_in(&self) -> Answer {
        let device = self.id();
        let nonce: Nonce = self
            .http
            .post("/v1/nonces", &NonceRequest { device })
            .await
            .ok();
        let payload = session_payload(&nonce.nonce, &device);
        let request = SessionRequest {
            signature: signed::sign(SESSION_CONTEXT, &payload, &self.key),
            nonce: nonce.nonce,
            device,
        };
        self.http.post("/v1/sessions", &request).await
    }

    pub async fn sign_in(&mut self) {
        let session: Session = self.try_sign_in().await.ok();
        self.http.token = Some(session.token);
        self.session = session.session;
    }

    pub async fn try_prove(&self, epoch: &Epoch) -> bool {
        let payload = proof_payload(&self.session, &epoch.group, epoch.node);
        let proof = Proof {
            node: epoch.node,
            group: epoch.group,
            signature: signed::sign(PROOF_CONTEXT, &payload, &epoch.key),
        };
        let proofs = vec![proof];
        let results: ProofResults = self.http.post("/v1/proofs", &Proofs { proofs }).await.ok();
        results.held == [true]
    }

    #[track_caller]
    pub fn prove(&self, epoch: &Epoch) -> impl Future<Output = ()> {
        let (this, epoch) = (self.clone(), epoch.clone());
        async move { assert!(this.try_prove(&epoch).await, "the proof holds") }
    }

    pub async fn create_group(&self) -> Epoch {
        let key = SigningKey::from_bytes(&random());
        let new = self.new_group(&key);
        let _: Done = self.http.post("/v1/groups", &new).await.ok();
        Epoch {
            group: new.group,
            node: 0,
            key,
        }
    }

    /// What makes a group of this person's.
    pub fn new_group(&self, epoch: &SigningKey) -> NewGroup {
        let salt = GroupSalt(random());
        NewGroup::of(self.person_key(), salt, public_key(epoch))
    }

    pub async fn try_append(&self, epoch: &Epoch, entries: Vec<NewEntry>) -> Answer {
        let path = format!("/v1/groups/{}/entries", epoch.group.to_hex());
        let node = epoch.node;
        self.http.post(&path, &Append { node, entries }).await
    }

    pub async fn append(&self, epoch: &Epoch, body: &str) -> u64 {
        let appended: Appended = self.try_append(epoch, vec![entry(body)]).await.ok();
        appended.placed[0].seq
    }

    pub async fn try_commit(&self, epoch: &Epoch, commit: &Commit) -> Answer {
        let path = format!("/v1/groups/{}/commits", epoch.group.to_hex());
        self.http.post(&path, commit).await
    }

    pub async fn commit(&self, epoch: &Epoch) -> Epoch {
        let (commit, key) = epoch.commit(&[]);
        let committed: Committed = self.try_commit(epoch, &commit).await.ok();
        epoch.next(committed.seq, key)
    }

    pub async fn removal(&self, epoch: &Epoch) -> Epoch {
        let (mut commit, key) = epoch.commit(&[]);
        commit.removal = true;
        let committed: Committed = self.try_commit(epoch, &commit).await.ok();
        epoch.next(committed.seq, key)
    }

    pub async fn try_sync(&self, request: &SyncRequest) -> Answer {
        self.http.post("/v1/sync", request).await
    }

    /// Everything new at once in one group.
    pub async fn sync(&self, group: GroupId, after: u64) -> SyncAnswer {
        self.try_sync(&request(&[(group, after)])).await.ok()
    }

    /// The bodies that this device may read of a group after a cursor.
    pub async fn read(&self, group: GroupId, after: u64) -> Vec<String> {
        let answer = self.sync(group, after).await;
        let entries = answer.groups.into_iter().flat_map(|group| group.entries);
        entries
            .map(|entry| String::from_utf8(entry.body.into_vec()).expect("text"))
            .collect()
    }
}

/// A sync that does not wait.
pub fn request(groups: &[(GroupId, u64)]) -> SyncRequest {
    SyncRequest {
        inbox: Some(0),
        groups: groups
            .iter()
            .map(|&(group, after)| GroupCursor { after, group })
            .collect(),
        wait_ms: 0,
        max_page: 1_000,
    }
}
