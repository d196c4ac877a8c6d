//! The patient goes on without someone, who is not told.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::{all_is_well, goes_on_without, group, says, they_talk};
use kith_core::{Role, rights::table::Audience, store::timeline::messages::RowKind};
use kith_protocol::{
    api::sync::Access,
    ids::{GroupId, GroupSalt, digest},
    problem::Code,
};
use kith_tests::{Fate, Person, World};

const LEFT: &str = "left-quietly";

async fn people(person: &Person, code: &str) -> Vec<String> {
    let rows = person.sees().await.into_iter();
    rows.filter(|line| line.kind == RowKind::Membership && line.body == code)
        .map(|line| line.who)
        .collect()
}

#[tokio::test]
async fn to_who_is_left_behind_the_room_falls_still() {
    let world = World::new().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "son").await;
    circle.all_sync().await;
    rui.syncs().await;
    let before = circle.daughter.sees().await.len();
    let people_before = circle.daughter.sees_people().await;
    goes_on_without(&circle, &circle.daughter).await;
    // Nothing is encrypted to her from the moment at which it is decided.
    circle.patient.writes("she must not read this").await;
    let stay = [&circle.patient, &circle.nurse, &rui];
    for _ in 0..3 {
        for person in stay {
            person.syncs().await;
        }
        circle.daughter.syncs().await;
    }
    they_talk(&stay, "without her").await;
    // She is not told, by no row, no list and no refusal.
    assert_eq!(circle.daughter.sees().await.len(), before);
    assert_eq!(circle.daughter.sees_people().await, people_before);
    circle.daughter.writes("does anybody read this?").await;
    for _ in 0..2 {
        circle.daughter.syncs().await;
    }
    let own = circle.daughter.sees().await.pop().expect("her own");
    assert_eq!(
        own.state,
        kith_core::store::timeline::messages::MessageState::Sent
    );
    world.clock.advance_ms(8 * 24 * 60 * 60 * 1000);
    world.relay_forgets().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.rooms().await.len(), 1, "her room is open");
    for person in stay {
        person.syncs().await;
        let read = person.reads().await;
        assert!(
            read.iter().all(|said| !said.starts_with("Ana: does")),
            "{read:?}"
        );
        assert!(!person.sees_people().await.contains(&"Ana".to_owned()));
    }
    // The patient and her staff are told; who may be near to her is not.
    assert_eq!(people(&circle.patient, LEFT).await, ["Ana"]);
    assert_eq!(people(&circle.nurse, LEFT).await, ["Ana"]);
    assert!(people(&rui, LEFT).await.is_empty());
    assert!(people(&rui, "left").await.is_empty());
    assert_eq!(says(&rui, "anew").await, 1);
    all_is_well(&stay).await;
}

/// What she knows of the circle leads to no log of it that she is not in.
#[tokio::test]
async fn who_is_left_behind_cannot_ask_the_relay_whether_it_goes_on() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.daughter.circle().await;
    let patient = circle.patient.client.person_key().await.expect("enrolled");
    goes_on_without(&circle, &circle.daughter).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let salt = |generation: u64| {
        let parts: [&[u8]; 3] = [&id.0, b"circle", &generation.to_be_bytes()];
        let whole = digest("kith/v1/group-salt", &parts);
        GroupSalt(whole.0[..16].try_into().expect("16 bytes"))
    };
    let told = async |group| circle.daughter.client.asks_for(group).await;
    for generation in 1..4 {
        let group = GroupId::of(&patient, &salt(generation));
        assert_eq!(told(group).await.expect("told"), Some(Access::Unknown));
    }
    // The control: of a log that is there the relay tells whoever knows its name.
    let next = group(&circle.patient).await;
    assert_eq!(told(next).await.expect("told"), Some(Access::Unproven));
}

/// The control: who is removed is told.
#[tokio::test]
async fn to_who_is_removed_it_is_said() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.codes(RowKind::Removed).await.len(), 1);
    assert!(circle.daughter.rooms().await.is_empty());
}

/// The care room, in which she never was, stays as it is.
#[tokio::test]
async fn a_room_without_them_is_left_alone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let care = async || {
        let group = circle.patient.client.group_of(id, Audience::Care).await;
        group.expect("a room")
    };
    let before = care().await;
    goes_on_without(&circle, &circle.daughter).await;
    circle.all_sync().await;
    assert_eq!(care().await, before);
}

#[tokio::test]
async fn who_was_left_behind_is_let_in_again_by_a_new_link() {
    let world = World::new().await;
    let circle = world.circle().await;
    goes_on_without(&circle, &circle.daughter).await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "without her").await;
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(group(&circle.daughter).await, group(&circle.patient).await);
    they_talk(&circle.everyone(), "with her").await;
    let read = circle.daughter.reads().await;
    assert!(
        read.iter().all(|said| !said.contains("without her")),
        "{read:?}"
    );
    all_is_well(&circle.everyone()).await;
}

/// It has begun, and who was to come over into the new group has not, when the patient decides that one
/// of them goes.
#[tokio::test]
async fn who_is_to_go_when_it_has_begun_does_not_come_over() {
    for quietly in [true, false] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let circle = world.circle().await;
        let id = circle.patient.circle().await;
        relay.filters(|exchange| {
            if exchange.path.ends_with("/claim") {
                return exchange.is_refused(Code::NotFound);
            }
            Fate::Arrives
        });
        let decided = circle.patient.client.start_anew(id).await;
        decided.expect("it is hers");
        circle.patient.syncs().await;
        if quietly {
            goes_on_without(&circle, &circle.daughter).await;
        } else {
            circle.patient.removes(&circle.daughter).await;
        }
        relay.stops_lying();
        for _ in 0..4 {
            circle.all_sync().await;
        }
        they_talk(&[&circle.patient, &circle.nurse], "just us").await;
        assert_eq!(circle.daughter.reads().await, [""; 0], "{quietly}");
        for person in [&circle.patient, &circle.nurse] {
            assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
        }
    }
}

/// The relay says that it has the new group's log already, as it truly has where another copy of the
/// patient's store has made it, or as a lie, each time.
#[tokio::test]
async fn a_relay_that_always_has_the_log_moves_nobody_without_end() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&asked);
    relay.filters(move |exchange| {
        if exchange.path == "/v1/groups" {
            counts.fetch_add(1, Ordering::SeqCst);
            return exchange.is_refused(Code::Exists);
        }
        Fate::Arrives
    });
    let decided = circle.patient.client.start_anew(id).await;
    decided.expect("it is hers");
    goes_on_without(&circle, &circle.daughter).await;
    for _ in 0..3 {
        let _ = circle.patient.tries_to_sync().await;
    }
    let asked = asked.load(Ordering::SeqCst);
    assert!((2..20).contains(&asked), "{asked}");
    relay.stops_lying();
    world.clock.advance_ms(60 * 60 * 1000);
    for _ in 0..4 {
        circle.all_sync().await;
    }
    they_talk(&[&circle.patient, &circle.nurse], "just us").await;
    assert_eq!(circle.daughter.reads().await, [""; 0]);
}
