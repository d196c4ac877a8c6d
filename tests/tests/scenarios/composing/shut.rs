//! What is written while the store is shut: because the app is suspended, behind its own lock, or for good.

use kith_core::store::StoreKey;

use super::*;

#[tokio::test]
async fn what_could_not_be_sent_stands_in_the_field_again_in_its_order_and_for_nobody_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let client = &circle.patient.client;
    let composer = opens(&circle.patient).await;
    composer.write_to(Care);
    composer.write("I have not told Ana".into());
    comes_to_keep(&circle.patient, Some((Care, "I have not told Ana")), &[]).await;
    client.suspend().await.expect("suspended");
    composer.send();
    composer.write_to(Everyone);
    composer.write("See you".into());
    composer.send();
    composer.write("soon".into());
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::Send);
    assert!(matches!(trouble.error, Error::Store(StoreError::Suspended)));
    let whole = "I have not told Ana\nSee you\nsoon";
    assert_eq!(shown(&composer.field()), (whole, Care));
    client.resume().await.expect("resumed");
    assert_eq!(composer.again(trouble.again).text, "");
    comes_to_keep(&circle.patient, None, &[whole]).await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, [""; 0], "not hers to read");
    assert_eq!(circle.nurse.reads().await, [format!("Marta: {whole}")]);
}

#[tokio::test]
async fn what_is_typed_while_the_store_is_closed_to_it_is_kept_when_it_opens() {
    let world = World::new().await;
    let circle = world.circle().await;
    let client = &circle.patient.client;
    let composer = opens(&circle.patient).await;
    client.suspend().await.expect("suspended");
    composer.write("The last letter".into());
    client.resume().await.expect("resumed");
    assert!(changes(&composer).await.trouble.is_none(), "nothing to say");
    let begun = Some((Everyone, "The last letter"));
    comes_to_keep(&circle.patient, begun, &[]).await;
    circle.patient.closes().await;
    let ended = timeout(A_MINUTE, composer.next()).await.expect("it ends");
    assert!(ended.expect("no failure").is_none());
}

#[tokio::test]
async fn what_is_asked_of_a_store_that_was_closed_is_told() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    circle.patient.closes().await;
    composer.write("Hello".into());
    composer.send();
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::Send);
    assert!(matches!(trouble.error, Error::Store(StoreError::Closed)));
    assert_eq!(composer.field().text, "Hello");
    // Then there is nothing more to tell.
    let ended = timeout(A_MINUTE, composer.next()).await.expect("it ends");
    assert!(ended.expect("no failure").is_none());
}

/// Somebody writes while the store is shut and leaves before it opens.
async fn writes_and_leaves(person: &Person, id: CircleId, say: Option<&str>, begin: &str) {
    let composer = person.client.compose(id);
    if let Some(words) = say {
        composer.write(words.into());
        composer.send();
    }
    composer.write(begin.into());
    drop(composer);
    // It is tried once, in vain.
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn what_is_written_and_left_while_the_store_is_shut_is_done_when_it_opens() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let id = marta.circle().await;
    marta.client.suspend().await.expect("suspended");
    writes_and_leaves(marta, id, None, "And").await;
    marta.client.resume().await.expect("resumed");
    comes_to_keep(marta, Some((Everyone, "And")), &[]).await;

    let key = StoreKey::from_bytes(&marta.key());
    marta.client.lock().await.expect("locked");
    writes_and_leaves(marta, id, Some("Good night."), "So").await;
    marta.client.unlock(key).await.expect("unlocked");
    let begun = Some((Everyone, "So\nAnd"));
    comes_to_keep(marta, begun, &["Good night."]).await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: Good night."]);
}

#[tokio::test]
async fn what_goes_one_after_the_other_while_the_store_is_shut_keeps_its_order() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let composer = opens(marta).await;
    marta.client.suspend().await.expect("suspended");
    let said: Vec<String> = (0..5).map(|number| format!("Words {number}")).collect();
    for words in &said {
        composer.write(words.clone());
        composer.send();
        tokio::task::yield_now().await;
    }
    // Nobody looks, though the field is there: an app lets go of it when it likes.
    marta.client.resume().await.expect("resumed");
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    comes_to_keep(marta, None, &said).await;
    let quiet = timeout(A_MINUTE, composer.next())
        .await
        .expect("it changes");
    let quiet = quiet.expect("read").expect("open");
    assert!(quiet.trouble.is_none(), "there is nothing to tell any more");
}

#[tokio::test]
async fn who_reads_that_it_could_not_be_sent_and_leaves_finds_it_in_the_field_and_sent_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let composer = opens(marta).await;
    marta.client.suspend().await.expect("suspended");
    composer.write("I am afraid.".into());
    composer.send();
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::Send);
    assert_eq!(composer.field().text, "I am afraid.");
    drop(composer);
    tokio::task::yield_now().await;
    marta.client.resume().await.expect("resumed");
    comes_to_keep(marta, Some((Everyone, "I am afraid.")), &[]).await;
}

#[tokio::test]
async fn what_is_taken_back_while_the_store_is_shut_is_taken_back_when_it_opens() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    let marta = &circle.patient;
    relay.refuses_messages(Code::TooLarge);
    marta.writes("I am afraid.").await;
    marta.syncs().await;
    relay.behaves();
    let id = marta.circle().await;
    let rows = marta.client.timeline(id, None, 50).await.expect("read");
    let refused = rows.iter().find(|row| row.state == MessageState::Refused);
    let refused = refused.expect("one was refused").id;
    let composer = opens(marta).await;
    marta.client.suspend().await.expect("suspended");
    composer.take_back(refused);
    drop(composer);
    tokio::task::yield_now().await;
    marta.client.resume().await.expect("resumed");
    comes_to_keep(marta, Some((Everyone, "I am afraid.")), &[]).await;
}
