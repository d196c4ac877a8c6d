//! Someone who is in very many rooms.

use std::time::Duration;

use kith_core::{
    NewInvitation, Role,
    circle::room_id::shared,
    rights::table::Audience,
    store::{Change, ChangeEvent, circle::invitations::InvitationState},
};
use kith_protocol::limits::MAX_SYNC_GROUPS;
use kith_tests::World;

/// Less than a sync waits at the relay before it asks again by itself.
const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn who_is_in_more_rooms_than_one_request_names_hears_at_once_of_any() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let client = &patient.client;
    let account = client.clinics().await.expect("listed")[0].account;
    let mut last = None;
    // Each has two rooms.
    for number in 0..=MAX_SYNC_GROUPS / 2 {
        let title = format!("Circle {number}");
        let made = client.create_circle(account, &title);
        last = Some(made.await.expect("made"));
    }
    let last = last.expect("one at least");
    // The relay lets nobody make that many at once.
    while patient.syncs().await.progress {
        world.clock.advance_ms(1_000_000);
    }

    let nurse = world.clinician("Nadia").await;
    let whom = NewInvitation {
        role: Role::Clinician,
        relationship: String::new(),
        valid_for_ms: 60 * 60 * 1000,
    };
    let link = client.invite(last, whom).await.expect("may invite");
    patient.syncs().await;
    nurse.redeems(&link).await;
    patient.syncs().await;
    for invitation in client.invitations(last).await.expect("listed") {
        assert_eq!(invitation.state, InvitationState::Consented);
        client.approve(invitation.id).await.expect("approved");
    }
    for _ in 0..2 {
        patient.syncs().await;
        nurse.syncs().await;
    }

    client.start().await.expect("started");
    // After a whole pass nothing is left but to wait.
    patient.syncs().await;
    let mut changes = client.subscribe();
    nurse
        .client
        .send(shared(&last, Audience::Circle), "Good morning.")
        .await
        .expect("kept");
    nurse.syncs().await;
    let heard = async {
        loop {
            match changes.next().await {
                Some(ChangeEvent::Changes(set)) if set.contains(&Change::Timeline(last.into())) => {
                    break;
                }
                Some(_) => {}
                None => panic!("the store is open"),
            }
        }
    };
    tokio::time::timeout(SOON, heard).await.expect("at once");
    client.stop();
}
