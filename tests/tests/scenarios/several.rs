//! One person, several circles, several clinics, several relays, one store.

use kith_core::{Role, circle::room_id::shared, rights::table::Audience};
use kith_tests::World;

#[tokio::test]
async fn a_nurse_serves_two_patients_and_is_a_patient_elsewhere() {
    let (here, there) = (World::new().await, World::new().await);
    let nurse = here.clinician("Nadia").await;
    let (marta, paul) = (here.patient("Marta").await, here.patient("Paul").await);
    for patient in [&marta, &paul] {
        patient
            .makes_circle(&format!("{}'s circle", patient.name))
            .await;
        patient.lets_in(&nurse, Role::Clinician, "").await;
    }
    nurse.redeems(&there.patient_link().await).await;
    let clinics = nurse.client.clinics().await.expect("listed");
    assert_eq!(clinics.len(), 2);
    let own = nurse
        .client
        .create_circle(clinics[1].account, "My own")
        .await
        .expect("made");
    nurse.syncs().await;
    let circles = nurse.client.circles().await.expect("listed");
    assert_eq!(circles.len(), 3);

    for row in &circles {
        let text = format!("about {}", row.title);
        nurse
            .client
            .send(shared(&row.id, Audience::Circle), &text)
            .await
            .expect("kept");
    }
    nurse.syncs().await;
    marta.syncs().await;
    paul.syncs().await;
    assert_eq!(marta.reads().await, ["Nadia: about Marta's circle"]);
    assert_eq!(paul.reads().await, ["Nadia: about Paul's circle"]);
    let mine = nurse.client.timeline(own, None, 10).await.expect("read");
    assert_eq!(mine[0].body(), "about My own");
    assert_eq!(nurse.finds("about").await.len(), 3);
}

#[tokio::test]
async fn a_relay_that_is_away_does_not_keep_the_other_from_working() {
    let (here, there) = (World::new().await, World::new().await);
    let patient = here.patient("Marta").await;
    let first = patient.makes_circle("Here").await;
    patient.redeems(&there.patient_link().await).await;
    let clinics = patient.client.clinics().await.expect("listed");
    let second = patient
        .client
        .create_circle(clinics[1].account, "There")
        .await
        .expect("made");
    patient.syncs().await;
    here.network.goes_down();
    for circle in [first, second] {
        patient
            .client
            .send(shared(&circle, Audience::Circle), "hello")
            .await
            .expect("kept");
    }
    assert!(patient.tries_to_sync().await.is_err());
    let state = |rows: Vec<kith_core::view::TimelineRow>| rows[0].state;
    use kith_core::store::timeline::messages::MessageState::{Queued, Sent};
    let here_row = patient.client.timeline(first, None, 1).await.expect("read");
    let there_row = patient
        .client
        .timeline(second, None, 1)
        .await
        .expect("read");
    assert_eq!((state(here_row), state(there_row)), (Queued, Sent));
}

#[tokio::test]
async fn a_guest_at_a_clinic_may_become_its_patient() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.redeems(&world.patient_link().await).await;
    assert_eq!(
        circle
            .daughter
            .client
            .clinics()
            .await
            .expect("listed")
            .len(),
        1
    );
    let account = circle.daughter.client.clinics().await.expect("listed")[0].account;
    circle
        .daughter
        .client
        .create_circle(account, "Ana's circle")
        .await
        .expect("made");
    circle.daughter.syncs().await;
    assert_eq!(
        circle
            .daughter
            .client
            .circles()
            .await
            .expect("listed")
            .len(),
        2
    );
}

#[tokio::test]
async fn whoever_starts_their_circle_twice_has_one() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let account = patient.client.clinics().await.expect("listed")[0].account;
    let first = patient.client.start_circle(account, "Marta’s circle").await;
    let again = patient.client.start_circle(account, "Once more").await;
    assert_eq!(first.expect("made"), again.expect("found"));
    assert_eq!(patient.client.circles().await.expect("listed").len(), 1);
}
