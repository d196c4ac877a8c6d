//! Events: content, chain, stamp, padding, and the names that others derive.

use kith_core::{
    content::{
        event::{ContentKind, Event, EventHash},
        stamp::Stamp,
        stand::{Seen, Stand},
        text::Text,
    },
    ids::MessageId,
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
    let previous = Event::hash(&first.encode());
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
        .bytes("previous-of-the-next", Event::hash(&padded))
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

pub(super) fn vectors() -> Vec<Vector> {
    let device = patient();
    let [first, second] = two();
    let unknown = Event {
        kind: ContentKind(0x7ff0),
        counter: 3,
        previous: Event::hash(&second.encode()),
        said: second.said.next(NOW),
        content: b"of a later version".to_vec(),
    };
    vec![
        Vector::new("the content of a text", 10).cbor(&first.content),
        of("the first event of a device", &first, &device),
        of("the second: its clock was set back", &second, &device),
        of("the third, of a kind that is not known", &unknown, &device),
        stood(&first),
    ]
}
