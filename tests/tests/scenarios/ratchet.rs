//! How far a sender's ratchet turns in an epoch.

use kith_core::{rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{Circle, World};

async fn epoch(circle: &Circle) -> u64 {
    let id = circle.nurse.circle().await;
    let rooms = circle.nurse.client.rooms(id).await.expect("listed");
    let room = rooms.iter().find(|room| room.audience == Audience::Circle);
    room.expect("a room").node
}

async fn turns(circle: &Circle, steps: usize, counted: bool) {
    let id = circle.daughter.circle().await;
    let client = &circle.daughter.client;
    let turned = client.turns_ratchet(id, Audience::Circle, steps, counted);
    turned.await.expect("turned");
}

async fn writes(circle: &Circle, words: &str) {
    circle.daughter.writes(words).await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
}

/// A step for each message that is said to come between: a receiver derives them all.
#[tokio::test]
async fn who_says_they_are_far_ahead_is_not_followed_and_talk_goes_on() {
    let world = World::new().await;
    let circle = world.circle().await;
    turns(&circle, 9_000, false).await;
    writes(&circle, "Can you read this?").await;
    assert_eq!(circle.nurse.reads().await, ["Ana: Can you read this?"]);
    turns(&circle, 10_001, false).await;
    writes(&circle, "And this?").await;
    assert_eq!(circle.nurse.reads().await, ["Ana: Can you read this?"]);
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await.len(), 1);

    circle.patient.writes("Good night.").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    assert_eq!(read.last().map(String::as_str), Some("Marta: Good night."));
}

#[tokio::test]
async fn who_has_said_very_much_renews_the_epoch_before_more_is_said() {
    let world = World::new().await;
    let circle = world.circle().await;
    let before = epoch(&circle).await;
    turns(&circle, 4_999, true).await;
    writes(&circle, "The last but one.").await;
    assert_eq!(epoch(&circle).await, before, "not before it must be");
    writes(&circle, "The last.").await;
    assert_ne!(epoch(&circle).await, before);
    writes(&circle, "Once more.").await;
    assert_eq!(
        circle.nurse.reads().await,
        [
            "Ana: The last but one.",
            "Ana: The last.",
            "Ana: Once more."
        ]
    );
}
