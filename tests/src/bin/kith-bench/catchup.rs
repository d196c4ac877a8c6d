//! Catching up: a client that was away fetches, opens, judges, stores and indexes what waits.

use std::time::Instant;

use crate::{
    cpu,
    crowd::{Crowd, in_own_process, reopen},
    report::Report,
};

pub async fn run(report: &Report, waiting: usize) {
    let mut crowd = Crowd::gather().await;
    crowd.says(waiting).await;
    let figures = measure(&crowd, waiting).await;
    report.figure("catchup_cpu_us", figures[0], "us/msg", waiting);
    report.figure("catchup_rate", figures[1], "msg/s", waiting);
}

/// With a commit in every 50 entries.
pub async fn run_mixed(report: &Report, waiting: usize) {
    let mut crowd = Crowd::gather().await;
    crowd.says_with_commits(waiting).await;
    let figures = measure(&crowd, waiting).await;
    report.figure("catchup_mixed_cpu_us", figures[0], "us/msg", waiting);
}

/// Words, silent events and edits.
pub async fn run_annotated(report: &Report, waiting: usize) {
    let mut crowd = Crowd::gather().await;
    let messages = crowd.says_of_it(waiting).await;
    let home = crowd.patient_leaves().await;
    let arguments = [messages.to_string(), waiting.to_string()];
    let figures = in_own_process("measure-catchup", home, &arguments).await;
    report.figure("catchup_annotated_cpu_us", figures[0], "us/event", waiting);
}

pub async fn measure(crowd: &Crowd, waiting: usize) -> Vec<f64> {
    let home = crowd.patient_leaves().await;
    in_own_process("measure-catchup", home, &[waiting.to_string()]).await
}

/// In the process of the client: its folder, its key, how many messages it must find, and in how many events.
pub async fn measured(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    let expected: usize = arguments[2].parse().expect("a number");
    let events = arguments
        .get(3)
        .map_or(expected, |n| n.parse().expect("a number"));
    let (cpu, wall) = (cpu::used_us(), Instant::now());
    client.sync().await.expect("synced");
    let (cpu, wall) = (cpu::used_us() - cpu, wall.elapsed());
    let found = messages(&client).await;
    assert_eq!(found, expected, "everything arrived once");
    println!(
        "{} {}",
        cpu / events as f64,
        events as f64 / wall.as_secs_f64()
    );
    client.close().await;
}

async fn messages(client: &kith_core::Client) -> usize {
    let mut count = 0;
    for circle in client.circles().await.expect("listed") {
        let mut before = None;
        loop {
            let page = client.timeline(circle.id, before, 500).await.expect("read");
            let Some(last) = page.last() else { break };
            before = Some(last.position);
            count += page
                .iter()
                .filter(|row| row.kind() == kith_core::store::timeline::messages::RowKind::Text)
                .count();
        }
    }
    count
}
