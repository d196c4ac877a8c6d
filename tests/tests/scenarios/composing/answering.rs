//! What is answered in the field: it goes with the words, to those who read it, and is kept with them.

use kith_core::view::QuoteState;

use super::*;

#[tokio::test]
async fn what_is_answered_is_kept_and_goes_with_the_words() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes_to(Care, "Does it burn?").await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    let asked = circle.patient.row("Does it burn?").await.id;
    let composer = opens(&circle.patient).await;
    composer.answer(asked, Care);
    // What comes meanwhile changes nothing of it.
    circle.daughter.writes("Hello!").await;
    circle.all_sync().await;
    let field = becomes(&composer, |field| field.quote.is_some()).await;
    assert_eq!((field.audience, field.reply), (Care, Some(asked)));
    assert_eq!(field.quote.expect("shown").words, "Does it burn?");
    composer.write("At night.".into());
    comes_to_keep(&circle.patient, Some((Care, "At night.")), &[]).await;
    drop(composer);
    circle.patient.reopens_after_closing().await;
    let composer = opens(&circle.patient).await;
    let field = becomes(&composer, |field| field.quote.is_some()).await;
    assert_eq!(
        (field.text.as_str(), field.reply),
        ("At night.", Some(asked))
    );
    assert_eq!(composer.send().reply, None);
    comes_to_keep(&circle.patient, None, &["At night."]).await;
    circle.all_sync().await;
    let id = circle.nurse.circle().await;
    let rows = circle
        .nurse
        .client
        .timeline(id, None, 100)
        .await
        .expect("read");
    let answer = rows
        .iter()
        .find(|row| row.body() == "At night.")
        .expect("it came");
    assert_eq!(
        answer.quote.as_ref().expect("an answer").words,
        "Does it burn?"
    );
}

#[tokio::test]
async fn who_chooses_other_readers_answers_nothing_any_more() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes_to(Care, "Does it burn?").await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    let private = circle.patient.row("Does it burn?").await.id;
    let open = circle.patient.row("Good morning.").await.id;
    let composer = opens(&circle.patient).await;
    assert_eq!(composer.answer(private, Care).reply, Some(private));
    assert_eq!(composer.write_to(Everyone).reply, None);
    composer.write_to(Care);
    composer.write("It burns".into());
    let field = composer.answer(open, Everyone);
    assert_eq!(
        (field.audience, field.reply),
        (Care, None),
        "not theirs to read"
    );
    composer.answer(private, Care);
    let gone = circle
        .nurse
        .client
        .delete_for_everyone(circle.nurse.row("Does it burn?").await.id);
    gone.await.expect("taken back");
    circle.all_sync().await;
    let deleted = |field: &Field| {
        let quote = field.quote.as_ref();
        quote.is_some_and(|quote| quote.state == QuoteState::Deleted)
    };
    becomes(&composer, deleted).await;
    // Who sends it all the same says it by itself.
    composer.send();
    comes_to_keep(&circle.patient, None, &["It burns"]).await;
    assert!(circle.patient.row("It burns").await.quote.is_none());
}
