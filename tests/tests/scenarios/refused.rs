//! A message that the relay will never take: it is shown as what it is, and whoever wrote it gets
//! their words back.

use kith_core::{
    Error,
    circle::room_id::shared,
    content::{event::ContentError, text},
    ids::MessageId,
    present::{Act, WhyNot},
    rights::table::Audience,
    store::{
        StoreError,
        rows::EventRow,
        timeline::{
            drafts,
            messages::{MessageState, RowKind},
        },
    },
    view::CircleRow,
};
use kith_protocol::problem::Code;
use kith_tests::{Circle, MaliciousRelay, Person, World};

/// The patient's relay takes no message from now on.
async fn refusing() -> (World, Circle, MaliciousRelay) {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    relay.refuses_messages(Code::TooLarge);
    (world, circle, relay)
}

async fn row(person: &Person) -> CircleRow {
    let mut circles = person.client.inbox().await.expect("listed").circles;
    circles.pop().expect("a circle")
}

/// What everyone sees besides words.
async fn notices(circle: &Circle) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for person in circle.everyone() {
        let rows = person.sees().await.into_iter();
        let notices = rows.filter(|line| line.kind != RowKind::Text);
        all.push(notices.map(|line| line.body).collect());
    }
    all
}

/// The row of what was refused.
async fn refused(person: &Person) -> EventRow {
    let id = person.circle().await;
    let rows = person.client.timeline(id, None, 50).await.expect("read");
    let refused = rows.iter().find(|row| row.state == MessageState::Refused);
    refused.expect("one was refused").id
}

async fn draft(person: &Person) -> Option<(Audience, String)> {
    let draft = row(person).await.draft;
    draft.map(|draft| (draft.audience, draft.body))
}

#[tokio::test]
async fn what_comes_after_a_refused_message_is_shown_after_it() {
    let (_world, circle, relay) = refusing().await;
    circle.patient.writes("Can you come?").await;
    circle.patient.syncs().await;
    relay.behaves();
    circle.nurse.writes("Good morning.").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let mut seen = circle.patient.sees().await;
    let (second, first) = (seen.pop().expect("a row"), seen.pop().expect("a row"));
    assert_eq!(first.state, MessageState::Refused);
    assert_eq!(second.body, "Good morning.");
    let row = row(&circle.patient).await;
    assert_eq!(row.last.expect("a row").body(), "Good morning.");
    assert_eq!((row.unread, row.waiting), (1, 0));
    assert_eq!(circle.nurse.reads().await, ["Nadia: Good morning."]);
}

#[tokio::test]
async fn who_writes_it_again_has_the_words_back_and_what_waited_goes_out() {
    let (_world, circle, relay) = refusing().await;
    let notices = notices(&circle).await;
    circle.patient.writes("Can you come?").await;
    circle.patient.writes("My leg hurts.").await;
    circle.patient.syncs().await;
    circle.patient.writes("It is the left one.").await;
    relay.behaves();
    circle.patient.syncs().await;
    assert_eq!(circle.nurse.reads().await, [""; 0], "all of it waits");

    let refused = refused(&circle.patient).await;
    circle
        .patient
        .client
        .write_again(refused)
        .await
        .expect("taken back");
    let words = Some((Audience::Circle, "Can you come?".to_owned()));
    assert_eq!(draft(&circle.patient).await, words);
    assert_eq!(circle.patient.finds("come").await, [""; 0]);
    circle.patient.syncs().await;
    circle.patient.writes("Can you come?").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            [
                "Marta: My leg hurts.",
                "Marta: It is the left one.",
                "Marta: Can you come?"
            ],
            "as {} sees it",
            person.name
        );
    }
    let after = self::notices(&circle).await;
    assert_eq!(after, notices, "nothing is said to be missing");
    assert_eq!(draft(&circle.patient).await, None);
    let again = circle.patient.client.write_again(refused).await;
    assert!(matches!(again, Err(Error::Store(StoreError::NotFound))));
}

#[tokio::test]
async fn only_what_was_refused_can_be_written_again_by_who_wrote_it() {
    let (_world, circle, relay) = refusing().await;
    circle.patient.writes("Can you come?").await;
    circle.patient.syncs().await;
    let row = refused(&circle.patient).await;
    let may = async |person: &Person, row| {
        let details = person.client.details(row).await.expect("read");
        details.row.may
    };
    assert_eq!(may(&circle.patient, row).await, [Act::WriteAgain]);
    relay.behaves();
    let client = &circle.patient.client;
    client.write_again(row).await.expect("taken back");
    circle.patient.writes("Can you come?").await;
    circle.all_sync().await;
    for (person, why) in [
        (&circle.patient, WhyNot::NotRefused),
        (&circle.nurse, WhyNot::NotTheirWords),
    ] {
        let row = person.row("Can you come?").await.id;
        assert!(!may(person, row).await.contains(&Act::WriteAgain));
        let why_not = person.client.may_with(row, Act::WriteAgain).await;
        assert_eq!(why_not.expect("judged"), Some(why), "{}", person.name);
    }
}

/// Signs, other words and a place on the shelf would be of what nobody else has. What only waits takes them:
/// `what_was_deleted_before_it_went_out_never_goes_out`.
#[tokio::test]
async fn nothing_is_said_of_what_will_never_go_out() {
    let (_world, circle, relay) = refusing().await;
    circle.patient.writes("Can you come?").await;
    circle.patient.syncs().await;
    let row = refused(&circle.patient).await;
    let client = &circle.patient.client;
    let said = [
        client.react(row, "👍", true).await,
        client.edit(row, "Can you come at all?").await,
        client.pin(row, true).await,
    ];
    for said in said {
        assert!(matches!(said, Err(Error::NotSent)), "{said:?}");
    }
    let row = circle.patient.row("Can you come?").await;
    assert!(row.signs.is_empty() && row.pinned_by.is_empty());
    relay.behaves();
    client.write_again(row.id).await.expect("taken back");
    circle.all_sync().await;
    for person in [&circle.nurse, &circle.daughter] {
        assert_eq!(person.reads().await, [""; 0]);
    }
    circle.is_quiet().await;
}

#[tokio::test]
async fn what_only_the_clinic_was_to_read_stays_so_beside_what_was_begun() {
    let (_world, circle, relay) = refusing().await;
    circle
        .patient
        .writes_to(Audience::Care, "I am afraid.")
        .await;
    circle.patient.syncs().await;
    relay.behaves();
    let id = circle.patient.circle().await;
    let client = &circle.patient.client;
    let begun = "Dear all, ";
    client
        .keep_draft(id, Audience::Circle, begun)
        .await
        .expect("kept");
    let row = refused(&circle.patient).await;
    client.write_again(row).await.expect("taken back");
    let both = Some((Audience::Care, "Dear all,\nI am afraid.".to_owned()));
    assert_eq!(draft(&circle.patient).await, both);
}

#[tokio::test]
async fn words_that_do_not_fit_stay_where_they_are() {
    let (_world, circle, relay) = refusing().await;
    circle.patient.writes("Can you come?").await;
    circle.patient.syncs().await;
    relay.behaves();
    let id = circle.patient.circle().await;
    let client = &circle.patient.client;
    let long = "x".repeat(drafts::MAX_BYTES);
    client
        .keep_draft(id, Audience::Circle, &long)
        .await
        .expect("kept");
    let row = refused(&circle.patient).await;
    for result in [
        client.write_again(row).await,
        client.add_to_draft(id, "more").await,
    ] {
        assert!(matches!(
            result,
            Err(Error::Content(ContentError::TooLarge))
        ));
    }
    assert_eq!(refused(&circle.patient).await, row);
    client
        .keep_draft(id, Audience::Care, "")
        .await
        .expect("gone");
    client.add_to_draft(id, "Look at").await.expect("kept");
    client.add_to_draft(id, "this").await.expect("kept");
    let begun = Some((Audience::Circle, "Look at\nthis".to_owned()));
    assert_eq!(draft(&circle.patient).await, begun);
}

#[tokio::test]
async fn what_is_too_long_to_be_sent_is_kept_as_a_draft() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let client = &circle.patient.client;
    let pasted = "x".repeat(text::MAX_BYTES + 1);
    let keep = client.keep_draft(id, Audience::Circle, &pasted);
    keep.await.expect("kept");
    let sent = client.send(shared(&id, Audience::Circle), &pasted).await;
    assert!(matches!(sent, Err(Error::Content(ContentError::TooLarge))));
    let kept = Some((Audience::Circle, pasted));
    assert_eq!(draft(&circle.patient).await, kept);
}

#[tokio::test]
async fn taking_a_message_back_renames_none_behind_it() {
    let (_world, circle, relay) = refusing().await;
    circle.patient.writes("Can you come?").await;
    let behind = circle.patient.writes("My leg hurts.").await;
    let last = circle.patient.writes("It is the left one.").await;
    circle.patient.syncs().await;
    relay.behaves();
    let rows = names(&circle.patient).await;
    let row = refused(&circle.patient).await;
    circle.patient.client.write_again(row).await.expect("back");
    assert_eq!(names(&circle.patient).await, rows[1..]);
    circle.all_sync().await;
    for person in circle.everyone() {
        let seen = names(person).await;
        let seen: Vec<_> = seen.iter().map(|(_, name)| *name).collect();
        assert_eq!(seen, [behind, last], "to {}", person.name);
    }
    for person in [&circle.nurse, &circle.daughter] {
        assert!(person.codes(RowKind::Withheld).await.is_empty());
    }
}

/// Rows and names of the messages, oldest first.
async fn names(person: &Person) -> Vec<(EventRow, MessageId)> {
    let id = person.circle().await;
    let mut rows = person.client.timeline(id, None, 50).await.expect("read");
    rows.retain(|row| row.kind() == RowKind::Text);
    rows.reverse();
    rows.iter().map(|row| (row.id, row.message)).collect()
}

#[tokio::test]
async fn what_others_said_is_told_though_one_spoke_since() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("How is the leg?").await;
    circle.nurse.writes("Did you sleep?").await;
    circle.all_sync().await;
    circle.patient.writes("Good night.").await;
    circle.patient.syncs().await;
    let seen = row(&circle.patient).await;
    assert_eq!(seen.last.expect("a row").body(), "Good night.");
    assert_eq!(seen.news.expect("news").body(), "Did you sleep?");
    let id = circle.patient.circle().await;
    let rows = circle
        .patient
        .client
        .timeline(id, None, 3)
        .await
        .expect("read");
    circle
        .patient
        .client
        .mark_read(id, rows[0].id)
        .await
        .expect("noted");
    assert!(row(&circle.patient).await.news.is_none());
}

/// The relay says that it refuses a message, and hands it out when its author has taken it back: the others are
/// told to let it go, and she is told that it came.
#[tokio::test]
async fn what_was_refused_and_taken_back_and_is_handed_out_all_the_same_is_let_go_of() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let patient = circle.patient.device().await;
    relay.lies(move |exchange| {
        if exchange.device != Some(patient) {
            return;
        }
        if exchange.path.ends_with("/entries") {
            exchange.is_refused(Code::TooLarge);
        }
        exchange.in_sync(|answer| answer.groups.clear());
    });
    circle.patient.writes("Half a dose.").await;
    circle.patient.syncs().await;
    let row = refused(&circle.patient).await;
    let client = &circle.patient.client;
    client.write_again(row).await.expect("taken back");
    relay.stops_lying();
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    assert_eq!(read, ["Marta: Half a dose."], "the control: it was taken");
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let told = circle.patient.codes(RowKind::Healing).await;
    assert!(told.contains(&"handed-out".to_owned()), "{told:?}");
    circle.patient.writes("A whole one.").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        let read = person.reads().await;
        assert!(
            !read.contains(&"Marta: Half a dose.".to_owned()),
            "{read:?}"
        );
        assert_eq!(read.last().expect("read"), "Marta: A whole one.");
        assert_eq!(person.finds("dose").await, [""; 0], "{}", person.name);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        assert_eq!(person.syncs().await.waiting, 0);
    }
}
