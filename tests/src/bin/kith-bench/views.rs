//! What screens are made of, without any boundary: what is measured through Swift on a store is
//! measured here on the same one, in the same way.

use std::time::Instant;

use crate::{
    crowd::reopen,
    report::{Report, percentile},
};
use kith_core::{
    Client, circle::room_id::shared, ids::CircleId, rights::table::Audience, view::Chat,
};

const ROUNDS: usize = 500;
const OPENINGS: usize = 20;

/// In a process of its own: a store's folder, its key. Says the figures as every bench does.
pub async fn measured(arguments: &[String]) {
    let (dir, key) = (&arguments[0], &arguments[1]);
    let report = Report::new(true);
    let mut took = Vec::new();
    for _ in 0..OPENINGS {
        let start = Instant::now();
        let client = reopen(dir, key).await;
        let inbox = client.watch_inbox().next().await.expect("read");
        took.push(start.elapsed().as_secs_f64() * 1e3);
        assert!(!inbox.expect("a list").circles.is_empty());
        client.close().await;
    }
    report.figure(
        "rust_first_list_ms",
        percentile(&mut took, 0.5),
        "ms",
        OPENINGS,
    );
    let client = reopen(dir, key).await;
    let circle = client.circles().await.expect("listed")[0].id;
    let page = middle(async || read(&client, circle, false).await).await;
    report.figure("rust_page_us", page, "us", ROUNDS);
    let window = middle(async || read(&client, circle, true).await).await;
    report.figure("rust_window_us", window, "us", ROUNDS);
    report.figure("rust_row_us", (window - page) / 100.0, "us", ROUNDS);
    let asked = middle(async || drop(client.settings().await.expect("read"))).await;
    report.figure("rust_async_us", asked, "us", ROUNDS);
    let sent = middle(async || say(&client, circle, "Echo").await).await;
    report.figure("rust_send_us", sent, "us", ROUNDS);
    report.figure(
        "rust_echo_p50_us",
        echo(&client, circle).await,
        "us",
        ROUNDS,
    );
    client.close().await;
}

/// A conversation is opened; moved by a page.
async fn read(client: &Client, circle: CircleId, moved: bool) {
    let (mut watch, wheel) = client.watch_chat(circle);
    let chat = watch.next().await.expect("read").expect("a page");
    assert_eq!(chat.rows.len(), 50);
    if moved {
        wheel.older(chat.rows[0].id);
        let more = watch.next().await.expect("read").expect("two pages");
        assert_eq!(more.rows.len(), 100);
    }
}

async fn say(client: &Client, circle: CircleId, words: &str) {
    let said = client.send(shared(&circle, Audience::Circle), words).await;
    said.expect("kept");
}

/// From the words until they stand in the conversation, which is open at its end.
async fn echo(client: &Client, circle: CircleId) -> f64 {
    let (mut watch, _wheel) = client.watch_chat(circle);
    let mut chat: Chat = watch.next().await.expect("read").expect("a page");
    let mut took = Vec::new();
    for round in 0..ROUNDS {
        let words = format!("Echo {round}");
        let draft = client.keep_draft(circle, Audience::Circle, &words).await;
        draft.expect("kept");
        let start = Instant::now();
        say(client, circle, &words).await;
        while chat.rows.last().is_none_or(|row| row.body() != words) {
            chat = watch.next().await.expect("read").expect("the words");
        }
        took.push(start.elapsed().as_secs_f64() * 1e6);
    }
    percentile(&mut took, 0.5)
}

/// The middle of so many rounds, after as many to warm up; in microseconds.
async fn middle(mut work: impl AsyncFnMut()) -> f64 {
    let mut took = Vec::new();
    for _ in 0..2 * ROUNDS {
        let start = Instant::now();
        work().await;
        took.push(start.elapsed().as_secs_f64() * 1e6);
    }
    percentile(&mut took[ROUNDS..], 0.5)
}
