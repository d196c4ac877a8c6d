//! A store that was put back to before a room went on, or before somebody was taken out.

use kith_core::{
    Code, Role, hostile::Attack, rights::table::Audience, store::timeline::messages::MessageState,
};
use kith_protocol::api::sync::Access;
use kith_tests::{Circle, Fate, Person, World};

use super::{goes_on_without, group, says, starts_anew, they_talk};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// The word came to her once, and comes no more by itself: within a day she asks for it.
#[tokio::test]
async fn a_member_whose_store_was_put_back_is_told_where_the_room_goes_on() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.nurse.is_copied().await;
    let old = group(&circle.nurse).await;
    starts_anew(&circle).await;
    circle.nurse.is_put_back(&copy).await;
    circle.all_sync().await;
    assert_eq!(group(&circle.nurse).await, old, "nothing tells her");
    world.clock.advance_ms(DAY_MS);
    for _ in 0..2 {
        circle.all_sync().await;
    }
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&circle.everyone(), "together").await;
}

/// Who was left behind is told nothing, however often they ask.
#[tokio::test]
async fn who_was_left_behind_asks_in_vain() {
    let world = World::new().await;
    let circle = world.circle().await;
    goes_on_without(&circle, &circle.daughter).await;
    let old = group(&circle.daughter).await;
    let items = circle.daughter.sees().await.len();
    for _ in 0..4 {
        world.clock.advance_ms(DAY_MS);
        circle.all_sync().await;
    }
    assert_eq!(group(&circle.daughter).await, old);
    assert_eq!(circle.daughter.sees().await.len(), items);
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
}

/// She has left the daughter behind, and her store does not know it any more.
async fn forgets_whom_she_left(circle: &mut Circle) {
    let copy = circle.patient.is_copied().await;
    goes_on_without(circle, &circle.daughter).await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    circle.patient.is_put_back(&copy).await;
}

#[tokio::test]
async fn a_patient_whose_store_was_put_back_says_nothing_to_whom_she_left() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    forgets_whom_she_left(&mut circle).await;
    circle.patient.writes("she must not read this").await;
    circle.patient.syncs().await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
        let read = person.reads().await;
        let waited = "Marta: she must not read this".to_owned();
        assert!(read.contains(&waited), "{read:?}");
    }
}

/// The control: as long as the relay hides that there is such a log, her device does not know it.
#[tokio::test]
async fn what_the_relay_hides_it_does_not_know() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    forgets_whom_she_left(&mut circle).await;
    let patient = circle.patient.device().await;
    relay.lies(move |exchange| {
        if exchange.device == Some(patient) {
            exchange.in_sync(|answer| {
                for update in &mut answer.groups {
                    if update.access == Access::Unproven {
                        update.access = Access::Unknown;
                    }
                }
            });
        }
    });
    circle.patient.writes("to whom?").await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    assert_eq!(circle.daughter.reads().await, ["Marta: to whom?"]);
    relay.behaves();
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    let read = circle.daughter.reads().await;
    assert!(read.iter().all(|said| !said.contains("just us")));
}

/// A patched member answers her asking from a branch in which whom she has taken out still is.
#[tokio::test]
async fn a_branch_from_before_a_removal_takes_no_patient_in() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "son").await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.all_sync().await;
    let copy = circle.patient.is_copied().await;
    circle.patient.removes(&rui).await;
    circle.patient.syncs().await;
    circle.patient.is_put_back(&copy).await;
    let (id, client) = (circle.daughter.circle().await, &circle.daughter.client);
    let branch = client.supersedes(id, Audience::Circle, Attack::Update);
    branch.await.expect("the relay is blind and takes it");
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert!(circle.patient.room().await.unconfirmed, "she is in it");
    circle.patient.writes("Rui must not read this").await;
    circle.patient.syncs().await;
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Queued);
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
        rui.syncs().await;
    }
    they_talk(&circle.everyone(), "without him").await;
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        let read = person.reads().await;
        let waited = "Marta: Rui must not read this".to_owned();
        assert!(read.contains(&waited), "{read:?}");
    }
    assert_eq!(rui.reads().await, [""; 0]);
}

/// She has let a friend in, her store does not know it any more, and she decides to go on without her daughter; nobody
/// else was there since.
async fn forgets_whom_she_let_in(world: &World, circle: &mut Circle, friend: &Person) {
    let copy = circle.patient.is_copied().await;
    circle.patient.lets_in(friend, Role::Family, "friend").await;
    circle.patient.is_put_back(&copy).await;
    circle.patient.syncs().await;
    goes_on_without(circle, &circle.daughter).await;
    for _ in 0..3 {
        world.clock.advance_ms(2 * HOUR_MS);
        circle.patient.syncs().await;
    }
}

/// Before anybody has told her what they know her device does not decide who is in.
#[tokio::test]
async fn whom_she_let_in_before_her_store_was_put_back_comes_along() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    forgets_whom_she_let_in(&world, &mut circle, &rui).await;
    circle.patient.writes("without Ana").await;
    for _ in 0..4 {
        for person in [&circle.nurse, &circle.patient, &rui] {
            person.syncs().await;
        }
        world.clock.advance_ms(2 * HOUR_MS);
    }
    they_talk(&[&circle.patient, &circle.nurse, &rui], "together").await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    assert_eq!(
        circle.patient.sees_people().await,
        ["Marta", "Nadia", "Rui"]
    );
    assert!(rui.reads().await.contains(&"Marta: without Ana".into()));
    assert_eq!(says(&circle.patient, "left-out").await, 0);
}

/// Nobody can let her in again: she learns of it, and may invite them once more.
#[tokio::test]
async fn whom_she_let_in_before_is_told_of_where_the_room_goes_on_without_them() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    forgets_whom_she_let_in(&world, &mut circle, &rui).await;
    let nurse = circle.nurse.device().await;
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/commits") && exchange.device == Some(nurse) {
            return exchange.is_refused(Code::RateLimited);
        }
        Fate::Arrives
    });
    for _ in 0..4 {
        for person in [&circle.nurse, &circle.patient] {
            let _ = person.tries_to_sync().await;
        }
        world.clock.advance_ms(2 * HOUR_MS);
    }
    relay.behaves();
    assert_eq!(circle.patient.sees_people().await, ["Marta", "Nadia"]);
    assert_eq!(says(&circle.patient, "left-out").await, 1);
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    let read = rui.reads().await;
    assert!(read.iter().all(|said| !said.contains("just us")));
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    they_talk(&[&circle.patient, &circle.nurse, &rui], "together").await;
}

/// She decides to be without her daughter, which the relay holds up, while she is led to where another copy of her
/// store has gone on with her.
#[tokio::test]
async fn what_she_has_decided_holds_where_another_copy_leads_her() {
    for quietly in [false, true] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let mut circle = world.circle().await;
        let copy = circle.patient.is_copied().await;
        let old = group(&circle.patient).await;
        starts_anew(&circle).await;
        let next = group(&circle.nurse).await;
        assert_ne!(next, old, "control");
        circle.patient.is_put_back(&copy).await;
        let held = format!("/v1/groups/{}/commits", old.to_hex());
        relay.filters(move |exchange| {
            if exchange.path == held {
                return exchange.is_refused(Code::RateLimited);
            }
            Fate::Arrives
        });
        // She asks all; Nadia says where it goes on, and Ana is away.
        for person in [&circle.patient, &circle.nurse, &circle.patient] {
            person.syncs().await;
        }
        if quietly {
            goes_on_without(&circle, &circle.daughter).await;
        } else {
            circle.patient.removes(&circle.daughter).await;
        }
        circle.patient.writes("Without Ana.").await;
        circle.patient.syncs().await;
        assert_eq!(group(&circle.patient).await, old, "nobody went on yet");
        world.clock.advance_ms(2 * HOUR_MS);
        circle.patient.syncs().await;
        assert_eq!(group(&circle.patient).await, next, "she was led there");
        for _ in 0..4 {
            circle.all_sync().await;
            world.clock.advance_ms(2 * HOUR_MS);
        }
        they_talk(&[&circle.patient, &circle.nurse], "just us").await;
        for person in [&circle.patient, &circle.nurse] {
            assert_eq!(person.sees_people().await, ["Marta", "Nadia"], "{quietly}");
            let read = person.reads().await;
            assert!(read.contains(&"Marta: Without Ana.".into()), "{read:?}");
        }
        assert_eq!(circle.daughter.reads().await, [""; 0], "{quietly}");
    }
}
