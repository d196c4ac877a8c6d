//! Other words for a message of one's own, in the field.

use kith_core::{
    Error,
    present::{Act, Again, Editing, Field, WhyNot},
    rights::table::Audience::Circle as Everyone,
    store::{StoreError, rows::EventRow},
    view::{RowContent, TimelineRow},
};
use kith_tests::{Circle, Person, World};

use super::{becomes, comes_to_keep, opens, own, runs_into};

/// What was said, oldest first.
async fn said(person: &Person) -> Vec<TimelineRow> {
    let id = person.circle().await;
    let rows = person.client.timeline(id, None, 500).await.expect("read");
    let said = rows.into_iter().rev();
    said.filter(|row| matches!(row.content, RowContent::Text { .. }))
        .collect()
}

async fn row_of(person: &Person, words: &str) -> EventRow {
    let said = said(person).await;
    let row = said.iter().find(|row| row.body() == words);
    row.expect("said").id
}

#[tokio::test]
async fn what_was_begun_waits_behind_an_edit_and_comes_back() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("I tok them.").await;
    let row = row_of(&circle.patient, "I tok them.").await;
    let composer = opens(&circle.patient).await;
    composer.write("And now".into());
    composer.edit(row);
    let field = becomes(&composer, |field| field.editing.is_some()).await;
    let was = "I tok them.".to_owned();
    assert!(
        field.editing
            == Some(Editing {
                row,
                was: was.clone()
            })
    );
    assert_eq!(field.text, was);
    assert_eq!(composer.write("I took them.".into()).text, "I took them.");
    // What was begun is kept all the while.
    comes_to_keep(&circle.patient, Some((Everyone, "And now")), &[&was]).await;
    let after = composer.send();
    assert!(after.editing.is_none());
    assert_eq!(after.text, "And now", "it stands there again");
    comes_to_keep(
        &circle.patient,
        Some((Everyone, "And now")),
        &["I took them."],
    )
    .await;
    composer.edit(row);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("No".into());
    assert_eq!(composer.cancel_edit().text, "And now");
    assert_eq!(own(&circle.patient).await, ["I took them."]);
}

#[tokio::test]
async fn an_edit_that_is_not_stored_stands_in_the_field_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("At six").await;
    let row = row_of(&circle.patient, "At six").await;
    let composer = opens(&circle.patient).await;
    composer.edit(row);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("At seven".into());
    circle.patient.client.suspend().await.expect("suspended");
    assert!(composer.send().editing.is_none());
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::Replace);
    let field = becomes(&composer, |field| field.editing.is_some()).await;
    assert_eq!(field.text, "At seven");
    circle.patient.client.resume().await.expect("resumed");
    assert!(composer.again(trouble.again).editing.is_none());
    comes_to_keep(&circle.patient, None, &["At seven"]).await;
    // Where nobody reads that it was not stored, it is once the store is open again.
    composer.edit(row);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("At eight".into());
    circle.patient.client.suspend().await.expect("suspended");
    composer.send();
    circle.patient.client.resume().await.expect("resumed");
    comes_to_keep(&circle.patient, None, &["At eight"]).await;
}

#[tokio::test]
async fn the_edit_that_was_not_stored_is_the_one_that_is_sent_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    for words in ["At six", "Ten drops"] {
        circle.patient.writes(words).await;
    }
    let first = row_of(&circle.patient, "At six").await;
    let second = row_of(&circle.patient, "Ten drops").await;
    let composer = opens(&circle.patient).await;
    composer.edit(first);
    becomes(&composer, |field| field.editing.is_some()).await;
    composer.write("At seven".into());
    circle.patient.client.suspend().await.expect("suspended");
    composer.send();
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::Replace);
    circle.patient.client.resume().await.expect("resumed");
    composer.edit(second);
    let is_second = |field: &Field| field.editing.as_ref().is_some_and(|it| it.row == second);
    becomes(&composer, is_second).await;
    composer.write("Fi".into());
    assert_eq!(composer.again(trouble.again).text, "Fi", "half of it stays");
    comes_to_keep(&circle.patient, None, &["At seven", "Ten drops"]).await;
}

#[tokio::test]
async fn nobody_elses_words_come_to_stand_in_the_field() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Take two.").await;
    circle.all_sync().await;
    circle.all_sync().await;
    let row = row_of(&circle.patient, "Take two.").await;
    let composer = opens(&circle.patient).await;
    composer.edit(row);
    let trouble = runs_into(&composer).await;
    assert!(matches!(trouble.error, Error::NotAllowed));
    assert_eq!(trouble.again, Again::Edit(row));
    assert!(composer.field().editing.is_none());
}

const ACTS: [Act; 7] = [
    Act::WriteAgain,
    Act::React,
    Act::Reply,
    Act::Edit,
    Act::Pin,
    Act::Forward,
    Act::Delete,
];

/// Does it, as an app would.
async fn does(person: &Person, row: EventRow, act: Act) -> Result<(), Error> {
    match act {
        Act::React => person.client.react(row, "👍", true).await,
        Act::Reply => {
            let answered = person.client.details(row).await?.row;
            let answer = person.client.answer(answered.room, "Yes.", Some(row)).await;
            answer.map(|_| ())
        }
        Act::Edit => person.client.edit(row, "Other words").await,
        Act::Pin => person.client.pin(row, true).await,
        Act::Forward => {
            let of = person.client.details(row).await?.row;
            let to = (of.conversation, of.audience);
            let client = &person.client;
            let done = client.forward(row, of.body(), to, &[]).await;
            done.map(|_| ())
        }
        Act::Delete => person.client.delete_for_everyone(row).await,
        Act::WriteAgain => person.client.write_again(row).await,
    }
}

/// What the screen of the conversation offers for a row.
async fn offered(person: &Person, row: EventRow) -> Vec<Act> {
    let (mut watch, _wheel) = person.client.watch_chat(person.circle().await);
    let chat = watch.next().await.expect("read").expect("open");
    let rows = chat.rows.into_iter();
    let mut of_row = rows.filter(|one| one.id == row);
    of_row.next().expect("shown").may
}

async fn talked(world: &World) -> Circle {
    let circle = world.circle().await;
    circle.patient.writes("Good morning.").await;
    circle.daughter.writes("Soup at six.").await;
    circle.all_sync().await;
    circle.all_sync().await;
    circle
}

#[tokio::test]
async fn what_is_offered_with_a_message_is_what_the_calls_let_through() {
    let world = World::new().await;
    let circle = talked(&world).await;
    let mut count = 0;
    for person in circle.everyone() {
        for row in said(person).await {
            let offered = offered(person, row.id).await;
            // Taking it back comes last: then there is nothing more to do.
            for act in ACTS {
                let why_not = person.client.may_with(row.id, act).await.expect("judged");
                assert_eq!(offered.contains(&act), why_not.is_none(), "{act:?}");
                let done = does(person, row.id, act).await;
                let expected = match (&done, why_not) {
                    (Ok(()), None) => true,
                    (Err(Error::NotAllowed), Some(why)) => {
                        matches!(why, WhyNot::NotTheirWords | WhyNot::NotTheirRole)
                    }
                    (Err(Error::Store(StoreError::NotFound)), Some(why)) => {
                        act == Act::WriteAgain
                            && matches!(why, WhyNot::NotTheirWords | WhyNot::NotRefused)
                    }
                    _ => false,
                };
                assert!(expected, "{}: {act:?} {why_not:?} {done:?}", person.name);
                count += usize::from(why_not.is_none());
            }
            if row.sender_is_me {
                for act in ACTS {
                    let why_not = person.client.may_with(row.id, act).await.expect("judged");
                    assert_eq!(why_not, Some(WhyNot::NoWords), "it was taken back");
                }
            }
        }
    }
    // Each reacts to both, answers both and passes both on, and edits and takes back what is theirs; the patient and
    // the nurse put both on the shelf.
    assert_eq!(count, 3 * 2 * 3 + 2 * 2 + 2 * 2);
}

#[tokio::test]
async fn who_was_removed_does_nothing_more_with_what_they_read() {
    let world = World::new().await;
    let circle = talked(&world).await;
    let row = row_of(&circle.daughter, "Soup at six.").await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.all_sync().await;
    assert_eq!(offered(&circle.daughter, row).await, []);
    for act in ACTS {
        let why_not = circle.daughter.client.may_with(row, act).await;
        assert_eq!(why_not.expect("judged"), Some(WhyNot::NotInRoom));
        let done = does(&circle.daughter, row, act).await;
        let refused = match act {
            // None of it was refused.
            Act::WriteAgain => matches!(done, Err(Error::Store(StoreError::NotFound))),
            _ => matches!(done, Err(Error::NotAMember)),
        };
        assert!(refused, "{act:?} {done:?}");
    }
}

#[tokio::test]
async fn who_put_which_sign_stands_in_the_details() {
    let world = World::new().await;
    let circle = talked(&world).await;
    let row = row_of(&circle.daughter, "Good morning.").await;
    circle
        .daughter
        .client
        .react(row, "❤️", true)
        .await
        .expect("put");
    let details = circle.daughter.client.details(row).await.expect("read");
    assert_eq!(details.signs.len(), 1);
    assert_eq!(details.signs[0].sign, "❤️");
    let [who] = &details.signs[0].people[..] else {
        panic!("one has put it");
    };
    assert!(who.me);
    let signs = &details.row.signs;
    assert!(signs.len() == 1 && signs[0].mine && signs[0].count == 1);
}
