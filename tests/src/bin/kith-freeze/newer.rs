//! A store that holds what the version that wrote it did not know, and says that another version has made what is
//! derived in it: today's code reads it, judges it and folds it.

use std::path::Path;

use kith_core::{
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        head::Head,
        stamp::Stamp,
    },
    hostile::Saying,
};
use kith_tests::{Person, World, database};

/// Of kinds that nobody knows: a row with words in its place, and nothing.
async fn says_what_nobody_knows(person: &Person) {
    let item = Head {
        fallback: "Come on Tuesday at ten, to Dr Quetzal.".into(),
        item: Some([3; 16]),
        ..Head::default()
    };
    let mut previous = NONE_BEFORE;
    for (counter, (kind, head)) in (1..).zip([(0x1234, item), (0x0234, Head::default())]) {
        let event = Event {
            kind: ContentKind(kind),
            counter,
            previous,
            said: Stamp::at(1_790_000_000_000 + counter),
            content: head.fields().encode(),
        };
        previous = event.hash();
        let saying = Saying::Event {
            stand: None,
            kind,
            counter,
            previous: event.previous,
            sent_at: event.said.0,
            content: event.content,
        };
        person.says(saying).await;
    }
}

pub(super) async fn newer(to: &Path) {
    let world = World::new().await;
    let circle = world.circle().await;
    for words in ["I like soup.", "Nobody needs this.", "Where is my cane?"] {
        circle.patient.writes(words).await;
    }
    circle.all_sync().await;
    let row = async |words: &str| circle.patient.row(words).await;
    let client = &circle.patient.client;
    let (soup, cane) = (row("I like soup.").await, row("Where is my cane?").await);
    client.edit(soup.id, "I like stew.").await.expect("edited");
    let taken = client.delete_for_everyone(row("Nobody needs this.").await.id);
    taken.await.expect("taken back");
    let answer = client.answer(cane.room, "In the hall.", Some(cane.id));
    answer.await.expect("kept");
    client.react(soup.id, "👍", true).await.expect("put");
    client.pin(cane.id, true).await.expect("put there");
    circle.patient.syncs().await;
    says_what_nobody_knows(&circle.daughter).await;
    // Who reads it knows text alone.
    kith_crash::make("content.older");
    circle.nurse.syncs().await;
    circle.nurse.closes().await;
    kith_crash::mend("content.older");
    let store = database(circle.nurse.dir(), &circle.nurse.key());
    let later = store.execute("UPDATE derived SET version = 1000", []);
    assert_eq!(later.expect("written"), 3);
    drop(store);
    super::freeze(&circle.nurse, to);
}
