//! What was just said can be undone: of what nobody had nothing is ever told, what somebody had is taken back.

use kith_core::{
    Error,
    rights::table::Audience,
    store::{StoreError, timeline::messages::RowKind},
    view::{RowContent, UNDO_MS},
};
use kith_tests::{Person, World, database};

async fn draft(person: &Person) -> Option<String> {
    let inbox = person.client.inbox().await.expect("read");
    inbox.circles[0].draft.clone().map(|draft| draft.body)
}

/// How many rows of words there are, and how many were taken back.
async fn rows(person: &Person) -> (usize, usize) {
    let rows = person
        .client
        .timeline(person.circle().await, None, 100)
        .await;
    let mut rows = rows.expect("read");
    rows.retain(|row| row.kind() == RowKind::Text);
    let gone = rows.iter().filter(|row| row.content == RowContent::Deleted);
    (rows.len(), gone.count())
}

#[tokio::test]
async fn what_was_not_sealed_is_undone_as_if_it_had_never_been_said() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Did you sleep?").await;
    circle.all_sync().await;
    let question = circle.patient.row("Did you sleep?").await;
    let marta = &circle.patient;
    let wrong = "Call Dr Quetzalcoatlus.";
    marta
        .client
        .answer(question.room, wrong, Some(question.id))
        .await
        .expect("kept");
    marta.writes("This stays.").await;
    let row = marta.row(wrong).await;
    assert_eq!(row.undo_until, Some(world.clock.now() + UNDO_MS));
    assert_eq!(question.undo_until, None, "it is somebody else's");
    world.clock.advance_ms(UNDO_MS);
    marta.client.undo(row.id).await.expect("undone");
    assert_eq!(draft(marta).await.as_deref(), Some(wrong));
    let again = marta.client.undo(row.id).await;
    assert!(
        matches!(again, Err(Error::Store(StoreError::NotFound))),
        "{again:?}"
    );
    assert_eq!(marta.finds("quetzalcoatlus").await, [""; 0]);
    circle.all_sync().await;
    for person in circle.everyone() {
        let all = ["Nadia: Did you sleep?", "Marta: This stays."];
        assert_eq!(person.reads().await, all, "{}", person.name);
        assert_eq!(rows(person).await, (2, 0), "no tombstone");
    }
    circle.is_quiet().await;
    // Its words are nowhere but in the draft, and nothing is lost where the app dies.
    circle.patient.reopens_after_closing().await;
    assert_eq!(draft(&circle.patient).await.as_deref(), Some(wrong));
    circle.patient.closes().await;
    let store = database(circle.patient.dir(), &circle.patient.key());
    for table in [
        "event WHERE content",
        "outbox WHERE event",
        "said WHERE event",
    ] {
        let holds = format!("SELECT count(*) FROM {table} LIKE '%uetzalcoat%'");
        let found: i64 = store.query_row(&holds, [], |row| row.get(0)).expect("read");
        assert_eq!(found, 0, "{table}");
    }
}

#[tokio::test]
async fn what_went_out_is_taken_back_for_everyone_and_its_words_come_back() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    marta.writes_to(Audience::Care, "It burns.").await;
    circle.all_sync().await;
    let row = marta.row("It burns.").await;
    world.clock.advance_ms(UNDO_MS);
    marta.client.undo(row.id).await.expect("undone");
    assert_eq!(draft(marta).await.as_deref(), Some("It burns."));
    circle.all_sync().await;
    for person in [marta, &circle.nurse] {
        assert_eq!(
            rows(person).await,
            (1, 1),
            "they may have read it: {}",
            person.name
        );
    }
    circle.is_quiet().await;
}

#[tokio::test]
async fn after_five_seconds_and_of_others_nothing_is_undone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    marta.writes("Ten drops.").await;
    circle.all_sync().await;
    let others = circle.nurse.row("Ten drops.").await;
    let refused = circle.nurse.client.undo(others.id).await;
    assert!(
        matches!(refused, Err(Error::Store(StoreError::NotFound))),
        "{refused:?}"
    );
    world.clock.advance_ms(UNDO_MS + 1);
    let row = marta.row("Ten drops.").await.id;
    let late = marta.client.undo(row).await;
    assert!(matches!(late, Err(Error::TooLate)), "{late:?}");
    circle.all_sync().await;
    assert_eq!(rows(&circle.nurse).await, (1, 0));
    assert_eq!(draft(marta).await, None);
    // A clock that was set back keeps nothing from being undone, nor does one that was set forward allow more.
    marta.writes("Twelve drops.").await;
    let row = marta.row("Twelve drops.").await.id;
    marta.clock().is_off_by(-60_000);
    marta.client.undo(row).await.expect("undone");
    assert_eq!(marta.reads().await, ["Marta: Ten drops."]);
}

#[tokio::test]
async fn what_is_deleted_before_anybody_has_it_never_goes_out() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    world.network.goes_down();
    marta.writes("Call Dr Quetzalcoatlus.").await;
    marta.writes("Soup at six.").await;
    world.clock.advance_ms(10 * UNDO_MS);
    let row = marta.row("Call Dr Quetzalcoatlus.").await.id;
    marta.client.react(row, "👍", true).await.expect("put");
    marta
        .client
        .delete_for_everyone(row)
        .await
        .expect("taken back");
    assert_eq!(rows(marta).await, (1, 0), "nor is it here");
    assert_eq!(draft(marta).await, None, "whoever deletes does not want it");
    world.network.comes_back();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            ["Marta: Soup at six."],
            "{}",
            person.name
        );
        assert_eq!(rows(person).await, (1, 0), "{}", person.name);
    }
    circle.is_quiet().await;
}

/// What was to be answered is gone: the answer goes out by itself.
#[tokio::test]
async fn words_that_answer_what_is_gone_go_out_and_answer_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    marta.writes("Ten drops.").await;
    circle.all_sync().await;
    marta.writes("Or twelve?").await;
    let (sent, waits) = (marta.row("Ten drops.").await, marta.row("Or twelve?").await);
    marta.client.undo(waits.id).await.expect("undone");
    let deleted = marta.client.delete_for_everyone(sent.id).await;
    deleted.expect("taken back");
    for (row, words) in [(waits, "Ask Nadia."), (sent, "I asked her.")] {
        let answers = marta.client.answer(row.room, words, Some(row.id)).await;
        answers.expect("it goes out");
    }
    circle.all_sync().await;
    for person in circle.everyone() {
        for words in ["Ask Nadia.", "I asked her."] {
            assert!(person.row(words).await.quote.is_none(), "{}", person.name);
        }
    }
    circle.is_quiet().await;
}
