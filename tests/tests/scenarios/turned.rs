//! Signs that nobody sees and that turn words around are seen wherever the words are drawn; the words themselves stay as
//! they were written, and nobody who writes from the right is hurt.

use kith_core::{Forwarded, rights::table::Audience, view::SearchQuery};
use kith_tests::{Person, World};

/// Reads as "Take two drops", where the signs do as they please.
const WRITTEN: &str = "Take \u{202e}owt\u{202c} drops.";
const DRAWN: &str = "Take \u{fffd}owt\u{fffd} drops.";

async fn edits(person: &Person, words: &str) -> (String, String) {
    let composer = person.client.compose(person.circle().await);
    composer.edit(person.row(words).await.id);
    loop {
        let field = composer.field();
        if let Some(editing) = field.editing {
            return (field.text, editing.was);
        }
        composer.next().await.expect("read");
    }
}

#[tokio::test]
async fn what_turns_words_around_is_seen_wherever_they_are() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    nadia.writes(WRITTEN).await;
    circle.all_sync().await;
    for person in circle.everyone() {
        let row = person.row(DRAWN).await;
        let details = person.client.details(row.id).await.expect("read");
        assert_eq!(details.row.body(), DRAWN);
        let list = person.client.inbox().await.expect("read").circles;
        assert_eq!(list[0].last.as_ref().expect("said").body(), DRAWN);
    }
    let news = marta.client.news(Vec::new(), true, false).await;
    assert_eq!(news.expect("read").post[0].row.body(), DRAWN);

    // What is found stands where it is drawn.
    let of = SearchQuery {
        words: "drops".into(),
        ..SearchQuery::default()
    };
    let found = marta.client.look_for(of, None, 10).await.expect("searched");
    let hit = &found.hits[0];
    let units: Vec<u16> = hit.row.body().encode_utf16().collect();
    let part = hit.matches[0].start as usize..hit.matches[0].end as usize;
    assert_eq!(String::from_utf16_lossy(&units[part]), "drops");

    let asked = marta.row(DRAWN).await;
    let sent = marta.client.answer(asked.room, "How many?", Some(asked.id));
    sent.await.expect("kept");
    circle.all_sync().await;
    let answer = nadia.row("How many?").await;
    assert_eq!(answer.quote.expect("an answer").words, DRAWN);

    // The words are what they were: to who changes them, and to who passes them on.
    let (text, was) = edits(nadia, DRAWN).await;
    assert_eq!((text.as_str(), was.as_str()), (WRITTEN, DRAWN));
    let to = (nadia.circle().await, Audience::Care);
    let row = nadia.row(DRAWN).await.id;
    let everyone: Vec<_> = nadia.client.people(to.0).await.expect("read");
    let told: Vec<_> = everyone.iter().map(|one| one.person).collect();
    let sent = nadia.client.forward(row, DRAWN, to, &told).await;
    assert!(matches!(sent, Ok(Forwarded::Sent(_))), "as it was drawn");
    circle.all_sync().await;
    let passed_on = nadia.row(DRAWN).await;
    assert_eq!(passed_on.audience, Audience::Care);
    assert_eq!(edits(nadia, DRAWN).await.0, WRITTEN);

    nadia.client.edit(row, "Take two.").await.expect("edited");
    circle.all_sync().await;
    let earlier = nadia.client.revisions(row).await.expect("read");
    assert_eq!(earlier[0].words, DRAWN);
}

#[tokio::test]
async fn who_writes_from_the_right_is_read_as_they_wrote() {
    let world = World::new().await;
    let circle = world.circle().await;
    for words in [
        "خذ \u{200f}5\u{200f} ملغ من \u{2066}Paracetamol 500 mg\u{2069} صباحًا",
        "\u{202b}شكرًا!\u{202c}",
        "הכדור \u{200f}(500)\u{200f} בערב",
        "1\u{200f}/12\u{200f}/2026",
        "She said \u{2068}نعم\u{2069} to it.",
    ] {
        circle.daughter.writes(words).await;
        circle.all_sync().await;
        for person in circle.everyone() {
            assert_eq!(person.row(words).await.body(), words);
        }
    }
}
