//! Answers to what was said, and whom words name.

use kith_core::{
    Error,
    circle::room_id::shared,
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        head::Target,
        reply::Reply,
        stamp::Stamp,
    },
    hostile::Saying,
    ids::{DeviceId, PersonId},
    rights::table::Audience,
    store::{StoreError, timeline::messages::RowKind},
    view::{QuoteRow, QuoteState},
};
use kith_tests::{Circle, Person, World, database};

async fn answers(person: &Person, to: &str, body: &str) {
    let to = person.row(to).await;
    let sent = person.client.answer(to.room, body, Some(to.id)).await;
    sent.expect("it is kept");
}

async fn quote(person: &Person, body: &str) -> QuoteRow {
    person.row(body).await.quote.expect("it answers something")
}

#[tokio::test]
async fn an_answer_shows_what_it_answers_as_that_is_now() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("I like soup.").await;
    circle.all_sync().await;
    answers(&circle.daughter, "I like soup.", "So do I!").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        let quote = quote(person, "So do I!").await;
        let own = person.row("I like soup.").await;
        assert_eq!(quote.state, QuoteState::Here);
        assert_eq!((quote.words.as_str(), quote.cut), ("I like soup.", false));
        assert_eq!(quote.sender_name.as_deref(), Some("Marta"));
        assert_eq!(quote.sender_is_me, person.name == "Marta");
        assert_eq!(quote.row, Some(own.id));
        assert!(own.quote.is_none());
        assert_eq!(person.finds("so do").await.len(), 1);
    }
    let own = circle.patient.row("I like soup.").await.id;
    let long = "a longer word or two, ".repeat(20);
    circle
        .patient
        .client
        .edit(own, &long)
        .await
        .expect("edited");
    circle.all_sync().await;
    let shown = quote(&circle.nurse, "So do I!").await;
    assert!(shown.cut && shown.words.starts_with("a longer word") && shown.words.len() <= 120);
    let taken = circle.patient.client.delete_for_everyone(own).await;
    taken.expect("taken back");
    circle.all_sync().await;
    for person in circle.everyone() {
        let quote = quote(person, "So do I!").await;
        assert_eq!(
            (quote.state, quote.words),
            (QuoteState::Deleted, String::new())
        );
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
    }
    // An answer that is taken back answers nothing any more.
    let own = circle.daughter.row("So do I!").await.id;
    let taken = circle.daughter.client.delete_for_everyone(own).await;
    taken.expect("taken back");
    circle.all_sync().await;
    let id = circle.nurse.circle().await;
    let rows = circle.nurse.client.timeline(id, None, 100).await;
    assert!(rows.expect("read").iter().all(|row| row.quote.is_none()));
}

#[tokio::test]
async fn an_answer_stays_in_the_room_and_names_nothing_of_another() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle
        .patient
        .writes_to(Audience::Care, "It burns at night.")
        .await;
    circle.all_sync().await;
    let private = circle.nurse.row("It burns at night.").await.id;
    let id = circle.nurse.circle().await;
    let nurse = &circle.nurse.client;
    let elsewhere = nurse
        .answer(shared(&id, Audience::Circle), "Since when?", Some(private))
        .await;
    assert!(
        matches!(elsewhere, Err(Error::Store(StoreError::NotFound))),
        "{elsewhere:?}"
    );
    answers(&circle.nurse, "It burns at night.", "Since when?").await;
    circle.all_sync().await;
    assert_eq!(
        quote(&circle.patient, "Since when?").await.state,
        QuoteState::Here
    );
    let inbox = circle.patient.client.inbox().await.expect("read");
    let last = inbox.circles[0].last.clone().expect("a row");
    assert!(
        last.quote.is_none() && last.body().is_empty(),
        "others look on"
    );
}

/// Puts into a room what an honest app does not say, as the daughter.
async fn forges(circle: &Circle, counter: u64, target: Target) {
    let reply = Reply {
        target,
        body: format!("an answer {counter}"),
        mentions: vec![PersonId([9; 16])],
    };
    let event = Event {
        kind: ContentKind::REPLY,
        counter,
        previous: NONE_BEFORE,
        said: Stamp::at(1_790_000_000_000 + counter),
        content: reply.encode(),
    };
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

#[tokio::test]
async fn what_is_not_here_is_not_quoted_until_it_comes() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle
        .patient
        .writes_to(Audience::Care, "It burns at night.")
        .await;
    circle.all_sync().await;
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
    // Who guesses what was said in a room that they are not in shows nothing of it to anybody.
    forges(&circle, 1, target).await;
    let far = Target {
        counter: target.counter + 1,
        ..target
    };
    forges(&circle, 2, far).await;
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        for body in ["an answer 1", "an answer 2"] {
            let quote = quote(person, body).await;
            assert_eq!(
                (quote.state, quote.row),
                (QuoteState::NotHere, None),
                "{body}"
            );
        }
        assert_eq!(person.codes(RowKind::Alarm).await, [""; 0]);
    }
    // Both name what she says first and second to everyone, it turns out.
    for words in ["Good morning.", "And good night."] {
        circle.patient.writes(words).await;
    }
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        let first = quote(person, "an answer 1").await;
        assert_eq!(first.words, "Good morning.", "{}", person.name);
        assert_eq!(quote(person, "an answer 2").await.words, "And good night.");
    }
}

#[tokio::test]
async fn who_is_named_and_reads_it_is_told() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle
        .patient
        .writes("@Ana, is @Nadia coming? @Anabel is not here.")
        .await;
    circle
        .patient
        .writes_to(Audience::Care, "@Ana need not know, @Nadia.")
        .await;
    circle.all_sync().await;
    let (ana, nadia) = (
        circle.patient.person("Ana").await,
        circle.patient.person("Nadia").await,
    );
    for person in [&circle.patient, &circle.nurse] {
        let all = person
            .row("@Ana, is @Nadia coming? @Anabel is not here.")
            .await;
        let mut named = all.mentions;
        named.sort_unstable();
        let mut both = [ana, nadia];
        both.sort_unstable();
        assert_eq!(named, both, "{}", person.name);
        let private = person.row("@Ana need not know, @Nadia.").await;
        assert_eq!(private.mentions, [nadia], "{}", person.name);
    }
}
