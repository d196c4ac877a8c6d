//! What a room goes on anew for by itself.

use std::sync::{Arc, Mutex};

use kith_core::{
    Role,
    hostile::{Attack, RoomState},
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::problem::Code;
use kith_relay::Limits;
use kith_tests::{Circle, Fate, Person, World};

use super::{group, says, they_talk};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

async fn all_lost_their_place(people: &[&Person]) {
    for person in people {
        let codes = person.codes(RowKind::Broken).await;
        assert!(!codes.is_empty(), "{}", person.name);
        assert!(
            person
                .rooms()
                .await
                .iter()
                .all(|room| room.state != RoomState::Active
                    || room.audience != kith_core::rights::table::Audience::Circle)
        );
    }
}

#[tokio::test]
async fn a_path_that_opens_for_nobody_shuts_no_room_for_long() {
    let world = World::new().await;
    let circle = world.circle().await;
    they_talk(&circle.everyone(), "before").await;
    circle.nurse.attacks(Attack::ShutPath).await;
    let shut_out = [&circle.patient, &circle.daughter];
    for _ in 0..2 {
        for person in shut_out {
            person.syncs().await;
        }
    }
    all_lost_their_place(&shut_out).await;
    circle.daughter.writes("can anyone hear me?").await;
    // The control: as long as somebody might take her in again, her device waits for that.
    let old = group(&circle.patient).await;
    world.clock.advance_ms(HOUR_MS / 2);
    for person in shut_out {
        person.syncs().await;
    }
    assert_eq!(group(&circle.patient).await, old);
    world.clock.advance_ms(HOUR_MS);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "after").await;
    for person in circle.everyone() {
        assert_eq!(says(person, "anew-lost").await, 1, "{}", person.name);
        let read = person.reads().await;
        assert!(
            read.contains(&"Ana: can anyone hear me?".to_owned()),
            "{read:?}"
        );
    }
}

/// She need not wait: she may take out whoever did it at once.
#[tokio::test]
async fn who_shut_the_room_is_taken_out_by_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.attacks(Attack::ShutPath).await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    all_lost_their_place(&[&circle.patient, &circle.daughter]).await;
    // Everyone who was shut out reads by whom, and she whom to take out.
    for person in [&circle.patient, &circle.daughter] {
        let mut fell = person.sees().await;
        fell.retain(|line| line.kind == RowKind::Broken);
        assert!(
            fell.iter().all(|line| line.who == "Nadia"),
            "{}",
            person.name
        );
        assert!(!fell.is_empty());
    }
    circle.patient.removes(&circle.nurse).await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    let rest = [&circle.patient, &circle.daughter];
    they_talk(&rest, "without the nurse").await;
    for person in rest {
        assert_eq!(person.sees_people().await, ["Ana", "Marta"]);
    }
    let read = circle.nurse.reads().await;
    assert!(read.iter().all(|said| !said.contains("without the nurse")));
}

#[tokio::test]
async fn an_epoch_whose_branches_are_used_up_shuts_no_room() {
    let world = World::new().await;
    let circle = world.circle().await;
    // Staff, whom nobody here has invited to the clinic: guests of one share a part of an epoch.
    let mut others = Vec::new();
    for name in ["Rui", "Iris", "Omar"] {
        let other = world.clinician(name).await;
        circle.patient.lets_in(&other, Role::Clinician, "").await;
        others.push(other);
    }
    circle.all_sync().await;
    let patched = [&circle.nurse, &others[0], &others[1], &others[2]];
    for person in patched {
        person.syncs().await;
    }
    circle.nurse.attacks(Attack::AddStranger).await;
    let id = circle.nurse.circle().await;
    // A device supersedes an epoch once in a week.
    for (at, person) in patched.into_iter().chain(patched).take(7).enumerate() {
        if at == patched.len() {
            world.clock.advance_ms(8 * DAY_MS);
            world.relay_forgets().await;
        }
        let audience = kith_core::rights::table::Audience::Circle;
        let client = &person.client;
        let tries = async || client.supersedes(id, audience, Attack::AddStranger).await;
        // In a session that is over nothing is proven.
        if tries().await.is_err() {
            tries().await.expect("the relay is blind and takes it");
        }
    }
    // The control: for who is not the patient there is no way on.
    circle.daughter.writes("stuck").await;
    circle.daughter.syncs().await;
    let own = circle.daughter.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Queued);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "after").await;
    for person in &others {
        person.syncs().await;
        assert_eq!(group(person).await, group(&circle.patient).await);
    }
    for person in circle.everyone() {
        assert_eq!(says(person, "anew-blocked").await, 1, "{}", person.name);
        let read = person.reads().await;
        assert_eq!(read.first().map(String::as_str), Some("Ana: stuck"));
    }
}

#[tokio::test]
async fn a_log_that_is_full_shuts_no_room_for_long() {
    let world = World::with_limits(Limits {
        group_bytes: 320 << 10,
        ..Limits::default()
    })
    .await;
    let circle = world.circle().await;
    let noise = "x".repeat(30_000);
    for _ in 0..10 {
        circle.nurse.writes(&noise).await;
        circle.nurse.syncs().await;
    }
    let mut long = String::new();
    for at in 0..10 {
        long = format!("is there room? {at} {}", "y".repeat(40_000));
        circle.patient.writes(&long).await;
        circle.patient.syncs().await;
        let own = circle.patient.sees().await.pop().expect("her own");
        if own.state == MessageState::Queued {
            break;
        }
    }
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Queued, "the log is full");
    let old = group(&circle.patient).await;
    world.clock.advance_ms(HOUR_MS / 2);
    circle.patient.syncs().await;
    assert_eq!(group(&circle.patient).await, old, "it may be for a moment");
    world.clock.advance_ms(HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(says(person, "anew-full").await, 1, "{}", person.name);
        let read = person.reads().await;
        assert!(read.contains(&format!("Marta: {long}")), "{}", person.name);
    }
}

/// The log has no room for what she is to commit, and then somebody else has done it: nothing waits for room.
#[tokio::test]
async fn nobody_goes_on_anew_for_room_that_nothing_waits_for() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let patient = circle.patient.device().await;
    let refuses = Arc::new(Mutex::new("/commits"));
    let old = group(&circle.patient).await;
    let (what, log) = (Arc::clone(&refuses), old.to_hex());
    relay.filters(move |exchange| {
        let path = *what.lock().expect("kept");
        let of_it = exchange.path.contains(&log) && exchange.path.ends_with(path);
        if exchange.device == Some(patient) && of_it {
            return exchange.is_refused(Code::Quota);
        }
        Fate::Arrives
    });
    let nurse = circle.patient.person("Nadia").await;
    world
        .admin
        .revoke(world.clinic, nurse)
        .await
        .expect("revoked");
    world.clock.advance_ms(HOUR_MS);
    circle.patient.syncs().await;
    assert_eq!(
        circle.patient.sees_people().await.len(),
        3,
        "no room for it"
    );
    for _ in 0..2 {
        circle.daughter.syncs().await;
        circle.patient.syncs().await;
    }
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    world.clock.advance_ms(2 * HOUR_MS);
    circle.patient.syncs().await;
    assert_eq!(group(&circle.patient).await, old);
    // Nor at once, where there is none for something else much later.
    *refuses.lock().expect("kept") = "/entries";
    circle.patient.writes("too much").await;
    circle.patient.syncs().await;
    assert_eq!(group(&circle.patient).await, old, "it may be for a moment");
    // The control: what waits for an hour does not wait for good.
    world.clock.advance_ms(HOUR_MS + 60_000);
    circle.patient.syncs().await;
    assert_ne!(group(&circle.patient).await, old);
}

/// Whoever knows a newer policy than the log that a restored relay was led to stays out of it.
#[tokio::test]
async fn who_is_ahead_of_a_log_under_an_older_policy_does_not_stay_out() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    world.relay_is_restored(&backup).await;
    let id = circle.nurse.circle().await;
    circle.nurse.client.renew_keys(id).await.expect("decided");
    circle.nurse.syncs().await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    let broken = circle.patient.codes(RowKind::Broken).await;
    assert!(broken.contains(&"left-behind".to_owned()), "{broken:?}");
    // The control: what the others let her into again is under the older policy.
    let leaves = circle.nurse.room().await.people.len();
    assert_eq!(leaves, 3, "the nurse's room still holds the daughter");
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    let read = circle.daughter.reads().await;
    assert!(
        read.iter().all(|said| !said.contains("just us")),
        "{read:?}"
    );
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

/// However often a room is spoiled, it does not go on anew by itself more than once in six hours.
#[tokio::test]
async fn it_does_not_happen_by_itself_over_and_over() {
    let world = World::new().await;
    let circle = world.circle().await;
    let mut groups = vec![group(&circle.patient).await];
    for _ in 0..2 {
        circle.nurse.attacks(Attack::ShutPath).await;
        for _ in 0..2 {
            circle.patient.syncs().await;
            circle.daughter.syncs().await;
        }
        world.clock.advance_ms(HOUR_MS + 60_000);
        for _ in 0..3 {
            circle.all_sync().await;
        }
        groups.push(group(&circle.patient).await);
    }
    assert_ne!(groups[0], groups[1]);
    assert_eq!(groups[1], groups[2], "not again so soon");
    world.clock.advance_ms(6 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "after").await;
}

/// A guest who came while the room was shut is let in where it goes on.
#[tokio::test]
async fn who_was_confirmed_meanwhile_comes_in() {
    let world = World::new().await;
    let circle: Circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.nurse.attacks(Attack::ShutPath).await;
    circle.patient.syncs().await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
        rui.syncs().await;
    }
    let everyone = [&circle.patient, &circle.nurse, &circle.daughter, &rui];
    they_talk(&everyone, "with Rui").await;
}
