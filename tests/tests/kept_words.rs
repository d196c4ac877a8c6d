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
