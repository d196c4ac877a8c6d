//! What is said again as taken back: it stands for what was said, and for nothing else.

use kith_core::{
    hostile::SaidAgain,
    view::{RowContent, TimelineRow},
};
use kith_tests::{Circle, World};

use crate::{
    healing::about,
    said_again::{answers, forged},
};

/// The daughter says four things; of the second and the third the patient knows only that they were said.
async fn two_are_missing(world: &World, circle: &Circle) {
    for text in ["one", "two", "three", "four"] {
        circle.daughter.writes(text).await;
        circle.daughter.syncs().await;
        if text == "one" {
            circle.all_sync().await;
        }
    }
    circle.nurse.syncs().await;
    for newer in [2, 1] {
        world.relay_withholds(newer);
    }
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, ["Ana: one", "Ana: four"]);
}

/// What is said again as taken back stands for what was said, and for nothing else.
#[tokio::test]
async fn who_says_that_it_was_taken_back_slips_nothing_in_before_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    two_are_missing(&world, &circle).await;
    let lie = SaidAgain {
        through: 3,
        erased: vec![3],
        ..forged(2)
    };
    answers(&circle.daughter, &circle.patient, lie).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(
        circle.patient.reads().await,
        ["Ana: one", "Ana: two", "Ana: three", "Ana: four"],
        "what she said to all"
    );
}

/// Who keeps something from one reader alone as if it was taken back leaves a row that says so.
#[tokio::test]
async fn what_is_kept_from_one_as_taken_back_is_seen_to_be_gone() {
    let world = World::new().await;
    let circle = world.circle().await;
    two_are_missing(&world, &circle).await;
    let kept_back = SaidAgain {
        first: 2,
        through: 3,
        erased: vec![2, 3],
        ..SaidAgain::default()
    };
    answers(&circle.daughter, &circle.patient, kept_back).await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    let id = circle.patient.circle().await;
    let rows = circle.patient.client.timeline(id, None, 100).await;
    let rows = rows.expect("read");
    let deleted = |row: &&TimelineRow| row.content == RowContent::Deleted;
    assert_eq!(
        rows.iter().filter(deleted).count(),
        2,
        "she sees that there was something"
    );
    assert_eq!(
        circle.patient.client.verify_derived().await.expect("read"),
        0
    );
}

/// Other words for something, kept from one reader alone, are told to be gone.
#[tokio::test]
async fn other_words_that_are_kept_from_one_are_seen_to_be_gone() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("Two drops.").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let row = circle.daughter.row("Two drops.").await.id;
    let edited = circle.daughter.client.edit(row, "One drop.").await;
    edited.expect("edited");
    circle.daughter.syncs().await;
    circle.daughter.writes("That is all.").await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    world.relay_withholds(1);
    circle.patient.syncs().await;
    let kept_back = SaidAgain {
        first: 2,
        through: 2,
        erased: vec![2],
        ..SaidAgain::default()
    };
    answers(&circle.daughter, &circle.patient, kept_back).await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(about(&circle.patient, "gone").await, ["Ana"]);
}
