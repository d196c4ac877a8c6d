use kith_core::view::Span;
use kith_tests::World;

#[tokio::test]
async fn a_hit_stands_between_what_was_said_around_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Is she eating?").await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    circle
        .daughter
        .writes("Only soup 🍲, no other soups.")
        .await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    circle.patient.writes("I like soup.").await;

    let found = circle.patient.client.find(None, "sou", 10).await;
    let found = found.expect("searched");
    assert_eq!(found.len(), 2, "what waits to be sent is found as well");
    assert_eq!(found[0].row.body(), "I like soup.");
    assert!(found[0].after.is_none());
    let hit = &found[1];
    let (before, after) = (hit.before.as_ref(), hit.after.as_ref());
    assert_eq!(before.expect("a question").body(), "Is she eating?");
    assert_eq!(after.expect("an answer").body(), "I like soup.");
    assert_eq!(hit.circle_title, "Marta's circle");
    let spans = [Span { start: 5, end: 9 }, Span { start: 23, end: 28 }];
    assert_eq!(hit.matches, spans);
}

#[tokio::test]
async fn a_search_in_a_circle_finds_nothing_of_another() {
    let world = World::new().await;
    let marta = world.circle().await;
    let paul = world.patient("Paul").await;
    paul.makes_circle("Paul's circle").await;
    let link = paul.invites(kith_core::Role::Clinician, "").await;
    marta.nurse.redeems(&link).await;
    paul.syncs().await;
    paul.approves_all().await;
    paul.syncs().await;
    marta.nurse.syncs().await;
    paul.writes("Soup again.").await;
    paul.syncs().await;
    marta.patient.writes("Soup, please.").await;
    marta.patient.syncs().await;
    marta.nurse.syncs().await;

    let nurse = &marta.nurse.client;
    let all = nurse.find(None, "soup", 10).await.expect("searched");
    assert_eq!(all.len(), 2);
    let of = marta.patient.circle().await;
    let hers = nurse
        .find(Some(of.into()), "soup", 10)
        .await
        .expect("searched");
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0].row.body(), "Soup, please.");
    assert_eq!(hers[0].circle_title, "Marta's circle");
}
