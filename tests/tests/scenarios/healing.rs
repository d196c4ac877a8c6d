//! What was lost is noticed, told, and made good.

use kith_core::{Role, rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{Circle, Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Whom rows of this code are about.
pub(crate) async fn about(person: &Person, code: &str) -> Vec<String> {
    let rows = person.sees().await.into_iter();
    rows.filter(|line| line.kind == RowKind::Healing && line.body == code)
        .map(|line| line.who)
        .collect()
}

async fn all_read(circle: &Circle, said: &[&str]) {
    for person in circle.everyone() {
        assert_eq!(person.reads().await, said, "as {} sees it", person.name);
    }
}

#[tokio::test]
async fn a_device_that_lost_its_state_is_added_again_and_everyone_sees_it() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    circle.daughter.loses_state(Audience::Circle).await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.codes(RowKind::Broken).await, ["state-lost"]);
    circle.daughter.writes("written while I was out").await;
    circle.all_sync().await;
    circle.nurse.writes("after").await;
    circle.all_sync().await;
    all_read(
        &circle,
        &[
            "Nadia: before",
            "Ana: written while I was out",
            "Nadia: after",
        ],
    )
    .await;
    for person in circle.everyone() {
        assert_eq!(about(person, "readded").await, ["Ana"]);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        assert!(person.codes(RowKind::Alarm).await.is_empty());
    }
}

#[tokio::test]
async fn what_was_said_while_a_device_was_out_is_said_again() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("one").await;
    circle.all_sync().await;
    circle.daughter.loses_state(Audience::Circle).await;
    for text in ["two", "three"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
    }
    for _ in 0..3 {
        circle.all_sync().await;
    }
    circle.nurse.writes("four").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let mut read = circle.daughter.reads().await;
    read.sort();
    assert_eq!(
        read,
        ["Nadia: four", "Nadia: one", "Nadia: three", "Nadia: two"],
        "each once"
    );
    assert_eq!(about(&circle.daughter, "missed").await, [""]);
    assert_eq!(about(&circle.daughter, "resent").await, ["Nadia"]);
    assert!(circle.daughter.codes(RowKind::Withheld).await.is_empty());
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(
            person.reads().await,
            ["Nadia: one", "Nadia: two", "Nadia: three", "Nadia: four"]
        );
    }
}

#[tokio::test]
async fn the_patient_herself_is_added_again_by_the_others() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.loses_state(Audience::Circle).await;
    circle.patient.loses_state(Audience::Care).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    circle.patient.writes("I am back.").await;
    circle
        .patient
        .writes_to(Audience::Care, "For the staff.")
        .await;
    circle.all_sync().await;
    let mut read = circle.nurse.reads().await;
    read.sort();
    assert_eq!(read, ["Marta: For the staff.", "Marta: I am back."]);
    assert_eq!(circle.daughter.reads().await, ["Marta: I am back."]);
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

#[tokio::test]
async fn a_flood_of_requests_is_answered_once_an_hour() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.daughter.loses_state(Audience::Circle).await;
    circle.all_sync().await;
    circle.all_sync().await;
    assert_eq!(about(&circle.nurse, "readded").await, ["Ana"]);
    for _ in 0..5 {
        let id = circle.daughter.circle().await;
        let lost = circle.daughter.client.claim_lost(id, Audience::Circle);
        lost.await.expect("she says so");
        circle.all_sync().await;
    }
    assert_eq!(about(&circle.nurse, "readded").await, ["Ana"], "no flood");
    world.clock.advance_ms(7 * HOUR_MS);
    circle.all_sync().await;
    circle.all_sync().await;
    assert_eq!(about(&circle.nurse, "readded").await, ["Ana", "Ana"]);
    circle.daughter.writes("hello again").await;
    circle.all_sync().await;
    all_read(&circle, &["Ana: hello again"]).await;
}

#[tokio::test]
async fn who_was_removed_is_not_added_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    let id = circle.daughter.circle().await;
    let lost = circle.daughter.client.claim_lost(id, Audience::Circle);
    lost.await.expect("she says so");
    circle.all_sync().await;
    circle.nurse.writes("just us").await;
    circle.all_sync().await;
    assert!(circle.daughter.reads().await.is_empty());
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
        assert!(about(person, "readded").await.is_empty());
        assert_eq!(person.reads().await, ["Nadia: just us"]);
    }
}

#[tokio::test]
async fn an_event_that_the_relay_withheld_is_had_from_its_sender() {
    let world = World::new().await;
    let circle = world.circle().await;
    for text in ["zero", "one", "two", "three"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
        if text == "zero" {
            circle.all_sync().await;
        }
    }
    circle.patient.syncs().await;
    world.relay_withholds(1);
    circle.daughter.syncs().await;
    // Her own chain says what is missing, and where she stood, that it was there.
    let withheld = circle.daughter.codes(RowKind::Withheld).await;
    assert_eq!(withheld, ["gap", "shown-otherwise"]);
    circle.all_sync().await;
    assert_eq!(
        circle.daughter.reads().await,
        ["Nadia: zero", "Nadia: one", "Nadia: two", "Nadia: three"]
    );
    assert_eq!(about(&circle.daughter, "resent").await, ["Nadia"]);
    assert_eq!(circle.patient.reads().await.len(), 4);
}

#[tokio::test]
async fn nobody_gets_what_was_said_before_they_came() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("not for Rui").await;
    circle.all_sync().await;
    let friend = world.person("Rui").await;
    circle
        .patient
        .lets_in(&friend, Role::Family, "friend")
        .await;
    circle.all_sync().await;
    circle.nurse.writes("for Rui too").await;
    circle.all_sync().await;
    friend.syncs().await;
    let id = friend.circle().await;
    let asked = friend.client.ask_for_all(id, Audience::Circle);
    asked.await.expect("he asks");
    for _ in 0..2 {
        friend.syncs().await;
        circle.all_sync().await;
    }
    friend.syncs().await;
    assert_eq!(about(&friend, "resent").await, ["Nadia"], "he was answered");
    let read = friend.reads().await;
    assert!(!read.contains(&"Nadia: not for Rui".to_owned()));
    assert!(read.contains(&"Nadia: for Rui too".to_owned()));
}
