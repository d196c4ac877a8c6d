//! Who was removed takes nobody along who has lost their place.

use kith_core::{
    Role,
    hostile::{Attack, Lie, RoomState},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_tests::{Circle, Person, World};

use crate::{
    healing::about,
    malicious_member::agree,
    put_back::{key, request_of},
};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Rui has made a change that does not open for the daughter, and the patient has taken the nurse out, whose
/// device has not read that; the daughter asks everyone whom she knows to be added again.
async fn the_daughter_asks(world: &World, circle: &Circle) -> Person {
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.daughter.writes("Good morning.").await;
    circle.all_sync().await;
    rui.syncs().await;
    let ana = rui.person("Ana").await;
    rui.attacks(Attack::SplitPath(ana, Lie::Garbled)).await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.patient.removes(&circle.nurse).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.codes(RowKind::Broken).await, [""]);
    rui
}

/// The nurse answers first, beside her removal, with a group of her own making.
async fn the_nurse_leads(world: &World, circle: &Circle) {
    let removal = circle.patient.room().await.node;
    let id = circle.nurse.circle().await;
    let refuses = circle.nurse.client.refuses(id, Audience::Circle, removal);
    refuses.await.expect("noted");
    let request = request_of(&circle.daughter, Audience::Circle, world.clock.now() + 1).await;
    let daughter = key(&circle.daughter).await;
    let decoy = circle.patient.client.package().await.expect("made");
    let led = circle
        .nurse
        .client
        .leads_astray(id, Audience::Circle, daughter, request, decoy);
    let at = led.await.expect("the relay is blind and takes it");
    assert!(at > removal);
    circle.daughter.syncs().await;
    assert_eq!(about(&circle.daughter, "unconfirmed").await, ["Nadia"]);
}

/// The daughter writes, and two days later she stands where the patient does, who has read it.
async fn finds_back(world: &World, circle: &Circle) {
    circle.daughter.writes("Which dose?").await;
    circle.daughter.syncs().await;
    for _ in 0..8 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
        world.clock.advance_ms(6 * HOUR_MS);
    }
    assert_eq!(circle.daughter.room().await.state, RoomState::Active);
    agree([&circle.patient, &circle.daughter]).await;
    circle.patient.writes("Half of it.").await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    for person in [&circle.patient, &circle.daughter] {
        let read = person.reads().await;
        let said = |words: &str| read.iter().filter(|line| *line == words).count();
        assert_eq!(
            (said("Ana: Which dose?"), said("Marta: Half of it.")),
            (1, 1),
            "{} reads {read:?}",
            person.name
        );
    }
    assert_eq!(
        circle.daughter.sees_people().await,
        ["Ana", "Marta", "Rui"],
        "who is in"
    );
}

#[tokio::test]
async fn who_was_removed_takes_nobody_along_who_lost_their_place() {
    let world = World::new().await;
    let circle = world.circle().await;
    the_daughter_asks(&world, &circle).await;
    the_nurse_leads(&world, &circle).await;
    finds_back(&world, &circle).await;
}

/// The control: nobody leads her anywhere.
#[tokio::test]
async fn who_lost_their_place_is_added_again_beside_a_removal() {
    let world = World::new().await;
    let circle = world.circle().await;
    the_daughter_asks(&world, &circle).await;
    finds_back(&world, &circle).await;
}
