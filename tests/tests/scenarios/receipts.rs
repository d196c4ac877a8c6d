//! How far others have come with what one said: on their device, and on their screen.

use kith_core::{
    Role,
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        receipt::{Mark, Receipt},
        stamp::Stamp,
    },
    hostile::Saying,
    ids::DeviceId,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
    view::Reached,
};
use kith_protocol::problem::Code;
use kith_tests::{Circle, Fate, Person, World, database};

/// What is gathered for so long is told.
const GATHERED_MS: u64 = 3_000;

async fn reached(person: &Person, body: &str) -> Option<Reached> {
    person.row(body).await.reached
}

/// Everything that came is on the screen.
async fn looks(person: &Person) {
    let circle = person.circle().await;
    let rows = person.client.timeline(circle, None, 1).await.expect("read");
    let read = person.client.mark_read(circle, rows[0].id).await;
    read.expect("marked");
}

async fn a_while_passes(world: &World, circle: &Circle) {
    world.clock.advance_ms(GATHERED_MS);
    circle.all_sync().await;
}

/// What the relay has in its logs.
fn entries(world: &World) -> Vec<Vec<u8>> {
    world.relay_holds("body", "entries")
}

#[tokio::test]
async fn one_sees_who_has_it_and_who_has_seen_it() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("I am home.").await;
    assert_eq!(reached(&circle.patient, "I am home.").await, None);
    circle.all_sync().await;
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Sent)
    );
    let delivered_at = world.clock.now() + GATHERED_MS;
    a_while_passes(&world, &circle).await;
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Delivered)
    );
    looks(&circle.nurse).await;
    a_while_passes(&world, &circle).await;
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Delivered),
        "not Ana"
    );
    looks(&circle.daughter).await;
    a_while_passes(&world, &circle).await;
    let own = circle.patient.row("I am home.").await;
    assert_eq!(own.reached, Some(Reached::Seen));
    let details = circle.patient.client.details(own.id).await.expect("read");
    assert_eq!(details.receipts.len(), 2);
    for told in &details.receipts {
        assert_eq!(told.delivered, Some(delivered_at));
        assert!(told.seen > told.delivered);
    }
    // Others' is not theirs to know.
    assert_eq!(reached(&circle.nurse, "I am home.").await, None);
    let inbox = circle.patient.client.inbox().await.expect("read");
    assert_eq!(inbox.circles[0].unread, 0);
    circle.is_quiet().await;
    circle.patient.reopens_after_closing().await;
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Seen)
    );
}

#[tokio::test]
async fn five_hundred_messages_are_told_once_and_never_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    for nth in 0..500 {
        circle.patient.writes(&format!("{nth}")).await;
    }
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    looks(&circle.nurse).await;
    let before = entries(&world);
    world.clock.advance_ms(GATHERED_MS);
    circle.nurse.syncs().await;
    let after = entries(&world);
    let new: Vec<_> = after.iter().filter(|one| !before.contains(one)).collect();
    assert_eq!(new.len(), 1, "one entry");
    assert!(new[0].len() <= 430, "{} bytes", new[0].len());
    for _ in 0..3 {
        world.clock.advance_ms(GATHERED_MS);
        circle.nurse.syncs().await;
    }
    assert_eq!(entries(&world).len(), after.len(), "said once");
    circle.patient.syncs().await;
    let id = circle.patient.circle().await;
    let rows = circle
        .patient
        .client
        .timeline(id, None, 500)
        .await
        .expect("read");
    let told = circle
        .patient
        .client
        .details(rows[250].id)
        .await
        .expect("read")
        .receipts;
    assert_eq!(told.len(), 1);
    assert!(told[0].seen.is_some());
    assert_eq!(rows[250].reached, Some(Reached::Sent), "Ana was not there");
}

#[tokio::test]
async fn who_does_not_let_it_be_known_is_not_seen_to_look() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse = &circle.nurse.client;
    assert!(nurse.tells_seen().await.expect("read"));
    nurse.set_tells_seen(false).await.expect("kept");
    circle.patient.writes("I am home.").await;
    circle.all_sync().await;
    for person in [&circle.nurse, &circle.daughter] {
        looks(person).await;
    }
    a_while_passes(&world, &circle).await;
    let own = circle.patient.row("I am home.").await;
    assert_eq!(own.reached, Some(Reached::Delivered));
    let told = circle
        .patient
        .client
        .details(own.id)
        .await
        .expect("read")
        .receipts;
    let seen = told.iter().filter(|told| told.seen.is_some()).count();
    assert_eq!((told.len(), seen), (2, 1));
}

#[tokio::test]
async fn what_one_saw_while_one_did_not_let_it_be_known_is_not_told_later() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse = &circle.nurse.client;
    nurse.set_tells_seen(false).await.expect("kept");
    circle.patient.writes("I am home.").await;
    circle.all_sync().await;
    looks(&circle.nurse).await;
    a_while_passes(&world, &circle).await;
    nurse.set_tells_seen(true).await.expect("kept");
    circle.patient.writes("Are you there?").await;
    for _ in 0..2 {
        a_while_passes(&world, &circle).await;
    }
    for words in ["I am home.", "Are you there?"] {
        assert!(!is_seen_by(&circle.patient, words, &circle.nurse).await);
    }
    // What lies before what they let be seen was seen.
    looks(&circle.nurse).await;
    a_while_passes(&world, &circle).await;
    for words in ["I am home.", "Are you there?"] {
        assert!(is_seen_by(&circle.patient, words, &circle.nurse).await);
    }
}

#[tokio::test]
async fn what_was_to_be_told_is_not_when_one_says_that_it_is_not_to_be_known() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.patient.writes("I am home.").await;
    circle.all_sync().await;
    looks(&circle.nurse).await;
    // It is sealed, and does not arrive.
    relay.filters(|exchange| {
        if exchange.path.ends_with("/entries") {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    world.clock.advance_ms(GATHERED_MS);
    circle.nurse.syncs().await;
    let nurse = &circle.nurse.client;
    nurse.set_tells_seen(false).await.expect("kept");
    relay.stops_lying();
    for _ in 0..2 {
        a_while_passes(&world, &circle).await;
    }
    assert!(!is_seen_by(&circle.patient, "I am home.", &circle.nurse).await);
    let own = circle.patient.row("I am home.").await;
    assert_eq!(own.reached, Some(Reached::Delivered));
}

/// Whether somebody told that they saw it.
async fn is_seen_by(author: &Person, words: &str, reader: &Person) -> bool {
    let row = author.row(words).await.id;
    let details = author.client.details(row).await.expect("read");
    let reader = author.person(&reader.name).await;
    let mut told = details.receipts.iter();
    told.any(|told| told.person == reader && told.seen.is_some())
}

#[tokio::test]
async fn what_came_late_was_not_seen_before_it_came() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    for words in ["one", "two", "three"] {
        circle.patient.writes(words).await;
        circle.patient.syncs().await;
    }
    circle.daughter.syncs().await;
    world.relay_withholds(1);
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: one", "Marta: three"]);
    looks(&circle.nurse).await;
    for _ in 0..3 {
        a_while_passes(&world, &circle).await;
    }
    assert_eq!(
        circle.nurse.reads().await,
        ["Marta: one", "Marta: two", "Marta: three"]
    );
    let seen = async |words| is_seen_by(&circle.patient, words, &circle.nurse).await;
    assert!(seen("one").await);
    assert!(!seen("two").await, "it is unread there");
    looks(&circle.nurse).await;
    a_while_passes(&world, &circle).await;
    for words in ["two", "three"] {
        assert!(seen(words).await, "{words}");
    }
}

#[tokio::test]
async fn a_refused_message_holds_up_no_receipt_and_none_holds_up_a_message() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    relay.refuses_messages(Code::TooLarge);
    circle.nurse.writes("This will never do.").await;
    circle.nurse.syncs().await;
    relay.behaves();
    circle.patient.writes("I am home.").await;
    a_while_passes(&world, &circle).await;
    a_while_passes(&world, &circle).await;
    let refused = circle.nurse.row("This will never do.").await;
    assert_eq!(refused.state, MessageState::Refused, "it is there still");
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Delivered)
    );
    // What the relay refuses of them is given up; what is written goes on.
    circle.patient.writes("Are you?").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    relay.refuses_messages(Code::TooLarge);
    world.clock.advance_ms(GATHERED_MS);
    circle.daughter.syncs().await;
    relay.behaves();
    circle.daughter.writes("Not yet.").await;
    a_while_passes(&world, &circle).await;
    assert_eq!(
        circle.patient.reads().await.last().expect("read"),
        "Ana: Not yet."
    );
}

#[tokio::test]
async fn what_could_not_be_told_is_told_when_the_relay_is_there_again() {
    let mut world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("I am home.").await;
    circle.all_sync().await;
    world.relay_stops().await;
    looks(&circle.nurse).await;
    looks(&circle.daughter).await;
    world.clock.advance_ms(GATHERED_MS);
    for person in [&circle.nurse, &circle.daughter] {
        assert!(person.tries_to_sync().await.is_err());
    }
    circle.nurse.reopens_after_closing().await;
    world.relay_returns().await;
    a_while_passes(&world, &circle).await;
    assert_eq!(
        reached(&circle.patient, "I am home.").await,
        Some(Reached::Seen)
    );
    circle.is_quiet().await;
}

#[tokio::test]
async fn who_tells_what_cannot_be_says_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Ten drops at night.").await;
    circle.all_sync().await;
    let store = database(circle.patient.dir(), &circle.patient.key());
    let own = "SELECT device FROM event JOIN voice ON voice.id = event.voice";
    let device = store.query_row(own, [], |row| Ok(DeviceId(row.get(0)?)));
    let device = device.expect("an event");
    drop(store);
    let far = |device, counter| Mark {
        device,
        delivered: counter,
        seen: counter,
    };
    // Of what was never said, of nobody, of too many; in no chain, and in hers.
    let many = (0..80).map(|nth| far(DeviceId([nth; 16]), 1)).collect();
    let receipts = [
        vec![far(device, 1_000_000)],
        vec![far(DeviceId([9; 16]), 1)],
        many,
    ];
    for (nth, marks) in (0..).zip(receipts) {
        for counter in [0, nth + 1] {
            let content = Receipt {
                marks: marks.clone(),
            }
            .encode();
            let saying = Saying::Event {
                stand: None,
                kind: ContentKind::RECEIPT.0,
                counter,
                previous: NONE_BEFORE,
                sent_at: Stamp::at(1_790_000_000_000).0,
                content,
            };
            circle.daughter.says(saying).await;
        }
    }
    // What is in no chain is none of what is kept in one.
    let text = Event {
        kind: ContentKind::TEXT,
        counter: 0,
        previous: NONE_BEFORE,
        said: Stamp::at(1_790_000_000_000),
        content: b"\xa1abfhello!".to_vec(),
    };
    let saying = Saying::Event {
        stand: None,
        kind: text.kind.0,
        counter: 0,
        previous: text.previous,
        sent_at: text.said.0,
        content: text.content,
    };
    circle.daughter.says(saying).await;
    circle.patient.syncs().await;
    let own = circle.patient.row("Ten drops at night.").await;
    assert_eq!(own.reached, Some(Reached::Sent));
    let details = circle.patient.client.details(own.id).await.expect("read");
    assert!(details.receipts.is_empty());
    assert_eq!(circle.patient.reads().await.len(), 1);
    assert_eq!(
        circle.patient.client.verify_derived().await.expect("read"),
        0
    );
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, [""; 0]);
}

/// What was sealed for a group that has ended does not go into the next, though both count alike.
#[tokio::test]
async fn what_was_to_be_told_in_a_group_is_told_in_the_next() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (patient, nurse) = (world.patient("Marta").await, world.clinician("Nadia").await);
    let id = patient.makes_circle("Marta's circle").await;
    patient.lets_in(&nurse, Role::Clinician, "").await;
    let exchanged = async || {
        for _ in 0..3 {
            patient.syncs().await;
            nurse.syncs().await;
        }
    };
    exchanged().await;
    patient.writes("I am home.").await;
    patient.syncs().await;
    nurse.syncs().await;
    let before = nurse.room().await;
    world.clock.advance_ms(GATHERED_MS);
    relay.filters(|exchange| match exchange.path.ends_with("/entries") {
        true => Fate::Lost,
        false => Fate::Arrives,
    });
    nurse.syncs().await;
    relay.stops_lying();
    patient.client.start_anew(id).await.expect("hers");
    exchanged().await;
    let after = nurse.room().await;
    assert_ne!(before.group, after.group);
    assert_eq!(before.node, after.node, "the epochs are called alike");
    world.clock.advance_ms(GATHERED_MS);
    exchanged().await;
    assert_eq!(
        reached(&patient, "I am home.").await,
        Some(Reached::Delivered)
    );
    for person in [&patient, &nurse] {
        assert_eq!(person.codes(RowKind::Undecryptable).await, [""; 0]);
    }
}

/// The rooms that something is to be told to still.
async fn owing(person: &Person) -> i64 {
    person.closes().await;
    let store = database(person.dir(), &person.key());
    let count = "SELECT count(*) FROM room WHERE owes IS NOT NULL";
    store.query_row(count, [], |row| row.get(0)).expect("read")
}

#[tokio::test]
async fn where_nobody_is_left_to_be_told_nothing_is_gathered_for_ever() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes_to(Audience::Care, "Take two.").await;
    circle.nurse.syncs().await;
    circle.patient.removes(&circle.nurse).await;
    circle.patient.syncs().await;
    assert_eq!(owing(&circle.patient).await, 1, "it is gathered first");
    circle.patient.reopens().await;
    assert_eq!(circle.patient.reads().await, ["Nadia: Take two."]);
    world.clock.advance_ms(GATHERED_MS);
    circle.patient.syncs().await;
    assert_eq!(owing(&circle.patient).await, 0);
}
