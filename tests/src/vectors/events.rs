//! Events: content, chain, stamp, padding, and the names that others derive.

use kith_core::{
    content::{
        erased::Erased,
        event::{ContentKind, Event, EventHash},
        fields::Fields,
        head::{FIRST_FIELD, Head, Schema, Target},
        receipt::{Mark, Receipt},
        relation::{
            edit::Edit, pin::Pin, reaction::Reaction, redaction::Redaction, withdrawn::Withdrawn,
        },
        reply::Reply,
        stamp::Stamp,
        stand::{Seen, Stand},
        text::Text,
    },
    ids::{MessageId, PersonId},
    people::identity::Identity,
};

use super::{
    cast::{DAY, NOW, group, patient},
    vector::Vector,
};

pub(super) fn said(body: &str, counter: u64, previous: EventHash, said: Stamp) -> Event {
    Event {
        kind: ContentKind::TEXT,
        counter,
        previous,
        said,
        content: Text::new(body).expect("words").encode(),
    }
}

/// Two events of the patient, the second after her clock was set back by a day.
pub(super) fn two() -> [Event; 2] {
    let stamp = Stamp::at(NOW);
    let first = said("Good morning", 1, [0; 16], stamp);
    let previous = first.hash();
    let second = said(
        "Grüße aus dem Garten 🌱",
        2,
        previous,
        stamp.next(NOW - DAY),
    );
    [first, second]
}

fn of(name: &str, event: &Event, device: &Identity) -> Vector {
    let padded = event.encode();
    let end = padded.iter().rposition(|byte| *byte != 0).expect("a mark");
    let id = MessageId::derive(&group(), &device.device_id(), event.counter);
    Vector::new(name, 10)
        .cbor(&padded[..end])
        .bytes("padded", &padded)
        .bytes("previous-of-the-next", event.hash())
        .bytes("group", group())
        .bytes("device", device.device_id())
        .bytes("message-id", id.0)
}

/// What is encrypted: where the patient stood, who had read two entries of the epoch that began at 3,
/// then the event.
fn stood(event: &Event) -> Vector {
    let mut seen = Seen::from(&group(), 3);
    let entries = [(4, &b"an MLS message"[..]), (6, b"another")];
    for (seq, body) in entries {
        seen.read(seq, Some(body));
    }
    let [(_, first), (_, second)] = entries;
    Vector::new("what is encrypted: a stand, an event", 10)
        .bytes("group", group())
        .says("node", 3)
        .bytes("entry-4", first)
        .bytes("entry-6", second)
        .bytes("event", event.encode())
        .bytes("plaintext", Stand::before(seen.stand(), &event.encode()))
}

/// The same where something is said over in another group, of which what it said is gone: what is left of the first
/// event stands behind where its device stands there.
fn said_over(erased: &Erased) -> Vector {
    let mut seen = Seen::from(&group(), 1);
    seen.read(2, Some(b"an MLS message"));
    Vector::new("what is encrypted: a stand, what is left of an event", 10)
        .bytes("group", group())
        .says("node", 1)
        .bytes("entry-2", b"an MLS message")
        .bytes("erased", erased.encode())
        .bytes("previous-of-the-next", erased.hash())
        .bytes("plaintext", Stand::before(seen.stand(), &erased.encode()))
}

/// What is said of the first event, and what is left of it.
fn annotations(first: &Event, device: &Identity) -> [Vector; 12] {
    let target = Target {
        device: device.device_id(),
        counter: first.counter,
    };
    let reaction = Reaction {
        target,
        replaces: vec![[7; 16]],
        sign: Some("\u{2764}\u{fe0f}".into()),
    };
    let edit = Edit {
        target,
        parents: vec![[8; 16]],
        body: "Good evening".into(),
    };
    let mut named = Text::new("@Joy, good morning").expect("words");
    named.mentions = vec![PersonId([6; 16])];
    let reply = Reply {
        target,
        body: "Good morning, @Joy".into(),
        mentions: vec![PersonId([6; 16])],
    };
    let pin = Pin {
        target,
        replaces: vec![[7; 16]],
        on: true,
        read: Vec::new(),
    };
    let pin_of_other_words = Pin {
        read: vec![[8; 16]],
        ..pin.clone()
    };
    let receipt = Receipt {
        marks: vec![Mark {
            device: device.device_id(),
            delivered: 300,
            seen: 20,
        }],
    };
    let erased = first.erased();
    let edited = Event {
        kind: ContentKind::EDIT,
        counter: 2,
        previous: first.hash(),
        said: first.said.next(NOW),
        content: edit.encode(),
    };
    let edited = edited.erased();
    [
        Vector::new("the content of an item of a later version", 10).cbor(&item(target).encode()),
        Vector::new("the content of a reaction", 10).cbor(&reaction.encode()),
        Vector::new("the content of an edit", 10).cbor(&edit.encode()),
        Vector::new("the content of a redaction", 10).cbor(&Redaction { target }.encode()),
        Vector::new("the content of a text that names somebody", 10).cbor(&named.encode()),
        Vector::new("the content of an answer", 10).cbor(&reply.encode()),
        Vector::new("the content of a pin", 10).cbor(&pin.encode()),
        Vector::new("the content of a pin of words that were edited", 10)
            .cbor(&pin_of_other_words.encode()),
        Vector::new(
            "the content in the place of what was taken back before it went out",
            10,
        )
        .cbor(&Withdrawn.encode()),
        Vector::new("the content of a receipt", 10).cbor(&receipt.encode()),
        Vector::new("what is left of an event that was taken back", 10).cbor(&erased.encode()),
        Vector::new("what is left of an edit", 10)
            .bytes("erased", edited.encode())
            .bytes("previous-of-the-next", edited.hash()),
    ]
}

/// The name of the vector that shows what a kind says: each that is known has one.
///
/// # Panics
/// Where it has none yet.
pub fn content_of(kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::TEXT => "the content of a text",
        ContentKind::REPLY => "the content of an answer",
        ContentKind::REACTION => "the content of a reaction",
        ContentKind::EDIT => "the content of an edit",
        ContentKind::REDACTION => "the content of a redaction",
        ContentKind::PIN => "the content of a pin",
        ContentKind::WITHDRAWN => {
            "the content in the place of what was taken back before it went out"
        }
        ContentKind::RECEIPT => "the content of a receipt",
        other => panic!("{other:?} has no vector"),
    }
}

fn item(target: Target) -> Fields {
    let head = Head {
        fallback: "Come on Tuesday at ten.".into(),
        schema: Some(Schema {
            url: "https://kith.example/appointment".into(),
            version: 2,
        }),
        item: Some([9; 16]),
        parents: vec![[8; 16]],
        target: Some(target),
    };
    let mut fields = head.fields();
    fields.push(FIRST_FIELD, "2026-12-01T10:00");
    fields
}

pub(super) fn vectors() -> Vec<Vector> {
    let device = patient();
    let [first, second] = two();
    let unknown = Event {
        kind: ContentKind(0x7ff0),
        counter: 3,
        previous: second.hash(),
        said: second.said.next(NOW),
        content: b"of a later version".to_vec(),
    };
    let mut vectors = vec![
        Vector::new("the content of a text", 10).cbor(&first.content),
        of("the first event of a device", &first, &device),
        of("the second: its clock was set back", &second, &device),
        of("the third, of a kind that is not known", &unknown, &device),
        stood(&first),
        said_over(&first.erased()),
    ];
    vectors.extend(annotations(&first, &device));
    vectors
}
