//! What is said of something that was said: other words, signs, taking it back.

use kith_core::{
    Error,
    content::event::ContentError,
    store::timeline::messages::RowKind,
    view::{RowContent, TimelineRow},
};
use kith_tests::{Circle, Person, World, pages_with, tables_with};

async fn rows(person: &Person) -> Vec<TimelineRow> {
    let circle = person.circle().await;
    let rows = person.client.timeline(circle, None, 100).await;
    rows.expect("read")
}

/// The row of the only message.
pub(crate) async fn only(person: &Person) -> TimelineRow {
    let mut rows = rows(person).await;
    rows.retain(|row| row.kind() == RowKind::Text);
    assert_eq!(rows.len(), 1, "of {}", person.name);
    rows.remove(0)
}

pub(crate) async fn sync(circle: &Circle) {
    for _ in 0..2 {
        circle.all_sync().await;
    }
}

fn everyone(circle: &Circle) -> [&Person; 3] {
    [&circle.patient, &circle.daughter, &circle.nurse]
}

#[tokio::test]
async fn ones_own_words_are_edited_for_everyone_and_found_as_they_are() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("I like soup.").await;
    // Before it was sent too.
    let row = only(&circle.patient).await.id;
    let edits = circle.patient.client.edit(row, "I like broth.").await;
    edits.expect("edited");
    assert_eq!(only(&circle.patient).await.body(), "I like broth.");
    sync(&circle).await;
    let edits = circle.patient.client.edit(row, "I like stew.").await;
    edits.expect("edited");
    sync(&circle).await;
    for person in everyone(&circle) {
        let shown = RowContent::Text {
            body: "I like stew.".into(),
            edited: true,
        };
        assert!(only(person).await.content == shown, "{}", person.name);
        for (words, found) in [("soup", 0), ("broth", 0), ("stew", 1)] {
            assert_eq!(person.finds(words).await.len(), found, "{words}");
        }
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
    // They are hers alone.
    let row = only(&circle.nurse).await.id;
    for refused in [
        circle.nurse.client.edit(row, "No.").await,
        circle.nurse.client.delete_for_everyone(row).await,
    ] {
        assert!(matches!(refused, Err(Error::NotAllowed)), "{refused:?}");
    }
    let row = only(&circle.patient).await.id;
    let nothing = circle.patient.client.edit(row, " ").await;
    assert!(matches!(nothing, Err(Error::Content(_))), "{nothing:?}");
}

#[tokio::test]
async fn a_sign_is_put_and_taken_away() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("I am home.").await;
    sync(&circle).await;
    let (daughters, nurses) = (
        only(&circle.daughter).await.id,
        only(&circle.nurse).await.id,
    );
    let (daughter, nurse) = (&circle.daughter.client, &circle.nurse.client);
    for on in [true, true] {
        daughter.react(daughters, "❤️", on).await.expect("put");
    }
    nurse.react(nurses, "❤️", true).await.expect("put");
    nurse.react(nurses, "👍", true).await.expect("put");
    sync(&circle).await;
    let signs = async |person: &Person| {
        let signs = only(person).await.signs;
        let signs = signs.into_iter().map(|sign| (sign.sign, sign.count));
        signs.collect::<Vec<_>>()
    };
    for person in everyone(&circle) {
        let seen = signs(person).await;
        assert_eq!(
            seen,
            [("❤️".into(), 2), ("👍".into(), 1)],
            "{}",
            person.name
        );
    }
    nurse.react(nurses, "❤️", false).await.expect("taken");
    daughter
        .react(daughters, "🎉", false)
        .await
        .expect("nothing");
    sync(&circle).await;
    for person in everyone(&circle) {
        assert_eq!(signs(person).await, [("❤️".into(), 1), ("👍".into(), 1)]);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        assert_eq!(person.reads().await.len(), 1, "silent");
    }
    for no_sign in ["", "words", "a b", &"🎉".repeat(40)] {
        let refused = nurse.react(nurses, no_sign, true).await;
        let no_sign_of = matches!(refused, Err(Error::Content(ContentError::NoSign)));
        assert!(no_sign_of, "{no_sign}: {refused:?}");
    }
}

#[tokio::test]
async fn what_was_taken_back_is_nowhere_any_more() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("Call Dr Quetzalcoatlus.").await;
    sync(&circle).await;
    let row = only(&circle.patient).await.id;
    let edits = circle
        .patient
        .client
        .edit(row, "Call Dr Archaeopteryx.")
        .await;
    edits.expect("edited");
    sync(&circle).await;
    let part = ["uetzalcoat", "rchaeopter"];
    for person in everyone(&circle) {
        person.closes().await;
        // Who keeps no record has what it says now, whoever said it too.
        let first = if person.name == "Nadia" { 0 } else { 1 };
        for word in &part[first..] {
            assert!(
                !tables_with(person, word).is_empty(),
                "{word} of {}",
                person.name
            );
            assert!(pages_with(person, word) > 0, "{word} of {}", person.name);
        }
    }
    for person in [&mut circle.patient, &mut circle.daughter, &mut circle.nurse] {
        person.reopens().await;
    }
    let taken = circle.patient.client.delete_for_everyone(row).await;
    taken.expect("taken back");
    sync(&circle).await;
    // Other words for what is gone change nothing, nor does a sign.
    let client = &circle.patient.client;
    for late in [
        client.edit(row, "Call Dr Archaeopteryx.").await,
        client.react(row, "👍", true).await,
        client.pin(row, true).await,
    ] {
        assert!(matches!(late, Err(Error::TakenBack)), "{late:?}");
    }
    for person in everyone(&circle) {
        assert!(only(person).await.content == RowContent::Deleted);
        assert_eq!(person.finds("call").await.len(), 0);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        person.closes().await;
        for word in part {
            assert_eq!(
                tables_with(person, word),
                [""; 0],
                "{word} of {}",
                person.name
            );
            assert_eq!(pages_with(person, word), 0, "{word} of {}", person.name);
        }
    }
}

#[tokio::test]
async fn what_was_edited_is_kept_by_those_who_keep_the_record_and_overwritten_elsewhere() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("Call Dr Quetzalcoatlus.").await;
    sync(&circle).await;
    for words in ["Call Dr Archaeopteryx.", "Call Dr Pterodactyl."] {
        let row = only(&circle.patient).await.id;
        circle
            .patient
            .client
            .edit(row, words)
            .await
            .expect("edited");
        sync(&circle).await;
    }
    let before = async |person: &Person| {
        let row = only(person).await.id;
        let revisions = person.client.revisions(row).await.expect("read");
        let words = revisions.into_iter().map(|revision| revision.words);
        words.collect::<Vec<_>>()
    };
    let all = ["Call Dr Quetzalcoatlus.", "Call Dr Archaeopteryx."];
    assert_eq!(before(&circle.nurse).await, all);
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(before(person).await, [""; 0], "{}", person.name);
    }
    // Not even in what its author would say again.
    for person in [&mut circle.patient, &mut circle.daughter] {
        person.closes().await;
        for word in ["uetzalcoat", "rchaeopter"] {
            assert_eq!(
                tables_with(person, word),
                [""; 0],
                "{word} of {}",
                person.name
            );
        }
        assert!(!tables_with(person, "terodactyl").is_empty());
        person.reopens().await;
    }
    for person in everyone(&circle) {
        assert_eq!(only(person).await.body(), "Call Dr Pterodactyl.");
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
        assert_eq!(person.finds("pterodactyl").await.len(), 1);
        assert_eq!(person.finds("archaeopteryx").await.len(), 0);
    }
    // Taken back, it is nowhere.
    let row = only(&circle.patient).await.id;
    circle
        .patient
        .client
        .delete_for_everyone(row)
        .await
        .expect("taken back");
    sync(&circle).await;
    assert_eq!(before(&circle.nurse).await, [""; 0]);
}
