//! The shelf: what is important stands there for everyone, put there by those who may.

use kith_core::{
    Error,
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        head::Target,
        relation::pin::Pin,
        stamp::Stamp,
    },
    hostile::Saying,
    ids::DeviceId,
    present::{Act, WhyNot},
    rights::table::Audience,
    store::timeline::messages::RowKind,
    view::TimelineRow,
};
use kith_tests::{Person, World, database};

async fn pins(person: &Person, body: &str, on: bool) {
    let row = person.row(body).await.id;
    person.client.pin(row, on).await.expect("it is kept");
}

async fn shelf(person: &Person) -> Vec<String> {
    let circle = person.circle().await;
    let shelf = person.client.shelf(circle).await.expect("read");
    let stands = |row: &TimelineRow| !row.pinned_by.is_empty();
    assert!(shelf.iter().all(stands));
    let may = |row: &TimelineRow| row.may.contains(&Act::Pin) == (person.name != "Ana");
    assert!(
        shelf.iter().all(may),
        "{} is offered what she may",
        person.name
    );
    let (mut watch, _) = person.client.watch_chat(circle);
    let chat = watch.next().await.expect("read").expect("open");
    assert_eq!(chat.shelved as usize, shelf.len(), "{}", person.name);
    let mut words: Vec<_> = shelf.iter().map(|row| row.body().to_owned()).collect();
    words.sort_unstable();
    words
}

#[tokio::test]
async fn what_is_important_stands_on_everyones_shelf_until_it_is_taken_off() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.daughter.writes("The key is with Joy.").await;
    circle.nurse.writes("Ten drops at night.").await;
    circle
        .nurse
        .writes_to(Audience::Care, "It may be the heart.")
        .await;
    circle.all_sync().await;
    pins(&circle.nurse, "Ten drops at night.", true).await;
    pins(&circle.nurse, "It may be the heart.", true).await;
    // Two at once, and what stands there already.
    for _ in 0..2 {
        pins(&circle.patient, "The key is with Joy.", true).await;
    }
    pins(&circle.nurse, "The key is with Joy.", true).await;
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(
            shelf(person).await,
            [
                "It may be the heart.",
                "Ten drops at night.",
                "The key is with Joy."
            ]
        );
        let by = person.row("The key is with Joy.").await.pinned_by;
        assert_eq!(by.len(), 2, "{}", person.name);
    }
    let family = ["Ten drops at night.", "The key is with Joy."];
    assert_eq!(shelf(&circle.daughter).await, family);
    // Who takes it off takes off what they have seen of it.
    pins(&circle.patient, "The key is with Joy.", false).await;
    let own = circle.nurse.row("Ten drops at night.").await.id;
    circle
        .nurse
        .client
        .edit(own, "Twelve drops at night.")
        .await
        .expect("edited");
    circle.all_sync().await;
    circle.daughter.reopens_after_closing().await;
    assert_eq!(shelf(&circle.daughter).await, ["Twelve drops at night."]);
    let taken = circle.nurse.client.delete_for_everyone(own).await;
    taken.expect("taken back");
    circle.all_sync().await;
    for person in circle.everyone() {
        let left: &[&str] = match person.name.as_str() {
            "Ana" => &[],
            _ => &["It may be the heart."],
        };
        assert_eq!(shelf(person).await, left, "{}", person.name);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
    }
    assert!(
        circle.nurse.client.pin(own, true).await.is_err(),
        "it is gone"
    );
}

/// What was put there are words: whoever changes them later does not have others stand for them.
#[tokio::test]
async fn what_was_changed_since_it_was_put_there_says_so() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.writes("Ten drops at night.").await;
    circle.all_sync().await;
    pins(&circle.nurse, "Ten drops at night.", true).await;
    circle.all_sync().await;
    let otherwise = async |words: &str, expected: bool| {
        for person in circle.everyone() {
            let shelf = person.client.shelf(person.circle().await).await;
            let shelf = shelf.expect("read");
            let stands = (shelf[0].body(), shelf[0].pinned_otherwise);
            assert_eq!(stands, (words, expected), "{}", person.name);
            assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        }
    };
    otherwise("Ten drops at night.", false).await;
    let own = circle.daughter.row("Ten drops at night.").await.id;
    for words in ["Fifty drops at night.", "Twelve drops at night."] {
        circle
            .daughter
            .client
            .edit(own, words)
            .await
            .expect("edited");
        circle.all_sync().await;
        otherwise(words, true).await;
    }
    // Whoever has read it puts it there anew, and stands for it alone.
    pins(&circle.patient, "Twelve drops at night.", true).await;
    circle.all_sync().await;
    otherwise("Twelve drops at night.", false).await;
    let marta = circle.nurse.person("Marta").await;
    let row = circle.nurse.row("Twelve drops at night.").await;
    assert_eq!(row.pinned_by, [marta]);
    // Control: what is put there after it was changed is not called so, nor what is taken off.
    pins(&circle.nurse, "Twelve drops at night.", false).await;
    circle.all_sync().await;
    let row = circle.patient.row("Twelve drops at night.").await;
    assert!(row.pinned_by.is_empty() && !row.pinned_otherwise);
}

#[tokio::test]
async fn who_may_not_puts_nothing_there() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Ten drops at night.").await;
    circle.all_sync().await;
    let daughter = &circle.daughter.client;
    let own = circle.daughter.row("Ten drops at night.").await.id;
    let refused = daughter.pin(own, true).await;
    assert!(matches!(refused, Err(Error::NotAllowed)), "{refused:?}");
    let why = daughter.may_with(own, Act::Pin).await.expect("read");
    assert_eq!(why, Some(WhyNot::NotTheirRole));
    for person in [&circle.patient, &circle.nurse] {
        let own = person.row("Ten drops at night.").await.id;
        let may = person.client.may_with(own, Act::Pin).await;
        assert_eq!(may.expect("read"), None);
    }
    // A patched app says it all the same, and takes off what others have put there.
    pins(&circle.patient, "Ten drops at night.", true).await;
    circle.all_sync().await;
    let store = database(circle.nurse.dir(), &circle.nurse.key());
    let of = |sql: &str| {
        let found = store.query_row(sql, [], |row| {
            let target = Target {
                device: DeviceId(row.get(0)?),
                counter: row.get(1)?,
            };
            Ok((target, row.get(2)?))
        });
        found.expect("an event")
    };
    let event = "SELECT device, counter, hash FROM event JOIN voice ON voice.id = event.voice";
    let (target, _): (_, [u8; 16]) = of(&format!("{event} WHERE kind = 1"));
    let (_, pin) = of(&format!("{event} WHERE kind = 259"));
    drop(store);
    let mut previous = NONE_BEFORE;
    for (counter, on) in [(1, true), (2, false)] {
        let pin = Pin {
            read: Vec::new(),
            target,
            replaces: vec![pin],
            on,
        };
        let event = Event {
            kind: ContentKind::PIN,
            counter,
            previous,
            said: Stamp::at(1_790_000_000_000 + counter),
            content: pin.encode(),
        };
        previous = event.hash();
        let saying = Saying::Event {
            stand: None,
            kind: event.kind.0,
            counter,
            previous: event.previous,
            sent_at: event.said.0,
            content: event.content,
        };
        circle.daughter.says(saying).await;
    }
    let marta = circle.nurse.person("Marta").await;
    for person in [&circle.patient, &circle.nurse] {
        person.syncs().await;
        assert_eq!(person.row("Ten drops at night.").await.pinned_by, [marta]);
        assert_eq!(
            person.codes(RowKind::Alarm).await,
            ["not-their-words"],
            "once"
        );
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
}
