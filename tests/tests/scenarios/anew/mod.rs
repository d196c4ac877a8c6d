//! A room goes on in another group: because the patient wants it, or because it cannot go on in the
//! one that it has.

mod due;
mod forged;
mod hasty;
mod put_back;
mod quietly;
mod shown;
mod told;
mod wanted;

use kith_core::{rights::table::Audience, store::timeline::messages::RowKind};
use kith_protocol::ids::GroupId;
use kith_tests::{Circle, Person};

const TROUBLE: [RowKind; 4] = [
    RowKind::Alarm,
    RowKind::Withheld,
    RowKind::Undecryptable,
    RowKind::Removed,
];

/// The group of the whole circle's room.
async fn group(of: &Person) -> GroupId {
    let circle = of.circle().await;
    let group = of.client.group_of(circle, Audience::Circle).await;
    group.expect("a room")
}

/// How often the screen says so.
async fn says(person: &Person, code: &str) -> usize {
    let codes = person.codes(RowKind::Healing).await;
    codes.iter().filter(|said| *said == code).count()
}

/// Nothing that should worry anyone.
async fn all_is_well(people: &[&Person]) {
    for person in people {
        for line in person.sees().await {
            let trouble = TROUBLE.contains(&line.kind);
            assert!(!trouble, "{} sees {line:?}", person.name);
        }
    }
}

/// They are in one group, and each reads what the others say.
async fn they_talk(people: &[&Person], text: &str) {
    for person in people {
        person.writes(&format!("{text} {}", person.name)).await;
    }
    for _ in 0..3 {
        for person in people {
            person.syncs().await;
        }
    }
    let first = group(people[0]).await;
    for person in people {
        assert_eq!(group(person).await, first, "{}", person.name);
        let read = person.reads().await;
        for other in people {
            let line = format!("{0}: {text} {0}", other.name);
            let times = read.iter().filter(|said| **said == line).count();
            assert_eq!(times, 1, "{} reads {line:?} of {read:?}", person.name);
        }
    }
}

/// Starts the circle anew; everyone follows.
async fn starts_anew(circle: &Circle) {
    let id = circle.patient.circle().await;
    let decided = circle.patient.client.start_anew(id).await;
    decided.expect("it is hers");
    for _ in 0..2 {
        circle.all_sync().await;
    }
}

/// The patient decides to go on without somebody, who is told nothing.
async fn goes_on_without(circle: &Circle, other: &Person) {
    let id = circle.patient.circle().await;
    let who = circle.patient.person(&other.name).await;
    let decided = circle.patient.client.go_on_without(id, who).await;
    decided.expect("it is hers");
}

/// The circle goes on where so far she alone is.
async fn she_goes_on(circle: &Circle) {
    let id = circle.patient.circle().await;
    circle.patient.client.start_anew(id).await.expect("hers");
    circle.patient.syncs().await;
    circle.patient.syncs().await;
}
