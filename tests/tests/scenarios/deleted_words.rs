//! What was taken back is in no byte of what a device keeps: whatever was open of it, however it came, however far it
//! had come. The control, where the index keeps it: `kept_words.rs`.

use std::time::Duration;

use kith_core::{
    circle::room_id::shared,
    ids::ConversationId,
    rights::table::Audience::{self, Circle as Everyone},
    store::timeline::messages::RowKind,
    view::RowContent,
};
use kith_protocol::problem::Code;
use kith_tests::{Circle, Person, World, pages_with, tables_with};

use crate::annotations::sync;

const WORDS: &str = "Call Dr Quetzalcoatlus.";
/// Of it, in no case and as no word of its own.
const PART: &str = "uetzalcoat";
const HOUR_MS: u64 = 60 * 60 * 1000;

fn everyone(circle: &mut Circle) -> [&mut Person; 3] {
    [&mut circle.patient, &mut circle.nurse, &mut circle.daughter]
}

/// Nobody's store holds it, in a table or in a page.
async fn is_nowhere(circle: &mut Circle) {
    for person in everyone(circle) {
        person.closes().await;
        assert_eq!(tables_with(person, PART), [""; 0], "of {}", person.name);
        assert_eq!(pages_with(person, PART), 0, "of {}", person.name);
        person.reopens().await;
    }
}

async fn deletes(circle: &Circle, words: &str) {
    let row = circle.patient.row(words).await.id;
    let taken = circle.patient.client.delete_for_everyone(row).await;
    taken.expect("taken back");
    sync(circle).await;
}

/// Waits until it is nowhere in the files of a store that is open.
async fn comes_to_be_nowhere(person: &Person) {
    let gone = async {
        while pages_with(person, PART) > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let gone = tokio::time::timeout(Duration::from_secs(60), gone).await;
    gone.unwrap_or_else(|_| panic!("it stays with {}", person.name));
}

/// The app is killed, or lies open for days: neither empties what it wrote last.
#[tokio::test]
async fn what_was_taken_back_is_not_in_the_log_of_an_open_store_either() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes(WORDS).await;
    sync(&circle).await;
    for person in circle.everyone() {
        assert!(pages_with(person, PART) > 0, "of {}", person.name);
    }
    deletes(&circle, WORDS).await;
    for person in circle.everyone() {
        comes_to_be_nowhere(person).await;
    }
}

#[tokio::test]
async fn nothing_that_was_open_of_it_keeps_its_words() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes(WORDS).await;
    sync(&circle).await;
    let id = circle.patient.circle().await;
    let of = async |person: &Person| person.row(WORDS).await;
    // She is about to say it otherwise, the nurse answers it later, the daughter has begun to, and both were told of it.
    let field = circle.patient.client.compose(id);
    field.next().await.expect("read");
    field.edit(of(&circle.patient).await.id);
    while field.field().editing.is_none() {
        field.next().await.expect("read");
    }
    field.write("Call Dr Quetzalcoatlus now.".into());
    let asked = of(&circle.nurse).await;
    let nurse = &circle.nurse.client;
    let later = world.clock.now() + HOUR_MS;
    let kept = nurse.say_later(asked.room, "I will.", later, Some(asked.id));
    kept.await.expect("kept");
    let asked = of(&circle.daughter).await;
    let answer = circle.daughter.client.compose(id);
    answer.next().await.expect("read");
    answer.answer(asked.id, Everyone);
    answer.write("Shall I?".into());
    for person in [&circle.nurse, &circle.daughter] {
        let news = person.client.news(Vec::new(), true, false).await;
        let post = news.expect("read").post.remove(0);
        assert_eq!(post.row.body(), WORDS);
        let told = person
            .client
            .told(post.conversation, post.row.id, post.mark);
        told.await.expect("noted");
    }
    deletes(&circle, WORDS).await;
    // What one still tells of it says nothing of what it said.
    let shown = vec![ConversationId::from(id)];
    let news = circle.daughter.client.news(shown, true, false).await;
    for row in news.expect("read").post {
        assert!(!row.row.body().contains(PART));
    }
    drop((field, answer));
    is_nowhere(&mut circle).await;
    // The answers are there all the same.
    let begun = circle.daughter.client.inbox().await.expect("read");
    let begun = begun.circles[0].draft.clone().expect("kept");
    assert_eq!(begun.body, "Shall I?");
    world.clock.advance_ms(2 * HOUR_MS);
    sync(&circle).await;
    assert_eq!(
        circle.patient.reads().await.last().expect("a row"),
        "Nadia: I will."
    );
}

#[tokio::test]
async fn what_never_went_out_leaves_nothing_either() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    sync(&circle).await;
    let client = &circle.patient.client;
    let room = shared(&circle.patient.circle().await, Everyone);
    // It waited for its time, was said otherwise, was had back, and thrown away.
    let later = world.clock.now() + HOUR_MS;
    let waits = client.say_later(room, WORDS, later, None).await;
    let waits = waits.expect("kept");
    let other = client.change_later(waits, "Call Dr Archaeopteryx.", later);
    other.await.expect("changed");
    client.take_back_later(waits).await.expect("had back");
    let waits = client.say_later(room, WORDS, later, None).await;
    let back = client.take_back_later(waits.expect("kept")).await;
    back.expect("had back");
    // It was begun, and begun anew.
    let id = circle.patient.circle().await;
    for begun in [WORDS, "Call Dr", ""] {
        let kept = client.keep_draft(id, Audience::Circle, begun).await;
        kept.expect("kept");
    }
    // The relay would not take it; it was to be written again, and was not. Another time it was deleted where it stood.
    for again in [true, false] {
        relay.refuses_messages(Code::TooLarge);
        circle.patient.writes(WORDS).await;
        circle.patient.syncs().await;
        let row = circle.patient.row(WORDS).await.id;
        if again {
            client.write_again(row).await.expect("had back");
            let thrown = client.keep_draft(id, Audience::Circle, "").await;
            thrown.expect("kept");
        } else {
            client.delete_for_everyone(row).await.expect("deleted");
        }
        relay.behaves();
        sync(&circle).await;
    }
    circle.is_quiet().await;
    is_nowhere(&mut circle).await;
}

/// She had not got it when it was taken back: it comes after that, and whole.
#[tokio::test]
async fn what_comes_after_it_was_taken_back_leaves_nothing() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let daughter = &circle.daughter;
    for words in ["Good morning.", WORDS, "Please."] {
        daughter.writes(words).await;
        daughter.syncs().await;
        if words != WORDS {
            circle.nurse.syncs().await;
        }
        if words == "Good morning." {
            circle.patient.syncs().await;
        }
    }
    world.relay_withholds(1);
    circle.patient.syncs().await;
    // It lies in her inbox when she reads that it was taken back.
    daughter.syncs().await;
    let row = daughter.row(WORDS).await.id;
    let taken = daughter.client.delete_for_everyone(row).await;
    taken.expect("taken back");
    daughter.syncs().await;
    for _ in 0..2 {
        sync(&circle).await;
    }
    for person in circle.everyone() {
        let id = person.circle().await;
        let rows = person.client.timeline(id, None, 100).await.expect("read");
        let words = rows.iter().filter(|row| row.kind() == RowKind::Text);
        assert_eq!(words.clone().count(), 3, "of {}", person.name);
        let gone = words.filter(|row| row.content == RowContent::Deleted);
        assert_eq!(gone.count(), 1, "of {}", person.name);
        assert_eq!(person.client.verify_derived().await.expect("read"), 0);
    }
    is_nowhere(&mut circle).await;
}
