//! What is said again to one is what was said to all, by who is in.

use kith_core::{
    hostile::{Attack, SaidAgain},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::{ids::DeviceId, limits::MAX_NUMBER};
use kith_tests::{Circle, Fate, Person, World};

use crate::{
    healing::about,
    malicious_member::{agree, refused, talk_goes_on},
};

/// The daughter says three things; of the second the patient knows only that it was said.
async fn one_is_missing(world: &World, circle: &Circle) {
    for text in ["one", "two", "three"] {
        circle.daughter.writes(text).await;
        circle.daughter.syncs().await;
        if text == "one" {
            circle.all_sync().await;
        }
    }
    circle.nurse.syncs().await;
    world.relay_withholds(1);
    circle.patient.syncs().await;
    let withheld = circle.patient.codes(RowKind::Withheld).await;
    assert_eq!(withheld, ["gap", "shown-otherwise"]);
    assert_eq!(circle.patient.reads().await, ["Ana: one", "Ana: three"]);
}

pub(crate) async fn answers(from: &Person, to: &Person, again: SaidAgain) {
    let id = from.circle().await;
    let person = from.person(&to.name).await;
    let said = from.client.says_again(id, Audience::Circle, person, again);
    said.await.expect("queued");
}

pub(crate) fn forged(counter: u64) -> SaidAgain {
    SaidAgain {
        first: counter,
        through: counter,
        more: false,
        events: vec![(counter, [7; 16], "Give her the double dose.".to_owned())],
        erased: Vec::new(),
    }
}

#[tokio::test]
async fn who_was_removed_says_nothing_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    one_is_missing(&world, &circle).await;
    // Her name is not among the people any more when she answers.
    answers(&circle.daughter, &circle.patient, forged(2)).await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, ["Ana: one", "Ana: three"]);
    assert_eq!(
        about(&circle.patient, "gone").await,
        ["Ana"],
        "and it is told"
    );
    circle.nurse.syncs().await;
    agree([&circle.patient, &circle.nurse]).await;
}

/// What nobody can hold against anything: of what Ana said the nurse knows no end.
async fn open_to_whatever_ana_says(circle: &mut Circle) {
    circle.daughter.writes("one").await;
    circle.daughter.syncs().await;
    circle.all_sync().await;
    circle.nurse.loses_state(Audience::Circle).await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
}

#[tokio::test]
async fn who_is_out_by_a_log_that_is_still_to_be_read_says_nothing_again() {
    for removed in [false, true] {
        let world = World::new().await;
        let mut circle = world.circle().await;
        open_to_whatever_ana_says(&mut circle).await;
        if removed {
            circle.patient.removes(&circle.daughter).await;
            circle.patient.syncs().await;
        }
        // It lies in the nurse's inbox before she reads the log.
        answers(&circle.daughter, &circle.nurse, forged(2)).await;
        let _ = circle.daughter.tries_to_sync().await;
        circle.nurse.syncs().await;
        circle.nurse.syncs().await;
        let read = circle.nurse.reads().await;
        let told = read.iter().any(|said| said.contains("double dose"));
        assert_eq!(told, !removed, "{read:?}");
    }
}

/// Nadia says again what nobody asked for, and far more of it than waits for a log to be read, before Ana answers.
#[tokio::test]
async fn who_answers_without_end_in_one_room_keeps_no_answer_out_of_another() {
    let world = World::new().await;
    let circle = world.circle().await;
    one_is_missing(&world, &circle).await;
    let id = circle.nurse.circle().await;
    let marta = circle.nurse.person("Marta").await;
    for first in 1..=10 {
        let words = "x".repeat(64_000);
        let events = (first..first + 7).map(|at| (at, [7; 16], words.clone()));
        let much = SaidAgain {
            events: events.collect(),
            ..forged(first)
        };
        let client = &circle.nurse.client;
        let said = client.says_again(id, Audience::Care, marta, much).await;
        said.expect("queued");
    }
    circle.nurse.syncs().await;
    let waits: usize = world
        .relay_holds("body", "inbox")
        .iter()
        .map(Vec::len)
        .sum();
    assert!(waits > 4 << 20, "control: {waits} bytes");
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(
        circle.patient.reads().await,
        ["Ana: one", "Ana: two", "Ana: three"]
    );
}

#[tokio::test]
async fn nobody_is_told_something_else_than_all() {
    let world = World::new().await;
    let circle = world.circle().await;
    one_is_missing(&world, &circle).await;
    for more in [false, true] {
        let again = SaidAgain { more, ..forged(2) };
        answers(&circle.daughter, &circle.patient, again).await;
        circle.daughter.syncs().await;
    }
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(
        circle.patient.reads().await,
        ["Ana: one", "Ana: two", "Ana: three"],
        "what she said to all"
    );
    // She is told that Ana's device said something else, once; the others were asked nothing.
    for person in circle.everyone() {
        let told = person.codes(RowKind::Alarm).await;
        let expected: &[&str] = match person.name.as_str() {
            "Marta" => &["said-otherwise"],
            _ => &[],
        };
        assert_eq!(told, expected, "{}", person.name);
    }
}

#[tokio::test]
async fn what_has_other_words_by_now_comes_with_those_and_stands_where_it_stood() {
    let world = World::new().await;
    let circle = world.circle().await;
    one_is_missing(&world, &circle).await;
    let two = circle.daughter.row("two").await.id;
    for words in ["two or so", "two and a half"] {
        let edits = circle.daughter.client.edit(two, words).await;
        edits.expect("edited");
        circle.daughter.syncs().await;
    }
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        let all = ["Ana: one", "Ana: two and a half", "Ana: three"];
        assert_eq!(person.reads().await, all, "{}", person.name);
        assert_eq!(person.finds("two").await, ["two and a half"]);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
    // Of what others stand in the place of nothing is missed.
    world.clock.advance_ms(11 * 60 * 1000);
    circle.all_sync().await;
    for person in circle.everyone() {
        assert!(about(person, "gone").await.is_empty(), "{}", person.name);
    }
    // Nor is what it said first anywhere but where the record is kept.
    let patient = circle.patient.row("two and a half").await.id;
    let before = circle.patient.client.revisions(patient).await;
    assert!(before.expect("read").is_empty());
}

/// The device's chain goes on elsewhere, and says what it has said last.
#[tokio::test]
async fn who_goes_on_elsewhere_says_nothing_else_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    for text in ["one", "two"] {
        circle.daughter.writes(text).await;
        circle.daughter.syncs().await;
        if text == "one" {
            circle.all_sync().await;
        }
    }
    circle.nurse.syncs().await;
    world.relay_withholds(0);
    circle.patient.syncs().await;
    // Nothing shows yet that she said more.
    assert_eq!(circle.patient.reads().await, ["Ana: one"]);
    let goes_on = Attack::Restart {
        said: 2,
        from: 1 << 40,
    };
    circle.daughter.attacks(goes_on).await;
    circle.patient.syncs().await;
    answers(&circle.daughter, &circle.patient, forged(2)).await;
    circle.daughter.syncs().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(
        circle.patient.reads().await,
        ["Ana: one", "Ana: two"],
        "what she said to all"
    );
}

/// Who left is not asked, and what of theirs is missing is told to be gone.
#[tokio::test]
async fn nobody_who_left_is_asked() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    // The question goes out only when she is gone.
    let patient = circle.patient.device().await;
    relay.filters(move |exchange| {
        let letter = exchange.path.starts_with("/v1/inbox/");
        if letter && exchange.device == Some(patient) {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    for text in ["one", "two", "three"] {
        circle.daughter.writes(text).await;
        circle.daughter.syncs().await;
        if text == "one" {
            circle.all_sync().await;
        }
    }
    world.relay_withholds(1);
    let _ = circle.patient.tries_to_sync().await;
    relay.stops_lying();
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counts = std::sync::Arc::clone(&asked);
    let daughter = circle.daughter.device().await;
    relay.filters(move |exchange| {
        if exchange.path == format!("/v1/inbox/{}", daughter.to_hex()) {
            counts.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
        Fate::Arrives
    });
    for _ in 0..3 {
        world.clock.advance_ms(20 * 60 * 1000);
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 0);
    assert_eq!(about(&circle.patient, "gone").await, ["Ana"]);
}

fn counts_letters(
    relay: &kith_tests::MaliciousRelay,
    from: DeviceId,
) -> std::sync::Arc<std::sync::atomic::AtomicUsize> {
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counts = std::sync::Arc::clone(&sent);
    relay.filters(move |exchange| {
        if exchange.device == Some(from) && exchange.path.starts_with("/v1/inbox/") {
            counts.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
        Fate::Arrives
    });
    sent
}

#[tokio::test]
async fn questions_that_count_up_get_one_answer() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    for text in ["one", "two", "three", "four", "five", "six"] {
        circle.nurse.writes(text).await;
    }
    circle.all_sync().await;
    let sent = counts_letters(&relay, circle.nurse.device().await);
    let id = circle.daughter.circle().await;
    let nurse = circle.daughter.person("Nadia").await;
    for first in 1..=6 {
        let asked = circle
            .daughter
            .client
            .asks_from(id, Audience::Circle, nurse, first);
        asked.await.expect("decided");
        circle.daughter.syncs().await;
        circle.nurse.syncs().await;
    }
    assert_eq!(sent.load(std::sync::atomic::Ordering::SeqCst), 1);
}

/// The control: whoever missed more than one letter holds has all of it.
#[tokio::test]
async fn what_fills_several_letters_comes_whole() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("zero").await;
    circle.all_sync().await;
    circle.daughter.loses_state(Audience::Circle).await;
    let long = "x".repeat(60_000);
    for n in 0..14 {
        circle.nurse.writes(&format!("{n} {long}")).await;
    }
    circle.nurse.syncs().await;
    for _ in 0..6 {
        circle.all_sync().await;
    }
    let read = circle.daughter.reads().await;
    let numbers: Vec<String> = read
        .iter()
        .map(|said| said.chars().take(10).collect::<String>())
        .collect();
    assert_eq!(read.len(), 15, "{numbers:?}");
    assert!(about(&circle.daughter, "gone").await.is_empty());
    for n in 0..14 {
        let said = format!("Nadia: {n} ");
        assert!(read[n + 1].starts_with(&said), "{n}: {numbers:?}");
    }
}

#[tokio::test]
async fn an_answer_with_numbers_that_nobody_counts_to_stops_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    one_is_missing(&world, &circle).await;
    for number in [1 << 63, u64::MAX, i64::MAX as u64, MAX_NUMBER] {
        for more in [false, true] {
            for (first, through) in [(2, number), (number, number), (number, 2)] {
                let again = SaidAgain {
                    first,
                    through,
                    more,
                    ..SaidAgain::default()
                };
                answers(&circle.daughter, &circle.patient, again).await;
            }
        }
    }
    circle.daughter.syncs().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
    assert_eq!(
        circle.patient.reads().await[..3],
        ["Ana: one", "Ana: two", "Ana: three"]
    );
}

#[tokio::test]
async fn a_request_with_a_time_that_nobody_counts_to_stops_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.daughter.circle().await;
    for at in [1 << 63, u64::MAX, i64::MAX as u64, MAX_NUMBER] {
        let asks = circle
            .daughter
            .client
            .asks_to_return(id, Audience::Circle, at);
        asks.await.expect("queued");
        circle.daughter.syncs().await;
        circle.all_sync().await;
    }
    for person in [&circle.patient, &circle.nurse] {
        assert!(about(person, "readded").await.is_empty());
    }
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_request_with_such_a_time_in_a_commit_is_refused_by_all() {
    for at in [1 << 63, u64::MAX, i64::MAX as u64, MAX_NUMBER] {
        let world = World::new().await;
        let circle = world.circle().await;
        let id = circle.daughter.circle().await;
        let request = circle.nurse.client.request_of(id, Audience::Circle, at);
        let request = request.await.expect("made");
        circle.daughter.attacks(Attack::PutBack(request)).await;
        refused(&circle, "readded-unasked").await;
    }
}

#[tokio::test]
async fn a_policy_that_nobody_counts_to_is_refused_by_all() {
    for version in [0, 1 << 63, u64::MAX, i64::MAX as u64, MAX_NUMBER] {
        let world = World::new().await;
        let circle = world.circle().await;
        let counted = Attack::CountPolicy(version);
        circle.patient.attacks(counted).await;
        let honest = [&circle.nurse, &circle.daughter];
        for person in honest {
            person.syncs().await;
            assert_eq!(person.codes(RowKind::Alarm).await, ["policy"]);
        }
        talk_goes_on(honest).await;
        agree(honest).await;
    }
}
