//! A member says what no honest client says: it stands where it stands, and stops nobody.

use kith_core::{
    hostile::{Attack, Saying},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::limits::MAX_NUMBER;
use kith_tests::{World, database};

use crate::malicious_member::{agree, refused, talk_goes_on};

#[tokio::test]
async fn odd_messages_stand_where_they_stand_and_stop_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let event = |counter, previous, sent_at, kind| Saying::Event {
        stand: None,
        kind,
        counter,
        previous,
        sent_at,
        content: b"\xa1abfhello!".to_vec(),
    };
    let odd = [
        // A counter and a clock that no store could hold.
        event(u64::MAX, [0; 16], 0, 1),
        event(1, [0; 16], u64::MAX, 1),
        // No event at all.
        Saying::Plain(Vec::new()),
        Saying::Plain(vec![0xff; 100_000]),
        Saying::Plain(vec![0x9b; 40]),
        Saying::Bytes(Vec::new()),
        Saying::Bytes(vec![7; 5_000]),
        Saying::Commit,
        // Counters that jump, fall and repeat; a kind from the future; content that is none.
        event(5, [9; 16], 0, 1),
        event(3, [9; 16], 0, 1),
        event(5, [9; 16], 0, 1),
        event(MAX_NUMBER - 1, [9; 16], 0, 99),
    ];
    for saying in odd {
        circle.daughter.says(saying).await;
    }
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
    for person in honest {
        // The first counter is taken on trust; both jumps after it show, and the fall between them, in one
        // row. Falls and repeats do not come back to life.
        assert_eq!(person.codes(RowKind::Withheld).await, ["gap"]);
        assert_eq!(person.codes(RowKind::Unknown).await.len(), 1);
        let unread: u32 = person.could_not_read().await.iter().sum();
        assert_eq!(unread, 8);
    }
}

#[tokio::test]
async fn numbers_that_nobody_counts_to_stop_nobody() {
    for (said, from) in [
        (1 << 63, 1 << 61),
        (u64::MAX, 1 << 61),
        (1, MAX_NUMBER),
        (0, u64::MAX),
        (i64::MAX as u64, i64::MAX as u64),
    ] {
        let world = World::new().await;
        let circle = world.circle().await;
        // Who never spoke has no chain that could go on.
        circle.daughter.writes("Hello.").await;
        for _ in 0..2 {
            circle.all_sync().await;
        }
        circle
            .daughter
            .attacks(Attack::Restart { said, from })
            .await;
        refused(&circle, "mark").await;
    }
}

#[tokio::test]
async fn a_question_for_what_nobody_counts_to_stops_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.daughter.circle().await;
    for victim in [&circle.patient, &circle.nurse] {
        let people = circle.daughter.client.people(id).await.expect("read");
        let person = people
            .iter()
            .find(|person| person.name == victim.name)
            .expect("a member")
            .person;
        for first in [1 << 63, u64::MAX, i64::MAX as u64, MAX_NUMBER] {
            let asks = &circle.daughter.client;
            let asked = asks.asks_from(id, Audience::Circle, person, first).await;
            asked.expect("decided");
        }
    }
    circle.daughter.syncs().await;
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
}

/// What a version of tomorrow says, or a member without end: each is a row on the screen, and is kept for the version
/// that knows it. How many are is bounded (`store::timeline::events`).
#[tokio::test]
async fn what_is_of_no_known_kind_is_kept_whole() {
    const MANY: u64 = 200;
    let world = World::new().await;
    let circle = world.circle().await;
    let said = |counter, bytes| Saying::Event {
        stand: None,
        kind: 99,
        counter,
        previous: [0; 16],
        sent_at: 0,
        content: vec![counter as u8; bytes],
    };
    circle.daughter.says(said(1, 100_000)).await;
    for counter in 2..MANY + 2 {
        circle.daughter.says(said(counter, 1_000)).await;
    }
    circle.patient.syncs().await;
    let shown = circle.patient.codes(RowKind::Unknown).await.len();
    assert_eq!(shown as u64, MANY + 1);
    circle.patient.closes().await;
    let store = database(circle.patient.dir(), &circle.patient.key());
    let kept = "SELECT count(content), sum(length(content)) FROM event WHERE verdict = 1";
    let kept = store.query_row(kept, [], |row| Ok((row.get(0)?, row.get(1)?)));
    let all = MANY as i64;
    assert_eq!(kept.expect("counted"), (all + 1, 100_000 + all * 1_000));
}
