//! A patient, her daughter and a nurse talk through a real relay.

use kith_core::rights::table::Audience;
use kith_tests::World;

#[tokio::test]
async fn three_people_talk() {
    let world = World::new().await;
    let circle = world.circle().await;
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    circle.nurse.writes("How was the night?").await;
    circle.all_sync().await;
    circle.patient.writes("Better, thank you.").await;
    circle.daughter.writes("She slept five hours.").await;
    circle.all_sync().await;
    let said = [
        "Nadia: How was the night?",
        "Marta: Better, thank you.",
        "Ana: She slept five hours.",
    ];
    for person in circle.everyone() {
        assert_eq!(person.reads().await, said, "as {} sees it", person.name);
    }
}

#[tokio::test]
async fn the_care_room_is_never_encrypted_to_family() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle
        .patient
        .writes_to(Audience::Care, "I have not told Ana yet.")
        .await;
    circle.all_sync().await;
    assert_eq!(
        circle.nurse.reads().await,
        ["Marta: I have not told Ana yet."]
    );
    assert_eq!(circle.daughter.reads().await, [""; 0]);
}
