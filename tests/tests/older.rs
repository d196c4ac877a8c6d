//! A store that an older version wrote, which knew text alone: what it did not know is read by this one,
//! judged and folded. In a binary of its own: all of it is that version for a while.

#![cfg(feature = "crash-points")]

use kith_core::{store::timeline::messages::RowKind, view::RowContent};
use kith_tests::{Person, World};

async fn only(person: &Person) -> RowContent {
    let circle = person.circle().await;
    let rows = person.client.timeline(circle, None, 100).await;
    let mut rows = rows.expect("read");
    rows.retain(|row| row.kind() == RowKind::Text);
    rows.remove(0).content
}

#[tokio::test]
async fn what_an_older_version_did_not_know_is_understood_after_the_update() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("I like soup.").await;
    circle.all_sync().await;
    circle.all_sync().await;
    let id = circle.patient.circle().await;
    let rows = circle.patient.client.timeline(id, None, 1).await;
    let row = rows.expect("read")[0].id;
    let edits = circle.patient.client.edit(row, "I like stew.").await;
    edits.expect("edited");
    circle.patient.syncs().await;
    kith_crash::make("content.older");
    circle.nurse.syncs().await;
    let text = |body: &str, edited| RowContent::Text {
        body: body.into(),
        edited,
    };
    assert!(
        only(&circle.nurse).await == text("I like soup.", false),
        "silent"
    );
    for kind in [RowKind::Unknown, RowKind::Withheld, RowKind::Undecryptable] {
        assert_eq!(circle.nurse.codes(kind).await, [""; 0]);
    }
    circle.nurse.closes().await;
    circle.nurse.reopens().await;
    kith_crash::mend("content.older");
    circle.nurse.closes().await;
    circle.nurse.reopens().await;
    assert!(only(&circle.nurse).await == text("I like stew.", true));
    assert_eq!(circle.nurse.finds("stew").await.len(), 1);
    assert_eq!(circle.nurse.finds("soup").await.len(), 0);
    assert_eq!(circle.nurse.client.verify_derived().await.expect("read"), 0);
}
