//! What runs out, and what goes on all the same.

use kith_protocol::{
    api::{
        Done,
        groups::{Committed, Welcome},
        inbox::{Deposit, InboxKind},
        people::KeyPackages,
        sync::SyncAnswer,
    },
    ids::{DeviceId, RequestId},
    limits::{MAX_KEY_PACKAGE, MAX_KEY_PACKAGES},
    problem::Code,
};
use kith_relay::config::Rate;
use serde_bytes::ByteBuf;

use crate::support::{Device, World, entry, random, request};

async fn leave(from: &Device, to: DeviceId, kind: InboxKind) -> crate::support::Answer {
    let parcel = Deposit {
        id: RequestId(random()),
        body: ByteBuf::from(b"sealed".to_vec()),
        kind,
    };
    let path = format!("/v1/inbox/{}", to.to_hex());
    from.http.post(&path, &parcel).await
}

#[tokio::test]
async fn a_flood_of_one_kind_leaves_room_for_welcomes() {
    let world = World::with(|config| config.limits.inbox.readd = 3).await;
    let patient = world.someone().await;
    let nurse = world.someone().await;
    let mut flooder = world.someone().await;
    for _ in 0..3 {
        flooder = world.someone().await;
        let _: Done = leave(&flooder, nurse.id(), InboxKind::Readd).await.ok();
    }
    let full = leave(&flooder, nurse.id(), InboxKind::Readd).await;
    assert_eq!(full.code(), Code::Quota);
    let _: Done = leave(&flooder, nurse.id(), InboxKind::Consent).await.ok();

    let epoch = patient.create_group().await;
    let (mut commit, _) = epoch.commit(&[]);
    commit.welcomes = vec![Welcome {
        body: ByteBuf::from(b"welcome".to_vec()),
        device: nurse.id(),
    }];
    let committed: Committed = patient.try_commit(&epoch, &commit).await.ok();
    let answer: SyncAnswer = nurse.try_sync(&request(&[])).await.ok();
    let welcome = answer.inbox.last().expect("an item");
    assert_eq!(welcome.kind, InboxKind::Welcome);
    assert_eq!(welcome.node, Some(committed.seq));
}

#[tokio::test]
async fn a_commit_whose_welcome_finds_no_inbox_is_not_stored() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let (mut commit, _) = epoch.commit(&[]);
    commit.welcomes = vec![Welcome {
        body: ByteBuf::from(b"welcome".to_vec()),
        device: DeviceId(random()),
    }];
    let refused = patient.try_commit(&epoch, &commit).await;
    assert_eq!(refused.code(), Code::NotFound);
    assert_eq!(patient.append(&epoch, "the epoch goes on").await, 1);
}

#[tokio::test]
async fn a_device_keeps_a_bounded_number_of_key_packages() {
    let world = World::new().await;
    let patient = world.someone().await;
    let package = |n: usize| ByteBuf::from(n.to_be_bytes());
    let publish = |packages: Vec<ByteBuf>| {
        let packages = KeyPackages {
            fresh: false,
            packages,
            last_resort: None,
        };
        let http = patient.http.clone();
        async move { http.post("/v1/key-packages", &packages).await }
    };
    let full: Vec<_> = (0..MAX_KEY_PACKAGES).map(package).collect();
    let _: Done = publish(full.clone()).await.ok();
    let _: Done = publish(full).await.ok();
    let refused = publish(vec![package(MAX_KEY_PACKAGES)]).await;
    assert_eq!(refused.code(), Code::Quota);
    let answer: SyncAnswer = patient.try_sync(&request(&[])).await.ok();
    assert_eq!(answer.key_packages as usize, MAX_KEY_PACKAGES);
    let large = vec![ByteBuf::from(vec![0; MAX_KEY_PACKAGE + 1])];
    assert_eq!(publish(large).await.code(), Code::OverLimit);
}

#[tokio::test]
async fn commits_have_a_rate_and_the_answer_says_how_long_to_wait() {
    let rate = Rate {
        burst: 2,
        per_second: 0.5,
    };
    let world = World::with(|config| config.limits.rates.commits = rate).await;
    let patient = world.someone().await;
    let mut epoch = patient.create_group().await;
    for _ in 0..2 {
        epoch = patient.commit(&epoch).await;
    }
    let (commit, _) = epoch.commit(&[]);
    let problem = patient.try_commit(&epoch, &commit).await.problem();
    assert_eq!(problem.code(), Some(Code::RateLimited));
    assert_eq!(problem.retry_after_ms, Some(2_000));
    world.clock.advance(2_000);
    let _: Committed = patient.try_commit(&epoch, &commit).await.ok();
}

#[tokio::test]
async fn a_log_has_a_quota_of_bytes() {
    let world = World::with(|config| config.limits.group_bytes = 4_000).await;
    let patient = world.someone().await;
    let (epoch, other) = (patient.create_group().await, patient.create_group().await);
    for _ in 0..4 {
        let member = world.someone().await;
        member.prove(&epoch).await;
        member.append(&epoch, &"x".repeat(900)).await;
    }
    let refused = patient
        .try_append(&epoch, vec![entry(&"more than what is left".repeat(9))])
        .await;
    assert_eq!(refused.code(), Code::Quota);
    assert_eq!(patient.append(&epoch, "on").await, 5, "nothing is lost");
    patient.append(&other, "another log").await;
}

#[tokio::test]
async fn a_full_disk_refuses_writes_and_keeps_what_was_there() {
    let world = World::with(|config| config.limits.database_bytes = Some(600 << 10)).await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let long = "x".repeat(50_000);
    let mut kept = 0;
    let problem = loop {
        let answer = patient.try_append(&epoch, vec![entry(&long)]).await;
        if answer.status != 200 {
            break answer.problem();
        }
        kept += 1;
    };
    assert_eq!(problem.code(), Some(Code::Unavailable));
    assert!(problem.retry_after_ms.is_some());
    assert_eq!(patient.read(epoch.group, 0).await.len(), kept);
    assert!(kept > 0);
    let world = world.restart().await;
    let mut patient = patient;
    patient.http.base = world.relay.url();
    patient.sign_in().await;
    patient.prove(&epoch).await;
    assert_eq!(patient.read(epoch.group, 0).await.len(), kept);
    assert_eq!(patient.append(&epoch, "room again").await, kept as u64 + 1);
}
