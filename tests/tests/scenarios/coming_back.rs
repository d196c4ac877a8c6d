//! A store that was put back comes in again with what waited in it, behind all that was said.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::healing::about;
use kith_core::{
    hostile::Attack,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_tests::{Circle, Fate, Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

async fn all_settle(world: &World, circle: &Circle) {
    for _ in 0..3 {
        circle.all_sync().await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
}

async fn waits_for_nothing(person: &Person) {
    let rows = person.sees().await;
    assert!(
        rows.iter()
            .all(|row| !matches!(row.state, MessageState::Queued | MessageState::Refused))
    );
}

/// The copy holds a message that was sealed and not taken; then the relay forgets what it would
/// know it by.
#[tokio::test]
async fn what_a_copy_had_sealed_hides_nothing_that_it_says_later() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    let nurse = circle.nurse.device().await;
    let cut = Arc::new(AtomicBool::new(true));
    let is_cut = Arc::clone(&cut);
    relay.filters(move |exchange| {
        let hers = exchange.device == Some(nurse) && exchange.path.ends_with("/entries");
        if hers && is_cut.load(Ordering::SeqCst) {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    circle.nurse.writes("sealed in the copy").await;
    let _ = circle.nurse.tries_to_sync().await;
    let copy = circle.nurse.is_copied().await;
    cut.store(false, Ordering::SeqCst);
    circle.nurse.writes("never in the copy").await;
    circle.all_sync().await;
    // A commit of someone else is among what the relay forgets.
    circle.patient.renews_keys().await;
    circle.all_sync().await;
    world.clock.advance_ms(31 * DAY_MS);
    world.relay_forgets().await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.writes("written since").await;
    all_settle(&world, &circle).await;
    circle.nurse.writes("and this").await;
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(
            person.reads().await,
            [
                "Nadia: sealed in the copy",
                "Nadia: never in the copy",
                "Nadia: written since",
                "Nadia: and this"
            ],
            "as {} sees it",
            person.name
        );
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
        assert!(about(person, "gone").await.is_empty());
    }
    waits_for_nothing(&circle.nurse).await;
}

/// A relay that has only ever said one moment chooses no counter.
#[tokio::test]
async fn a_relay_without_a_time_hides_nothing_of_who_was_put_back() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    let copy = circle.nurse.is_copied().await;
    for text in ["one", "two", "three"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
    }
    circle.all_sync().await;
    circle.nurse.is_put_back(&copy).await;
    let nurse = circle.nurse.device().await;
    relay.lies(move |exchange| {
        if exchange.device == Some(nurse) {
            exchange.in_sync(|answer| {
                answer.now = 1;
                for entry in answer
                    .groups
                    .iter_mut()
                    .flat_map(|group| &mut group.entries)
                {
                    entry.at = 1;
                }
            });
        }
    });
    circle.nurse.syncs().await;
    circle.nurse.writes("four").await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    relay.stops_lying();
    for person in [&circle.patient, &circle.daughter] {
        assert!(
            person.reads().await.contains(&"Nadia: four".to_owned()),
            "as {} sees it",
            person.name
        );
    }
}

/// A chain that goes on below where it was is followed, and told.
#[tokio::test]
async fn a_chain_that_goes_on_below_itself_is_told() {
    let world = World::new().await;
    let circle = world.circle().await;
    for text in ["one", "two", "three"] {
        circle.daughter.writes(text).await;
    }
    circle.all_sync().await;
    let below = Attack::Restart { said: 1, from: 1 };
    circle.daughter.attacks(below).await;
    for person in [&circle.patient, &circle.nurse] {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Withheld).await, ["gap"]);
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
    }
}

/// Who was out while somebody's chain went on elsewhere has all of it, and is told of no loss.
#[tokio::test]
async fn who_comes_back_over_a_restart_misses_nothing() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    circle.daughter.loses_state(Audience::Circle).await;
    let copy = circle.nurse.is_copied().await;
    circle.nurse.writes("one").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.writes("two").await;
    for _ in 0..2 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
    }
    all_settle(&world, &circle).await;
    circle.nurse.writes("three").await;
    all_settle(&world, &circle).await;
    let read = circle.daughter.reads().await;
    for said in ["Nadia: before", "Nadia: two", "Nadia: three"] {
        assert!(read.contains(&said.to_owned()), "{said} of {read:?}");
    }
    assert!(about(&circle.daughter, "gone").await.is_empty(), "{read:?}");
    assert_eq!(circle.daughter.codes(RowKind::Withheld).await, [""; 0]);
}
