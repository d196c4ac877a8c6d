//! The clinic's signed documents, when the relay is set back to a backup.

use kith_core::circle::rights::Audience;
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
