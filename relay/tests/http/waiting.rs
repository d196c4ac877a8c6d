//! Waiting for news: long polls and event streams.

use kith_protocol::{
    api::{
        Done,
        groups::Committed,
        inbox::{Deposit, InboxKind},
        sync::{SyncAnswer, SyncRequest},
    },
    ids::{GroupId, RequestId},
    limits::MAX_WAIT_MS,
    problem::Code,
};
use kith_relay::config::Rate;
use reqwest::{Method, Response};
use serde_bytes::ByteBuf;

use crate::support::{Answer, Device, World, random, request, until};

fn patiently(groups: &[(GroupId, u64)]) -> SyncRequest {
    SyncRequest {
        wait_ms: MAX_WAIT_MS,
        ..request(groups)
    }
}

/// Waits for the inbox.
async fn wait(device: &Device) -> Answer {
    device.try_sync(&patiently(&[])).await
}

/// Waits until the relay says that so many are waiting.
async fn waiting(world: &World, metric: &str, count: usize) {
    let line = format!("{metric} {count}");
    let admin = world.admin_http();
    until(|| async {
        let text = admin.get("/metrics").await.body;
        String::from_utf8_lossy(&text).lines().any(|l| l == line)
    })
    .await;
}

async fn leave(from: &Device, to: &Device) {
    let parcel = Deposit {
        id: RequestId(random()),
        body: ByteBuf::from(b"sealed".to_vec()),
        kind: InboxKind::Consent,
    };
    let path = format!("/v1/inbox/{}", to.id().to_hex());
    let _: Done = from.http.post(&path, &parcel).await.ok();
}

#[tokio::test]
async fn a_waiting_sync_answers_as_soon_as_a_message_comes() {
    let world = World::watched().await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    let quiet = nurse.create_group().await;
    nurse.prove(&epoch).await;
    let wait = patiently(&[(epoch.group, 0), (quiet.group, 0)]);
    let (answer, ()) = tokio::join!(nurse.try_sync(&wait), async {
        waiting(&world, "kith_waiting_syncs", 1).await;
        patient.append(&epoch, "news").await;
    });
    let answer: SyncAnswer = answer.ok();
    assert_eq!(answer.groups.len(), 1, "the idle group is not named");
    assert_eq!(answer.groups[0].entries[0].body, b"news");
}

#[tokio::test]
async fn a_waiting_sync_answers_as_soon_as_an_item_comes() {
    let world = World::watched().await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let (answer, ()) = tokio::join!(wait(&nurse), async {
        waiting(&world, "kith_waiting_syncs", 1).await;
        leave(&patient, &nurse).await;
    });
    assert_eq!(answer.ok::<SyncAnswer>().inbox.len(), 1);
}

#[tokio::test]
async fn whoever_was_removed_is_not_woken_by_what_they_may_not_read() {
    let world = World::new().await;
    let (patient, removed) = (world.someone().await, world.someone().await);
    let first = patient.create_group().await;
    removed.prove(&first).await;
    let second = patient.removal(&first).await;
    patient.append(&second, "without her").await;
    let answer = removed.sync(first.group, second.node).await;
    assert!(answer.groups.is_empty());
}

/// Control: what they may read wakes them.
#[tokio::test]
async fn who_was_removed_wakes_nobody_and_costs_them_nothing() {
    let world = World::with(|config| {
        config.admin = Some(([127, 0, 0, 1], 0).into());
        config.limits.rates.looks = Rate {
            burst: 20,
            per_second: 0.001,
        };
    })
    .await;
    let (patient, removed) = (world.someone().await, world.someone().await);
    let nurse = world.someone().await;
    let first = removed.create_group().await;
    let dead = removed.commit(&first).await;
    patient.prove(&first).await;
    let (mut removal, key) = first.commit(&[dead.node]);
    removal.removal = true;
    let removal: Committed = patient.try_commit(&first, &removal).await.ok();
    let now = first.next(removal.seq, key);
    nurse.prove(&now).await;
    let wait = patiently(&[(now.group, removal.seq)]);
    let (answer, ()) = tokio::join!(nurse.try_sync(&wait), async {
        waiting(&world, "kith_waiting_syncs", 1).await;
        for _ in 0..100 {
            removed.append(&dead, "noise").await;
        }
        patient.prove(&now).await;
        patient.append(&now, "heard").await;
    });
    let answer: SyncAnswer = answer.ok();
    assert_eq!(answer.groups[0].entries[0].body, b"heard");
}

#[tokio::test]
async fn a_revocation_ends_what_waits() {
    let world = World::watched().await;
    let nurse = world.someone().await;
    let mut stream = events(&nurse).await;
    next(&mut stream).await;
    let (answer, ()) = tokio::join!(wait(&nurse), async {
        waiting(&world, "kith_waiting_syncs", 1).await;
        let admin = world.admin();
        let revoked = admin.revoke(world.clinic, nurse.person_id()).await;
        revoked.expect("revokes");
        admin.close().await;
    });
    assert_eq!(answer.code(), Code::Revoked);
    assert_eq!(stream.chunk().await.expect("a clean end"), None);
    waiting(&world, "kith_event_streams", 0).await;
}

pub async fn events(device: &Device) -> Response {
    let request = device.http.request(Method::GET, "/v1/events");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

pub async fn next(stream: &mut Response) -> String {
    let chunk = stream.chunk().await.expect("a stream").expect("not over");
    String::from_utf8(chunk.to_vec()).expect("text")
}

#[tokio::test]
async fn a_stream_hints_at_proven_groups_and_at_the_inbox() {
    let world = World::new().await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let known = patient.create_group().await;
    nurse.prove(&known).await;
    let mut stream = events(&nurse).await;
    assert_eq!(next(&mut stream).await, ": listening\n\n");

    patient.append(&known, "news").await;
    let hint = format!("event: group\ndata: {}\n\n", known.group.to_hex());
    assert_eq!(next(&mut stream).await, hint);

    let later = patient.create_group().await;
    patient.append(&later, "not hers yet").await;
    nurse.prove(&later).await;
    patient.append(&later, "hers too").await;
    let hint = format!("event: group\ndata: {}\n\n", later.group.to_hex());
    assert_eq!(next(&mut stream).await, hint);

    leave(&patient, &nurse).await;
    assert_eq!(next(&mut stream).await, "event: inbox\ndata: new\n\n");
}

#[tokio::test]
async fn a_session_has_a_bounded_number_of_streams() {
    let world = World::watched().await;
    let nurse = world.someone().await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(events(&nurse).await);
    }
    assert_eq!(nurse.http.get("/v1/events").await.code(), Code::Quota);
    streams.clear();
    waiting(&world, "kith_event_streams", 0).await;
    events(&nurse).await;
}

#[tokio::test]
async fn a_relay_that_goes_down_lets_nobody_wait() {
    let world = World::watched().await;
    let nurse = world.someone().await;
    let mut stream = events(&nurse).await;
    next(&mut stream).await;
    let (answer, ()) = tokio::join!(wait(&nurse), async {
        waiting(&world, "kith_waiting_syncs", 1).await;
        world.relay.drain();
    });
    assert!(answer.ok::<SyncAnswer>().inbox.is_empty());
    assert_eq!(stream.chunk().await.expect("a clean end"), None);
    let ready = world.admin_http().get("/health/ready").await;
    assert_eq!(ready.code(), Code::Unavailable);
    assert_eq!(world.admin_http().get("/health/live").await.status, 200);
    world.relay.shutdown().await;
}
