//! What a patched client says of what others said, or of its own without end.

use std::ops::RangeInclusive;

use kith_core::{
    Role,
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        head::Target,
        relation::{edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction},
        stamp::Stamp,
        stand::Stand,
        text::Text,
    },
    hostile::{Heard, Saying},
    ids::DeviceId,
    rights::table::Audience,
    store::timeline::messages::RowKind,
    view::RowContent,
};
use kith_tests::{Person, World, database};

use crate::{
    annotations::{only, sync},
    malicious_member::{agree, talk_goes_on},
};

#[tokio::test]
async fn nobody_speaks_in_anothers_name() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Ten drops at night.").await;
    sync(&circle).await;
    let store = database(circle.patient.dir(), &circle.patient.key());
    let own = "SELECT device, counter FROM event JOIN voice ON voice.id = event.voice";
    let target = store.query_row(own, [], |row| {
        Ok(Target {
            device: DeviceId(row.get(0)?),
            counter: row.get(1)?,
        })
    });
    let target = target.expect("an event");
    drop(store);
    let edit = Edit {
        target,
        parents: Vec::new(),
        body: "Fifty drops at night.".into(),
    };
    // Of what nobody has said, or will; and of the edit itself.
    let far = Target {
        counter: target.counter + 1_000_000,
        ..target
    };
    let mut previous = NONE_BEFORE;
    for (counter, (kind, content)) in (1..).zip([
        (ContentKind::EDIT, edit.encode()),
        (ContentKind::REDACTION, Redaction { target }.encode()),
        (ContentKind::REDACTION, Redaction { target: far }.encode()),
        (
            ContentKind::EDIT,
            Edit {
                body: "x".repeat(60_000),
                ..edit.clone()
            }
            .encode(),
        ),
    ]) {
        let event = Event {
            kind,
            counter,
            previous,
            said: Stamp::at(1_790_000_000_000 + counter),
            content,
        };
        previous = event.hash();
        let saying = Saying::Event {
            stand: None,
            kind: kind.0,
            counter,
            previous: event.previous,
            sent_at: event.said.0,
            content: event.content,
        };
        circle.daughter.says(saying).await;
    }
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
    for person in honest {
        assert_eq!(
            person.codes(RowKind::Alarm).await,
            ["not-their-words"],
            "once"
        );
        assert!(
            person
                .reads()
                .await
                .contains(&"Marta: Ten drops at night.".to_owned())
        );
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
}

/// How a person's message is named by everyone who says something of it.
fn named(person: &Person) -> Target {
    let store = database(person.dir(), &person.key());
    let own = "SELECT device, counter FROM event JOIN voice ON voice.id = event.voice ORDER BY event.id DESC";
    let target = store.query_row(own, [], |row| {
        Ok(Target {
            device: DeviceId(row.get(0)?),
            counter: row.get(1)?,
        })
    });
    target.expect("an event")
}

#[tokio::test]
async fn nothing_is_said_in_one_room_of_what_was_said_in_another() {
    let world = World::new().await;
    let circle = world.circle().await;
    // The daughter reads the room for all alone.
    circle.patient.writes_to(Audience::Care, "Ten drops.").await;
    sync(&circle).await;
    let target = named(&circle.patient);
    let edit = Edit {
        target,
        parents: Vec::new(),
        body: "Fifty drops.".into(),
    };
    let reaction = Reaction {
        target,
        replaces: Vec::new(),
        sign: Some("👍".into()),
    };
    let pin = Pin {
        read: Vec::new(),
        target,
        replaces: Vec::new(),
        on: true,
    };
    let all = [
        (ContentKind::REACTION, reaction.encode()),
        (ContentKind::PIN, pin.encode()),
        (ContentKind::EDIT, edit.encode()),
        (ContentKind::REDACTION, Redaction { target }.encode()),
    ];
    // The patient's own device says so too: by author it might.
    for person in [&circle.daughter, &circle.patient] {
        for (nth, (kind, content)) in (1..).zip(all.clone()) {
            let saying = Saying::Event {
                stand: None,
                kind: kind.0,
                counter: 1 << 40 | nth,
                previous: NONE_BEFORE,
                sent_at: Stamp::at(1_790_000_000_000 + nth).0,
                content,
            };
            person.says(saying).await;
        }
    }
    sync(&circle).await;
    for person in [&circle.patient, &circle.nurse] {
        let row = person.row("Ten drops.").await;
        assert!(row.signs.is_empty() && row.pinned_by.is_empty());
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
}

#[tokio::test]
async fn who_edits_ten_thousand_times_is_told_of_once() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Ten drops at night.").await;
    sync(&circle).await;
    let (id, target) = (circle.nurse.circle().await, named(&circle.patient));
    let heard = async |counters: RangeInclusive<u64>, redacted: bool| {
        let person = circle.nurse.person("Marta").await;
        let says = |counter: u64| {
            let edit = Edit {
                target,
                parents: Vec::new(),
                body: format!("{counter} drops at night."),
            };
            let (kind, content) = match redacted {
                true => (ContentKind::REDACTION, Redaction { target }.encode()),
                false => (ContentKind::EDIT, edit.encode()),
            };
            Heard {
                device: DeviceId([7; 16]),
                person,
                counter,
                at: 1_790_000_000_000 + counter,
                kind,
                content,
            }
        };
        let heard = counters.map(says).collect();
        let client = &circle.nurse.client;
        client
            .hears(id, Audience::Circle, heard)
            .await
            .expect("kept");
    };
    heard(1..=500, false).await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, [""; 0]);
    let shown = only(&circle.nurse).await.body().to_owned();
    heard(501..=501, false).await;
    heard(502..=10_100, false).await;
    let alarms = circle.nurse.codes(RowKind::Alarm).await;
    assert_eq!(alarms, ["too-much"], "once");
    assert_eq!(
        only(&circle.nurse).await.body(),
        shown,
        "the rest is nothing"
    );
    assert_eq!(circle.nurse.client.verify_derived().await.expect("read"), 0);
    // What was taken back is, whoever said how much before.
    heard(10_101..=10_101, true).await;
    assert!(only(&circle.nurse).await.content == RowContent::Deleted);
    assert_eq!(circle.nurse.client.verify_derived().await.expect("read"), 0);
}

/// Two of one name: what others put to the first is put to nothing else, and nothing is put to the second.
#[tokio::test]
async fn who_says_something_else_under_one_name_puts_no_pin_to_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("Ten drops at night.").await;
    sync(&circle).await;
    let id = circle.daughter.circle().await;
    let restarts = circle
        .daughter
        .client
        .restarts_chain(id, Audience::Circle, 0);
    restarts.await.expect("decided");
    for _ in 0..2 {
        circle.daughter.syncs().await;
    }
    let (kind, said) = (ContentKind::TEXT, Stamp::at(world.clock.now()));
    // A digest below all others.
    let mut other = (0..).map(|nth| Event {
        kind,
        counter: 1,
        previous: NONE_BEFORE,
        said,
        content: Text::new(&format!("Fifty drops, {nth}."))
            .expect("words")
            .encode(),
    });
    let other = other.find(|event| event.hash()[..2] == [0, 0]);
    let other = other.expect("endless");
    circle
        .daughter
        .says(Saying::Event {
            stand: None,
            kind: kind.0,
            counter: 1,
            previous: NONE_BEFORE,
            sent_at: said.0,
            content: other.content,
        })
        .await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let nurse = &circle.nurse.client;
    let first = circle.nurse.row("Ten drops at night.").await.id;
    nurse.pin(first, true).await.expect("it stands");
    nurse.react(first, "👍", true).await.expect("it stands");
    let read = circle.nurse.reads().await;
    let second = read.last().expect("read").replace("Ana: ", "");
    assert!(second.starts_with("Fifty drops"), "the control: {read:?}");
    let second = circle.nurse.row(&second).await.id;
    assert!(nurse.pin(second, true).await.is_err());
    for _ in 0..2 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
    }
    for person in [&circle.nurse, &circle.patient] {
        let id = person.circle().await;
        let shelf = person.client.shelf(id).await.expect("read");
        let words: Vec<_> = shelf.iter().map(|row| row.body()).collect();
        assert_eq!(words, ["Ten drops at night."], "{}", person.name);
        let second = person
            .row(&read.last().expect("read")["Ana: ".len()..])
            .await;
        assert!(second.signs.is_empty());
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
}

/// What a patched daughter says, under a stamp, a number and in a place in her chain that she chooses.
fn words(counter: u64, sent_at: u64, words: &str) -> Saying {
    Saying::Event {
        stand: None,
        kind: ContentKind::TEXT.0,
        counter,
        previous: NONE_BEFORE,
        sent_at,
        content: Text::new(words).expect("words").encode(),
    }
}

/// Those who keep the first words, and those who let them go, read the same of what is said after it.
#[tokio::test]
async fn what_is_said_at_the_moment_of_what_was_changed_is_read_by_all() {
    const MOMENT: u64 = 7 << 20;
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    daughter.says(words(1, MOMENT, "Hello")).await;
    sync(&circle).await;
    let edit = Edit {
        target: named(&circle.nurse),
        parents: Vec::new(),
        body: "Hello all".to_owned(),
    };
    let edited = Saying::Event {
        stand: None,
        kind: ContentKind::EDIT.0,
        counter: 2,
        previous: NONE_BEFORE,
        sent_at: MOMENT + 1,
        content: edit.encode(),
    };
    daughter.says(edited).await;
    sync(&circle).await;
    daughter
        .says(words(1 << 60, MOMENT, "No more morphine"))
        .await;
    sync(&circle).await;
    for person in [&circle.patient, &circle.nurse] {
        let read = person.reads().await;
        assert_eq!(read, ["Ana: Hello all", "Ana: No more morphine"]);
    }
}

/// Of what has other words by now, or was taken back, its place in the chain is left: a store that was put back says it over
/// under another number, and it stands once.
#[tokio::test]
async fn what_is_left_of_something_and_said_over_under_another_number_stands_once() {
    const MOMENT: u64 = 7 << 20;
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    daughter.says(words(1, MOMENT, "Hello")).await;
    daughter.says(words(2, MOMENT + 1, "Good night")).await;
    sync(&circle).await;
    let left = |words: &str, counter| {
        let words = Event {
            kind: ContentKind::TEXT,
            counter,
            previous: NONE_BEFORE,
            said: Stamp(MOMENT),
            content: Text::new(words).expect("words").encode(),
        };
        Saying::Plain(Stand::before(None, &words.erased().encode()))
    };
    daughter.says(left("Hello", 1 << 59)).await;
    daughter.says(left("Hello", 1 << 60)).await;
    sync(&circle).await;
    let id = circle.patient.circle().await;
    let rows = async |person: &Person| {
        let rows = person.client.timeline(id, None, 100).await.expect("read");
        let deleted = rows.iter().filter(|row| row.content == RowContent::Deleted);
        deleted.count()
    };
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.reads().await, ["Ana: Hello", "Ana: Good night"]);
        assert_eq!(rows(person).await, 0, "of {}", person.name);
    }
    // The control: something else that was said at that moment is not here.
    daughter.says(left("Hello?", (1 << 60) + 1)).await;
    sync(&circle).await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(rows(person).await, 1, "of {}", person.name);
    }
}

/// A newcomer knows of no event behind it, and reads it; all others are told that something was said so.
#[tokio::test]
async fn what_is_said_below_what_all_have_heard_is_told_to_all() {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = &circle.daughter;
    daughter.says(words(1 << 60, 1, "Hello")).await;
    sync(&circle).await;
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    for _ in 0..2 {
        sync(&circle).await;
        rui.syncs().await;
    }
    let gaps = [&circle.patient, &circle.nurse].map(|person| person.codes(RowKind::Withheld));
    for gaps in gaps {
        assert_eq!(gaps.await, [""; 0], "nothing is odd so far");
    }
    daughter
        .says(words(1, 2, "She wants no more morphine"))
        .await;
    sync(&circle).await;
    rui.syncs().await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.reads().await, ["Ana: Hello"]);
        assert_eq!(person.codes(RowKind::Withheld).await, ["gap"]);
    }
}
