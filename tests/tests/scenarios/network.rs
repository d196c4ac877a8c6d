//! Whatever the network does: exactly once, in order, for everyone. Seeded; a failure names its
//! seed.

use kith_core::{Role, store::timeline::messages::RowKind};
use kith_tests::{Circle, Dice, Person, Weather, World};

/// Enough for any weather here; a pass that cannot come through fails the test.
const PATIENCE: usize = 2_000;

async fn comes_through(person: &Person) {
    for _ in 0..PATIENCE {
        if person
            .tries_to_sync()
            .await
            .is_ok_and(|report| report.waiting == 0)
        {
            return;
        }
    }
    panic!("{} never came through", person.name);
}

async fn everyone_reads_the_same(circle: &Circle, messages: usize, seed: u64) {
    let patient = circle.patient.reads().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            patient,
            "{}, seed {seed}",
            person.name
        );
        for kind in [RowKind::Undecryptable, RowKind::Withheld, RowKind::Alarm] {
            assert_eq!(person.codes(kind).await, [""; 0], "seed {seed}");
        }
        let own: Vec<&String> = patient
            .iter()
            .filter(|line| line.starts_with(&person.name))
            .collect();
        let said: Vec<String> = (0..messages)
            .map(|number| format!("{}: message {number}", person.name))
            .collect();
        assert_eq!(own, said.iter().collect::<Vec<_>>(), "seed {seed}");
    }
}

async fn talks_through(weather: Weather, seed: u64, messages: usize) {
    let world = World::new().await;
    let circle = world.circle().await;
    let relay = world.relay_turns_malicious().await;
    relay.weathers(weather, seed);
    let mut dice = Dice::new(seed);
    let mut said = [0; 3];
    while said.iter().any(|said| *said < messages) {
        let who = dice.below(3);
        if said[who] < messages {
            let text = format!("message {}", said[who]);
            circle.everyone()[who].writes(&text).await;
            said[who] += 1;
        }
        if dice.happens(40) {
            // All at once: what one sends crosses what another fetches.
            let [a, b, c] = circle.everyone();
            let _ = tokio::join!(a.tries_to_sync(), b.tries_to_sync(), c.tries_to_sync());
        }
    }
    for _ in 0..2 {
        for person in circle.everyone() {
            comes_through(person).await;
        }
    }
    everyone_reads_the_same(&circle, messages, seed).await;
}

#[tokio::test]
async fn lost_requests_and_long_delays_lose_and_repeat_nothing() {
    // 3 % loss; 600 ms, shortened a hundredfold.
    let weather = Weather {
        lost: 3,
        cut: 3,
        delay_ms: 6,
        ..Weather::default()
    };
    talks_through(weather, 3, 40).await;
}

#[tokio::test]
async fn requests_that_arrive_twice_have_one_effect() {
    let weather = Weather {
        repeated: 100,
        ..Weather::default()
    };
    talks_through(weather, 5, 15).await;
}

#[tokio::test]
async fn answers_that_break_off_are_asked_for_again() {
    let weather = Weather {
        cut: 30,
        ..Weather::default()
    };
    talks_through(weather, 7, 20).await;
}

#[tokio::test]
async fn errors_and_garbage_from_a_proxy_are_waited_out() {
    let weather = Weather {
        unavailable: 20,
        garbage: 20,
        ..Weather::default()
    };
    talks_through(weather, 11, 20).await;
}

#[tokio::test]
async fn everything_at_once_is_still_exactly_once_and_in_order() {
    for seed in 13..16 {
        talks_through(Weather::storm(), seed, 20).await;
    }
}

#[tokio::test]
async fn people_come_and_go_in_a_storm() {
    for seed in 17..19 {
        let world = World::new().await;
        let circle = world.circle().await;
        let rui = world.person("Rui").await;
        let link = circle.patient.invites(Role::Family, "friend").await;
        let relay = world.relay_turns_malicious().await;
        relay.weathers(Weather::storm(), seed);
        let mut tries = 0;
        while rui.tries_link(&link).await.is_err() {
            tries += 1;
            assert!(tries < PATIENCE, "seed {seed}");
        }
        comes_through(&rui).await;
        comes_through(&circle.patient).await;
        circle.patient.approves_all().await;
        circle.patient.removes(&circle.daughter).await;
        circle.nurse.writes("Who is there?").await;
        for _ in 0..3 {
            for person in [&circle.patient, &circle.nurse, &rui, &circle.daughter] {
                // Removed or not yet in, one comes through as well.
                comes_through(person).await;
            }
        }
        relay.behaves();
        for person in [&circle.patient, &circle.nurse, &rui] {
            person.syncs().await;
            assert_eq!(
                person.sees_people().await,
                ["Marta", "Nadia", "Rui"],
                "{}, seed {seed}",
                person.name
            );
        }
        assert_eq!(circle.patient.reads().await, ["Nadia: Who is there?"]);
    }
}
