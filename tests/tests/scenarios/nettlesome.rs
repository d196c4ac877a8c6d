//! One member's letter, key or noise that cannot be used stops nobody else, and fills nobody's phone.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kith_core::{
    content::{
        event::ContentKind,
        head::Target,
        relation::{edit::Edit, reaction::Reaction, withdrawn::Withdrawn},
        text::Text,
    },
    hostile::{FalseKey, Heard, Saying},
    ids::{DeviceId, PersonId},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_tests::{Circle, Person, World, database};

async fn asks_by_key(circle: &Circle, world: &World, key: FalseKey) {
    let (daughter, id) = (&circle.daughter, circle.daughter.circle().await);
    let at = world.clock.now();
    let asks = daughter
        .client
        .asks_to_return_by_key(id, Audience::Circle, at, key);
    asks.await.expect("asked");
    daughter.syncs().await;
}

async fn talk_goes_on(circle: &Circle) {
    circle.patient.writes("Are you there?").await;
    circle.patient.syncs().await;
    circle.nurse.writes("I am.").await;
    circle.nurse.renews_keys().await;
    circle.nurse.syncs().await;
    let report = circle.patient.syncs().await;
    assert_eq!(report.waiting, 0);
    assert_eq!(
        circle.patient.reads().await,
        ["Marta: Are you there?", "Nadia: I am."]
    );
}

#[tokio::test]
async fn a_request_that_no_group_takes_stops_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse: PersonId = circle.patient.person("Nadia").await;
    asks_by_key(&circle, &world, FalseKey::Of(nurse)).await;
    talk_goes_on(&circle).await;
}

#[tokio::test]
async fn a_key_that_is_none_keeps_nobody_from_committing() {
    let world = World::new().await;
    let circle = world.circle().await;
    asks_by_key(&circle, &world, FalseKey::None).await;
    let before = circle.patient.room().await.node;
    circle.patient.syncs().await;
    let after = circle.patient.room().await.node;
    assert!(after > before, "her request was answered with it");
    talk_goes_on(&circle).await;
    let rui = world.person("Rui").await;
    circle
        .patient
        .lets_in(&rui, kith_core::Role::Family, "friend")
        .await;
    circle.patient.writes("Welcome.").await;
    circle.patient.syncs().await;
    rui.syncs().await;
    assert_eq!(rui.reads().await, ["Marta: Welcome."]);
}

#[tokio::test]
async fn gaps_without_end_become_no_questions_without_end() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let nurse = circle.nurse.device().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&asked);
    relay.watches(move |exchange| {
        if exchange.path.starts_with("/v1/inbox") && exchange.device == Some(nurse) {
            counts.fetch_add(1, Ordering::SeqCst);
        }
    });
    for jump in 1..=200 {
        let event = Saying::Event {
            stand: None,
            kind: 1,
            counter: jump * 10,
            previous: [0; 16],
            sent_at: 0,
            content: b"\xa1abbhi".to_vec(),
        };
        circle.daughter.says(event).await;
    }
    circle.nurse.syncs().await;
    let asked = asked.load(Ordering::SeqCst);
    assert!((10..=128).contains(&asked), "{asked}");
}

/// Past the client, with the app closed.
async fn largest(person: &mut Person, select: &str) -> u64 {
    person.closes().await;
    let found = database(person.dir(), &person.key()).query_row(select, [], |row| row.get(0));
    person.reopens().await;
    found.expect("counted")
}

#[tokio::test]
async fn noise_fills_no_phone() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let size = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let before = largest(&mut circle.nurse, size).await;
    for _ in 0..30 {
        circle.daughter.says(Saying::Bytes(vec![7; 100_000])).await;
    }
    circle.nurse.syncs().await;
    let grown = largest(&mut circle.nurse, size).await - before;
    assert!(grown < 300_000, "{grown} of 3,000,000");
}

/// What devices say of events, as a person's each: sixteen of Ana's, as Nadia's device hears them.
struct Says {
    person: PersonId,
    counter: u64,
    heard: Vec<Heard>,
}

impl Says {
    async fn of_ana(circle: &Circle) -> Self {
        Self {
            person: circle.nurse.person("Ana").await,
            counter: 0,
            heard: Vec::new(),
        }
    }

    fn says(&mut self, device: u8, kind: ContentKind, content: Vec<u8>) {
        self.counter += 1;
        self.heard.push(Heard {
            device: DeviceId([device; 16]),
            person: self.person,
            counter: self.counter,
            at: 1_790_000_000_000 + self.counter,
            kind,
            content,
        });
    }

    fn edits(&mut self, device: u8, target: Target, body: String) {
        let parents = Vec::new();
        let edit = Edit {
            target,
            parents,
            body,
        };
        self.says(device, ContentKind::EDIT, edit.encode());
    }

    async fn are_heard(&mut self, circle: &Circle) {
        let id = circle.nurse.circle().await;
        let heard = std::mem::take(&mut self.heard);
        let kept = circle.nurse.client.hears(id, Audience::Circle, heard);
        kept.await.expect("kept");
    }
}

const fn of(device: u8, counter: u64) -> Target {
    Target {
        device: DeviceId([device; 16]),
        counter,
    }
}

/// What is about something that has not come, of however many devices of a person.
#[tokio::test]
async fn what_waits_for_what_never_comes_fills_no_phone() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let mut ana = Says::of_ana(&circle).await;
    let bytes = "SELECT coalesce(sum(length(content)), 0) FROM event WHERE kind = 257";
    let count = "SELECT count(*) FROM event WHERE kind = 256 AND content IS NOT NULL";
    for nth in 0..80 {
        for device in 1..=4 {
            ana.edits(device, of(99, nth), "x".repeat(60_000));
        }
    }
    // The newest of them waits and is of use when what it is about comes.
    ana.edits(1, of(1, 1 << 20), "Twelve drops.".to_owned());
    ana.are_heard(&circle).await;
    let kept = largest(&mut circle.nurse, bytes).await;
    assert!(kept <= 1 << 20, "{kept} of 19,000,000");
    for nth in 0..100 {
        for device in 1..=16 {
            let reaction = Reaction {
                target: of(98, nth),
                replaces: Vec::new(),
                sign: Some("\u{2764}".to_owned()),
            };
            ana.says(device, ContentKind::REACTION, reaction.encode());
        }
        if nth == 20 {
            ana.counter = (1 << 20) - 1;
            let ten = Text::new("Ten drops.").expect("words").encode();
            ana.says(1, ContentKind::TEXT, ten);
        }
    }
    ana.are_heard(&circle).await;
    let kept = largest(&mut circle.nurse, count).await;
    assert!((900..=1_000).contains(&kept), "{kept} of 1,600");
    assert_eq!(circle.nurse.reads().await, ["Ana: Twelve drops."]);
    assert_eq!(circle.nurse.client.verify_derived().await.expect("read"), 0);
}

#[tokio::test]
async fn what_is_said_of_what_was_withdrawn_is_kept_by_nobody() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let mut ana = Says::of_ana(&circle).await;
    let bytes = "SELECT coalesce(sum(length(content)), 0) FROM event WHERE kind = 257";
    ana.edits(1, of(1, 3), "x".repeat(60_000));
    ana.edits(2, of(1, 3), "x".repeat(60_000));
    ana.are_heard(&circle).await;
    // Control: as long as nobody knows what they are about they wait.
    assert!(largest(&mut circle.nurse, bytes).await > 120_000);
    ana.says(1, ContentKind::WITHDRAWN, Withdrawn.encode());
    ana.edits(1, of(1, 3), "x".repeat(60_000));
    ana.are_heard(&circle).await;
    assert_eq!(largest(&mut circle.nurse, bytes).await, 0);
    assert_eq!(circle.nurse.reads().await, [""; 0]);
    assert_eq!(circle.nurse.client.verify_derived().await.expect("read"), 0);
}

#[tokio::test]
async fn noise_of_one_is_one_row_an_hour_and_hides_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    let noise = async |from: &Person, count: u8| {
        for number in 0..count {
            from.says(Saying::Plain(vec![number])).await;
            from.says(Saying::Bytes(vec![number; 20])).await;
        }
    };
    noise(&circle.daughter, 10).await;
    circle.patient.writes("Good morning.").await;
    circle.patient.syncs().await;
    noise(&circle.daughter, 10).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    for person in [&circle.patient, &circle.nurse] {
        // What nobody signed is nobody's, and stands apart from what she did.
        assert_eq!(person.could_not_read().await, [20, 20], "{}", person.name);
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: Good morning."]);
    // Control: somebody else's is another row, and so is what comes an hour later.
    noise(&circle.patient, 1).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.could_not_read().await, [20, 21, 1]);
    world.clock.advance_ms(61 * 60 * 1000);
    circle.daughter.syncs().await;
    noise(&circle.daughter, 1).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.could_not_read().await, [20, 21, 1, 1, 1]);
}

/// Chains that do not hold make no screen full of alarms.
#[tokio::test]
async fn gaps_of_one_are_one_row_an_hour() {
    let world = World::new().await;
    let circle = world.circle().await;
    let jumps = async |from: &Person, counters: std::ops::Range<u64>| {
        for counter in counters {
            from.says(Saying::Event {
                stand: None,
                kind: 1,
                counter: counter * 10,
                previous: [7; 16],
                sent_at: 0,
                content: b"\xa1abbhi".to_vec(),
            })
            .await;
        }
    };
    let gaps = async || circle.nurse.codes(RowKind::Withheld).await.len();
    jumps(&circle.daughter, 1..12).await;
    circle.nurse.syncs().await;
    assert_eq!(gaps().await, 1);
    // Control: somebody else's is another row, and so is what comes an hour later.
    circle.patient.syncs().await;
    jumps(&circle.patient, 1..4).await;
    circle.nurse.syncs().await;
    assert_eq!(gaps().await, 2);
    world.clock.advance_ms(61 * 60 * 1000);
    circle.daughter.syncs().await;
    jumps(&circle.daughter, 12..14).await;
    circle.nurse.syncs().await;
    assert_eq!(gaps().await, 3);
}

#[tokio::test]
async fn commits_are_kept_as_far_as_a_relay_remembers_their_epochs() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    for _ in 0..70 {
        circle.daughter.renews_keys().await;
        circle.daughter.syncs().await;
        world.clock.advance_ms(2_000);
    }
    circle.nurse.syncs().await;
    let most = "SELECT max(kept) FROM (SELECT count(*) AS kept FROM epoch GROUP BY room)";
    assert_eq!(largest(&mut circle.nurse, most).await, 64);
}
