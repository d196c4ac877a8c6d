//! The log tells a commit's key, and may lie to one of those who read it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kith_core::{Role, store::timeline::messages::RowKind};
use kith_protocol::{api::groups::FoundNodes, ids::DeviceId, problem::Code};
use kith_tests::{Circle, Exchange, Fate, MaliciousRelay};

use super::scene::{entries, scene, talk_resumes};

/// In the log, to this device.
fn lies_in_the_log(exchange: &mut Exchange, device: DeviceId) {
    if exchange.device == Some(device) {
        exchange.in_sync(|answer| {
            for entry in entries(answer).flatten() {
                if let Some(commit) = &mut entry.commit {
                    commit.next_key.0[0] ^= 1;
                }
            }
        });
    }
}

/// And stands by it when it is asked.
fn stands_by_it(relay: &MaliciousRelay, device: DeviceId) {
    relay.lies(move |exchange| {
        lies_in_the_log(exchange, device);
        if exchange.device == Some(device) && exchange.path == "/v1/nodes" {
            exchange.rewrite::<FoundNodes>(|found| found.nodes.fill(None));
        }
    });
}

/// The daughter begins an epoch that the nurse is told a false key of.
async fn an_epoch_begins(circle: &Circle) {
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    circle.all_sync().await;
}

async fn all_are_in_one_epoch(circle: &Circle) {
    let epoch = circle.patient.room().await.epoch;
    for person in circle.everyone() {
        assert_eq!(person.room().await.epoch, epoch, "{}", person.name);
    }
}

#[tokio::test]
async fn a_false_epoch_key_in_the_log_is_found_out_by_asking() {
    let (_world, circle, relay) = scene().await;
    let nurse = circle.nurse.device().await;
    relay.lies(move |exchange| lies_in_the_log(exchange, nurse));
    an_epoch_begins(&circle).await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, [""; 0]);
    all_are_in_one_epoch(&circle).await;
    talk_resumes(&circle).await;
    relay.stops_lying();
}

#[tokio::test]
async fn who_stands_apart_for_a_false_epoch_key_follows_when_others_go_on_and_the_lie_ends() {
    let (_world, circle, relay) = scene().await;
    stands_by_it(&relay, circle.nurse.device().await);
    an_epoch_begins(&circle).await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, ["epoch-key"]);
    relay.stops_lying();
    circle.patient.writes("Hello, Ana.").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: Hello, Ana."]);
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Hello, Ana."]);
    all_are_in_one_epoch(&circle).await;
    talk_resumes(&circle).await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, ["epoch-key"]);
}

#[tokio::test]
async fn who_stands_apart_for_a_false_epoch_key_asks_before_putting_another_in_its_place() {
    let (_world, circle, relay) = scene().await;
    stands_by_it(&relay, circle.nurse.device().await);
    an_epoch_begins(&circle).await;
    relay.stops_lying();
    circle.nurse.writes("Hello, you two.").await;
    circle.nurse.syncs().await;
    all_are_in_one_epoch(&circle).await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await, ["Nadia: Hello, you two."]);
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn where_the_relay_does_not_say_whose_key_it_knows_the_other_circles_go_on() {
    let (world, circle, relay) = scene().await;
    let nurse = &circle.nurse;
    let paul = world.patient("Paul").await;
    paul.makes_circle("Paul's circle").await;
    paul.lets_in(nurse, Role::Clinician, "").await;
    nurse.syncs().await;
    paul.syncs().await;
    let device = nurse.device().await;
    relay.lies(move |exchange| {
        lies_in_the_log(exchange, device);
        if exchange.device == Some(device) && exchange.path == "/v1/nodes" {
            exchange.is_refused(Code::OverLimit);
        }
    });
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    paul.writes("Good morning.").await;
    paul.syncs().await;
    let _ = nurse.tries_to_sync().await;
    let circles = nurse.client.circles().await.expect("listed");
    let pauls = circles.iter().find(|row| row.title == "Paul's circle");
    let pauls = pauls.expect("she is in").id;
    let rows = nurse.client.timeline(pauls, None, 1).await.expect("read");
    assert_eq!(rows[0].body(), "Good morning.");
    relay.stops_lying();
}

/// Each is a request, at a rate that what is asked for shares.
#[tokio::test]
async fn however_much_is_due_it_is_asked_once_for_what_was_refused() {
    let (world, circle, relay) = scene().await;
    let patient = &circle.patient;
    // They are let in, and nobody hands out what it takes.
    relay.filters(|exchange| match exchange.path.ends_with("/claim") {
        true => exchange.is_refused(Code::NotFound),
        false => Fate::Arrives,
    });
    for name in ["Rui", "Sam"] {
        let friend = world.person(name).await;
        patient.confirms(&friend, Role::Family, "friend").await;
    }
    let (device, asked) = (patient.device().await, Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&asked);
    relay.lies(move |exchange| {
        lies_in_the_log(exchange, device);
        if exchange.device == Some(device) && exchange.path == "/v1/nodes" {
            counted.fetch_add(1, Ordering::Relaxed);
            exchange.rewrite::<FoundNodes>(|found| found.nodes.fill(None));
        }
    });
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    patient.syncs().await;
    assert_eq!(patient.codes(RowKind::Alarm).await, ["epoch-key"]);
    // When it was refused, and before something was to be put in its place.
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    relay.stops_lying();
}
