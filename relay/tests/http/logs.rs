//! Group logs: order, repetition, ended epochs.

use kith_protocol::{api::groups::Appended, problem::Code};

use crate::support::{World, entry};

#[tokio::test]
async fn a_message_comes_back_as_it_went_in() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    assert_eq!(patient.append(&epoch, "hello").await, 1);
    assert_eq!(patient.append(&epoch, "how are you?").await, 2);
    assert_eq!(
        patient.read(epoch.group, 0).await,
        ["hello", "how are you?"]
    );
    assert_eq!(patient.read(epoch.group, 1).await, ["how are you?"]);
    assert!(patient.sync(epoch.group, 2).await.groups.is_empty());
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_even_after_its_epoch() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let message = entry("once");
    let send = || patient.try_append(&epoch, vec![message.clone()]);
    let first: Appended = send().await.ok();
    let next = patient.commit(&epoch).await;
    assert_eq!(next.node, 2);
    assert_eq!(send().await.ok::<Appended>(), first);
    let mut other = message.clone();
    other.body = serde_bytes::ByteBuf::from("twice");
    let refused = patient.try_append(&epoch, vec![other]).await;
    assert_eq!(refused.code(), Code::IdempotencyMismatch);
}

#[tokio::test]
async fn a_message_for_an_ended_epoch_is_told_what_ended_it() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "first").await;
    let next = patient.commit(&epoch).await;
    patient.append(&next, "second").await;
    let problem = patient
        .try_append(&epoch, vec![entry("late")])
        .await
        .problem();
    assert_eq!(problem.code(), Some(Code::StaleEpoch));
    assert_eq!((problem.epoch, problem.head), (Some(0), Some(3)));
    assert_eq!(problem.commits, [2]);
    assert_eq!(
        patient.read(epoch.group, 0).await,
        ["first", "commit", "second"]
    );
}
