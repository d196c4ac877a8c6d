//! Letters between devices, and the items that they travel in.

use kith_core::{
    circle::{
        healing::{Again, Ask, ResendItem, events_digest},
        whereabouts::{EpochAt, Where, WhereaboutsItem},
    },
    hostile::wire,
    people::letter,
};
use kith_protocol::{cbor, signed::Signed};
use serde_bytes::ByteBuf;

use super::cast::room;
use super::{
    cast::{CIRCLE, NOW, OF_PATIENT, daughter, group, patient, successor},
    events,
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    let (asks, answers) = (daughter(), patient());
    let ask = Ask {
        at: NOW,
        last: Some(2),
        first: 1,
        group: group(),
    };
    let whatever = Ask { last: None, ..ask };
    let said: Vec<ByteBuf> = events::two()
        .iter()
        .map(|event| ByteBuf::from(event.encode()))
        .collect();
    let again = Again {
        at: NOW + 1,
        more: false,
        first: 1,
        group: group(),
        events: events_digest(&said),
        through: 2,
    };
    let question = letter::write(&ask, &asks, answers.person_key());
    let answer = letter::write(&again, &answers, asks.person_key());
    let item = |letter: &[u8], events: Option<Vec<ByteBuf>>| {
        cbor::encode(&ResendItem {
            events,
            letter: ByteBuf::from(letter),
        })
    };
    let asks_where = Where {
        at: NOW,
        ask: true,
        room: room(),
        epoch: Some(EpochAt {
            key: answers.person_key(),
            node: 7,
        }),
        circle: CIRCLE,
        version: 2,
        generation: 0,
    };
    let word = Signed::new(&successor(), &patient().person);
    let whereabouts = |letter: Option<Vec<u8>>, successor| {
        cbor::encode(&WhereaboutsItem {
            letter: letter.map(ByteBuf::from),
            policy: None,
            successor,
        })
    };
    let question_where = letter::write(&asks_where, &asks, answers.person_key());
    vec![
        Vector::document("where", 15, &asks_where, &asks.device),
        Vector::new("whereabouts-item: a question", 15)
            .cbor(&whereabouts(Some(question_where), None)),
        Vector::new("whereabouts-item: the patient's word", 15)
            .cbor(&whereabouts(None, Some(word))),
        Vector::document("ask", 15, &ask, &asks.device),
        Vector::document("ask: whatever there is", 15, &whatever, &asks.device),
        Vector::new("letter: ask", 15).cbor(&question),
        Vector::new("resend-item: a question", 15).cbor(&item(&question, None)),
        Vector::document("again", 15, &again, &answers.device),
        Vector::new("letter: again", 15).cbor(&answer),
        Vector::new("resend-item: an answer", 15).cbor(&item(&answer, Some(said))),
        Vector::new("letter: declined", 13).cbor(&wire::declined(
            OF_PATIENT,
            &answers,
            asks.person_key(),
        )),
        Vector::new("letter: let-in", 13).cbor(&wire::let_in(
            CIRCLE,
            &[(room(), group())],
            &answers,
            asks.person_key(),
        )),
        Vector::new("welcome-item", 9).cbor(&wire::welcome_item(b"an MLSMessage", None)),
        Vector::new("welcome-item: to a group that takes another's place", 9).cbor(
            &wire::welcome_item(
                b"an MLSMessage",
                Some(Signed::new(&successor(), &patient().person)),
            ),
        ),
    ]
}
