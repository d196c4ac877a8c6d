//! Connections that die without a word, and waits that are cut. These wait for real seconds: what they
//! measure is how many, so nothing else runs beside them (.config/nextest.toml).

use std::time::{Duration, Instant};

use kith_core::{Reach, store::timeline::messages::MessageState};
use kith_tests::{Circle, Middlebox, World};

/// What is promised.
const NOTICED: Duration = Duration::from_secs(15);

async fn behind_a_box(world: &World) -> (Circle, Middlebox) {
    let mut circle = world.circle().await;
    let between = Middlebox::before(world.relay().address()).await;
    world.network.leads_to(between.address());
    // Opened again she knows nothing of the relay: what is shown then came through the box.
    circle.patient.closes().await;
    circle.patient.reopens().await;
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Online).await;
    (circle, between)
}

/// The nurse begins anew and writes: what she then sends goes over connections that the box has not
/// forgotten.
async fn nurse_writes(circle: &mut Circle, words: &str) {
    circle.nurse.closes().await;
    circle.nurse.reopens().await;
    circle.nurse.writes(words).await;
}

async fn hears_again_in_time(world: World) {
    let (mut circle, between) = behind_a_box(&world).await;
    nurse_writes(&mut circle, "Do you hear me?").await;
    circle.nurse.syncs().await;
    circle.patient.comes_to_read("Do you hear me?").await;
    nurse_writes(&mut circle, "And now?").await;
    between.forgets_connections();
    let start = Instant::now();
    circle.nurse.syncs().await;
    circle.patient.comes_to_read("And now?").await;
    assert!(start.elapsed() < NOTICED, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_wait_on_a_dead_connection_is_noticed_within_fifteen_seconds() {
    tokio::join!(
        hears_again_in_time(World::over_tls().await),
        hears_again_in_time(World::new().await)
    );
}

async fn is_sent_in_time(world: World) {
    let (circle, between) = behind_a_box(&world).await;
    between.forgets_connections();
    let start = Instant::now();
    circle.patient.writes("I took the tablets.").await;
    let (mut chat, _wheel) = circle
        .patient
        .client
        .watch_chat(circle.patient.circle().await);
    loop {
        let chat = chat.next().await.expect("read").expect("open");
        if chat
            .rows
            .last()
            .is_some_and(|row| row.state == MessageState::Sent)
        {
            break;
        }
    }
    assert!(start.elapsed() < NOTICED, "{:?}", start.elapsed());
}

#[tokio::test]
async fn what_is_written_into_a_dead_connection_goes_out_within_fifteen_seconds() {
    tokio::join!(
        is_sent_in_time(World::over_tls().await),
        is_sent_in_time(World::new().await)
    );
}

#[tokio::test]
async fn a_network_that_swallows_everything_is_said_to_be_offline_within_fifteen_seconds() {
    let world = World::over_tls().await;
    let (circle, between) = behind_a_box(&world).await;
    between.swallows_everything();
    let start = Instant::now();
    circle.patient.shows(Reach::Offline).await;
    assert!(start.elapsed() < NOTICED, "{:?}", start.elapsed());
    between.recovers();
    circle.patient.client.try_again();
    circle.patient.shows(Reach::Online).await;
}

#[tokio::test]
async fn another_network_is_tried_at_once() {
    let world = World::over_tls().await;
    let (mut circle, between) = behind_a_box(&world).await;
    nurse_writes(&mut circle, "Welcome to the other network.").await;
    between.forgets_connections();
    let start = Instant::now();
    circle.nurse.syncs().await;
    circle.patient.client.network(true);
    circle
        .patient
        .comes_to_read("Welcome to the other network.")
        .await;
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn waits_that_are_cut_after_seconds_are_no_failures() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let lasts = Duration::from_millis(1_500);
    let between = Middlebox::that_cuts_after(world.relay().address(), lasts).await;
    world.network.leads_to(between.address());
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Online).await;
    let start = Instant::now();
    let from = between.connections();
    tokio::select! {
        // Pauses that doubled to a minute would take 31 s on top of the waits; these take 15 at most.
        () = between.takes(from + 6) => {}
        before = circle.patient.shows(Reach::Offline) => panic!("told as offline: {before:?}"),
    }
    assert!(
        start.elapsed() < 6 * lasts + Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_box_that_cuts_every_wait_does_not_keep_a_device_busy() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let lasts = Duration::from_millis(1_100);
    let between = Middlebox::that_cuts_after(world.relay().address(), lasts).await;
    world.network.leads_to(between.address());
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Online).await;
    // The pauses have grown as long as they do; each is then two seconds or more.
    between.takes(between.connections() + 5).await;
    let start = Instant::now();
    between.takes(between.connections() + 4).await;
    assert!(
        start.elapsed() > 4 * (lasts + Duration::from_secs(2)) - lasts,
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn what_is_written_goes_out_on_the_connection_that_waits() {
    let world = World::over_tls().await;
    let (circle, between) = behind_a_box(&world).await;
    circle.nurse.client.start().await.expect("it runs");
    between.takes(2).await;
    for number in 0..5 {
        let words = format!("message {number}");
        circle.patient.writes(&words).await;
        circle.nurse.comes_to_read(&words).await;
    }
    assert_eq!(between.connections(), 2, "one each");
}
