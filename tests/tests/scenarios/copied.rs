//! A store that is put back from a copy: what was said with it since is known to everyone else.

use std::sync::{Arc, Mutex};

use kith_core::{
    hostile::Saying,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::api::{groups::Append, sync::SyncAnswer};
use kith_tests::{Circle, Fate, MaliciousRelay, Person, World};
use tempfile::TempDir;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Nadia's store is copied, then she says this and that with it.
async fn copied_and_used(circle: &mut Circle) -> TempDir {
    circle.nurse.writes("before").await;
    circle.all_sync().await;
    let copy = circle.nurse.is_copied().await;
    for text in ["one", "two"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
    }
    copy
}

pub(crate) async fn all_settle(world: &World, circle: &Circle) {
    for _ in 0..3 {
        circle.all_sync().await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
}

pub(crate) async fn notices(person: &Person, code: &str) -> usize {
    let rows = person.sees().await;
    rows.iter().filter(|row| row.body == code).count()
}

/// To the others nothing looks withheld, forged or lost.
async fn nothing_is_wrong(others: [&Person; 2]) {
    for person in others {
        for kind in [
            RowKind::Withheld,
            RowKind::Alarm,
            RowKind::Undecryptable,
            RowKind::Unknown,
            RowKind::Broken,
        ] {
            assert_eq!(person.codes(kind).await, [""; 0], "to {}", person.name);
        }
        assert_eq!(notices(person, "gone").await, 0, "to {}", person.name);
    }
}

async fn waits_for_nothing(person: &Person) {
    let rows = person.sees().await;
    assert!(
        rows.iter()
            .all(|row| !matches!(row.state, MessageState::Queued | MessageState::Refused))
    );
}

/// Everything that anyone hands to the relay as a message, taken or not.
pub(crate) fn on_the_wire(relay: &MaliciousRelay) -> Arc<Mutex<Vec<Vec<u8>>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let keeps = Arc::clone(&heard);
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/entries")
            && let Some(append) = exchange.asked::<Append>()
        {
            let bodies = append
                .entries
                .into_iter()
                .map(|entry| entry.body.into_vec());
            keeps.lock().expect("kept").extend(bodies);
        }
        Fate::Arrives
    });
    heard
}

#[tokio::test]
async fn a_store_that_was_put_back_says_so_once_and_goes_on() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = copied_and_used(&mut circle).await;
    circle.patient.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.syncs().await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 1);
    circle.nurse.writes("three").await;
    circle.patient.writes("I hear you.").await;
    all_settle(&world, &circle).await;
    circle.nurse.writes("four").await;
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        let mut read = person.reads().await;
        read.sort();
        assert_eq!(
            read,
            [
                "Marta: I hear you.",
                "Nadia: before",
                "Nadia: four",
                "Nadia: one",
                "Nadia: three",
                "Nadia: two"
            ],
            "as {} sees it",
            person.name
        );
    }
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
    waits_for_nothing(&circle.nurse).await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 1, "once");
    assert!(
        circle
            .nurse
            .reads()
            .await
            .contains(&"Marta: I hear you.".to_owned())
    );
}

#[tokio::test]
async fn what_waited_in_the_copy_and_what_is_written_to_it_reach_everyone_once() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("waited in the copy").await;
    let copy = circle.nurse.is_copied().await;
    circle.nurse.writes("never in the copy").await;
    circle.nurse.syncs().await;
    circle.all_sync().await;
    circle.nurse.is_put_back(&copy).await;
    world.clock.advance_ms(HOUR_MS);
    circle.nurse.writes("written before a sync").await;
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        let mut read = person.reads().await;
        read.sort();
        assert_eq!(
            read,
            [
                "Nadia: never in the copy",
                "Nadia: waited in the copy",
                "Nadia: written before a sync"
            ],
            "as {} sees it",
            person.name
        );
    }
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
    waits_for_nothing(&circle.nurse).await;
}

#[tokio::test]
async fn no_key_is_used_twice() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    let heard = on_the_wire(&relay);
    let copy = circle.nurse.is_copied().await;
    for text in ["one", "two"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
    }
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.writes("three").await;
    for _ in 0..3 {
        circle.nurse.syncs().await;
    }
    let id = circle.daughter.circle().await;
    let envelopes = heard.lock().expect("kept").clone();
    assert_eq!(envelopes.len(), 3);
    let witness = &circle.daughter.client;
    let twice = witness.keys_used_twice(id, Audience::Circle, envelopes);
    assert_eq!(twice.await.expect("looked at"), 0);
}

/// The control: a store that does not look at the log first is found out.
#[tokio::test]
async fn a_key_that_is_used_twice_would_be_seen() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    let heard = on_the_wire(&relay);
    let copy = circle.nurse.is_copied().await;
    circle.nurse.writes("one").await;
    circle.nurse.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    let id = circle.nurse.circle().await;
    let says = Saying::Plain(b"two".to_vec());
    let said = circle.nurse.client.says(id, Audience::Circle, says);
    said.await.expect("the relay is blind and takes it");
    let envelopes = heard.lock().expect("kept").clone();
    let witness = &circle.daughter.client;
    let twice = witness.keys_used_twice(id, Audience::Circle, envelopes);
    assert_eq!(twice.await.expect("looked at"), 1);
}

#[tokio::test]
async fn a_relay_that_hides_the_log_is_found_out_by_its_own_answer() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    let copy = copied_and_used(&mut circle).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.writes("three").await;
    relay.lies(|exchange| {
        exchange.in_sync(|answer: &mut SyncAnswer| answer.groups.clear());
    });
    circle.nurse.syncs().await;
    relay.stops_lying();
    assert_eq!(notices(&circle.nurse, "put-back").await, 1);
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(
            person.reads().await,
            ["Nadia: before", "Nadia: one", "Nadia: two", "Nadia: three"]
        );
    }
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
    waits_for_nothing(&circle.nurse).await;
}

#[tokio::test]
async fn it_is_said_once_in_a_circle_of_several_rooms() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.nurse.is_copied().await;
    circle.nurse.writes("to all").await;
    circle
        .nurse
        .writes_to(Audience::Care, "to the clinic")
        .await;
    circle.nurse.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.syncs().await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 1);
    circle.nurse.writes("to all again").await;
    circle
        .nurse
        .writes_to(Audience::Care, "to the clinic again")
        .await;
    all_settle(&world, &circle).await;
    let mut read = circle.patient.reads().await;
    read.sort();
    assert_eq!(
        read,
        [
            "Nadia: to all",
            "Nadia: to all again",
            "Nadia: to the clinic",
            "Nadia: to the clinic again"
        ]
    );
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
    waits_for_nothing(&circle.nurse).await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 1);
}

#[tokio::test]
async fn who_cannot_follow_their_own_commit_is_added_again() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    let copy = circle.patient.is_copied().await;
    circle.patient.writes("one").await;
    circle
        .patient
        .lets_in(&rui, kith_core::Role::Family, "friend")
        .await;
    circle.patient.writes("two").await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.patient.is_put_back(&copy).await;
    circle.patient.writes("three").await;
    all_settle(&world, &circle).await;
    rui.syncs().await;
    circle.patient.writes("four").await;
    all_settle(&world, &circle).await;
    rui.syncs().await;
    assert_eq!(notices(&circle.patient, "put-back").await, 1);
    for person in [&circle.nurse, &circle.daughter] {
        assert_eq!(
            person.reads().await,
            ["Marta: one", "Marta: two", "Marta: three", "Marta: four"],
            "as {} sees it",
            person.name
        );
    }
    assert_eq!(
        rui.reads().await,
        ["Marta: two", "Marta: three", "Marta: four"]
    );
    nothing_is_wrong([&circle.nurse, &circle.daughter]).await;
    waits_for_nothing(&circle.patient).await;
    let people = circle.patient.sees_people().await;
    assert_eq!(people, ["Ana", "Marta", "Nadia", "Rui"]);
}

#[tokio::test]
async fn a_copy_from_before_what_the_log_keeps_goes_on_too() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = copied_and_used(&mut circle).await;
    circle.all_sync().await;
    // A commit of someone else is among what the relay forgets.
    let id = circle.patient.circle().await;
    let renewed = circle.patient.client.renews_keys(id, Audience::Circle);
    renewed.await.expect("decided");
    circle.all_sync().await;
    world.clock.advance_ms(31 * DAY_MS);
    world.relay_forgets().await;
    circle.patient.writes("still here").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.writes("three").await;
    all_settle(&world, &circle).await;
    circle.nurse.writes("four").await;
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(
            person.reads().await,
            [
                "Nadia: before",
                "Nadia: one",
                "Nadia: two",
                "Marta: still here",
                "Nadia: three",
                "Nadia: four"
            ],
            "as {} sees it",
            person.name
        );
    }
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
    waits_for_nothing(&circle.nurse).await;
}

#[tokio::test]
async fn who_is_alone_in_her_circle_goes_on_by_herself() {
    let world = World::new().await;
    let mut patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let copy = patient.is_copied().await;
    patient.writes("one").await;
    patient.syncs().await;
    patient.is_put_back(&copy).await;
    patient.writes("two").await;
    for _ in 0..2 {
        patient.syncs().await;
    }
    assert_eq!(patient.reads().await, ["Marta: two"]);
    assert_eq!(notices(&patient, "put-back").await, 1);
    waits_for_nothing(&patient).await;
}

#[tokio::test]
async fn two_copies_in_use_do_not_push_each_other_out_for_ever() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.nurse.is_copied().await;
    let twin = circle.nurse.runs_twice(&copy).await;
    for round in 0..6 {
        if round == 0 {
            circle.nurse.writes("by the one").await;
            twin.writes("by the other").await;
        }
        for person in [&circle.nurse, &circle.patient, &twin, &circle.daughter] {
            person.syncs().await;
            // No two copies do anything at the same moment.
            world.clock.advance_ms(1_000);
        }
        circle.all_sync().await;
        twin.syncs().await;
        circle.all_sync().await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    let told = notices(&circle.nurse, "put-back").await
        + notices(&circle.nurse, "copied").await
        + notices(&twin, "put-back").await
        + notices(&twin, "copied").await;
    assert!(told >= 1, "it is told");
    let came = notices(&circle.patient, "readded").await;
    // Within the day for which the one that was put out leaves the other its place.
    for _ in 0..5 {
        circle.all_sync().await;
        twin.syncs().await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    assert_eq!(
        notices(&circle.patient, "readded").await,
        came,
        "nobody is pushed out while nobody writes"
    );
    let mut read = circle.patient.reads().await;
    read.sort();
    assert_eq!(read, ["Nadia: by the one", "Nadia: by the other"]);
    nothing_is_wrong([&circle.patient, &circle.daughter]).await;
}
