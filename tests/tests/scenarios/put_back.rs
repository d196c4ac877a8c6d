//! A member with a patched client abuses what heals: being added again.

use kith_core::{
    Code, DeliveryError, Error, hostile::Attack, ids::PublicKey, rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_tests::{Circle, Person, World};

use crate::{
    healing::about,
    malicious_member::{agree, refused, talk_goes_on},
};

pub(crate) async fn key(person: &Person) -> PublicKey {
    person.client.devices().await.expect("enrolled")[0].0
}

pub(crate) async fn request_of(person: &Person, audience: Audience, at: u64) -> Vec<u8> {
    let circle = person.circle().await;
    let request = person.client.request_of(circle, audience, at);
    request.await.expect("made")
}

/// The daughter's commit was refused by the others, and the nurse is where she was.
async fn nobody_was_put_out(circle: &Circle) {
    refused(circle, "readded-unasked").await;
    assert!(circle.nurse.codes(RowKind::Broken).await.is_empty());
    for person in [&circle.patient, &circle.nurse] {
        assert!(about(person, "readded").await.is_empty());
    }
}

#[tokio::test]
async fn nobody_is_put_out_and_back_without_having_asked() {
    let world = World::new().await;
    let circle = world.circle().await;
    let package = circle.nurse.client.package().await.expect("made");
    circle.daughter.attacks(Attack::PutBack(package)).await;
    nobody_was_put_out(&circle).await;
}

#[tokio::test]
async fn a_member_is_handed_no_key_package_of_another() {
    let world = World::new().await;
    let circle = world.circle().await;
    for (by, of) in [
        (&circle.daughter, &circle.nurse),
        (&circle.daughter, &circle.patient),
        (&circle.nurse, &circle.patient),
        (&circle.nurse, &circle.daughter),
    ] {
        let (id, of) = (by.circle().await, key(of).await);
        let claimed = by.client.claims_package(id, Audience::Circle, of).await;
        let Err(Error::Delivery(DeliveryError::Problem(problem))) = claimed else {
            panic!("handed out to who can let nobody in: {claimed:?}");
        };
        assert_eq!(problem.code(), Some(Code::NotFound));
    }
    let (id, nurse) = (circle.patient.circle().await, key(&circle.nurse).await);
    let claimed = circle
        .patient
        .client
        .claims_package(id, Audience::Circle, nurse);
    claimed.await.expect("she invited her");
}

#[tokio::test]
async fn a_request_for_one_room_puts_nobody_out_of_another() {
    let world = World::new().await;
    let circle = world.circle().await;
    let request = request_of(&circle.nurse, Audience::Care, world.clock.now()).await;
    circle.daughter.attacks(Attack::PutBack(request)).await;
    nobody_was_put_out(&circle).await;
}

#[tokio::test]
async fn a_request_is_good_once() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let earlier = request_of(&circle.nurse, Audience::Circle, world.clock.now()).await;
    circle.nurse.loses_state(Audience::Circle).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(about(&circle.patient, "readded").await, ["Nadia"]);
    circle.daughter.attacks(Attack::PutBack(earlier)).await;
    refused(&circle, "readded-unasked").await;
    assert_eq!(about(&circle.patient, "readded").await, ["Nadia"]);
}

#[tokio::test]
async fn a_request_that_was_never_answered_can_be_used_once_and_heals() {
    let world = World::new().await;
    let circle = world.circle().await;
    let later = request_of(&circle.nurse, Audience::Circle, world.clock.now() + 1).await;
    circle
        .daughter
        .attacks(Attack::PutBack(later.clone()))
        .await;
    // It may have been another copy of her store that asked: she leaves it its place for a day.
    circle.nurse.syncs().await;
    world.clock.advance_ms(25 * 60 * 60 * 1000);
    for _ in 0..4 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
    }
    assert_eq!(circle.nurse.codes(RowKind::Broken).await.len(), 1);
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.patient, &circle.nurse]).await;
}

/// The nurse asks to be added again, and the daughter is faster than the patient.
async fn led_astray(world: &World, circle: &mut Circle) {
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    circle.nurse.loses_state(Audience::Circle).await;
    circle.nurse.syncs().await;
    let request = request_of(&circle.nurse, Audience::Circle, world.clock.now() + 1).await;
    let id = circle.daughter.circle().await;
    let nurse = key(&circle.nurse).await;
    let decoy = circle.patient.client.package().await.expect("made");
    let led = circle
        .daughter
        .client
        .leads_astray(id, Audience::Circle, nurse, request, decoy);
    led.await.expect("the relay is blind and takes it");
    circle.nurse.syncs().await;
    assert_eq!(about(&circle.nurse, "unconfirmed").await, ["Ana"]);
}

#[tokio::test]
async fn who_is_led_into_another_group_is_told_that_nobody_else_was_heard() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    led_astray(&world, &mut circle).await;
    circle.nurse.writes("Is anybody there?").await;
    circle.nurse.syncs().await;
    assert!(about(&circle.nurse, "confirmed").await.is_empty());
}

#[tokio::test]
async fn who_was_led_into_another_group_finds_back_when_somebody_writes() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    led_astray(&world, &mut circle).await;
    circle.nurse.writes("Is anybody there?").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, ["unreadable"]);
    circle.patient.writes("I am here.").await;
    for _ in 0..6 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
        world.clock.advance_ms(7 * 60 * 60 * 1000);
    }
    agree([&circle.patient, &circle.nurse]).await;
    circle.patient.writes("There you are.").await;
    circle.nurse.writes("I was elsewhere.").await;
    for _ in 0..3 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
    }
    for person in [&circle.patient, &circle.nurse] {
        let mut read = person.reads().await;
        read.sort();
        assert_eq!(
            read,
            [
                "Marta: I am here.",
                "Marta: There you are.",
                "Nadia: Good morning.",
                "Nadia: I was elsewhere.",
                "Nadia: Is anybody there?"
            ]
        );
    }
}

#[tokio::test]
async fn who_was_added_again_by_a_member_hears_that_the_others_are_there_too() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.loses_state(Audience::Circle).await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(about(&circle.nurse, "unconfirmed").await, ["Ana"]);
    circle.daughter.writes("You are back.").await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    assert!(
        about(&circle.nurse, "confirmed").await.is_empty(),
        "her word again"
    );
    circle.patient.writes("I see you too.").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(about(&circle.nurse, "confirmed").await, ["Marta"]);
    assert!(circle.nurse.codes(RowKind::Broken).await.len() == 1, "once");
}
