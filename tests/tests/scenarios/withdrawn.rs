//! What is taken back before it went out leaves an empty event in its place; and what one may not say any more when
//! it would go out does not go out.

use kith_core::{
    store::timeline::messages::{MessageState, RowKind},
    view::QuoteState,
};
use kith_protocol::problem::Code;
use kith_tests::{Fate, MaliciousRelay, World, database, tables_with};

use crate::copied::all_settle;

#[tokio::test]
async fn what_waits_behind_what_is_taken_back_means_what_it_meant() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    relay.refuses_messages(Code::TooLarge);
    circle.patient.writes("This will never do.").await;
    circle.patient.syncs().await;
    let gone = circle.patient.row("This will never do.").await;
    assert_eq!(gone.state, MessageState::Refused);
    let client = &circle.patient.client;
    // All of this waits behind it: words of their own, and what answers what is gone.
    client
        .answer(gone.room, "And I mean it.", Some(gone.id))
        .await
        .expect("kept");
    circle.patient.writes("My leg hurts.").await;
    let own = circle.patient.row("My leg hurts.").await.id;
    client
        .answer(gone.room, "The left one.", Some(own))
        .await
        .expect("kept");
    client.edit(own, "My knee hurts.").await.expect("kept");
    client
        .react(circle.patient.row("Good morning.").await.id, "☀️", true)
        .await
        .expect("kept");
    client.write_again(gone.id).await.expect("taken back");
    relay.behaves();
    circle.patient.reopens_after_closing().await;
    circle.all_sync().await;
    for person in circle.everyone() {
        let rows = person.reads().await;
        assert_eq!(
            rows,
            [
                "Nadia: Good morning.",
                "Marta: And I mean it.",
                "Marta: My knee hurts.",
                "Marta: The left one."
            ],
            "{}",
            person.name
        );
        let quote = person.row("The left one.").await.quote.expect("an answer");
        assert_eq!(
            (quote.state, quote.words.as_str()),
            (QuoteState::Here, "My knee hurts.")
        );
        let quote = person.row("And I mean it.").await.quote.expect("an answer");
        assert!(
            quote.state != QuoteState::Here && quote.words.is_empty(),
            "{}",
            person.name
        );
        assert_eq!(person.row("Good morning.").await.signs.len(), 1);
        assert_eq!(person.finds("never").await.len(), 0);
    }
    circle.is_quiet().await;
    let draft = circle.patient.client.inbox().await.expect("read").circles[0]
        .draft
        .clone();
    assert_eq!(draft.expect("kept").body, "This will never do.");
}

#[tokio::test]
async fn what_is_silent_and_refused_holds_nothing_up() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    relay.refuses_messages(Code::TooLarge);
    let morning = circle.patient.row("Good morning.").await.id;
    circle
        .patient
        .client
        .react(morning, "☀️", true)
        .await
        .expect("kept");
    circle.patient.syncs().await;
    assert!(
        circle.patient.row("Good morning.").await.signs.is_empty(),
        "nobody has it"
    );
    relay.behaves();
    circle.patient.writes("Good morning to you.").await;
    circle.all_sync().await;
    assert_eq!(
        circle.nurse.reads().await.last().expect("a row"),
        "Marta: Good morning to you."
    );
    circle.is_quiet().await;
}

#[tokio::test]
async fn what_was_deleted_before_it_went_out_never_goes_out() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    circle.patient.writes("Call Dr Quetzalcoatlus.").await;
    let gone = circle.patient.row("Call Dr Quetzalcoatlus.").await;
    let client = &circle.patient.client;
    client
        .edit(gone.id, "Call Dr Archaeopteryx.")
        .await
        .expect("kept");
    client.react(gone.id, "👍", true).await.expect("kept");
    client
        .answer(gone.room, "And today.", Some(gone.id))
        .await
        .expect("kept");
    client.delete_for_everyone(gone.id).await.expect("deleted");
    assert_eq!(
        circle.patient.reads().await,
        ["Nadia: Good morning.", "Marta: And today."]
    );
    for _ in 0..2 {
        circle.all_sync().await;
    }
    circle.is_quiet().await;
    for person in [&mut circle.patient, &mut circle.nurse, &mut circle.daughter] {
        let rows = person.reads().await;
        assert_eq!(rows, ["Nadia: Good morning.", "Marta: And today."]);
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        person.closes().await;
        for word in ["uetzalcoat", "rchaeopter"] {
            assert_eq!(
                tables_with(person, word),
                [""; 0],
                "{word} of {}",
                person.name
            );
        }
        person.reopens().await;
    }
}

#[tokio::test]
async fn what_is_deleted_on_its_way_and_then_refused_shuts_nothing() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.patient.writes("This will never do.").await;
    // It is sealed, and nobody knows whether it arrives.
    loses_entries(&relay);
    assert!(circle.patient.tries_to_sync().await.is_err());
    let row = circle.patient.row("This will never do.").await.id;
    let client = &circle.patient.client;
    client.delete_for_everyone(row).await.expect("deleted");
    circle.patient.writes("Good morning.").await;
    relay.stops_lying();
    // All of it together, and the first by itself.
    let mut refused = 0;
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/entries") && refused < 2 {
            refused += 1;
            return exchange.is_refused(Code::TooLarge);
        }
        Fate::Arrives
    });
    circle.patient.syncs().await;
    relay.stops_lying();
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Marta: Good morning."]);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
    circle.is_quiet().await;
}

#[tokio::test]
async fn what_was_refused_and_is_deleted_is_gone() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    relay.refuses_messages(Code::TooLarge);
    circle.patient.writes("This will never do.").await;
    circle.patient.syncs().await;
    let row = circle.patient.row("This will never do.").await;
    assert_eq!(row.state, MessageState::Refused);
    circle.patient.writes("Good morning.").await;
    let client = &circle.patient.client;
    client.delete_for_everyone(row.id).await.expect("deleted");
    relay.behaves();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Marta: Good morning."]);
    }
    circle.is_quiet().await;
}

#[tokio::test]
async fn what_could_not_be_taken_back_or_changed_is_as_it_was() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.patient.writes("I like soup.").await;
    circle.patient.writes("I like bread.").await;
    circle.all_sync().await;
    let soup = circle.patient.row("I like soup.").await.id;
    let bread = circle.patient.row("I like bread.").await.id;
    let client = &circle.patient.client;
    client.delete_for_everyone(soup).await.expect("said");
    client.edit(bread, "I like cake.").await.expect("said");
    let mut rows = circle.patient.reads().await;
    assert_eq!(rows.last().expect("a row"), "Marta: I like cake.");
    assert_eq!(circle.patient.finds("soup").await.len(), 0);
    relay.refuses_messages(Code::TooLarge);
    circle.patient.syncs().await;
    rows = circle.patient.reads().await;
    assert_eq!(rows, ["Marta: I like soup.", "Marta: I like bread."]);
    for (words, found) in [("soup", 1), ("bread", 1), ("cake", 0)] {
        assert_eq!(circle.patient.finds(words).await.len(), found, "{words}");
    }
    assert_eq!(
        circle.patient.client.verify_derived().await.expect("read"),
        0
    );
    relay.behaves();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, rows);
        // Of each, whose it is; nobody else is told.
        let told = person.codes(RowKind::Healing).await;
        let times = if person.name == "Marta" { 2 } else { 0 };
        assert_eq!(told, vec!["not-changed"; times], "{}", person.name);
    }
    circle.is_quiet().await;
}

fn loses_entries(relay: &MaliciousRelay) {
    relay.filters(|exchange| {
        if exchange.path.ends_with("/entries") {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
}

#[tokio::test]
async fn what_one_may_not_say_any_more_does_not_go_out() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("Ten drops at night.").await;
    circle.all_sync().await;
    let drops = circle.nurse.row("Ten drops at night.").await.id;
    circle.nurse.client.pin(drops, true).await.expect("she may");
    circle.nurse.writes("It is on the shelf.").await;
    assert_eq!(
        circle
            .nurse
            .row("Ten drops at night.")
            .await
            .pinned_by
            .len(),
        1
    );
    // Before it goes out she is something else in the room.
    circle.nurse.closes().await;
    let store = database(circle.nurse.dir(), &circle.nurse.key());
    let nadia = "UPDATE participant SET role = 'family' WHERE name = 'Nadia'";
    assert!(store.execute(nadia, []).expect("written") > 0);
    drop(store);
    circle.nurse.reopens().await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert!(person.row("Ten drops at night.").await.pinned_by.is_empty());
        assert_eq!(
            person.reads().await.last().expect("a row"),
            "Nadia: It is on the shelf."
        );
    }
    // She is told, and nobody else is.
    for person in circle.everyone() {
        let told = person.codes(RowKind::Healing).await;
        let expected: &[&str] = if person.name == "Nadia" {
            &["not-said"]
        } else {
            &[]
        };
        assert_eq!(told, expected, "{}", person.name);
    }
    circle.is_quiet().await;
}

#[tokio::test]
async fn other_words_that_the_relay_never_takes_leave_the_first_as_they_were() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.patient.writes("Ten drops at night.").await;
    circle.all_sync().await;
    relay.refuses_messages(Code::TooLarge);
    let own = circle.patient.row("Ten drops at night.").await.id;
    let client = &circle.patient.client;
    client
        .edit(own, "Fifty drops at night.")
        .await
        .expect("kept");
    circle.patient.syncs().await;
    circle.patient.reopens_after_closing().await;
    relay.behaves();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Marta: Ten drops at night."]);
        assert_eq!(person.finds("ten").await.len(), 1);
    }
    circle.is_quiet().await;
}

/// What waited in a copy and was said, and then taken back or edited, does not come back from it.
#[tokio::test]
async fn what_was_taken_back_does_not_come_back_from_a_copy() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    for words in ["I like soup.", "I like bread.", "I like tea."] {
        circle.nurse.writes(words).await;
    }
    let copy = circle.nurse.is_copied().await;
    circle.nurse.syncs().await;
    let soup = circle.nurse.row("I like soup.").await.id;
    let bread = circle.nurse.row("I like bread.").await.id;
    let client = &circle.nurse.client;
    client.delete_for_everyone(soup).await.expect("deleted");
    client.edit(bread, "I like cake.").await.expect("edited");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    circle.nurse.is_put_back(&copy).await;
    circle.nurse.syncs().await;
    circle.nurse.writes("I am back.").await;
    all_settle(&world, &circle).await;
    for person in [&circle.patient, &circle.daughter] {
        let mut read = person.reads().await;
        read.retain(|row| !row.ends_with(": "));
        assert_eq!(
            read,
            [
                "Nadia: I like cake.",
                "Nadia: I like tea.",
                "Nadia: I am back."
            ],
            "as {} sees it",
            person.name
        );
        assert_eq!(person.finds("soup").await.len(), 0);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
}
