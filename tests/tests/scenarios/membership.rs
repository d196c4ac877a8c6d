//! Coming and going: the patient decides, the clinic vouches.

use kith_core::{
    Error, Role,
    circle::room_id::shared,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_tests::World;

#[tokio::test]
async fn who_was_removed_cannot_read_what_follows_nor_write() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.nurse.writes("after").await;
    circle.all_sync().await;
    assert_eq!(
        circle.patient.reads().await,
        ["Nadia: before", "Nadia: after"]
    );
    assert_eq!(circle.daughter.reads().await, ["Nadia: before"]);
    assert_eq!(circle.daughter.codes(RowKind::Removed).await.len(), 1);
    let id = circle.daughter.circle().await;
    assert!(matches!(
        circle
            .daughter
            .client
            .send(shared(&id, Audience::Circle), "let me in")
            .await,
        Err(Error::NotAMember)
    ));
}

#[tokio::test]
async fn who_was_removed_can_be_invited_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.nurse.writes("while she was away").await;
    circle.all_sync().await;
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    circle.all_sync().await;
    circle.daughter.writes("I am back").await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, ["Ana: I am back"]);
    assert_eq!(
        circle.nurse.reads().await,
        ["Nadia: while she was away", "Ana: I am back"]
    );
}

#[tokio::test]
async fn who_comes_back_is_not_told_that_something_was_withheld() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.nurse.writes("while she was away").await;
    circle.all_sync().await;
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    circle.all_sync().await;
    circle.nurse.writes("welcome back").await;
    circle.all_sync().await;
    assert_eq!(
        circle.daughter.reads().await,
        ["Nadia: before", "Nadia: welcome back"]
    );
    assert!(circle.daughter.codes(RowKind::Withheld).await.is_empty());
    assert!(circle.daughter.codes(RowKind::Healing).await.is_empty());
}

#[tokio::test]
async fn what_was_written_before_a_removal_goes_out_after_the_return() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("one").await;
    circle.all_sync().await;
    circle.daughter.writes("two").await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    circle.all_sync().await;
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    circle.all_sync().await;
    circle.all_sync().await;
    circle.daughter.writes("three").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            ["Ana: one", "Ana: two", "Ana: three"],
            "as {} sees it",
            person.name
        );
        assert!(person.codes(RowKind::Withheld).await.is_empty());
    }
}

#[tokio::test]
async fn coming_and_going_is_shown_to_everyone() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    let rows: Vec<(String, String)> = circle
        .nurse
        .sees()
        .await
        .into_iter()
        .filter(|line| line.kind == RowKind::Membership)
        .map(|line| (line.who, line.body))
        .collect();
    assert_eq!(
        rows,
        [
            ("Ana".to_owned(), "joined".to_owned()),
            ("Ana".to_owned(), "left".to_owned())
        ]
    );
}

#[tokio::test]
async fn only_the_patient_invites_and_removes() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.nurse.circle().await;
    let daughter = circle.nurse.person("Ana").await;
    assert!(matches!(
        circle.nurse.client.remove(id, daughter).await,
        Err(Error::NotAllowed)
    ));
    let whom = kith_core::NewInvitation {
        role: Role::Family,
        relationship: "friend".to_owned(),
        valid_for_ms: 1000,
    };
    assert!(matches!(
        circle.daughter.client.invite(id, whom).await,
        Err(Error::NotAllowed)
    ));
}

#[tokio::test]
async fn the_clinic_revokes_a_nurse_and_the_next_message_is_unreadable_to_her() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse = circle.patient.person("Nadia").await;
    world
        .admin
        .revoke(world.clinic, nurse)
        .await
        .expect("revoked");
    // Whoever sends next removes her first: here the daughter, while the patient is away.
    world.clock.advance_ms(60 * 60 * 1000);
    circle.daughter.writes("Is she gone?").await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, ["Ana: Is she gone?"]);
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    assert!(circle.nurse.tries_to_sync().await.is_err());
    assert!(circle.nurse.reads().await.is_empty());
    // The care room too, as soon as someone there speaks.
    circle.patient.writes_to(Audience::Care, "to myself").await;
    circle.patient.syncs().await;
    let people = circle
        .patient
        .client
        .people(circle.patient.circle().await)
        .await
        .expect("people");
    assert!(people.iter().all(|row| row.name != "Nadia"));
}

#[tokio::test]
async fn the_clinic_revokes_its_staff_and_nobody_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = circle.patient.person("Ana").await;
    world
        .admin
        .revoke(world.clinic, daughter)
        .await
        .expect("revoked");
    world.clock.advance_ms(60 * 60 * 1000);
    circle.nurse.writes("Is she still here?").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    // She is in the circle by the patient's word.
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
    assert_eq!(circle.patient.reads().await, ["Nadia: Is she still here?"]);
    // Whom its relay serves is the clinic's to say.
    assert!(circle.daughter.tries_to_sync().await.is_err());
}

/// What only the staff is to read waits where none of them is left: nobody could read it, ever.
#[tokio::test]
async fn what_is_for_the_staff_waits_where_none_is_left() {
    let world = World::new().await;
    let circle = world.circle().await;
    let patient = &circle.patient;
    patient.removes(&circle.nurse).await;
    patient.writes_to(Audience::Care, "I am afraid.").await;
    patient.writes("Just us.").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let row = patient.row("I am afraid.").await;
    assert_eq!(row.state, MessageState::Queued, "it is sent to nobody");
    assert_eq!(row.reached, None);
    assert_eq!(
        circle.daughter.reads().await,
        ["Marta: Just us."],
        "and holds up nothing"
    );
    let nora = world.clinician("Nora").await;
    patient.lets_in(&nora, Role::Clinician, "").await;
    for _ in 0..2 {
        circle.all_sync().await;
        nora.syncs().await;
    }
    assert_eq!(nora.reads().await, ["Marta: I am afraid."]);
    assert_eq!(patient.row("I am afraid.").await.state, MessageState::Sent);
    for person in [&circle.nurse, &circle.daughter] {
        assert!(!person.reads().await.contains(&"Marta: I am afraid.".into()));
    }
}
