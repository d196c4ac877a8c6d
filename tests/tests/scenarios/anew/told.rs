//! Who cannot come along at once hears of it all the same, and nobody makes them miss it.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kith_core::{
    Role,
    hostile::wire::welcome_item,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::{
    api::{
        inbox::{Deposit, InboxKind},
        people::Claim,
    },
    ids::PersonId,
    problem::Code,
};
use kith_tests::{Circle, Fate, MaliciousRelay, Person, World};

use super::{all_is_well, goes_on_without, group, she_goes_on, starts_anew, they_talk};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// The relay hands out no key packages of this person's.
async fn has_no_packages(relay: &MaliciousRelay, person: &Person) {
    let key = person.client.person_key().await.expect("enrolled");
    let who = PersonId::of(&key);
    relay.filters(move |exchange| match exchange.asked::<Claim>() {
        Some(claim) if exchange.path.ends_with("/claim") && claim.person == who => {
            exchange.is_refused(Code::NotFound)
        }
        _ => Fate::Arrives,
    });
}

/// Somebody who has followed hands another the patient's word with what is no Welcome.
async fn hands_junk(circle: &Circle, from: &Person, to: &Person) {
    let id = circle.patient.circle().await;
    let document = circle.patient.client.signed_successor(id, Audience::Circle);
    let document = document.await.expect("it went on");
    let item = welcome_item(b"no welcome", Some(document));
    let key = to.client.person_key().await.expect("enrolled");
    let handed = from.client.hands_out(id, Audience::Circle, key, item).await;
    handed.expect("the relay is blind and takes it");
}

/// Nothing is encrypted for the old group from then on, and others let them in.
#[tokio::test]
async fn who_cannot_be_let_in_yet_speaks_no_more_and_asks_to_come_in() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    has_no_packages(&relay, &circle.nurse).await;
    starts_anew(&circle).await;
    circle.nurse.writes("to whom?").await;
    circle.all_sync().await;
    let own = circle.nurse.sees().await.pop().expect("her own");
    assert_eq!(own.state, MessageState::Queued);
    world.clock.advance_ms(HOUR_MS + 60_000);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    relay.stops_lying();
    they_talk(&circle.everyone(), "together").await;
    for person in circle.everyone() {
        let read = person.reads().await;
        let times = read.iter().filter(|said| *said == "Nadia: to whom?");
        assert_eq!(times.count(), 1, "{} reads {read:?}", person.name);
    }
    all_is_well(&circle.everyone()).await;
}

/// The control: who can be let in comes at once, without an hour.
#[tokio::test]
async fn who_can_be_let_in_waits_for_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    starts_anew(&circle).await;
    they_talk(&circle.everyone(), "together").await;
    for person in circle.everyone() {
        assert!(person.codes(RowKind::Broken).await.is_empty());
    }
}

#[tokio::test]
async fn a_word_with_what_is_no_welcome_shuts_the_true_one_out_for_nobody() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    has_no_packages(&relay, &circle.daughter).await;
    let id = circle.patient.circle().await;
    circle.patient.client.start_anew(id).await.expect("hers");
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    hands_junk(&circle, &circle.nurse, &circle.daughter).await;
    relay.stops_lying();
    circle.patient.syncs().await;
    circle.patient.writes("and on").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let broken = circle.daughter.codes(RowKind::Broken).await;
    assert!(broken.is_empty(), "{broken:?}");
    they_talk(&circle.everyone(), "together").await;
}

/// Whose device has to ask to be let in where the room went on asks nobody who was left behind.
#[tokio::test]
async fn who_was_left_behind_is_not_asked() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "son").await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.all_sync().await;
    has_no_packages(&relay, &circle.nurse).await;
    goes_on_without(&circle, &circle.daughter).await;
    for _ in 0..3 {
        circle.patient.syncs().await;
        rui.syncs().await;
    }
    hands_junk(&circle, &rui, &circle.nurse).await;
    let (asked, not) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (nurse, daughter) = (circle.nurse.device().await, circle.daughter.device().await);
    let counts = (Arc::clone(&asked), Arc::clone(&not));
    relay.watches(move |exchange| {
        let readd = |d: &Deposit| d.kind == InboxKind::Readd;
        if exchange.device == Some(nurse) && exchange.asked::<Deposit>().is_some_and(|d| readd(&d))
        {
            let of = exchange.path.ends_with(&daughter.to_hex());
            let count = if of { &counts.1 } else { &counts.0 };
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    circle.nurse.syncs().await;
    world.clock.advance_ms(HOUR_MS + 60_000);
    for _ in 0..3 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
        rui.syncs().await;
    }
    assert!(asked.load(Ordering::SeqCst) > 0, "the control: it asks");
    assert_eq!(not.load(Ordering::SeqCst), 0);
    they_talk(&[&circle.patient, &circle.nurse, &rui], "just us").await;
}

/// What reaches somebody at first is nothing, and, as soon as that is 1, where the room went on first.
async fn comes_late(relay: &MaliciousRelay, person: &Person) -> Arc<AtomicUsize> {
    let (device, mut shown) = (person.device().await, false);
    let open = Arc::new(AtomicUsize::new(0));
    let opens = Arc::clone(&open);
    relay.lies(move |exchange| {
        if exchange.device == Some(device) {
            exchange.in_sync(|answer| {
                answer.inbox.retain(|item| item.kind == InboxKind::Welcome);
                answer.inbox.truncate(opens.load(Ordering::SeqCst));
                if shown {
                    answer.inbox.clear();
                }
                shown |= !answer.inbox.is_empty();
            });
        }
    });
    open
}

/// The patient goes on twice before she has read what was said once more in the first of them.
#[tokio::test]
async fn what_was_said_over_too_late_as_well_is_said_over_again() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let open = comes_late(&relay, &circle.nurse).await;
    she_goes_on(&circle).await;
    circle.nurse.writes("too late").await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    she_goes_on(&circle).await;
    circle.daughter.syncs().await;
    let first = group(&circle.nurse).await;
    open.store(1, Ordering::SeqCst);
    circle.nurse.syncs().await;
    assert_ne!(group(&circle.nurse).await, first);
    assert_ne!(group(&circle.nurse).await, group(&circle.patient).await);
    circle.nurse.syncs().await;
    relay.stops_lying();
    for _ in 0..4 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Nadia: too late"], "{}", person.name);
    }
    they_talk(&circle.everyone(), "after").await;
    all_is_well(&circle.everyone()).await;
}

/// The same, of what was taken back and has other words; the daughter is there both times.
#[tokio::test]
async fn what_was_taken_back_is_said_over_twice_and_nothing_of_it_is_missed() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let open = comes_late(&relay, &circle.nurse).await;
    she_goes_on(&circle).await;
    circle.daughter.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.writes("too late").await;
    circle.nurse.syncs().await;
    let (client, row) = (&circle.nurse.client, circle.nurse.row("too late").await.id);
    client.edit(row, "far too late").await.expect("edited");
    circle.nurse.syncs().await;
    client.delete_for_everyone(row).await.expect("taken back");
    circle.nurse.syncs().await;
    she_goes_on(&circle).await;
    open.store(1, Ordering::SeqCst);
    circle.nurse.syncs().await;
    circle.nurse.syncs().await;
    assert_ne!(group(&circle.nurse).await, group(&circle.patient).await);
    // She reads it where the room went on first, and once more where it goes on now.
    circle.daughter.syncs().await;
    relay.stops_lying();
    for _ in 0..4 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        let read = person.reads().await;
        assert!(!read.iter().any(|said| said.contains("late")), "{read:?}");
    }
    they_talk(&circle.everyone(), "after").await;
    all_is_well(&circle.everyone()).await;
}
