//! Signing in, and what a session does not get by repeating what others said.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{
        Done,
        groups::{Committed, NewGroup},
        session::{Nonce, NonceRequest, SESSION_CONTEXT, SessionRequest, session_payload},
        sync::Access,
    },
    ids::GroupSalt,
    problem::Code,
    signed::{self, public_key},
};

use crate::support::{Device, Epoch, World, random};

const HOUR_MS: u64 = 60 * 60 * 1_000;

async fn signed_nonce(device: &Device) -> SessionRequest {
    let id = device.id();
    let request = NonceRequest { device: id };
    let nonce: Nonce = device.http.post("/v1/nonces", &request).await.ok();
    let payload = session_payload(&nonce.nonce, &id);
    SessionRequest {
        signature: signed::sign(SESSION_CONTEXT, &payload, &device.key),
        nonce: nonce.nonce,
        device: id,
    }
}

#[tokio::test]
async fn a_signed_nonce_opens_one_session_and_no_more() {
    let world = World::new().await;
    let patient = world.someone().await;
    let request = signed_nonce(&patient).await;
    let open = || patient.http.post("/v1/sessions", &request);
    assert_eq!(open().await.status, 200);
    assert_eq!(open().await.code(), Code::BadProof);
    let late = signed_nonce(&patient).await;
    world.clock.advance(61_000);
    let refused = patient.http.post("/v1/sessions", &late).await;
    assert_eq!(refused.code(), Code::BadProof);
}

#[tokio::test]
async fn an_unknown_device_and_a_wrong_key_get_the_same_answer() {
    let world = World::new().await;
    let stranger = Device::new(world.relay.url());
    let unknown = stranger.try_sign_in().await;
    let patient = world.someone().await;
    let mut request = signed_nonce(&patient).await;
    let payload = session_payload(&request.nonce, &request.device);
    request.signature = signed::sign(SESSION_CONTEXT, &payload, &stranger.key);
    let wrong = patient.http.post("/v1/sessions", &request).await;
    assert_eq!(unknown.code(), Code::BadProof);
    assert_eq!(wrong.body, unknown.body);
}

#[tokio::test]
async fn a_session_lasts_an_hour_and_a_ninth_ends_the_first() {
    let world = World::new().await;
    let mut patient = world.someone().await;
    let first = patient.http.clone();
    for _ in 0..8 {
        assert_eq!(first.get("/v1/clinic").await.status, 200);
        patient.sign_in().await;
    }
    assert_eq!(first.get("/v1/clinic").await.code(), Code::Unauthenticated);
    world.clock.advance(HOUR_MS - 1);
    assert_eq!(patient.http.get("/v1/clinic").await.status, 200);
    world.clock.advance(1);
    let over = patient.http.get("/v1/clinic").await;
    assert_eq!(over.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_proof_is_good_in_its_own_session_only() {
    let world = World::new().await;
    let (patient, mut daughter) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    let earlier = daughter.session.clone();
    daughter.sign_in().await;
    daughter.session = earlier;
    assert!(!daughter.try_prove(&epoch).await);
}

#[tokio::test]
async fn repeating_the_removal_that_shut_one_out_opens_nothing() {
    let world = World::new().await;
    let (patient, removed) = (world.someone().await, world.someone().await);
    let first = patient.create_group().await;
    removed.prove(&first).await;
    let (mut removal, key) = first.commit(&[]);
    removal.removal = true;
    let seq = patient
        .try_commit(&first, &removal)
        .await
        .ok::<Committed>()
        .seq;
    let second = first.next(seq, key);
    patient.append(&second, "without her").await;
    // She reads the removal's id, body and next key in the log, and sends it once more.
    let again: Committed = removed.try_commit(&first, &removal).await.ok();
    assert_eq!(again.seq, seq, "a repetition is answered as before");
    assert_eq!(removed.read(first.group, 0).await, ["commit"]);
}

#[tokio::test]
async fn a_groups_id_is_its_makers_alone() {
    let world = World::new().await;
    let (patient, stranger) = (world.someone().await, world.someone().await);
    let key = SigningKey::from_bytes(&random());
    let hers = patient.new_group(&key);
    // With what she shows the relay, and with a key of their own.
    let as_theirs = NewGroup {
        person: stranger.person_key(),
        ..hers.clone()
    };
    for taken in [&hers, &as_theirs] {
        let refused = stranger.http.post("/v1/groups", taken).await;
        assert_eq!(refused.code(), Code::Forbidden);
    }
    // Her own device makes nothing that is not of her key either.
    let salted = NewGroup {
        salt: GroupSalt(random()),
        ..hers.clone()
    };
    let refused = patient.http.post("/v1/groups", &salted).await;
    assert_eq!(refused.code(), Code::Forbidden);
    for _ in 0..2 {
        let _: Done = patient.http.post("/v1/groups", &hers).await.ok();
    }
    let other = NewGroup {
        epoch_key: public_key(&SigningKey::from_bytes(&random())),
        ..hers
    };
    let taken = patient.http.post("/v1/groups", &other).await;
    assert_eq!(taken.code(), Code::Exists);
    let own = stranger.new_group(&key);
    let _: Done = stranger.http.post("/v1/groups", &own).await.ok();
}

#[tokio::test]
async fn repeating_the_creation_of_a_group_proves_nothing() {
    let world = World::new().await;
    let patient = world.someone().await;
    let mut again = patient.clone();
    let key = SigningKey::from_bytes(&random());
    let new = patient.new_group(&key);
    let _: Done = patient.http.post("/v1/groups", &new).await.ok();
    let epoch = Epoch {
        group: new.group,
        node: 0,
        key,
    };
    patient.append(&epoch, "private").await;
    again.sign_in().await;
    let _: Done = again.http.post("/v1/groups", &new).await.ok();
    let update = again.sync(epoch.group, 0).await.groups.remove(0);
    assert_eq!(update.access, Access::Unproven);
}

/// Control: another's, and her own a minute later.
#[tokio::test]
async fn one_device_uses_up_no_sign_ins_but_its_own() {
    let world = World::with(|config| config.limits.nonces = 150).await;
    let (mallory, patient) = (world.someone().await, world.someone().await);
    let mut opened = 0;
    let refused = loop {
        let answer = mallory.try_sign_in().await;
        if answer.status != 200 || opened == 160 {
            break answer;
        }
        opened += 1;
    };
    assert_eq!(refused.code(), Code::RateLimited);
    assert_eq!(opened, 99, "with the one that she has");
    assert_eq!(patient.try_sign_in().await.status, 200);
    world.clock.advance(60_001);
    assert_eq!(mallory.try_sign_in().await.status, 200);
}
