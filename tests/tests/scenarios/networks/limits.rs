//! What the relay takes so much of and no more: asked for again when it said, not sooner and not a
//! minute later.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use kith_core::{Error, Role, rights::table::Audience};
use kith_protocol::{
    api::groups::Commit,
    problem::{Code, Problem},
};
use kith_relay::{Limits, config::Rate};
use kith_tests::{Exchange, Fate, MaliciousRelay, World};
use tokio::sync::watch;

/// Counts what is asked of the relay at paths that end so.
fn counts(relay: &MaliciousRelay, end: &'static str) -> Arc<AtomicUsize> {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    relay.filters(move |exchange| {
        if exchange.path.ends_with(end) {
            count.fetch_add(1, Ordering::SeqCst);
        }
        Fate::Arrives
    });
    asked
}

#[tokio::test]
async fn what_came_too_often_waits_as_long_as_the_relay_says_and_nothing_else_does() {
    let mut limits = Limits::default();
    limits.rates.entries = Rate {
        burst: 3,
        per_second: 0.25,
    };
    let world = World::with_limits(limits).await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let asked = counts(&relay, "/entries");
    for said in ["one", "two", "three", "four"] {
        circle.patient.writes(said).await;
        circle.patient.syncs().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 4, "the fourth was refused");

    // Nothing more is asked for, in either room; what comes is read, and a removal goes out.
    circle.patient.writes_to(Audience::Care, "five").await;
    assert_eq!(circle.patient.syncs().await.waiting, 2);
    circle.patient.removes(&circle.daughter).await;
    assert_eq!(circle.patient.syncs().await.waiting, 2);
    assert_eq!(asked.load(Ordering::SeqCst), 4, "nothing was asked for");
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    circle.nurse.writes("I am here.").await;
    circle.nurse.syncs().await;
    world.clock.advance_ms(3_999);
    circle.patient.syncs().await;
    assert_eq!(asked.load(Ordering::SeqCst), 5, "that was the nurse");
    let read = circle.patient.reads().await;
    assert!(read.contains(&"Nadia: I am here.".to_owned()), "{read:?}");

    world.clock.advance_ms(4_001);
    assert_eq!(circle.patient.syncs().await.waiting, 0);
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    for said in ["Marta: four", "Marta: five"] {
        assert!(read.contains(&said.to_owned()), "{read:?}");
    }
}

/// A relay that is full in one room has room in another.
#[tokio::test]
async fn a_full_room_keeps_nothing_out_of_another() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let marta = circle.patient.circle().await;
    let full = circle.patient.client.group_of(marta, Audience::Circle);
    let full = full.await.expect("hers").to_hex();
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/entries") && exchange.path.contains(&full) {
            return exchange.is_refused(Code::Quota);
        }
        Fate::Arrives
    });
    circle.patient.writes("To all.").await;
    circle.patient.writes_to(Audience::Care, "To Nadia.").await;
    assert_eq!(circle.patient.syncs().await.waiting, 1);
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: To Nadia."]);
    relay.stops_lying();
    assert_eq!(circle.patient.syncs().await.waiting, 0);
}

#[tokio::test]
async fn what_was_refused_for_now_goes_out_by_itself_when_the_relay_said() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let refused = Arc::new(AtomicUsize::new(0));
    let (count, clock) = (Arc::clone(&refused), world.clock.clone());
    relay.filters(move |exchange| {
        let is_one = exchange.path.ends_with("/entries");
        if is_one && count.fetch_add(1, Ordering::SeqCst) == 0 {
            return is_limited(exchange, 1_000);
        }
        // Time passes while it is waited for.
        if count.load(Ordering::SeqCst) > 0 {
            clock.advance_ms(1_000);
        }
        Fate::Arrives
    });
    circle.patient.client.start().await.expect("it runs");
    circle.nurse.client.start().await.expect("it runs");
    let start = Instant::now();
    circle.patient.writes("When you said.").await;
    circle.nurse.comes_to_read("When you said.").await;
    assert!(refused.load(Ordering::SeqCst) > 1);
    // Without the relay's word it was tried again after a minute.
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_relay_that_names_no_time_at_all_does_not_keep_a_device_busy() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let (refusals, mut refused) = watch::channel(0);
    let clock = world.clock.clone();
    relay.filters(move |exchange| {
        // Time passes while it is waited for.
        clock.advance_ms(1_000);
        if exchange.path.ends_with("/entries") {
            refusals.send_modify(|count| *count += 1);
            return is_limited(exchange, 1);
        }
        Fate::Arrives
    });
    circle.patient.writes("Not now.").await;
    let start = Instant::now();
    circle.patient.client.start().await.expect("it runs");
    refused.wait_for(|count| *count >= 5).await.expect("heard");
    // Pauses that grow after those that came to nothing, by chance a half shorter; a busy device has
    // asked five times within milliseconds.
    assert!(
        start.elapsed() > Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_removal_goes_out_while_the_clinics_documents_wait() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    relay.filters(move |exchange| {
        if exchange.path == "/v1/clinic" {
            count.fetch_add(1, Ordering::SeqCst);
            return is_limited(exchange, 60 * 60 * 1000);
        }
        Fate::Arrives
    });
    // The documents are not fresh any more.
    world.clock.advance_ms(11 * 60 * 1000);
    circle.patient.syncs().await;
    circle.patient.removes(&circle.daughter).await;
    assert_eq!(circle.patient.syncs().await.waiting, 0);
    assert_eq!(asked.load(Ordering::SeqCst), 1, "asked once, then held");
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

/// Until it is told otherwise the relay has no time for commits but for those by which somebody goes. Counts
/// these that it has not.
fn takes_removals_alone(relay: &MaliciousRelay) -> (Arc<AtomicBool>, Arc<AtomicUsize>) {
    let (limits, refused) = (
        Arc::new(AtomicBool::new(true)),
        Arc::new(AtomicUsize::new(0)),
    );
    let (now, count) = (Arc::clone(&limits), Arc::clone(&refused));
    relay.filters(move |exchange| {
        let other = exchange.path.ends_with("/commits")
            && exchange
                .asked::<Commit>()
                .is_some_and(|commit| !(commit.removal && commit.welcomes.is_empty()));
        if other && now.load(Ordering::SeqCst) {
            count.fetch_add(1, Ordering::SeqCst);
            return is_limited(exchange, 60 * 60 * 1000);
        }
        Fate::Arrives
    });
    (limits, refused)
}

/// Who lets many in, or is asked by many, has used up the time: who is to go goes, and what is said does.
#[tokio::test]
async fn a_change_that_waits_for_its_time_stands_before_no_removal_and_no_word() {
    for change in ["comes", "comes again", "renews"] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let mut circle = world.circle().await;
        let rui = world.person("Rui").await;
        match change {
            "comes" => circle.patient.confirms(&rui, Role::Family, "friend").await,
            "comes again" => {
                circle.nurse.loses_state(Audience::Circle).await;
                circle.nurse.syncs().await;
            }
            _ => circle.patient.renews_keys().await,
        }
        let (limits, refused) = takes_removals_alone(&relay);
        let before = circle.patient.room().await.epoch;
        circle.patient.writes("Before.").await;
        assert_eq!(circle.patient.syncs().await.waiting, 0, "{change}");
        circle.daughter.syncs().await;
        assert_eq!(
            circle.daughter.reads().await,
            ["Marta: Before."],
            "{change}"
        );
        assert_eq!(circle.patient.room().await.epoch, before, "it waits");
        let asked = refused.load(Ordering::SeqCst);
        assert!(asked > 0, "{change}");

        circle.patient.removes(&circle.daughter).await;
        circle.patient.writes("Without Ana.").await;
        assert_eq!(circle.patient.syncs().await.waiting, 0, "{change}");
        assert_eq!(circle.patient.sees_people().await, ["Marta", "Nadia"]);
        circle.daughter.syncs().await;
        assert_eq!(
            circle.daughter.reads().await,
            ["Marta: Before."],
            "{change}"
        );
        assert_eq!(refused.load(Ordering::SeqCst), asked, "it was held");

        // The control: what waited comes true in its time.
        limits.store(false, Ordering::SeqCst);
        world.clock.advance_ms(60 * 60 * 1000);
        let epoch = circle.patient.room().await.epoch;
        for _ in 0..3 {
            for person in [&circle.patient, &circle.nurse] {
                person.syncs().await;
            }
        }
        assert_ne!(circle.patient.room().await.epoch, epoch, "{change}");
        let read = circle.nurse.reads().await;
        assert!(read.contains(&"Marta: Without Ana.".into()), "{read:?}");
        let came = circle.patient.sees_people().await.contains(&"Rui".into());
        assert_eq!(came, change == "comes");
    }
}

/// What is read waits; what is decided does not.
#[tokio::test]
async fn a_removal_goes_out_while_the_relay_shows_nothing() {
    for path in ["/v1/sync", "/v1/nodes"] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let circle = world.circle().await;
        let limited = Arc::new(AtomicBool::new(true));
        let now = Arc::clone(&limited);
        relay.filters(move |exchange| {
            if now.load(Ordering::SeqCst) && exchange.path == path {
                return is_limited(exchange, 60 * 60 * 1000);
            }
            Fate::Arrives
        });
        circle.patient.writes("Until soon.").await;
        circle.patient.removes(&circle.daughter).await;
        let ended = circle.patient.tries_to_sync().await;
        if path == "/v1/sync" {
            let Err(Error::Delivery(error)) = ended else {
                panic!("nobody says that nothing was read");
            };
            assert_eq!(error.code(), Some(Code::RateLimited));
        }
        limited.store(false, Ordering::SeqCst);
        circle.nurse.syncs().await;
        assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
        circle.daughter.syncs().await;
        assert!(circle.daughter.reads().await.is_empty());
    }
}

/// Refused with a time.
fn is_limited(exchange: &mut Exchange, ms: u64) -> Fate {
    let fate = exchange.is_refused(Code::RateLimited);
    let mut problem: Problem = serde_json::from_slice(&exchange.answer).expect("a problem");
    problem.retry_after_ms = Some(ms);
    exchange.answer = serde_json::to_vec(&problem).expect("encoded");
    fate
}
