//! Key packages are claimed once; inboxes keep what was left until it is acknowledged.

use kith_protocol::{
    api::{
        Done,
        groups::{Commit, Committed, Welcome},
        inbox::{Deposit, InboxKind},
        people::{Claim, Claimed, KeyPackages},
        sync::{Ack, SyncAnswer},
    },
    ids::{PersonId, RequestId},
};
use serde_bytes::ByteBuf;

use crate::{
    crowds::guest_of,
    support::{Device, World, random, request},
};

fn parcel(kind: InboxKind) -> Deposit {
    Deposit {
        id: RequestId(random()),
        body: ByteBuf::from(b"sealed".to_vec()),
        kind,
    }
}

async fn claim(who: &Device, person: PersonId, id: RequestId) -> Vec<Vec<u8>> {
    let claimed: Claimed = who
        .http
        .post("/v1/key-packages/claim", &Claim { id, person })
        .await
        .ok();
    claimed
        .packages
        .into_iter()
        .map(|package| package.package.into_vec())
        .collect()
}

#[tokio::test]
async fn a_key_package_is_claimed_once_and_the_last_resort_stays() {
    let world = World::new().await;
    let patient = world.someone().await;
    let nurse = guest_of(&world, &patient).await;
    let packages = KeyPackages {
        fresh: false,
        packages: vec![ByteBuf::from(b"one".to_vec())],
        last_resort: Some(ByteBuf::from(b"last".to_vec())),
    };
    let _: Done = nurse.http.post("/v1/key-packages", &packages).await.ok();
    let id = RequestId(random());
    let person = nurse.person_id();
    assert_eq!(claim(&patient, person, id).await, [b"one"]);
    assert_eq!(
        claim(&patient, person, id).await,
        [b"one"],
        "the same request"
    );
    for _ in 0..2 {
        let again = claim(&patient, person, RequestId(random())).await;
        assert_eq!(again, [b"last"]);
    }
}

#[tokio::test]
async fn an_inbox_keeps_an_item_until_it_is_acknowledged() {
    let world = World::new().await;
    let (nurse, patient) = (world.someone().await, world.someone().await);
    let path = format!("/v1/inbox/{}", patient.id().to_hex());
    let consent = parcel(InboxKind::Consent);
    for _ in 0..2 {
        let _: Done = nurse.http.post(&path, &consent).await.ok();
    }
    let items = || async {
        let answer: SyncAnswer = patient.try_sync(&request(&[])).await.ok();
        answer.inbox
    };
    let [item] = &items().await[..] else {
        panic!("one item, once");
    };
    let ack = Ack {
        inbox: Some(item.seq),
        groups: Vec::new(),
    };
    let _: Done = patient.http.post("/v1/acks", &ack).await.ok();
    assert!(items().await.is_empty());
}

#[tokio::test]
async fn a_welcome_comes_with_its_commit_only() {
    let world = World::new().await;
    let (nurse, patient) = (world.someone().await, world.someone().await);
    let path = format!("/v1/inbox/{}", patient.id().to_hex());
    let answer = nurse.http.post(&path, &parcel(InboxKind::Welcome)).await;
    assert_eq!(answer.status, 403);
}

/// Who reads a commit cannot have the relay say of their own Welcome that it came with that.
#[tokio::test]
async fn nobody_hands_in_a_welcome_under_the_commit_of_another() {
    let world = World::new().await;
    let (nurse, patient) = (world.someone().await, world.someone().await);
    let friend = world.someone().await;
    let epoch = patient.create_group().await;
    nurse.prove(&epoch).await;
    let (commit, _) = epoch.commit(&[]);
    let made: Committed = patient.try_commit(&epoch, &commit).await.ok();
    let with = |body: &[u8]| Commit {
        welcomes: vec![Welcome {
            body: ByteBuf::from(body.to_vec()),
            device: friend.id(),
        }],
        ..commit.clone()
    };
    let came = || async {
        let answer: SyncAnswer = friend.try_sync(&request(&[])).await.ok();
        let items = answer.inbox.into_iter();
        items.map(|item| item.body.into_vec()).collect::<Vec<_>>()
    };
    for id in [commit.id, RequestId(random())] {
        let forged = Commit {
            id,
            ..with(b"forged")
        };
        let known: Committed = nurse.try_commit(&epoch, &forged).await.ok();
        assert_eq!(known.seq, made.seq, "it is known by what it is");
        assert!(came().await.is_empty());
    }
    // The control: who made it may have left it out.
    let known: Committed = patient.try_commit(&epoch, &with(b"genuine")).await.ok();
    assert_eq!(known.seq, made.seq);
    assert_eq!(came().await, [b"genuine"]);
}
