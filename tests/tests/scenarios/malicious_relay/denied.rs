//! "I do not take it", says the relay of a commit, and has it in the log.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::scene::{scene, talk_resumes};
use crate::malicious_member::agree;
use kith_core::{Role, store::timeline::messages::RowKind};
use kith_protocol::{ids::DeviceId, problem::Code};
use kith_tests::{Circle, MaliciousRelay};

/// Takes what a device commits, and says that it does not.
fn denies(relay: &MaliciousRelay, device: DeviceId, code: Code, times: usize) {
    let mut left = times;
    relay.lies(move |exchange| {
        let commit = exchange.path.ends_with("/commits") && exchange.device == Some(device);
        if commit && exchange.status == 200 && left > 0 {
            left -= 1;
            exchange.is_refused(code);
        }
    });
}

async fn nobody_is_parted(circle: &Circle, others: &[&str]) {
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(person.codes(RowKind::Broken).await, [""; 0]);
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
    }
    assert_eq!(circle.patient.sees_people().await, others);
    agree([&circle.patient, &circle.nurse]).await;
}

#[tokio::test]
async fn a_commit_that_is_taken_and_denied_is_followed_when_the_log_shows_it() {
    for code in [Code::NotFound, Code::Quota, Code::IdempotencyMismatch] {
        let (_world, circle, relay) = scene().await;
        denies(&relay, circle.patient.device().await, code, 1);
        circle.patient.renews_keys().await;
        circle.patient.syncs().await;
        relay.stops_lying();
        nobody_is_parted(&circle, &["Ana", "Marta", "Nadia"]).await;
        talk_resumes(&circle).await;
    }
}

#[tokio::test]
async fn whatever_was_decided_next_comes_true_behind_it() {
    let (_world, circle, relay) = scene().await;
    let patient = circle.patient.device().await;
    let mut denied = false;
    // Nor does she see the log.
    relay.lies(move |exchange| {
        if exchange.device != Some(patient) {
            return;
        }
        exchange.in_sync(|answer| answer.groups.clear());
        if exchange.path.ends_with("/commits") && exchange.status == 200 && !denied {
            denied = true;
            exchange.is_refused(Code::NotFound);
        }
    });
    circle.patient.renews_keys().await;
    circle.patient.syncs().await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.writes("Just us.").await;
    let _ = circle.patient.tries_to_sync().await;
    relay.stops_lying();
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
        assert_eq!(person.reads().await, ["Marta: Just us."]);
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
    }
    agree([&circle.patient, &circle.nurse]).await;
}

#[tokio::test]
async fn who_was_let_in_by_a_commit_that_is_denied_is_in() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    denies(&relay, circle.patient.device().await, Code::NotFound, 1);
    circle.patient.syncs().await;
    relay.stops_lying();
    rui.syncs().await;
    nobody_is_parted(&circle, &["Ana", "Marta", "Nadia", "Rui"]).await;
    rui.syncs().await;
    circle.patient.writes("You are in.").await;
    circle.patient.syncs().await;
    rui.syncs().await;
    assert_eq!(rui.reads().await, ["Marta: You are in."]);
}

/// The control: a relay that refuses and means it.
#[tokio::test]
async fn a_commit_that_is_truly_refused_is_made_anew() {
    let (_world, circle, relay) = scene().await;
    let device = circle.patient.device().await;
    let mut refused = 0;
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/commits") && exchange.device == Some(device) && refused < 2 {
            refused += 1;
            return exchange.is_refused(Code::NotFound);
        }
        kith_tests::Fate::Arrives
    });
    let before = circle.patient.room().await.epoch;
    circle.patient.renews_keys().await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        assert_eq!(circle.patient.room().await.epoch, before);
    }
    relay.stops_lying();
    circle.patient.syncs().await;
    assert_ne!(circle.patient.room().await.epoch, before);
    nobody_is_parted(&circle, &["Ana", "Marta", "Nadia"]).await;
    talk_resumes(&circle).await;
}

/// Whether it says so once or for ever: what it has of the first is not forgotten over the others.
#[tokio::test]
async fn however_often_the_relay_denies_what_it_took_it_is_followed() {
    let (_world, circle, relay) = scene().await;
    let patient = circle.patient.device().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&asked);
    relay.lies(move |exchange| {
        if exchange.device != Some(patient) {
            return;
        }
        exchange.in_sync(|answer| answer.groups.clear());
        if exchange.path.ends_with("/commits") {
            counts.fetch_add(1, Ordering::SeqCst);
            exchange.is_refused(Code::NotFound);
        }
    });
    circle.patient.renews_keys().await;
    for _ in 0..40 {
        let _ = circle.patient.tries_to_sync().await;
    }
    assert_eq!(
        asked.load(Ordering::SeqCst),
        32,
        "no more before the log is seen"
    );
    relay.stops_lying();
    nobody_is_parted(&circle, &["Ana", "Marta", "Nadia"]).await;
    talk_resumes(&circle).await;
}

/// A relay that does not take who comes, and means it: they come when it does, however long that was.
#[tokio::test]
async fn who_was_not_taken_many_times_comes_in_when_the_relay_takes_them() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    relay.filters(move |exchange| {
        let invites = exchange.path.ends_with("/commits")
            && exchange
                .asked::<kith_protocol::api::groups::Commit>()
                .is_some_and(|commit| !commit.welcomes.is_empty());
        if invites {
            return exchange.is_refused(Code::Quota);
        }
        kith_tests::Fate::Arrives
    });
    let before = circle.patient.room().await.epoch;
    for _ in 0..15 {
        circle.patient.syncs().await;
    }
    assert_eq!(circle.patient.room().await.epoch, before);
    for _ in 0..5 {
        circle.patient.syncs().await;
    }
    assert_ne!(circle.patient.room().await.epoch, before);
    relay.behaves();
    circle.patient.syncs().await;
    rui.syncs().await;
    nobody_is_parted(&circle, &["Ana", "Marta", "Nadia", "Rui"]).await;
}
