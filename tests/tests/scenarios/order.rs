//! What one device says stands in a circle's conversation in the order in which it was said,
//! whatever rooms it was said to, and whatever order it comes in.

use kith_core::{
    rights::table::Audience::{self, Care, Circle as Everyone},
    store::timeline::messages::MessageState,
};
use kith_tests::{Person, World, said, talk};

const ROOMS: [Audience; 2] = [Everyone, Care];

/// Writes numbers to the rooms by turns, and sends nothing.
async fn alternates(person: &Person, numbers: std::ops::Range<u32>) {
    for n in numbers {
        person
            .writes_to(ROOMS[n as usize % 2], &n.to_string())
            .await;
    }
}

#[tokio::test]
async fn what_was_written_offline_to_two_rooms_stands_as_it_was_said() {
    let world = World::new().await;
    let circle = world.circle().await;
    alternates(&circle.patient, 0..8).await;
    let written = circle.patient.reads().await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await, written, "nothing has moved");
    for reader in [&circle.patient, &circle.nurse] {
        let read = said(&circle.patient, reader).await;
        assert_eq!(
            read,
            (0..8).collect::<Vec<_>>(),
            "as {} sees it",
            reader.name
        );
    }
    assert_eq!(said(&circle.patient, &circle.daughter).await, [0, 2, 4, 6]);
}

#[tokio::test]
async fn what_is_answered_meanwhile_moves_nothing_that_was_written() {
    let world = World::new().await;
    let circle = world.circle().await;
    alternates(&circle.patient, 0..4).await;
    circle.nurse.writes_to(Care, "100").await;
    circle.nurse.writes("101").await;
    circle.nurse.syncs().await;
    circle.all_sync().await;
    for reader in [&circle.patient, &circle.nurse] {
        assert_eq!(said(&circle.patient, reader).await, [0, 1, 2, 3]);
        assert_eq!(said(&circle.nurse, reader).await, [100, 101]);
    }
}

#[tokio::test]
async fn a_room_that_is_shut_keeps_no_other_waiting_and_what_comes_late_is_put_in() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.loses_state(Care).await;
    circle.patient.syncs().await;
    alternates(&circle.patient, 0..6).await;
    let written = circle.patient.reads().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.reads().await, written, "nothing has moved");
    circle.daughter.syncs().await;
    assert_eq!(said(&circle.patient, &circle.daughter).await, [0, 2, 4]);
    // The nurse reads, answers, and hears the rest when the care room is mended.
    let id = circle.nurse.circle().await;
    let (mut watch, _wheel) = circle.nurse.client.watch_chat(id);
    circle
        .nurse
        .client
        .sync()
        .await
        .expect("the relay is there");
    let chat = watch.next().await.expect("read").expect("open");
    let last = chat.rows.last().expect("rows").id;
    if !said(&circle.patient, &circle.nurse).await.contains(&1) {
        circle.nurse.client.mark_read(id, last).await.expect("read");
        assert_eq!(unread(&circle.nurse).await, 0);
    }
    circle.nurse.writes("100").await;
    for _ in 0..4 {
        circle.all_sync().await;
    }
    for reader in [&circle.patient, &circle.nurse] {
        let read = said(&circle.patient, reader).await;
        assert_eq!(read, [0, 1, 2, 3, 4, 5], "as {} sees it", reader.name);
    }
    let own = circle.patient.sees().await;
    assert!(own.iter().all(|row| row.state != MessageState::Queued));
}

async fn unread(person: &Person) -> u32 {
    let inbox = person.client.inbox().await.expect("listed");
    inbox.circles[0].unread
}

#[tokio::test]
async fn what_comes_late_counts_as_unread_above_what_was_read() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let id = circle.nurse.circle().await;
    // The relay shows the nurse the care room's log later than the other.
    alternates(&circle.patient, 0..4).await;
    circle.patient.syncs().await;
    let care = circle.nurse.client.group_of(id, Care).await.expect("hers");
    relay.lies(move |exchange| {
        exchange.in_sync(|answer| answer.groups.retain(|update| update.group != care));
    });
    circle.nurse.syncs().await;
    assert_eq!(said(&circle.patient, &circle.nurse).await, [0, 2]);
    let rows = circle
        .nurse
        .client
        .timeline(id, None, 1)
        .await
        .expect("read");
    let last = rows[0].id;
    circle
        .nurse
        .client
        .mark_read(id, last)
        .await
        .expect("noted");
    assert_eq!(unread(&circle.nurse).await, 0);
    relay.stops_lying();
    circle.nurse.syncs().await;
    assert_eq!(said(&circle.patient, &circle.nurse).await, [0, 1, 2, 3]);
    assert_eq!(
        unread(&circle.nurse).await,
        2,
        "1 stands above the mark, 3 below"
    );
    let inbox = circle.nurse.client.inbox().await.expect("listed");
    let news = inbox.circles[0].news.clone().expect("there is news");
    // 3 was for the clinic only: a list says that it came, not what it says.
    assert_eq!((news.audience, news.body()), (Care, ""));
    // The conversation opens at what came late; who has read to the end has seen it.
    let (mut watch, _wheel) = circle.nurse.client.watch_chat(id);
    let chat = watch.next().await.expect("read").expect("open");
    let first = chat.unread_from.expect("unread");
    let row = chat.rows.iter().find(|row| row.id == first).expect("shown");
    assert_eq!(row.body(), "1");
    let last = chat.rows.last().expect("rows").id;
    circle
        .nurse
        .client
        .mark_read(id, last)
        .await
        .expect("noted");
    assert_eq!(unread(&circle.nurse).await, 0);
}

#[tokio::test]
async fn whatever_comes_first_what_each_has_said_stands_as_it_was_said() {
    for seed in 1..=4 {
        println!("seed {seed}");
        talk(seed, 60).await.expect("in order");
    }
}
