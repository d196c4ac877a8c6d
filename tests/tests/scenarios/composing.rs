//! The field of a conversation, as both apps have it: what someone writes there is shown at once, kept, sent once,
//! and never read by more people than it was for.

mod answering;
mod edits;
mod for_whom;
mod naming;
mod shut;
mod timely;
mod twice;

use std::time::Duration;

use kith_core::{
    Error,
    content::text,
    ids::CircleId,
    present::{Again, Composer, Field, FieldChange, Trouble},
    rights::table::Audience::{self, Care, Circle as Everyone},
    store::{StoreError, timeline::messages::MessageState},
};
use kith_protocol::problem::Code;
use kith_tests::{Person, World};
use tokio::time::timeout;

const A_MINUTE: Duration = Duration::from_secs(60);

async fn opens(person: &Person) -> Composer {
    let composer = person.client.compose(person.circle().await);
    changes(&composer).await;
    composer
}

async fn changes(composer: &Composer) -> FieldChange {
    let next = timeout(A_MINUTE, composer.next()).await;
    next.expect("it changes").expect("read").expect("open")
}

/// Waits until the field is as asked for.
async fn becomes(composer: &Composer, wanted: impl Fn(&Field) -> bool) -> Field {
    loop {
        let field = composer.field();
        if wanted(&field) {
            return field;
        }
        changes(composer).await;
    }
}

/// Waits until something could not be done.
async fn runs_into(composer: &Composer) -> Trouble {
    loop {
        if let Some(trouble) = changes(composer).await.trouble {
            return trouble;
        }
    }
}

/// What the store keeps of what was begun.
async fn kept(person: &Person) -> Option<(Audience, String)> {
    let mut circles = person.client.inbox().await.expect("listed").circles;
    let draft = circles.pop().expect("a circle").draft;
    draft.map(|draft| (draft.audience, draft.body))
}

/// Waits until the store is as asked for, with what was begun and what was said.
async fn comes_to_keep(person: &Person, begun: Option<(Audience, &str)>, said: &[&str]) {
    let mut changes = person.client.subscribe();
    let wanted = begun.map(|(audience, words)| (audience, words.to_owned()));
    loop {
        if kept(person).await == wanted && own(person).await == said {
            return;
        }
        let next = timeout(A_MINUTE, changes.next()).await;
        next.unwrap_or_else(|_| panic!("{wanted:?} is kept"));
    }
}

/// What this person said, oldest first.
async fn own(person: &Person) -> Vec<String> {
    let id = person.circle().await;
    let rows = person.client.timeline(id, None, 500).await.expect("read");
    let own = rows.into_iter().rev().filter(|row| row.sender_is_me);
    own.map(|row| row.body().to_owned()).collect()
}

fn shown(field: &Field) -> (&str, Audience) {
    (&field.text, field.audience)
}

#[tokio::test]
async fn who_touches_twice_sends_once() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    composer.write("Good night.".into());
    for _ in 0..3 {
        assert_eq!(composer.send().text, "", "there is nothing left to send");
    }
    composer.write("And thank you.".into());
    composer.send();
    composer.write(" \n ".into());
    composer.send();
    let said = ["Good night.", "And thank you."];
    comes_to_keep(&circle.patient, None, &said).await;
    composer.write("Later".into());
    comes_to_keep(&circle.patient, Some((Everyone, "Later")), &said).await;
}

#[tokio::test]
async fn what_is_too_long_to_be_sent_is_there_to_be_shortened() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    let pasted = "x".repeat(text::MAX_BYTES + 1);
    composer.write(pasted.clone());
    composer.send();
    let trouble = runs_into(&composer).await;
    assert!(matches!(trouble.error, Error::Content(_)));
    assert_eq!(composer.field().text, pasted);
    comes_to_keep(&circle.patient, Some((Everyone, &pasted)), &[]).await;
}

#[tokio::test]
async fn words_from_elsewhere_stand_behind_what_is_being_typed() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (client, id) = (&circle.patient.client, circle.patient.circle().await);
    let composer = opens(&circle.patient).await;
    client.add_to_draft(id, "A photo").await.expect("added");
    becomes(&composer, |field| field.text == "A photo").await;
    composer.write_to(Care);
    composer.write("Is this right? ".into());
    comes_to_keep(&circle.patient, Some((Care, "Is this right? ")), &[]).await;
    client.add_to_draft(id, "200 mg").await.expect("added");
    let both = becomes(&composer, |field| field.text.contains("200")).await;
    assert_eq!(shown(&both), ("Is this right?\n200 mg", Care));
    // They come between two letters: neither is lost.
    changes_unseen(&composer, client.add_to_draft(id, "Or 300?")).await;
    let whole = "Is this right?\n200 mg!\nOr 300?";
    let field = composer.write("Is this right?\n200 mg!".into());
    assert_eq!(shown(&field), (whole, Care));
    comes_to_keep(&circle.patient, Some((Care, whole)), &[]).await;
    // What someone has not seen yet they do not send.
    changes_unseen(&composer, client.add_to_draft(id, "More")).await;
    assert_eq!(composer.send().text, "More");
    comes_to_keep(&circle.patient, Some((Care, "More")), &[whole]).await;
}

/// Something changes the field, and nobody has looked yet.
async fn changes_unseen(composer: &Composer, change: impl Future<Output = Result<(), Error>>) {
    change.await.expect("changed");
    assert!(changes(composer).await.trouble.is_none());
}

#[tokio::test]
async fn whoever_types_on_loses_nothing_that_comes_and_none_of_their_letters() {
    const CAME: usize = 40;
    let world = World::new().await;
    let circle = world.circle().await;
    let (client, id) = (&circle.patient.client, circle.patient.circle().await);
    let composer = opens(&circle.patient).await;
    let whole = "Every letter is kept and none comes back. ".repeat(20);
    let comes = async {
        for number in 0..CAME {
            let words = format!("<{number}>");
            client.add_to_draft(id, &words).await.expect("added");
        }
    };
    let types = async {
        let mut typed = String::new();
        for letter in whole.chars() {
            // What came stands behind, and the person goes on before it.
            let field = composer.field().text;
            let behind = field.strip_prefix(typed.trim_end()).expect("as typed");
            let behind = behind.trim_start_matches(' ').to_owned();
            typed.push(letter);
            let next = format!("{typed}{behind}");
            assert!(composer.write(next).text.starts_with(typed.trim_end()));
            tokio::task::yield_now().await;
            let _ = timeout(Duration::ZERO, composer.next()).await;
        }
    };
    tokio::join!(comes, types);
    let field = becomes(&composer, |field| came(&field.text) == CAME).await;
    assert!(field.text.starts_with(whole.trim_end()));
    let text = field.text;
    comes_to_keep(&circle.patient, Some((Everyone, &text)), &[]).await;

    // Control: kept without asking what was there, words are lost.
    client.add_to_draft(id, "<last>").await.expect("added");
    let blind = client.keep_draft(id, Everyone, &text).await;
    blind.expect("kept");
    let (_, body) = kept(&circle.patient).await.expect("a draft");
    assert!(!body.contains("<last>"));
}

fn came(text: &str) -> usize {
    text.matches('<').count()
}

#[tokio::test]
async fn a_refused_message_comes_back_behind_what_was_begun_and_for_nobody_else() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    relay.refuses_messages(Code::TooLarge);
    let marta = &circle.patient;
    let composer = opens(marta).await;
    composer.write_to(Care);
    composer.write("I am afraid.".into());
    composer.send();
    comes_to_keep(marta, None, &["I am afraid."]).await;
    marta.syncs().await;
    relay.behaves();
    let rows = marta.client.timeline(marta.circle().await, None, 50).await;
    let rows = rows.expect("read");
    let refused = rows.iter().find(|row| row.state == MessageState::Refused);
    let refused = refused.expect("one was refused").id;
    composer.write_to(Everyone);
    composer.write("Dear all, ".into());
    composer.take_back(refused);
    let both = becomes(&composer, |field| field.text.contains("afraid")).await;
    assert_eq!(shown(&both), ("Dear all,\nI am afraid.", Care));
    comes_to_keep(marta, Some((Care, "Dear all,\nI am afraid.")), &[]).await;

    composer.take_back(refused);
    let trouble = runs_into(&composer).await;
    assert_eq!(trouble.again, Again::TakeBack(refused));
    assert!(matches!(trouble.error, Error::Store(StoreError::NotFound)));
}

#[tokio::test]
async fn who_leaves_at_once_loses_neither_what_was_sent_nor_the_last_letter() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let mut said = Vec::new();
    for number in 0..20 {
        let words = format!("Words {number}");
        let composer = circle.patient.client.compose(circle.patient.circle().await);
        composer.write(words.clone());
        if number % 2 == 1 {
            // The one before was kept, and stands behind.
            let all = becomes(&composer, |field| field.text.contains('\n')).await;
            composer.send();
            said.push(all.text);
        }
        drop(composer);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let begun = (number % 2 == 0).then_some((Everyone, words.as_str()));
        comes_to_keep(&circle.patient, begun, &said).await;
    }
    let composer = opens(&circle.patient).await;
    composer.write_to(Care);
    composer.write("I have not told Ana".into());
    comes_to_keep(
        &circle.patient,
        Some((Care, "I have not told Ana")),
        &said.iter().map(String::as_str).collect::<Vec<_>>(),
    )
    .await;
    circle.patient.reopens_after_closing().await;
    let composer = opens(&circle.patient).await;
    assert_eq!(shown(&composer.field()), ("I have not told Ana", Care));
}

#[tokio::test]
async fn there_is_no_field_where_there_is_no_circle() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nowhere = CircleId([0; 16]);
    let composer = circle.patient.client.compose(nowhere);
    let next = timeout(A_MINUTE, composer.next()).await.expect("answered");
    assert!(matches!(
        next,
        Err(Error::NotFound | Error::Store(StoreError::NotFound))
    ));
}

#[tokio::test]
async fn a_letter_typed_on_the_field_before_throws_away_nothing_that_came_back() {
    let world = World::new().await;
    let circle = world.circle().await;
    let composer = opens(&circle.patient).await;
    let long = "x".repeat(text::MAX_BYTES + 1);
    composer.write(long.clone());
    composer.send();
    let seen = composer.write("And".into()).number;
    runs_into(&composer).await;
    // The app has asked for the field, and the person sees the one before still.
    let shown = composer.field();
    assert_eq!(shown.text, format!("{long}\nAnd"));
    let field = composer.write_on(seen, "And t".into());
    let whole = format!("{long}\nAnd t");
    assert_eq!(field.text, whole);
    comes_to_keep(&circle.patient, Some((Everyone, &whole)), &[]).await;
    // What they have not seen they do not send.
    assert_eq!(composer.send_of(seen).text, long);
    comes_to_keep(&circle.patient, Some((Everyone, &long)), &["And t"]).await;
    // Control: whoever has seen it may throw it away.
    let seen = composer.field().number;
    assert_eq!(
        composer.write_on(seen, "Never mind".into()).text,
        "Never mind"
    );
}
