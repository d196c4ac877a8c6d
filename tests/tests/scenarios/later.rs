//! What is to be said later waits on its own device: it can be changed and taken back, survives everything, goes out
//! once when its time has come, and where it cannot that is said.

use kith_core::{
    Client, Error, Unsent,
    circle::room_id::shared,
    content::event::ContentError,
    ids::RoomId,
    present::WhyNot,
    rights::table::Audience,
    store::{
        StoreError,
        rows::{EventRow, LaterId},
        timeline::messages::RowKind,
    },
    view::LaterRow,
};
use kith_tests::{Person, World, database};

const HOUR_MS: u64 = 60 * 60 * 1000;

async fn room(person: &Person, audience: Audience) -> RoomId {
    shared(&person.circle().await, audience)
}

/// Says something to everyone, so many milliseconds from now.
async fn says_in(person: &Person, after: u64, words: &str) -> LaterId {
    let (at, to) = (
        person.clock().now() + after,
        room(person, Audience::Circle).await,
    );
    let kept = person.client.say_later(to, words, at, None).await;
    kept.expect("it is kept")
}

/// What waits, as the conversation's screen shows it.
async fn waits(person: &Person) -> Vec<LaterRow> {
    let (mut watch, _wheel) = person.client.watch_chat(person.circle().await);
    watch.next().await.expect("read").expect("open").later
}

async fn waiting(person: &Person) -> Vec<String> {
    waits(person)
        .await
        .into_iter()
        .map(|row| row.body)
        .collect()
}

async fn draft(client: &Client) -> Option<(String, Audience, Option<EventRow>)> {
    let inbox = client.inbox().await.expect("read");
    let draft = inbox.circles[0].draft.clone();
    draft.map(|draft| (draft.body, draft.audience, draft.reply))
}

#[tokio::test]
async fn it_goes_out_when_its_time_has_come_once_and_not_before() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Did you sleep?").await;
    circle.all_sync().await;
    let question = circle.patient.row("Did you sleep?").await;
    let (marta, now) = (&circle.patient, world.clock.now());
    let to = room(marta, Audience::Circle).await;
    marta
        .client
        .keep_draft(marta.circle().await, Audience::Circle, "I did.")
        .await
        .expect("kept");
    let answer = marta
        .client
        .say_later(to, "I did.", now + 2 * HOUR_MS, Some(question.id))
        .await;
    answer.expect("kept");
    assert_eq!(draft(&marta.client).await, None, "it is written");
    says_in(marta, HOUR_MS, "Good morning, @Nadia.").await;
    assert_eq!(
        waiting(marta).await,
        ["Good morning, @Nadia.", "I did."],
        "the first first"
    );
    assert_eq!(
        marta.client.next_later().await.expect("read"),
        Some(now + HOUR_MS)
    );
    circle.all_sync().await;
    // What is said meanwhile does not wait for it; and nobody is told of it.
    circle.patient.writes("I am up.").await;
    circle.all_sync().await;
    assert_eq!(
        circle.nurse.reads().await.last().expect("a row"),
        "Marta: I am up."
    );
    world.clock.advance_ms(HOUR_MS - 1);
    circle.all_sync().await;
    circle.patient.reopens_after_closing().await;
    assert_eq!(waiting(&circle.patient).await.len(), 2);

    world.clock.advance_ms(1);
    circle.all_sync().await;
    assert_eq!(waiting(&circle.patient).await, ["I did."]);
    let morning = circle.nurse.row("Good morning, @Nadia.").await;
    assert_eq!(morning.sent_at, now + HOUR_MS, "said when it went");
    assert_eq!(morning.mentions.len(), 1);
    // Its time comes while the app is closed and there is no network.
    circle.patient.closes().await;
    world.network.goes_down();
    world.clock.advance_ms(5 * HOUR_MS);
    circle.patient.reopens().await;
    assert_eq!(waiting(&circle.patient).await, ["I did."]);
    let _ = circle.patient.tries_to_sync().await;
    circle.patient.reopens_after_closing().await;
    world.network.comes_back();
    circle.all_sync().await;
    for person in circle.everyone() {
        let all = [
            "Nadia: Did you sleep?",
            "Marta: I am up.",
            "Marta: Good morning, @Nadia.",
            "Marta: I did.",
        ];
        assert_eq!(person.reads().await, all, "{}", person.name);
        let quote = person.row("I did.").await.quote.expect("an answer");
        assert_eq!(quote.words, "Did you sleep?");
    }
    assert_eq!(
        circle.patient.client.next_later().await.expect("read"),
        None
    );
    circle.is_quiet().await;
}

#[tokio::test]
async fn who_looks_sees_it_go_without_asking_for_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.client.start().await.expect("started");
    circle.patient.client.start().await.expect("started");
    says_in(&circle.patient, 300, "At once, nearly.").await;
    world.clock.advance_ms(300);
    circle.nurse.comes_to_read("At once, nearly.").await;
}

#[tokio::test]
async fn it_can_be_changed_and_taken_back_until_then() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let care = room(marta, Audience::Care).await;
    let at = world.clock.now() + HOUR_MS;
    let secret = marta
        .client
        .say_later(care, "It burns.", at, None)
        .await
        .expect("kept");
    let soup = says_in(marta, HOUR_MS, "Soup at six.").await;
    marta
        .client
        .change_later(soup, "Soup at seven.", at + HOUR_MS)
        .await
        .expect("changed");
    assert_eq!(waiting(marta).await, ["It burns.", "Soup at seven."]);
    let id = marta.circle().await;
    marta
        .client
        .keep_draft(id, Audience::Circle, "By the way")
        .await
        .expect("kept");
    marta
        .client
        .take_back_later(secret)
        .await
        .expect("taken back");
    // What was for the clinic alone is so still, and what was begun with it.
    let begun = ("By the way\nIt burns.".to_owned(), Audience::Care, None);
    assert_eq!(draft(&marta.client).await, Some(begun));
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, [""; 0]);
    // Now is a time, too.
    marta
        .client
        .change_later(soup, "Soup now.", world.clock.now())
        .await
        .expect("changed");
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Soup now."]);
    for gone in [secret, soup] {
        for done in [
            marta.client.take_back_later(gone).await,
            marta.client.change_later(gone, "Again.", at).await,
        ] {
            assert!(
                matches!(done, Err(Error::Store(StoreError::NotFound))),
                "{done:?}"
            );
        }
    }
    for (body, at, expected) in [
        (" ", at, "content"),
        (&*"x".repeat(70_000), at, "content"),
        ("Hello.", u64::MAX, "field"),
    ] {
        let refused = marta.client.say_later(care, body, at, None).await;
        let as_expected = match &refused {
            Err(Error::Content(ContentError::Empty | ContentError::TooLarge)) => {
                expected == "content"
            }
            Err(Error::Field) => expected == "field",
            _ => false,
        };
        assert!(as_expected, "{refused:?}");
    }
    for at in 0..100 {
        says_in(marta, HOUR_MS, &format!("{at}")).await;
    }
    let to = room(marta, Audience::Circle).await;
    let more = marta.client.say_later(to, "One more.", at, None).await;
    assert!(matches!(more, Err(Error::TooManyLater)), "{more:?}");
}

#[tokio::test]
async fn what_somebody_changes_does_not_go_out_until_they_have_done() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let drops = says_in(marta, HOUR_MS, "Ten drops").await;
    let soup = says_in(marta, HOUR_MS, "Soup at six.").await;
    // Whoever looks at one twice holds it twice.
    let (held, still) = (
        marta.client.hold_later(drops),
        marta.client.hold_later(drops),
    );
    drop(held);
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    let said = ["Marta: Soup at six."];
    assert_eq!(circle.nurse.reads().await, said, "what nobody changes goes");
    assert_eq!(waiting(marta).await, ["Ten drops"]);
    let due = marta.client.next_later().await.expect("read");
    let due = due.expect("it is due still");
    circle.nurse.client.start().await.expect("started");
    marta.client.start().await.expect("started");
    let changed = marta.client.change_later(drops, "Five drops", due).await;
    changed.expect("changed");
    drop(still);
    circle.nurse.comes_to_read("Five drops").await;
    let gone = marta.client.change_later(soup, "No soup", due).await;
    assert!(
        matches!(gone, Err(Error::Store(StoreError::NotFound))),
        "{gone:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_said_when_its_time_has_come_is_not_said_and_that_is_told() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    says_in(&circle.daughter, HOUR_MS, "I am on my way.").await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    assert_eq!(
        waits(&circle.daughter).await[0].unsaid,
        None,
        "its time has not come"
    );
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    circle.daughter.reopens_after_closing().await;
    circle.daughter.syncs().await;
    let waits = waits(&circle.daughter).await;
    assert_eq!(waits.len(), 1);
    assert_eq!(
        (waits[0].body.as_str(), waits[0].unsaid),
        ("I am on my way.", Some(WhyNot::NotInRoom))
    );
    let told = circle.daughter.codes(RowKind::Healing).await;
    assert_eq!(told, ["later-not-sent"], "once");
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.reads().await, [""; 0]);
    }
    let anas = &circle.daughter.client;
    let again = anas.change_later(waits[0].id, "Am I?", 0).await;
    assert!(matches!(again, Err(Error::NotAMember)), "{again:?}");
    let more = anas
        .say_later(waits[0].room, "More", u64::MAX >> 20, None)
        .await;
    assert!(matches!(more, Err(Error::NotAMember)), "{more:?}");
    // There is no field to have them back in: they stay where they can be read, until she throws them away.
    let back = anas.take_back_later(waits[0].id).await;
    assert!(matches!(back, Err(Error::NotAMember)), "{back:?}");
    assert_eq!(draft(anas).await, None);
    assert_eq!(waiting(&circle.daughter).await, ["I am on my way."]);
    anas.throw_away_later(waits[0].id).await.expect("gone");
    assert_eq!(waiting(&circle.daughter).await, [""; 0]);
    assert_eq!(draft(anas).await, None);
}

#[tokio::test]
async fn words_that_wait_answer_what_is_left_to_be_answered() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Did you sleep?").await;
    circle.all_sync().await;
    let marta = &circle.patient;
    let question = marta.row("Did you sleep?").await;
    let at = world.clock.now() + HOUR_MS;
    let elsewhere = room(marta, Audience::Care).await;
    let refused = marta
        .client
        .say_later(elsewhere, "I did.", at, Some(question.id))
        .await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::NotFound))),
        "{refused:?}"
    );
    marta
        .client
        .say_later(question.room, "I did.", at, Some(question.id))
        .await
        .expect("kept");
    let own = circle.nurse.row("Did you sleep?").await.id;
    circle
        .nurse
        .client
        .delete_for_everyone(own)
        .await
        .expect("taken back");
    circle.all_sync().await;
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    let said = circle.nurse.row("I did.").await;
    assert!(said.quote.is_none(), "there is nothing to be answered");
    circle.is_quiet().await;
    // Gone out, it is not among what waits any more, in no corner of the store.
    marta.closes().await;
    let store = database(marta.dir(), &marta.key());
    let left: i64 = store
        .query_row("SELECT count(*) FROM later", [], |row| row.get(0))
        .expect("read");
    assert_eq!(left, 0);
}

/// Nobody may wake it in time: a device says by itself that something was not sent.
#[tokio::test]
async fn what_was_not_sent_at_its_time_is_said_until_it_is() {
    let world = World::new().await;
    let circle = world.circle().await;
    let unsent = async |person: &Person| person.client.unsent_later().await.expect("read");
    let (marta, ana, now) = (&circle.patient, &circle.daughter, world.clock.now());
    assert_eq!(unsent(marta).await, Unsent::default());
    says_in(marta, HOUR_MS, "Good morning.").await;
    says_in(marta, 3 * HOUR_MS, "Good day.").await;
    let hers = says_in(ana, HOUR_MS, "Are you up?").await;
    let first = unsent(marta).await;
    let at = first.at.expect("it is said") - now;
    assert!((HOUR_MS + 1..HOUR_MS + HOUR_MS / 4).contains(&at) && !first.overdue);
    marta.removes(ana).await;
    marta.syncs().await;
    ana.syncs().await;
    world.clock.advance_ms(2 * HOUR_MS);
    let second = unsent(marta).await;
    assert!(
        second.overdue && second.at > first.at,
        "the next is said too"
    );
    circle.all_sync().await;
    let overdue = false;
    assert_eq!(unsent(marta).await, Unsent { overdue, ..second });
    // Where it cannot be sent any more, that stays until she has seen to it.
    let overdue = true;
    assert_eq!(unsent(ana).await, Unsent { at: None, overdue });
    ana.client
        .throw_away_later(hers)
        .await
        .expect("thrown away");
    assert_eq!(unsent(ana).await, Unsent::default());
}
