//! A relay that loses a Welcome for good, of somebody who was in the group never before: they hear of it
//! from the patient's device, and ask.

use std::sync::{Arc, Mutex};

use kith_core::{
    Role,
    ids::{GroupId, RoomId},
    rights::table::Audience,
    store::timeline::{messages::RowKind, notice::Notice},
};
use kith_protocol::api::inbox::InboxKind;
use kith_tests::{Circle, MaliciousRelay, Person, World};

use super::scene::{scene, to};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// The relay has lost a Welcome for someone, for good: that after `first` others.
async fn loses_a_welcome(relay: &MaliciousRelay, person: &Person, first: usize) {
    let device = person.device().await;
    let mut seen = Vec::new();
    relay.lies(to(device, move |answer| {
        answer.inbox.retain(|item| {
            if item.kind == InboxKind::Welcome && !seen.contains(&item.seq) {
                seen.push(item.seq);
            }
            seen.get(first) != Some(&item.seq)
        });
    }));
}

/// What lies between: her device tells, theirs asks, hers answers.
async fn some_hours_pass(world: &World, circle: &Circle, newcomer: &Person) {
    world.clock.advance_ms(7 * HOUR_MS);
    circle.patient.syncs().await;
    newcomer.syncs().await;
    circle.patient.syncs().await;
    newcomer.syncs().await;
    circle.all_sync().await;
    newcomer.syncs().await;
}

async fn hears(person: &Person, words: &str) -> bool {
    person
        .reads()
        .await
        .iter()
        .any(|read| read.ends_with(words))
}

#[tokio::test]
async fn a_first_welcome_that_is_lost_for_good_is_made_good() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    // Whoever is let in gets one for the one room of theirs.
    loses_a_welcome(&relay, &rui, 0).await;
    circle.patient.syncs().await;
    rui.syncs().await;
    circle.all_sync().await;
    let waits = async || rui.client.circles().await.expect("listed").is_empty();
    rui.syncs().await;
    assert!(waits().await, "the Welcome is gone, control");
    // An hour later nobody says anything of it yet.
    world.clock.advance_ms(HOUR_MS);
    circle.patient.syncs().await;
    rui.syncs().await;
    circle.patient.syncs().await;
    rui.syncs().await;
    assert!(waits().await, "it might have come by itself");

    some_hours_pass(&world, &circle, &rui).await;
    rui.writes("I am here.").await;
    rui.syncs().await;
    circle.nurse.writes("Welcome, Rui.").await;
    circle.nurse.syncs().await;
    circle.all_sync().await;
    rui.syncs().await;
    assert!(hears(&circle.nurse, "I am here.").await);
    assert!(hears(&rui, "Welcome, Rui.").await);
    for person in [&circle.patient, &circle.nurse, &circle.daughter, &rui] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
    }
    assert!(rui.codes(RowKind::Alarm).await.is_empty());
    // Who has come is told nothing more: no request, and so no commit of hers.
    let before = circle.patient.codes(RowKind::Healing).await;
    for _ in 0..3 {
        some_hours_pass(&world, &circle, &rui).await;
    }
    assert_eq!(circle.patient.codes(RowKind::Healing).await, before);
}

#[tokio::test]
async fn who_is_let_in_again_and_whose_welcome_is_lost_comes_in() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    rui.syncs().await;
    circle.patient.removes(&rui).await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    loses_a_welcome(&relay, &rui, 0).await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.nurse.writes("Are you there, Rui?").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert!(!hears(&rui, "Are you there, Rui?").await, "control");
    for _ in 0..2 {
        some_hours_pass(&world, &circle, &rui).await;
    }
    circle.nurse.writes("Welcome, Rui.").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert!(hears(&rui, "Welcome, Rui.").await);
}

#[tokio::test]
async fn who_comes_into_one_of_two_rooms_comes_into_the_other() {
    let (world, circle, relay) = scene().await;
    let omar = world.clinician("Omar").await;
    circle
        .patient
        .confirms(&omar, Role::Clinician, "night nurse")
        .await;
    loses_a_welcome(&relay, &omar, 1).await;
    circle.patient.syncs().await;
    omar.syncs().await;
    circle.all_sync().await;
    omar.syncs().await;
    let mut heard = Vec::new();
    for hour in ["before", "after"] {
        for audience in Audience::SHARED {
            let said = format!("{audience:?} {hour}");
            circle.nurse.writes_to(audience, &said).await;
            circle.nurse.syncs().await;
            omar.syncs().await;
            heard.push(hears(&omar, &said).await);
        }
        some_hours_pass(&world, &circle, &omar).await;
    }
    assert_eq!(heard.iter().filter(|heard| **heard).count(), 3, "{heard:?}");
    assert!(heard[2] && heard[3], "{heard:?}");
}

#[tokio::test]
async fn a_welcome_that_comes_after_all_is_no_other_copy_of_the_phone() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    let device = rui.device().await;
    // It comes a day late: once they have asked.
    let mut kept = Vec::new();
    let (world_clock, late) = (world.clock.clone(), world.clock.now() + 20 * HOUR_MS);
    relay.lies(to(device, move |answer| {
        let welcomes = answer
            .inbox
            .extract_if(.., |item| item.kind == InboxKind::Welcome);
        kept.extend(welcomes);
        if world_clock.now() >= late && !kept.is_empty() {
            let seq = answer.inbox.last().map_or(1_000, |item| item.seq + 1);
            for (at, mut item) in kept.drain(..).enumerate() {
                item.seq = seq + at as u64;
                answer.inbox.push(item);
            }
        }
    }));
    circle.patient.syncs().await;
    rui.syncs().await;
    some_hours_pass(&world, &circle, &rui).await;
    world.clock.advance_ms(14 * HOUR_MS);
    rui.syncs().await;
    relay.stops_lying();
    circle.all_sync().await;
    rui.syncs().await;
    circle.nurse.writes("Welcome, Rui.").await;
    circle.nurse.syncs().await;
    rui.syncs().await;
    assert!(hears(&rui, "Welcome, Rui.").await);
    let alarms = rui.codes(RowKind::Alarm).await;
    assert!(
        !alarms.contains(&Notice::Copied.code().to_owned()),
        "{alarms:?}"
    );
}

#[tokio::test]
async fn who_was_invited_by_nobody_asks_for_nothing() {
    let (world, circle, relay) = scene().await;
    let eve = world.patient("Eve").await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    let (marta, id) = (&circle.patient.client, circle.patient.circle().await);
    // A group that is not there: his device asks her to be added to it; Eve's does not.
    for person in [&eve, &rui] {
        let key = person.client.person_key().await.expect("enrolled");
        let said = marta.says_let_in(key, id, vec![(RoomId([7; 16]), GroupId([7; 16]))]);
        said.await.expect("said");
    }
    circle.patient.syncs().await;
    let asking = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&asking);
    relay.watches(move |exchange| {
        if exchange.path.ends_with("/devices") {
            asked.lock().expect("a list").push(exchange.device);
        }
    });
    eve.syncs().await;
    rui.syncs().await;
    let asking = asking.lock().expect("a list").clone();
    assert!(!asking.contains(&Some(eve.device().await)));
    assert!(asking.contains(&Some(rui.device().await)), "control");
}
