//! What was answered for is there after a crash; what is old goes; keys can be changed.

use kith_protocol::{api::people::Clinic, identity::verify_issuer, problem::Code};

use crate::support::{NOW, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

#[tokio::test]
async fn a_relay_that_was_killed_keeps_what_it_had_answered_for() {
    let world = World::new().await;
    let mut patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "durable").await;
    let world = world.restart().await;
    patient.http.base = world.relay.url();
    assert_eq!(
        patient.http.get("/v1/clinic").await.code(),
        Code::Unauthenticated
    );
    patient.sign_in().await;
    patient.prove(&epoch).await;
    assert_eq!(patient.read(epoch.group, 0).await, ["durable"]);
    assert_eq!(patient.append(&epoch, "next").await, 2);
}

#[tokio::test]
async fn entries_go_with_age_and_the_log_says_so() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "old").await;
    world.clock.advance(31 * DAY_MS);
    let mut patient = patient;
    patient.sign_in().await;
    patient.prove(&epoch).await;
    patient.append(&epoch, "new").await;
    world.relay.run_retention().await.expect("runs");
    assert_eq!(patient.read(epoch.group, 0).await, ["new"]);
    let update = patient.sync(epoch.group, 0).await.groups.remove(0);
    assert_eq!((update.first, update.head), (2, 2));
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_deletes_nothing_until_it_has_gone_on_for_a_week() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "kept").await;
    world.clock.set(NOW + 40 * DAY_MS);
    let mut world = world.restart().await;
    let mut patient = patient;
    patient.http.base = world.relay.url();
    for day in 0..8 {
        let expired = world.relay.run_retention().await.expect("runs");
        if day < 7 {
            assert_eq!(expired.total(), 0, "on day {day}");
        } else {
            assert_eq!(expired.entries, 1, "it was the truth");
        }
        world.clock.advance(DAY_MS);
        if day == 3 {
            // A restart is no proof, and undoes none.
            world.relay.run_retention().await.expect("runs");
            world = world.restart().await;
            patient.http.base = world.relay.url();
            world.relay.run_retention().await.expect("runs");
        }
    }
    patient.sign_in().await;
    patient.prove(&epoch).await;
    assert!(patient.read(epoch.group, 0).await.is_empty());
}

#[tokio::test]
async fn the_issuing_key_is_changed_by_the_root_alone() {
    let world = World::new().await;
    let patient = world.someone().await;
    let serial = |clinic: Clinic| {
        verify_issuer(&clinic.issuer, &world.clinic)
            .expect("signed by the root")
            .serial
    };
    let before = serial(patient.http.get("/v1/clinic").await.ok());
    let admin = world.admin();
    admin.rotate(&world.root).await.expect("rotates");
    admin.close().await;
    let after = serial(patient.http.get("/v1/clinic").await.ok());
    assert!(after > before);
}
