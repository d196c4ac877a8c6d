//! Answers that are none, and the clinic's documents.

use std::sync::{Arc, Mutex};

use kith_core::Error;
use kith_protocol::{api::people::Clinic, cbor};
use kith_tests::{Exchange, MaliciousRelay, Person, World};

use super::scene::{scene, talk_resumes};

async fn is_waited_out(lie: impl FnMut(&mut Exchange) + Send + 'static) {
    let (_world, circle, relay) = scene().await;
    relay.lies(lie);
    circle.patient.writes("kept").await;
    for person in circle.everyone() {
        assert!(person.tries_to_sync().await.is_err());
    }
    relay.stops_lying();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Marta: kept"]);
    }
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn garbage_is_waited_out() {
    is_waited_out(|exchange| exchange.answer = vec![0xff; 1_000]).await;
}

#[tokio::test]
async fn bodies_larger_than_any_answer_are_waited_out() {
    is_waited_out(|exchange| exchange.answer = vec![0; 9 << 20]).await;
}

#[tokio::test]
async fn another_answer_than_asked_for_is_waited_out() {
    is_waited_out(|exchange| exchange.answers(&vec!["what?"; 20])).await;
}

#[tokio::test]
async fn a_length_that_lies_is_waited_out() {
    let bomb = [0x9b, 0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    is_waited_out(move |exchange| exchange.answer = bomb.to_vec()).await;
}

/// What the relay answers to the next question after the clinic.
async fn documents(world: &World, person: &Person, relay: &MaliciousRelay) -> Clinic {
    let kept: Arc<Mutex<Option<Clinic>>> = Arc::default();
    let keep = Arc::clone(&kept);
    relay.lies(move |exchange| {
        if exchange.path == "/v1/clinic" && exchange.status == 200 {
            let clinic = cbor::decode(&exchange.answer, 1 << 20).expect("documents");
            *keep.lock().expect("unpoisoned") = Some(clinic);
        }
    });
    world.clock.advance_ms(60 * 60 * 1000);
    person.syncs().await;
    relay.behaves();
    kept.lock().expect("unpoisoned").clone().expect("asked")
}

fn shows(relay: &MaliciousRelay, clinic: Clinic) {
    relay.lies(move |exchange| {
        if exchange.path == "/v1/clinic" && exchange.status == 200 {
            exchange.answers(&clinic);
        }
    });
}

#[tokio::test]
async fn another_clinics_documents_are_not_this_ones() {
    let (world, circle, relay) = scene().await;
    let other = World::new().await;
    let relay_there = other.relay_turns_malicious().await;
    let stranger = other.patient("Eve").await;
    let theirs = documents(&other, &stranger, &relay_there).await;
    shows(&relay, theirs);
    world.clock.advance_ms(60 * 60 * 1000);
    let before = circle.patient.client.clinics().await.expect("listed");
    assert!(matches!(
        circle.patient.tries_to_sync().await,
        Err(Error::NotTheClinic(_))
    ));
    let after = circle.patient.client.clinics().await.expect("listed");
    assert_eq!(before[0].name, after[0].name);
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn the_clinics_documents_do_not_go_back() {
    let (world, circle, relay) = scene().await;
    let old = documents(&world, &circle.patient, &relay).await;
    let nurse = circle.patient.person("Nadia").await;
    world
        .admin
        .revoke(world.clinic, nurse)
        .await
        .expect("revoked");
    world.clock.advance_ms(60 * 60 * 1000);
    circle.daughter.syncs().await;
    // The revocation is taken back by the relay, not by the clinic.
    shows(&relay, old);
    world.clock.advance_ms(60 * 60 * 1000);
    circle.daughter.writes("Is she gone?").await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, ["Ana: Is she gone?"]);
    assert_eq!(circle.daughter.sees_people().await, ["Ana", "Marta"]);
    assert_eq!(circle.nurse.reads().await, [""; 0]);
}
