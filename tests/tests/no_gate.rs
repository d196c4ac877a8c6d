//! The negative control of `agreement`: with the gate switched off the property fails, and the
//! game that shows it shrinks to a few moves. In a binary of its own: the switch is global.

use kith_core::{
    Role,
    hostile::{Crowd, switch_off_the_gate},
    store::timeline::messages::MessageState,
};
use kith_tests::{Circle, Dice, Move, Person, Violation, World, play, shrink};

#[tokio::test]
async fn without_the_gate_strangers_get_in() {
    switch_off_the_gate();
    let mut found = None;
    for seed in 0..10 {
        let mut dice = Dice::new(seed);
        let game: Vec<Move> = (0..100).map(|_| Move::drawn(&mut dice)).collect();
        if let Err((length, violation)) = play(&game).await {
            found = Some((game[..length].to_vec(), violation));
            break;
        }
    }
    let (game, found) = found.expect("nobody stands at the door");
    assert_ne!(found, Violation::Divergence, "all are equally careless");
    let long = game.len();
    let shortest = shrink(game, &found, 20).await;
    println!("{found:?} by {shortest:?}");
    assert!(shortest.len() <= long.div_ceil(2).max(10), "{shortest:?}");
}

/// A room whose every honest path is larger than a commit may be: the attackers are a daughter and a
/// friend, and no gate has stopped them.
async fn too_large_for_any_commit(world: &World) -> (Circle, Person) {
    switch_off_the_gate();
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    circle
        .patient
        .lets_in(&friend, Role::Family, "friend")
        .await;
    circle.all_sync().await;
    for _ in 0..2 {
        circle.daughter.crowds(Crowd::ComesWithoutPath(350)).await;
        friend.syncs().await;
        friend.crowds(Crowd::ComesWithoutPath(350)).await;
        circle.daughter.syncs().await;
    }
    circle.patient.syncs().await;
    assert_eq!(circle.patient.room().await.leaves.len(), 4 + 1400);
    circle.patient.removes(&circle.nurse).await;
    circle.patient.writes("Without Nadia.").await;
    for _ in 0..6 {
        let _ = circle.patient.tries_to_sync().await;
        world.clock.advance_ms(5 * 60 * 1000);
    }
    let people = circle.patient.room().await.leaves.len();
    assert_eq!(people, 4 + 1400, "the control: nobody goes by a commit");
    (circle, friend)
}

#[tokio::test]
async fn a_room_too_large_for_any_commit_goes_on_in_another_group() {
    let world = World::new().await;
    let (circle, _) = too_large_for_any_commit(&world).await;
    world.clock.advance_ms(2 * 60 * 60 * 1000);
    for _ in 0..3 {
        let _ = circle.patient.tries_to_sync().await;
        let _ = circle.daughter.tries_to_sync().await;
        let _ = circle.nurse.tries_to_sync().await;
    }
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta", "Rui"]);
    let own = circle.patient.sees().await.into_iter();
    let mut own = own.filter(|line| line.body == "Without Nadia.");
    assert_eq!(own.next().map(|line| line.state), Some(MessageState::Sent));
    assert_eq!(circle.daughter.reads().await, ["Marta: Without Nadia."]);
    assert_eq!(circle.nurse.reads().await, [""; 0]);
}

/// Who made it so large goes by a commit that fits, though another one was to go first.
#[tokio::test]
async fn who_made_a_room_too_large_goes_before_who_cannot_go_for_it() {
    let world = World::new().await;
    let (circle, friend) = too_large_for_any_commit(&world).await;
    circle.patient.removes(&friend).await;
    for _ in 0..3 {
        circle.patient.syncs().await;
    }
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    assert_eq!(circle.patient.room().await.leaves.len(), 2 + 700);
}
