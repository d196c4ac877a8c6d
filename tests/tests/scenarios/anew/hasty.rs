//! A room does not go on by itself for what is no cause, and does for what is one.

use kith_core::{hostile::Attack, store::timeline::messages::MessageState};
use kith_protocol::{
    api::groups::{CommitInfo, Entry},
    ids::PublicKey,
    problem::Code,
};
use kith_tests::{Circle, Fate, World};
use serde_bytes::ByteBuf;

use super::{group, says, they_talk};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// The relay refuses once, and then there is no network for hours: it is tried again before.
#[tokio::test]
async fn a_log_that_was_full_for_a_moment_stays() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let old = group(&circle.patient).await;
    relay.refuses_messages(Code::Quota);
    circle.patient.writes("once more").await;
    circle.patient.syncs().await;
    relay.stops_lying();
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(group(&circle.patient).await, old);
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Sent);
}

async fn shut_out(circle: &Circle) {
    circle.nurse.attacks(Attack::ShutPath).await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
}

/// Nobody can have answered what never left.
#[tokio::test]
async fn who_could_not_ask_waits_for_an_answer_first() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let old = group(&circle.patient).await;
    relay.filters(|exchange| {
        if exchange.path.starts_with("/v1/inbox/") {
            return Fate::Lost;
        }
        Fate::Arrives
    });
    circle.nurse.attacks(Attack::ShutPath).await;
    for _ in 0..2 {
        let _ = circle.patient.tries_to_sync().await;
    }
    relay.stops_lying();
    world.clock.advance_ms(2 * HOUR_MS);
    circle.patient.syncs().await;
    assert_eq!(group(&circle.patient).await, old);
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    // That she is where the others are is one member's word: she waits for another, for an hour.
    world.clock.advance_ms(2 * HOUR_MS);
    circle.patient.syncs().await;
    they_talk(&[&circle.patient, &circle.nurse], "here again").await;
    assert_eq!(group(&circle.patient).await, old);
}

/// What no member signed was perhaps made up by the relay, and says nothing of anybody.
#[tokio::test]
async fn commits_that_a_relay_makes_up_move_no_room() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let old = group(&circle.patient).await;
    let patient = circle.patient.device().await;
    relay.lies(move |exchange| {
        let asked = exchange.asked::<kith_protocol::api::sync::SyncRequest>();
        if exchange.device != Some(patient) {
            return;
        }
        exchange.in_sync(|answer| {
            let asked = asked.into_iter().flat_map(|asked| asked.groups);
            let Some(cursor) = asked.into_iter().find(|cursor| cursor.group == old) else {
                return;
            };
            answer.groups.retain(|update| update.group != old);
            let made_up = |at: u64| Entry {
                at: answer.now,
                body: ByteBuf::from(vec![7; 64]),
                commit: Some(CommitInfo {
                    next_key: PublicKey([7; 32]),
                    removal: false,
                }),
                id: None,
                node: cursor.after,
                seq: cursor.after + 1 + at,
            };
            answer.groups.push(kith_protocol::api::sync::GroupUpdate {
                head: cursor.after + 8,
                more: false,
                first: 1,
                group: old,
                access: kith_protocol::api::sync::Access::Member,
                entries: (0..8).map(made_up).collect(),
            });
        });
    });
    for _ in 0..2 {
        let _ = circle.patient.tries_to_sync().await;
    }
    relay.stops_lying();
    assert!(
        !circle
            .patient
            .codes(kith_core::store::timeline::messages::RowKind::Alarm)
            .await
            .is_empty(),
        "it was taken for commits"
    );
    assert_eq!(group(&circle.patient).await, old);
    assert_eq!(says(&circle.patient, "anew-blocked").await, 0);
}

/// A relay that was set back meanwhile keeps no broken room from going on.
#[tokio::test]
async fn a_room_that_is_shut_goes_on_at_a_relay_that_was_set_back() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    shut_out(&circle).await;
    let backup = world.relay_is_backed_up();
    world.relay_is_restored(&backup).await;
    let out = [&circle.patient, &circle.daughter];
    for person in out {
        person.syncs().await;
    }
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        for person in out {
            person.syncs().await;
        }
    }
    they_talk(&out, "after").await;
    assert_eq!(says(&circle.patient, "anew-lost").await, 1);
}
