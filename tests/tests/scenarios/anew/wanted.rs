//! The patient starts a circle anew.

use kith_core::{Error, Role, rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{MaliciousRelay, Person, World};

use super::{all_is_well, group, says, starts_anew, they_talk};

#[tokio::test]
async fn a_circle_that_is_started_anew_is_one_conversation_for_everyone() {
    let world = World::new().await;
    let circle = world.circle().await;
    they_talk(&circle.everyone(), "before").await;
    let old = group(&circle.patient).await;
    circle.daughter.writes("written without a network").await;
    starts_anew(&circle).await;
    assert_ne!(group(&circle.patient).await, old);
    they_talk(&circle.everyone(), "after").await;
    circle.nurse.writes_to(Audience::Care, "for her").await;
    circle.all_sync().await;
    assert!(
        circle
            .patient
            .reads()
            .await
            .contains(&"Nadia: for her".into())
    );
    for person in circle.everyone() {
        assert_eq!(says(person, "anew").await, 1, "{}", person.name);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        let read = person.reads().await;
        let waited = "Ana: written without a network";
        assert_eq!(read.iter().filter(|said| **said == waited).count(), 1);
    }
    all_is_well(&circle.everyone()).await;
}

#[tokio::test]
async fn only_the_patient_starts_it_anew() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.nurse.circle().await;
    let marta = circle.nurse.person("Ana").await;
    for tried in [
        circle.nurse.client.start_anew(id).await,
        circle.nurse.client.go_on_without(id, marta).await,
    ] {
        assert!(matches!(tried, Err(Error::NotAllowed)), "{tried:?}");
    }
}

#[tokio::test]
async fn it_may_be_started_anew_again_and_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    for round in 0..3 {
        starts_anew(&circle).await;
        they_talk(&circle.everyone(), &format!("round {round}")).await;
    }
    all_is_well(&circle.everyone()).await;
}

/// Who was away for two of them finds the last.
#[tokio::test]
async fn who_was_away_reads_the_old_log_to_its_end_and_follows() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("while Ana is away").await;
    let there = [&circle.patient, &circle.nurse];
    for round in ["once", "twice"] {
        let id = circle.patient.circle().await;
        circle.patient.client.start_anew(id).await.expect("hers");
        for _ in 0..3 {
            for person in there {
                person.syncs().await;
            }
        }
        they_talk(&there, round).await;
    }
    circle.daughter.writes("I was away").await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "together").await;
    let read = circle.daughter.reads().await;
    for said in [
        "Nadia: while Ana is away",
        "Marta: once Marta",
        "Nadia: once Nadia",
        "Nadia: twice Nadia",
        "Ana: I was away",
    ] {
        let times = read.iter().filter(|line| *line == said).count();
        assert_eq!(times, 1, "{said} of {read:?}");
    }
    all_is_well(&circle.everyone()).await;
}

/// Somebody is in the old group still, which the patient reads no more.
async fn only_the_patient_goes_on(relay: &MaliciousRelay, patient: &Person, other: &Person) {
    let id = patient.circle().await;
    patient.client.start_anew(id).await.expect("hers");
    patient.syncs().await;
    let device = other.device().await;
    relay.lies(move |exchange| {
        if exchange.device == Some(device) {
            exchange.in_sync(|answer| answer.inbox.clear());
        }
    });
}

/// What someone says in the old group, after the patient's device has left it, reaches the others.
#[tokio::test]
async fn what_was_said_in_the_old_group_too_late_is_said_once_more() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    only_the_patient_goes_on(&relay, &circle.patient, &circle.nurse).await;
    circle.nurse.writes("too late").await;
    let _ = circle.nurse.tries_to_sync().await;
    relay.stops_lying();
    assert!(circle.patient.reads().await.is_empty());
    for _ in 0..3 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Nadia: too late"], "{}", person.name);
    }
    they_talk(&circle.everyone(), "after").await;
    all_is_well(&circle.everyone()).await;
}

/// The same of what was edited meanwhile: of the first words and of the edit between only the places are left, and go
/// over with the words of now.
#[tokio::test]
async fn what_was_edited_in_the_old_group_too_late_comes_with_the_words_of_now() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    only_the_patient_goes_on(&relay, &circle.patient, &circle.daughter).await;
    circle.daughter.writes("Two drops.").await;
    let _ = circle.daughter.tries_to_sync().await;
    let row = circle.daughter.row("Two drops.").await.id;
    for words in ["One drop.", "Half a drop."] {
        let edited = circle.daughter.client.edit(row, words).await;
        edited.expect("edited");
        let _ = circle.daughter.tries_to_sync().await;
    }
    circle.daughter.writes("That is all.").await;
    let _ = circle.daughter.tries_to_sync().await;
    relay.stops_lying();
    for _ in 0..4 {
        circle.all_sync().await;
        world.clock.advance_ms(10 * 60 * 1000);
    }
    for person in circle.everyone() {
        let read = person.reads().await;
        let said = ["Ana: Half a drop.", "Ana: That is all."];
        assert_eq!(read, said, "{}", person.name);
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
    }
    they_talk(&circle.everyone(), "after").await;
}

#[tokio::test]
async fn who_was_invited_before_comes_into_what_goes_on() {
    let world = World::new().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    starts_anew(&circle).await;
    they_talk(&circle.everyone(), "not for Rui").await;
    rui.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    for _ in 0..2 {
        circle.all_sync().await;
        rui.syncs().await;
    }
    let everyone = [&circle.patient, &circle.nurse, &circle.daughter, &rui];
    they_talk(&everyone, "with Rui").await;
    let read = rui.reads().await;
    assert!(
        read.iter().all(|said| !said.contains("not for Rui")),
        "{read:?}"
    );
    all_is_well(&everyone).await;
}

/// A removal that was decided is carried out by it.
#[tokio::test]
async fn who_was_to_go_does_not_come_along() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.client.start_anew(id).await.expect("hers");
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    let read = circle.daughter.reads().await;
    assert!(read.is_empty(), "{read:?}");
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
        let people = person.codes(RowKind::Membership).await;
        assert!(people.contains(&"left".to_owned()), "{people:?}");
    }
}
