//! A device that was away for longer than the relay keeps what is said.

use kith_core::{Role, rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{Circle, Person, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

async fn codes(person: &Person, code: &str) -> usize {
    let codes = person.codes(RowKind::Healing).await;
    codes.iter().filter(|other| *other == code).count()
}

/// Everyone but Ana says something, and the relay forgets it.
async fn a_month_without_ana(world: &World, circle: &Circle) {
    for text in ["one", "two"] {
        circle.nurse.writes(text).await;
        for person in [&circle.nurse, &circle.patient] {
            person.syncs().await;
        }
    }
    world.clock.advance_ms(31 * DAY_MS);
    world.relay_forgets().await;
}

async fn comes_back(circle: &Circle) {
    for _ in 0..3 {
        circle.all_sync().await;
    }
}

fn sorted(mut rows: Vec<String>) -> Vec<String> {
    rows.sort();
    rows
}

#[tokio::test]
async fn what_the_relay_no_longer_keeps_is_had_from_its_sender() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("zero").await;
    circle.all_sync().await;
    a_month_without_ana(&world, &circle).await;
    comes_back(&circle).await;
    assert_eq!(
        circle.daughter.reads().await,
        ["Nadia: zero", "Nadia: one", "Nadia: two"]
    );
    assert!(codes(&circle.daughter, "missed").await > 0, "it is told");
    assert_eq!(codes(&circle.daughter, "resent").await, 1);
    circle.nurse.writes("three").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            ["Nadia: zero", "Nadia: one", "Nadia: two", "Nadia: three"]
        );
        for kind in [RowKind::Withheld, RowKind::Broken, RowKind::Undecryptable] {
            assert!(person.codes(kind).await.is_empty(), "{}", person.name);
        }
    }
}

#[tokio::test]
async fn who_missed_a_commit_that_is_forgotten_is_added_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    circle
        .patient
        .lets_in(&friend, Role::Family, "friend")
        .await;
    a_month_without_ana(&world, &circle).await;
    circle.nurse.writes("three").await;
    circle.nurse.syncs().await;
    comes_back(&circle).await;
    friend.syncs().await;
    comes_back(&circle).await;
    assert_eq!(
        circle.daughter.codes(RowKind::Broken).await[..1],
        ["forgotten"]
    );
    assert!(codes(&circle.daughter, "readded").await > 0);
    circle.daughter.writes("I am back").await;
    comes_back(&circle).await;
    circle.nurse.writes("four").await;
    comes_back(&circle).await;
    assert_eq!(
        sorted(circle.daughter.reads().await),
        [
            "Ana: I am back",
            "Nadia: four",
            "Nadia: one",
            "Nadia: three",
            "Nadia: two",
        ],
        "each once"
    );
    assert!(circle.daughter.codes(RowKind::Withheld).await.is_empty());
    assert_eq!(
        circle.daughter.sees_people().await,
        ["Ana", "Marta", "Nadia", "Rui"]
    );
}

#[tokio::test]
async fn who_missed_a_commit_and_hears_nothing_more_finds_out_by_speaking() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    circle.patient.client.renew_keys(id).await.expect("decided");
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    world.clock.advance_ms(31 * DAY_MS);
    world.relay_forgets().await;
    circle.daughter.syncs().await;
    circle.daughter.writes("I am back").await;
    comes_back(&circle).await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Ana: I am back"], "{}", person.name);
    }
}

#[tokio::test]
async fn who_was_added_again_shows_nothing_twice() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    for text in ["one", "two"] {
        circle.nurse.writes(text).await;
        circle.all_sync().await;
    }
    circle.daughter.loses_state(Audience::Circle).await;
    circle.nurse.writes("three").await;
    circle.nurse.syncs().await;
    comes_back(&circle).await;
    // The nurse says again what she had said before, as a relay's restore makes her do.
    let backup = world.relay_is_backed_up();
    let mut world = world;
    world.relay_is_restored(&backup).await;
    comes_back(&circle).await;
    circle.nurse.writes("four").await;
    comes_back(&circle).await;
    assert_eq!(
        circle.daughter.reads().await,
        ["Nadia: one", "Nadia: two", "Nadia: three", "Nadia: four"]
    );
    assert!(circle.daughter.codes(RowKind::Withheld).await.is_empty());
}
