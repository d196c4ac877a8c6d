//! The negative control of what is deleted: where the index keeps the words of what was taken back, they are found in
//! it. In a binary of its own: the mistake is made by all of it.

#![cfg(feature = "crash-points")]

use kith_tests::{World, pages_with, tables_with};

#[tokio::test]
async fn without_the_deletion_from_the_index_the_words_are_found() {
    kith_crash::make("index.kept");
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Call Dr Quetzalcoatlus.").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let row = circle.patient.row("Call Dr Quetzalcoatlus.").await.id;
    let taken = circle.patient.client.delete_for_everyone(row).await;
    taken.expect("taken back");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        person.closes().await;
        let found = tables_with(person, "uetzalcoat");
        assert_eq!(found, ["message_text_data"], "of {}", person.name);
        assert!(pages_with(person, "uetzalcoat") > 0);
    }
}

/// What is taken back before somebody fetches it never gets into the index of theirs: nothing has to take it out.
#[tokio::test]
async fn what_comes_together_with_what_takes_it_back_is_not_in_the_index_even_so() {
    kith_crash::make("index.kept");
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Call Dr Quetzalcoatlus.").await;
    circle.patient.syncs().await;
    let row = circle.patient.row("Call Dr Quetzalcoatlus.").await.id;
    let taken = circle.patient.client.delete_for_everyone(row).await;
    taken.expect("taken back");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in [&circle.nurse, &circle.daughter] {
        person.closes().await;
        assert_eq!(tables_with(person, "uetzalcoat"), [""; 0]);
        assert_eq!(pages_with(person, "uetzalcoat"), 0, "of {}", person.name);
    }
}
