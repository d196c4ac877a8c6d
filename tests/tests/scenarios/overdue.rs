//! What waited for its time and could not be said then: less than a day later it goes out, as of its time; after that
//! it is not said, by no clock that jumps and by no copy of its store, and its words are there to be had.

use kith_core::{
    circle::room_id::shared, present::WhyNot, rights::table::Audience, store::rows::LaterId,
    store::timeline::messages::RowKind,
};
use kith_tests::{Circle, Person, World};

use crate::copied::{all_settle, notices};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Says something to everyone, so many milliseconds from now.
async fn says_in(person: &Person, after: u64, words: &str) -> LaterId {
    let to = shared(&person.circle().await, Audience::Circle);
    let at = person.clock().now() + after;
    let kept = person.client.say_later(to, words, at, None).await;
    kept.expect("it is kept")
}

/// What waits, and why it was not said.
async fn waits(person: &Person) -> Vec<(String, Option<WhyNot>)> {
    let (mut watch, _wheel) = person.client.watch_chat(person.circle().await);
    let chat = watch.next().await.expect("read").expect("open");
    let waits = chat.later.into_iter().map(|row| (row.body, row.unsaid));
    waits.collect()
}

fn one(words: &str, unsaid: Option<WhyNot>) -> Vec<(String, Option<WhyNot>)> {
    vec![(words.to_owned(), unsaid)]
}

#[tokio::test]
async fn what_was_due_a_day_ago_is_not_said_and_its_words_are_there() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let at = world.clock.now();
    let lost = says_in(&circle.patient, HOUR_MS, "I come at five today.").await;
    says_in(&circle.patient, HOUR_MS + 1, "Bring the key.").await;
    says_in(&circle.patient, 2 * HOUR_MS, "The soup is in the fridge.").await;
    circle.patient.closes().await;
    // A phone that was off.
    world.clock.advance_ms(DAY_MS + HOUR_MS + 2);
    circle.patient.reopens().await;
    circle.all_sync().await;
    let left = waits(&circle.patient).await;
    let late = Some(WhyNot::TooLate);
    let both = [("I come at five today.", late), ("Bring the key.", late)];
    assert_eq!(left, both.map(|(words, why)| (words.to_owned(), why)));
    // What was due less than a day ago goes, and says of when it is.
    let soup = circle.nurse.row("The soup is in the fridge.").await;
    assert_eq!((soup.sent_at, soup.clock_off), (at + 2 * HOUR_MS, false));
    circle.patient.reopens_after_closing().await;
    circle.all_sync().await;
    let told = circle.patient.codes(RowKind::Healing).await;
    assert_eq!(told, ["later-too-late"], "once");
    assert_eq!(
        circle.patient.client.next_later().await.expect("read"),
        None
    );
    for person in [&circle.nurse, &circle.daughter] {
        assert_eq!(person.reads().await, ["Marta: The soup is in the fridge."]);
        assert_eq!(person.codes(RowKind::Healing).await, [""; 0]);
    }
    // Who wants it all the same says it, now or at another time.
    let marta = &circle.patient.client;
    let now = world.clock.now();
    let again = marta.change_later(lost, "I come at five tomorrow.", now);
    again.await.expect("said");
    circle.all_sync().await;
    let read = circle.nurse.reads().await;
    assert_eq!(
        read.last().expect("a row"),
        "Marta: I come at five tomorrow."
    );
    assert_eq!(waits(&circle.patient).await, one("Bring the key.", late));
}

#[tokio::test]
async fn while_nobody_says_how_late_it_is_nothing_is_given_up() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    says_in(&circle.patient, HOUR_MS, "I come at five today.").await;
    circle.patient.closes().await;
    world.clock.advance_ms(20 * DAY_MS);
    world.network.goes_down();
    circle.patient.reopens().await;
    let _ = circle.patient.tries_to_sync().await;
    assert_eq!(
        waits(&circle.patient).await,
        one("I come at five today.", None)
    );
    world.network.comes_back();
    circle.all_sync().await;
    let late = Some(WhyNot::TooLate);
    assert_eq!(
        waits(&circle.patient).await,
        one("I come at five today.", late)
    );
    assert_eq!(circle.nurse.reads().await, [""; 0]);
}

#[tokio::test]
async fn a_clock_that_jumps_says_nothing_before_its_time_and_gives_nothing_up() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    says_in(&circle.patient, HOUR_MS, "Good morning.").await;
    says_in(&circle.patient, 300 * DAY_MS, "Happy birthday.").await;
    for reopens in [false, true] {
        circle.patient.clock().is_off_by(300 * 24 * 60 * 60 * 1000);
        if reopens {
            // Nothing has been heard of the relay's time in this process yet.
            circle.patient.reopens_after_closing().await;
        }
        circle.all_sync().await;
        circle.patient.clock().is_off_by(0);
        let waits = waits(&circle.patient).await;
        assert!(waits.iter().all(|(_, unsaid)| unsaid.is_none()));
        assert_eq!(waits.len(), 2, "{reopens}");
    }
    assert_eq!(circle.nurse.reads().await, [""; 0]);
    // Control: when its time has come by both it goes.
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Good morning."]);
}

/// Nadia's store is copied while something waits for its time, and says it then.
async fn said_after_a_copy(world: &World, circle: &mut Circle) -> tempfile::TempDir {
    says_in(&circle.nurse, 2 * HOUR_MS, "I come at five today.").await;
    circle.all_sync().await;
    let copy = circle.nurse.is_copied().await;
    world.clock.advance_ms(2 * HOUR_MS);
    circle.nurse.syncs().await;
    circle.nurse.writes("I am on my way.").await;
    circle.all_sync().await;
    copy
}

async fn reads_once(circle: &Circle) {
    for person in [&circle.patient, &circle.daughter] {
        let read = person.reads().await;
        let once = ["Nadia: I come at five today.", "Nadia: I am on my way."];
        assert_eq!(read, once, "as {} sees it", person.name);
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
    }
}

#[tokio::test]
async fn what_was_said_at_its_time_is_not_said_again_by_a_copy() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = said_after_a_copy(&world, &mut circle).await;
    // The same day: the copy says it, and everyone knows that it is the same.
    world.clock.advance_ms(4 * HOUR_MS);
    circle.nurse.is_put_back(&copy).await;
    all_settle(&world, &circle).await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 1);
    assert_eq!(waits(&circle.nurse).await, []);
    reads_once(&circle).await;
    // Control: the very words, typed anew, are others.
    circle.nurse.writes("I come at five today.").await;
    all_settle(&world, &circle).await;
    assert_eq!(circle.patient.reads().await.len(), 3);
}

#[tokio::test]
async fn what_was_said_days_ago_is_not_said_by_a_store_that_was_put_back() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = said_after_a_copy(&world, &mut circle).await;
    world.clock.advance_ms(4 * DAY_MS);
    circle.nurse.is_put_back(&copy).await;
    all_settle(&world, &circle).await;
    reads_once(&circle).await;
    let late = Some(WhyNot::TooLate);
    assert_eq!(
        waits(&circle.nurse).await,
        one("I come at five today.", late)
    );
    assert_eq!(notices(&circle.nurse, "later-too-late").await, 1);
}
