//! Sending: from the words to the relay's answer, over a backlog and one by one.

use kith_core::circle::room_id::shared;
use kith_core::rights::table::Audience;

use crate::{
    cpu,
    crowd::{Crowd, MESSAGE, in_own_process, reopen},
    report::Report,
    words::Words,
};

const BACKLOG: usize = 1_000;
const SINGLES: usize = 200;
const ONE_ROOM: usize = 512;

pub async fn run(report: &Report) {
    let crowd = Crowd::gather().await;
    let figures = in_own_process("measure-send", crowd.patient_leaves().await, &[]).await;
    report.figure("send_cpu_us", figures[0], "us/msg", BACKLOG);
    report.figure("send_stored_cpu_us", figures[1], "us/msg", BACKLOG);
    report.figure("send_single_cpu_us", figures[2], "us/msg", SINGLES);
    report.figure("send_one_room_cpu_us", figures[3], "us/msg", ONE_ROOM);
}

/// In the process of the client: its folder, its key.
pub async fn measured(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    client.sync().await.expect("synced");
    let circles = client.circles().await.expect("listed");
    let mut words = Words::new(11);
    let before = cpu::used_us();
    for n in 0..BACKLOG {
        let circle = circles[n % circles.len()].id;
        let audience = Audience::SHARED[n / circles.len() % 2];
        client
            .send(shared(&circle, audience), &words.text(MESSAGE))
            .await
            .expect("kept");
    }
    let stored = cpu::used_us() - before;
    assert_eq!(client.sync().await.expect("synced").waiting, 0);
    let backlog = cpu::used_us() - before;
    let before = cpu::used_us();
    for _ in 0..SINGLES {
        client
            .send(
                shared(&circles[0].id, Audience::Circle),
                &words.text(MESSAGE),
            )
            .await
            .expect("kept");
        client.sync().await.expect("synced");
    }
    let singles = cpu::used_us() - before;
    let before = cpu::used_us();
    for _ in 0..ONE_ROOM {
        client
            .send(
                shared(&circles[0].id, Audience::Circle),
                &words.text(MESSAGE),
            )
            .await
            .expect("kept");
    }
    assert_eq!(client.sync().await.expect("synced").waiting, 0);
    let one_room = cpu::used_us() - before;
    let per = |sum: f64, count: usize| sum / count as f64;
    println!(
        "{} {} {} {}",
        per(backlog, BACKLOG),
        per(stored, BACKLOG),
        per(singles, SINGLES),
        per(one_room, ONE_ROOM)
    );
    client.close().await;
}
