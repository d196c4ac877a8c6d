//! Someone who is in very many circles: their list, and how soon they hear of the last room.

use std::time::Instant;

use kith_core::{
    Client, InboxWatch,
    circle::room_id::shared,
    ids::CircleId,
    rights::table::Audience,
    store::{Change, ChangeEvent},
    view::Inbox,
};

use crate::{
    crowd::{Crowd, in_own_process, reopen},
    history,
    report::{Report, percentile},
};

/// Each has two rooms.
const LISTED: usize = 300;
const MESSAGES: usize = 30_000;
const OPENINGS: usize = 20;
const CHANGES: usize = 200;
const IN_ONE_ACCOUNT: usize = 450;
const WAKES: usize = 200;

pub async fn run(report: &Report) {
    let crowd = Crowd::in_many(LISTED).await;
    let home = crowd.patient_leaves().await;
    let room = tempfile::tempdir().expect("a folder");
    let home = history::filled(home, room.path().join("many"), MESSAGES).await;
    let figures = in_own_process("measure-list", &home, &[]).await;
    report.figure("inbox_300_first_ms", figures[0], "ms", LISTED);
    report.figure("inbox_300_unread_ms", figures[1], "ms", LISTED);
    report.figure("inbox_change_ms", figures[2], "ms", CHANGES);

    let crowd = Crowd::in_many(IN_ONE_ACCOUNT).await;
    let mut took = wakes(&crowd).await;
    report.figure("wake_900_p50_ms", percentile(&mut took, 0.5), "ms", WAKES);
    report.figure("wake_900_p99_ms", percentile(&mut took, 0.99), "ms", WAKES);
}

/// In the process of the client: its folder, its key. The first list of a store that was just opened, with
/// nothing read and with four of five circles read; and the list after something changed in one circle.
pub async fn measured(arguments: &[String]) {
    let unread = openings(arguments).await;
    let client = reopen(&arguments[0], &arguments[1]).await;
    for (at, circle) in client
        .circles()
        .await
        .expect("listed")
        .into_iter()
        .enumerate()
    {
        if at % 5 > 0
            && let Some(newest) = circle.last
        {
            client.mark_read(circle.id, newest.id).await.expect("noted");
        }
    }
    client.close().await;
    let read = openings(arguments).await;
    let client = reopen(&arguments[0], &arguments[1]).await;
    let changed = changes(&client).await;
    println!("{read} {unread} {changed}");
    client.close().await;
}

async fn openings(arguments: &[String]) -> f64 {
    let mut took = Vec::new();
    for _ in 0..OPENINGS {
        let client = reopen(&arguments[0], &arguments[1]).await;
        let mut watch = client.watch_inbox();
        let start = Instant::now();
        let inbox = list(&mut watch).await;
        took.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!(inbox.circles.len(), LISTED + 1);
        client.close().await;
    }
    percentile(&mut took, 0.5)
}

/// From a change that is durable to the list that shows it.
async fn changes(client: &Client) -> f64 {
    let mut watch = client.watch_inbox();
    let circles: Vec<CircleId> = list(&mut watch)
        .await
        .circles
        .iter()
        .map(|c| c.id)
        .collect();
    let mut took = Vec::new();
    for n in 0..CHANGES {
        let circle = circles[n * 7 % circles.len()];
        let words = format!("Echo {n}");
        let said = client.send(shared(&circle, Audience::Circle), &words).await;
        said.expect("kept");
        let start = Instant::now();
        let inbox = list(&mut watch).await;
        took.push(start.elapsed().as_secs_f64() * 1e3);
        let last = inbox.circles[0].last.as_ref();
        assert_eq!(last.map(|row| row.body()), Some(words.as_str()));
    }
    percentile(&mut took, 0.5)
}

async fn list(watch: &mut InboxWatch) -> Inbox {
    watch.next().await.expect("read").expect("open")
}

/// From the sending of a message to the last room of 900 until it stands in the store of who waits at the relay.
async fn wakes(crowd: &Crowd) -> Vec<f64> {
    let (client, last) = (&crowd.patient.client, crowd.circles[0]);
    let sender = &crowd.senders[0].client;
    client.start().await.expect("started");
    client.sync().await.expect("synced");
    let mut changes = client.subscribe();
    let mut took = Vec::new();
    for n in 0..WAKES {
        let said = sender
            .send(shared(&last, Audience::Circle), &format!("Echo {n}"))
            .await;
        said.expect("kept");
        let start = Instant::now();
        let heard = async {
            loop {
                match changes.next().await.expect("open") {
                    ChangeEvent::Changes(set) if !set.contains(&Change::Timeline(last.into())) => {}
                    _ => return start.elapsed().as_secs_f64() * 1e3,
                }
            }
        };
        let (sent, heard) = tokio::join!(sender.sync(), heard);
        sent.expect("synced");
        took.push(heard);
    }
    client.stop();
    took
}
