//! What is shown of the way to the relay, moment by moment.

use kith_core::Reach;
use kith_tests::World;

#[tokio::test]
async fn nothing_is_claimed_before_the_first_exchange_has_ended() {
    let world = World::new().await;
    let mut marta = world.patient("Marta").await;
    marta.closes().await;
    marta.reopens().await;
    assert_eq!(marta.shows(Reach::Unknown).await, []);
    marta.syncs().await;
    assert_eq!(marta.shows(Reach::Online).await, []);
    marta.closes().await;
    marta.reopens().await;
    world.network.goes_down();
    marta.client.start().await.expect("it runs");
    let before = marta.shows(Reach::Offline).await;
    assert!(
        before.iter().all(|was| *was == Reach::Unknown),
        "{before:?}"
    );
}

#[tokio::test]
async fn without_a_network_nothing_is_tried_and_it_is_said_at_once() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Online).await;
    circle.patient.client.network(false);
    assert_eq!(circle.patient.shows(Reach::Offline).await, []);
    circle.nurse.writes("Can you read me?").await;
    circle.nurse.syncs().await;
    assert_eq!(circle.patient.reads().await, [""; 0]);
    circle.patient.client.network(true);
    circle.patient.comes_to_read("Can you read me?").await;
    circle.patient.shows(Reach::Online).await;
}

#[tokio::test]
async fn a_network_that_is_back_is_not_said_to_lead_anywhere_before_it_did() {
    let world = World::new().await;
    let marta = world.patient("Marta").await;
    marta.shows(Reach::Online).await;
    marta.client.network(false);
    world.network.goes_down();
    marta.client.network(true);
    assert_eq!(marta.shows(Reach::Offline).await, []);
    assert!(marta.tries_to_sync().await.is_err());
    assert_eq!(marta.shows(Reach::Offline).await, []);
    world.network.comes_back();
    marta.syncs().await;
    assert_eq!(marta.shows(Reach::Online).await, []);
}

#[tokio::test]
async fn who_looks_again_has_every_relay_tried_at_once() {
    let world = World::new().await;
    let marta = world.patient("Marta").await;
    world.network.goes_down();
    marta.client.start().await.expect("it runs");
    marta.client.foreground(false);
    marta.shows(Reach::Offline).await;
    world.network.comes_back();
    marta.client.foreground(true);
    marta.shows(Reach::Online).await;
}
