//! Content of kinds that only a later version knows.

use kith_core::{
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        fields::Fields,
        head::Head,
        stamp::Stamp,
    },
    hostile::Saying,
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_tests::{Person, World};

/// An item of a later version's, with the words for those who do not know it.
fn item() -> Fields {
    let head = Head {
        fallback: "Come on Tuesday at ten, to Dr Quetzal.".into(),
        item: Some([3; 16]),
        ..Head::default()
    };
    let mut fields = head.fields();
    fields.push(16, "2026-12-01T10:00");
    fields
}

/// Says these, of these kinds, one after the other in one chain.
async fn say(person: &Person, contents: Vec<(u16, Vec<u8>)>) {
    let mut previous = NONE_BEFORE;
    for (counter, (kind, content)) in (1..).zip(contents) {
        let event = Event {
            kind: ContentKind(kind),
            counter,
            previous,
            said: Stamp::at(1_790_000_000_000 + counter),
            content: content.clone(),
        };
        let saying = Saying::Event {
            stand: None,
            kind,
            counter,
            previous,
            sent_at: event.said.0,
            content,
        };
        person.says(saying).await;
        previous = event.hash();
    }
}

#[tokio::test]
async fn what_only_a_later_version_knows_is_shown_by_its_words_or_not_at_all() {
    let world = World::new().await;
    let circle = world.circle().await;
    let text = b"\xa1abfhello!".to_vec();
    let silent = Head::default().fields().encode();
    say(
        &circle.daughter,
        vec![
            (0x1234, item().encode()),
            // Silent, and gone as soon as it was seen: nobody sees a row, or a gap behind it.
            (0x0234, silent.clone()),
            (0x9234, silent),
            (1, text),
            // Not even a head.
            (0x00ee, b"\xff\xff".to_vec()),
        ],
    )
    .await;
    for person in [&circle.patient, &circle.nurse] {
        person.syncs().await;
        let newer = person.codes(RowKind::Unknown).await;
        assert_eq!(newer, ["Come on Tuesday at ten, to Dr Quetzal.", ""]);
        assert_eq!(person.reads().await, ["Ana: hello!"]);
        for kind in [RowKind::Withheld, RowKind::Undecryptable, RowKind::Alarm] {
            assert_eq!(person.codes(kind).await, [""; 0]);
        }
        assert_eq!(person.finds("quetzal").await.len(), 1, "by its words");
        let id = person.circle().await;
        let inbox = person.client.inbox().await.expect("read");
        assert_eq!(inbox.circles[0].unread, 3);
        let answers = person.client.answers(id).await.expect("read");
        assert_eq!(answers.audience, Audience::Circle);
    }
}
