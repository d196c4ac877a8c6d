//! The clinic's signed documents, when the relay is set back to a backup.

use kith_core::rights::table::Audience;
use kith_relay::clinic::ProfileChange;
use kith_tests::{Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;

async fn clinic_says(world: &World, emergency: &str) {
    world.clock.advance_ms(HOUR_MS);
    let change = ProfileChange {
        emergency: Some(emergency.to_owned()),
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
}

async fn emergency(person: &Person) -> String {
    person.syncs().await;
    let clinics = person.client.clinics().await.expect("listed");
    clinics[0].emergency.clone()
}

#[tokio::test]
async fn a_clinic_is_heard_again_after_its_relay_was_set_back() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    clinic_says(&world, "1").await;
    clinic_says(&world, "2").await;
    assert_eq!(emergency(&circle.patient).await, "2");
    world.relay_is_restored(&backup).await;
    world.clock.advance_ms(HOUR_MS);
    assert_eq!(emergency(&circle.patient).await, "2", "nothing goes back");
    clinic_says(&world, "3").await;
    assert_eq!(emergency(&circle.patient).await, "3");
}

#[tokio::test]
async fn a_revocation_that_the_relay_forgot_holds_beside_what_is_newer() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    world.clock.advance_ms(HOUR_MS);
    let nurse = circle.patient.person("Nadia").await;
    world.admin.revoke(world.clinic, nurse).await.expect("done");
    assert_eq!(emergency(&circle.patient).await, "112");
    circle.patient.syncs().await;
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    world.relay_is_restored(&backup).await;
    clinic_says(&world, "3").await;
    assert_eq!(emergency(&circle.patient).await, "3");
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    // The operator says again what was said since the backup.
    world
        .admin
        .revoke(world.clinic, nurse)
        .await
        .expect("again");
    let doctor = world.clinician("Omar").await;
    circle
        .patient
        .lets_in(&doctor, kith_core::Role::Clinician, "")
        .await;
    // The next revocation is above the forgotten one.
    world.clock.advance_ms(HOUR_MS);
    let doctor = circle.patient.person("Omar").await;
    world
        .admin
        .revoke(world.clinic, doctor)
        .await
        .expect("done");
    emergency(&circle.patient).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    circle
        .patient
        .writes_to(Audience::Care, "Nobody else.")
        .await;
    circle.patient.syncs().await;
}

/// Whether the relay takes somebody's word.
async fn is_heard(person: &Person) -> bool {
    person.tries_to_sync().await.is_ok()
}

#[tokio::test]
async fn a_list_of_revocations_that_was_made_anew_forgets_nobody() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let doctor = world.clinician("Omar").await;
    circle
        .patient
        .lets_in(&doctor, kith_core::Role::Clinician, "")
        .await;
    circle.all_sync().await;
    let nurse = circle.patient.person("Nadia").await;
    let doctors_name = circle.patient.person("Omar").await;
    let backup = world.relay_is_backed_up();
    world.clock.advance_ms(HOUR_MS);
    world.admin.revoke(world.clinic, nurse).await.expect("done");
    assert_eq!(emergency(&circle.patient).await, "112");
    world.relay_is_restored(&backup).await;
    // Nobody has told the relay yet: control.
    assert!(is_heard(&circle.nurse).await);
    world.clock.advance_ms(HOUR_MS);
    let another = world.admin.revoke(world.clinic, doctors_name);
    another.await.expect("done");
    for _ in 0..2 {
        emergency(&circle.patient).await;
        world.clock.advance_ms(HOUR_MS);
    }
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    emergency(&circle.daughter).await;
    assert_eq!(circle.daughter.sees_people().await, ["Ana", "Marta"]);
    assert!(!is_heard(&circle.nurse).await);
    assert!(!is_heard(&doctor).await);
}

#[tokio::test]
async fn versions_that_were_signed_a_year_ahead_silence_nothing_after_a_restore() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    let nurse = circle.patient.person("Nadia").await;
    let backup = world.relay_is_backed_up();
    const YEAR: i64 = 365 * 24 * HOUR_MS as i64;
    world.clock.is_off_by(YEAR);
    clinic_says(&world, "1").await;
    world.clock.is_off_by(0);
    assert_eq!(emergency(&circle.patient).await, "1");
    world.relay_is_restored(&backup).await;
    world.clock.advance_ms(HOUR_MS);
    assert_eq!(emergency(&circle.patient).await, "1");
    // What is said now stands above what was said ahead.
    clinic_says(&world, "2").await;
    world.admin.revoke(world.clinic, nurse).await.expect("done");
    assert_eq!(emergency(&circle.patient).await, "2");
    circle.patient.syncs().await;
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
}
