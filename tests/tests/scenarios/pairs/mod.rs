//! The patient and one person talk alone: nobody else learns of it, and nobody else ever comes in.

mod again;
mod closed;
mod ending;
mod lasting;
mod talking;
mod unsaid;

use kith_core::{
    Error,
    ids::{CircleId, ConversationId, RoomId},
    store::{
        rows::EventRow,
        timeline::messages::{MessageState, RowKind},
    },
    view::{CircleRow, Standing, TimelineRow},
};
use kith_tests::{Circle, Person};

const HOUR_MS: u64 = 60 * 60 * 1000;

const DAY_MS: u64 = 24 * HOUR_MS;

/// Marta opens her talk with someone.
async fn opens(circle: &Circle, with: &str) -> ConversationId {
    let (marta, id) = (&circle.patient, circle.patient.circle().await);
    let with = marta.person(with).await;
    let opened = marta.client.talk_alone(id, with).await;
    opened.expect("it is her circle")
}

async fn says(person: &Person, to: ConversationId, words: &str) {
    let said = person.client.send(RoomId(to.0), words).await;
    said.unwrap_or_else(|error| panic!("{}: {error:?}", person.name));
}

async fn rows(person: &Person, of: ConversationId) -> Vec<TimelineRow> {
    let mut rows = person.client.timeline(of, None, 100).await.expect("read");
    rows.reverse();
    rows
}

/// The id of a row of two, by its words.
async fn row(person: &Person, of: ConversationId, words: &str) -> EventRow {
    let all = rows(person, of).await.into_iter();
    let mut such = all.filter(|row| row.body() == words);
    such.next().expect("a row").id
}

async fn reads(person: &Person, of: ConversationId) -> Vec<String> {
    let said = rows(person, of).await.into_iter();
    said.filter(|row| row.kind() == RowKind::Text)
        .map(|row| row.body().to_owned())
        .collect()
}

async fn alarms(person: &Person, of: ConversationId) -> usize {
    let rows = rows(person, of).await.into_iter();
    rows.filter(|row| row.kind() == RowKind::Alarm).count()
}

async fn listed(person: &Person) -> Vec<CircleRow> {
    person.client.circles().await.expect("listed")
}

async fn pair_of(person: &Person) -> CircleRow {
    let mut pairs = listed(person).await;
    pairs.retain(|row| row.with.is_some());
    assert_eq!(pairs.len(), 1, "of {}", person.name);
    pairs.remove(0)
}

async fn sync(circle: &Circle) {
    for _ in 0..2 {
        circle.all_sync().await;
    }
}

/// They talk, and both read it.
async fn they_talk(circle: &Circle, of: ConversationId, with: &Person) {
    says(&circle.patient, of, "How was it?").await;
    sync(circle).await;
    says(with, of, "Fine.").await;
    sync(circle).await;
    for person in [&circle.patient, with] {
        let read = reads(person, of).await;
        let both = read.ends_with(&["How was it?", "Fine."].map(String::from));
        assert!(both, "of {}: {read:?}", person.name);
    }
}

/// Marta opens her talk with someone, and they do.
async fn they_begin(circle: &Circle, with: &Person) -> ConversationId {
    let of = opens(circle, &with.name).await;
    sync(circle).await;
    they_talk(circle, of, with).await;
    of
}

/// She lets her circle go on in other groups, and all follow.
async fn goes_on_anew(circle: &Circle) -> CircleId {
    let id = circle.patient.circle().await;
    let anew = circle.patient.client.start_anew(id).await;
    anew.expect("her circle");
    for _ in 0..3 {
        sync(circle).await;
    }
    id
}

/// How what somebody has said stands.
async fn said(person: &Person, of: ConversationId) -> Vec<MessageState> {
    let rows = rows(person, of).await.into_iter();
    rows.filter(|row| row.kind() == RowKind::Text)
        .map(|row| row.state)
        .collect()
}

/// The rows of one kind, by their codes.
async fn codes(person: &Person, of: ConversationId, kind: RowKind) -> Vec<String> {
    let rows = rows(person, of).await.into_iter();
    let of_kind = rows.filter(|row| row.kind() == kind);
    of_kind.map(|row| row.body().to_owned()).collect()
}

/// Of each of them nothing can be said there any more.
async fn is_over(people: [&Person; 2], of: ConversationId) {
    for person in people {
        let row = pair_of(person).await;
        assert_eq!(row.standing, Standing::Removed, "of {}", person.name);
        let said = person.client.send(RoomId(of.0), "Still there?").await;
        assert!(matches!(said, Err(Error::NotAMember)), "{}", person.name);
    }
}

/// Nothing that should worry either of them.
async fn is_quiet(people: [&Person; 2], of: ConversationId) {
    for person in people {
        for kind in [
            RowKind::Alarm,
            RowKind::Withheld,
            RowKind::Undecryptable,
            RowKind::Unknown,
        ] {
            let told = codes(person, of, kind).await;
            assert_eq!(told, [""; 0], "of {}", person.name);
        }
    }
}

/// The daughter goes, and the relay is told anew of what it forgot.
async fn comes_to_be_over(circle: &Circle, of: ConversationId) {
    for _ in 0..3 {
        sync(circle).await;
    }
    is_over([&circle.patient, &circle.daughter], of).await;
}
