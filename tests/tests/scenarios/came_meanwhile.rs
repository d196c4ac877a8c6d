//! A relay that comes back from a backup has forgotten who came meanwhile: they are in all the same.

use kith_core::Role;
use kith_tests::World;

use crate::restoring::{all_is_well, all_read, says};

#[tokio::test]
async fn a_join_that_the_relay_forgot_is_brought_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let backup = world.relay_is_backed_up();
    says(&circle, &circle.nurse, "before Rui").await;
    circle
        .patient
        .lets_in(&friend, Role::Family, "friend")
        .await;
    circle.all_sync().await;
    says(&circle, &circle.nurse, "with Rui").await;
    friend.syncs().await;
    world.relay_is_restored(&backup).await;
    circle.all_sync().await;
    friend.syncs().await;
    circle.all_sync().await;
    friend.writes("still here").await;
    friend.syncs().await;
    says(&circle, &circle.daughter, "good").await;
    friend.syncs().await;
    let everyone = circle.everyone();
    all_read(
        &everyone,
        &[
            "Nadia: before Rui",
            "Nadia: with Rui",
            "Rui: still here",
            "Ana: good",
        ],
    )
    .await;
    all_read(
        &[&friend],
        &["Nadia: with Rui", "Rui: still here", "Ana: good"],
    )
    .await;
    all_is_well(&everyone).await;
    all_is_well(&[&friend]).await;
    for person in [everyone[0], everyone[1], everyone[2], &friend] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
    }
}

#[tokio::test]
async fn a_welcome_that_was_not_fetched_is_delivered_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let backup = world.relay_is_backed_up();
    let link = circle.patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.all_sync().await;
    // The relay forgets the invitation, the enrolment, the commit and the Welcome.
    world.relay_is_restored(&backup).await;
    circle.all_sync().await;
    friend.syncs().await;
    circle.all_sync().await;
    friend.syncs().await;
    circle.all_sync().await;
    friend.writes("I am in").await;
    friend.syncs().await;
    circle.all_sync().await;
    all_read(&circle.everyone(), &["Rui: I am in"]).await;
    all_is_well(&circle.everyone()).await;
    assert_eq!(friend.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
}

#[tokio::test]
async fn a_consent_that_the_relay_forgot_is_sent_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    let backup = world.relay_is_backed_up();
    friend.redeems(&link).await;
    world.relay_is_restored(&backup).await;
    friend.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.all_sync().await;
    friend.syncs().await;
    circle.all_sync().await;
    assert_eq!(friend.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
    all_is_well(&circle.everyone()).await;
}

/// The backup knows the nurse, and not that she redeemed the patient's link.
#[tokio::test]
async fn who_agreed_after_the_backup_comes_in_without_a_new_link() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let rui = world.clinician("Rui").await;
    let backup = world.relay_is_backed_up();
    let link = circle.patient.invites(Role::Clinician, "").await;
    rui.redeems(&link).await;
    circle.patient.syncs().await;
    world.relay_is_restored(&backup).await;
    // She is back before the patient, whose link the relay does not know.
    for person in [&rui, &circle.patient, &rui] {
        person.syncs().await;
    }
    assert_eq!(circle.patient.approves_all().await, 1);
    for person in [&circle.patient, &rui, &circle.patient] {
        person.syncs().await;
    }
    assert_eq!(rui.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
}
