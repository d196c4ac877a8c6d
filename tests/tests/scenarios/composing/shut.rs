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

/// A greeting is to be said in an hour, at the time that is answered, and cannot be.
async fn fails_in_an_hour(world: &World, person: &Person, composer: &Composer) -> (u64, Trouble) {
    let at = world.clock.now() + 3_600_000;
    let trouble = fails_later(person, composer, "Good morning", at).await;
    (at, trouble)
}

/// Something that is to be said later cannot be, for the store is shut; who looks reads that.
async fn fails_later(person: &Person, composer: &Composer, words: &str, at: u64) -> Trouble {
    person.client.suspend().await.expect("suspended");
    composer.write(words.into());
    composer.send_later(at);
    let trouble = runs_into(composer).await;
    assert_eq!(trouble.again, Again::Send);
    assert_eq!(composer.field().text, words);
    person.client.resume().await.expect("resumed");
    trouble
}

/// What waits for its time: the words, and when.
async fn waiting(person: &Person) -> Vec<(String, u64)> {
    let (mut watch, _wheel) = person.client.watch_chat(person.circle().await);
    let chat = watch.next().await.expect("read").expect("open");
    chat.later
        .into_iter()
        .map(|row| (row.body, row.due))
        .collect()
}

async fn comes_to_wait(person: &Person, wanted: &[(&str, u64)]) {
    let mut changes = person.client.subscribe();
    loop {
        let waits = waiting(person).await;
        if waits
            .iter()
            .map(|(words, at)| (&**words, *at))
            .eq(wanted.iter().copied())
        {
            return;
        }
        let next = timeout(A_MINUTE, changes.next()).await;
        next.unwrap_or_else(|_| panic!("{waits:?} waits"));
    }
}

/// Waits until a time is asked for.
async fn asks_when(composer: &Composer) {
    loop {
        let change = changes(composer).await;
        assert!(change.trouble.is_none(), "{:?}", change.trouble);
        if change.asks_when {
            return;
        }
    }
}

#[tokio::test]
async fn what_was_to_be_said_at_a_time_and_could_not_be_is_said_at_that_time() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let composer = opens(marta).await;
    let (at, trouble) = fails_in_an_hour(&world, marta, &composer).await;
    assert_eq!(composer.again(trouble.again).text, "");
    comes_to_wait(marta, &[("Good morning", at)]).await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, [""; 0], "not before its time");
    // Who touches once more does nothing more.
    composer.write("Half a".into());
    assert_eq!(composer.again(trouble.again).text, "Half a");
    comes_to_keep(marta, Some((Everyone, "Half a")), &[]).await;
}

#[tokio::test]
async fn what_stands_beside_words_for_later_goes_out_at_no_time_that_was_not_said() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    let composer = opens(marta).await;
    let (at, trouble) = fails_in_an_hour(&world, marta, &composer).await;
    let both = "Good morning\nHalf a";
    composer.write(both.into());
    assert_eq!(composer.again(trouble.again).text, both);
    asks_when(&composer).await;
    comes_to_keep(marta, Some((Everyone, both)), &[]).await;
    assert_eq!(waiting(marta).await, []);
    composer.send_later(at + 1);
    comes_to_wait(marta, &[(both, at + 1)]).await;
}

#[tokio::test]
async fn an_edit_that_was_begun_since_is_not_what_is_sent_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = &circle.patient;
    marta.writes("Ten drops").await;
    let id = marta.circle().await;
    let rows = marta.client.timeline(id, None, 50).await.expect("read");
    let row = rows.iter().find(|row| row.body() == "Ten drops");
    let row = row.expect("said").id;
    let composer = opens(marta).await;
    let (at, trouble) = fails_in_an_hour(&world, marta, &composer).await;
    composer.edit(row);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("Fi".into());
    // What failed is what it was: it goes, and the edit stays.
    assert_eq!(composer.again(trouble.again).text, "Fi");
    comes_to_wait(marta, &[("Good morning", at)]).await;
    assert_eq!(own(marta).await, ["Ten drops"]);
    assert!(composer.field().editing.is_some());
    composer.cancel_edit();

    // Now there is more beside it, which nobody sees.
    let trouble = fails_later(marta, &composer, "Good night", at).await;
    composer.write("Good night\nHalf a".into());
    composer.edit(row);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("Fi".into());
    let field = composer.again(trouble.again);
    assert!(field.editing.is_none(), "it is to be seen first");
    assert_eq!(field.text, "Good night\nHalf a");
    asks_when(&composer).await;
    let after = composer.send_later(at + 1);
    assert_eq!(after.text, "Fi", "the edit is there again");
    let later = [("Good morning", at), ("Good night\nHalf a", at + 1)];
    comes_to_wait(marta, &later).await;
    assert_eq!(own(marta).await, ["Ten drops"]);
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
