//! What others say or show of the patient's own word, apart from its group.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kith_core::{
    Role, circle::whereabouts::Where, ids::DeviceId, rights::table::Audience,
    store::timeline::messages::MessageState,
};
use kith_protocol::{ids::PublicKey, problem::Code};
use kith_tests::{Circle, Fate, MaliciousRelay, Person, World};

use super::{all_is_well, group, says, they_talk};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

async fn key(of: &Person) -> PublicKey {
    of.client.person_key().await.expect("enrolled")
}

/// Where a person stands in the whole circle's room, as they would ask.
async fn asks(person: &Person) -> Where {
    let circle = person.circle().await;
    let stands = person.client.stands_where(circle, Audience::Circle);
    stands.await.expect("a room")
}

/// Marta says yes to Rui, her device signs a policy with him, and she takes it back. Answers him.
async fn turned_down(world: &World, circle: &Circle) -> Person {
    let rui = world.person("Rui").await;
    rui.redeems(&circle.patient.invites(Role::Family, "friend").await)
        .await;
    circle.patient.syncs().await;
    let [waits] = circle.patient.consents().await[..] else {
        panic!("one waits");
    };
    circle.patient.client.decline(waits).await.expect("no");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    rui
}

/// The policy with Rui, so far beyond what her store knows, is shown by himself and by who is in.
async fn is_shown(circle: &Circle, rui: &Person, beyond: u64) {
    let id = circle.patient.circle().await;
    let who = (key(rui).await, "Rui");
    let client = &circle.patient.client;
    let policy = client.signs_policy_with(id, Audience::Circle, who, beyond);
    let policy = policy.await.expect("signed");
    let to = key(&circle.patient).await;
    let stands = Where {
        ask: false,
        ..asks(&circle.patient).await
    };
    for (from, letter) in [(rui, None), (rui, Some(stands)), (&circle.nurse, None)] {
        let shown = from.client.says_where(to, letter, Some(policy.clone()));
        shown.await.expect("posted");
        from.syncs().await;
    }
    circle.patient.syncs().await;
    circle.patient.writes("who reads this?").await;
    circle.patient.syncs().await;
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Sent, "nobody who is in said so");
    let shown = circle
        .nurse
        .client
        .says_where(to, Some(stands), Some(policy));
    shown.await.expect("posted");
    circle.nurse.syncs().await;
    for _ in 0..3 {
        circle.all_sync().await;
        rui.syncs().await;
    }
}

async fn is_out(circle: &Circle, rui: &Person) {
    they_talk(&circle.everyone(), "without him").await;
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    assert!(rui.client.circles().await.expect("listed").is_empty());
}

/// It may be that of a commit that the relay denied and handed on all the same.
#[tokio::test]
async fn a_yes_that_was_taken_back_comes_back_by_no_policy() {
    let world = World::new().await;
    let circle = world.circle().await;
    let rui = turned_down(&world, &circle).await;
    let here = group(&circle.patient).await;
    is_shown(&circle, &rui, 1).await;
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    is_out(&circle, &rui).await;
    assert_eq!(group(&circle.patient).await, here);
    assert_eq!(says(&circle.patient, "anew").await, 0);
    all_is_well(&circle.everyone()).await;
}

/// The control: so far beyond, another copy of her store has signed it, and the room goes on above
/// that; but with nobody who is not in here.
#[tokio::test]
async fn who_is_not_in_here_comes_in_by_no_policy() {
    let world = World::new().await;
    let circle = world.circle().await;
    let rui = turned_down(&world, &circle).await;
    let here = group(&circle.patient).await;
    is_shown(&circle, &rui, 2).await;
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    assert_ne!(group(&circle.patient).await, here);
    is_out(&circle, &rui).await;
}

/// Nadia says that she knows more of Marta's word than Marta does, and shows nothing.
async fn claims(circle: &Circle) {
    let to = key(&circle.patient).await;
    let claim = Where {
        version: 1 << 61,
        generation: 1 << 61,
        ..asks(&circle.nurse).await
    };
    let claimed = circle.nurse.client.says_where(to, Some(claim), None);
    claimed.await.expect("posted");
    circle.nurse.syncs().await;
}

#[tokio::test]
async fn who_claims_to_know_more_of_her_word_holds_up_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    claims(&circle).await;
    circle.patient.syncs().await;
    circle.patient.writes("to everyone").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: to everyone"]);
    // Nor where she honestly answers what she is asked then.
    circle.nurse.syncs().await;
    circle.patient.writes("and on").await;
    circle.all_sync().await;
    assert_eq!(
        circle.daughter.reads().await,
        ["Marta: to everyone", "Marta: and on"]
    );
}

/// Even where she is right, and nothing may be said before everyone has answered, who is to go goes.
#[tokio::test]
async fn who_shows_more_of_her_word_holds_up_no_removal() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let ana = (PublicKey([3; 32]), "Eve");
    let client = &circle.patient.client;
    let policy = client.signs_policy_with(id, Audience::Circle, ana, 1);
    let policy = policy.await.expect("signed");
    let answer = Where {
        ask: false,
        ..asks(&circle.nurse).await
    };
    let to = key(&circle.patient).await;
    let shown = circle
        .nurse
        .client
        .says_where(to, Some(answer), Some(policy));
    shown.await.expect("posted");
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.patient.writes("not yet").await;
    circle.patient.syncs().await;
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Queued, "the control: she waits");
    circle.patient.removes(&circle.nurse).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta"]);
    }
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    assert_eq!(circle.daughter.reads().await, ["Marta: not yet"]);
}

/// Counts what a device leaves in others' inboxes.
fn deposits(relay: &MaliciousRelay, of: DeviceId) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&count);
    relay.watches(move |exchange| {
        if exchange.device == Some(of) && exchange.path.starts_with("/v1/inbox/") {
            counts.fetch_add(1, Ordering::SeqCst);
        }
    });
    count
}

#[tokio::test]
async fn a_flood_of_questions_where_a_room_goes_on_is_answered_once_an_hour() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let answers = deposits(&relay, circle.nurse.device().await);
    let to = key(&circle.nurse).await;
    let question = Where {
        version: 0,
        ..asks(&circle.daughter).await
    };
    for hour in 1..=3 {
        for at in 0..5 {
            let at = hour as u64 * 10 + at;
            let asked = Where { at, ..question };
            let asked = circle.daughter.client.says_where(to, Some(asked), None);
            asked.await.expect("posted");
            circle.daughter.syncs().await;
            circle.nurse.syncs().await;
        }
        assert_eq!(answers.load(Ordering::SeqCst), hour);
        world.clock.advance_ms(HOUR_MS + 1);
    }
}

#[tokio::test]
async fn a_patient_who_is_away_piles_up_no_questions() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let device = circle.daughter.device().await;
    let asked = deposits(&relay, device);
    for _ in 0..60 {
        world.clock.advance_ms(DAY_MS);
        circle.daughter.syncs().await;
    }
    let while_it_was_taken = asked.load(Ordering::SeqCst);
    assert!(
        (2..=7).contains(&while_it_was_taken),
        "{while_it_was_taken}"
    );
    // Her inbox is full: one waits, and no pass asks for more than that.
    relay.filters(move |exchange| {
        if exchange.device == Some(device) && exchange.path.starts_with("/v1/inbox/") {
            return exchange.is_refused(Code::Quota);
        }
        Fate::Arrives
    });
    for _ in 0..120 {
        world.clock.advance_ms(DAY_MS);
        circle.daughter.syncs().await;
    }
    let refused = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&refused);
    relay.filters(move |exchange| {
        if exchange.device == Some(device) && exchange.path.starts_with("/v1/inbox/") {
            counts.fetch_add(1, Ordering::SeqCst);
            return exchange.is_refused(Code::Quota);
        }
        Fate::Arrives
    });
    circle.daughter.syncs().await;
    assert!(refused.load(Ordering::SeqCst) <= 2, "{refused:?}");
    // She is back: what waits is answered, and it is asked daily again.
    relay.behaves();
    for _ in 0..3 {
        circle.all_sync().await;
    }
    let asked = deposits(&relay, device);
    for _ in 0..4 {
        world.clock.advance_ms(DAY_MS);
        for _ in 0..2 {
            circle.daughter.syncs().await;
            circle.patient.syncs().await;
        }
    }
    assert!(asked.load(Ordering::SeqCst) >= 3, "{asked:?}");
}
