//! What an app costs while nothing happens: wake-ups and CPU of a client in step with its relay over
//! TLS, somebody looking at it or not, and of one without a network.

use std::time::Duration;

use kith_core::{Client, Reach};
use kith_tests::{Person, World};

use crate::{
    cpu,
    crowd::{Home, in_own_process, reopen},
    report::Report,
};

/// How long is measured: six waits in front, two behind, one pass.
const MEASURED: Duration = Duration::from_secs(60);
/// What the first exchange leaves to be done is done by then.
const SETTLING: Duration = Duration::from_secs(5);
const AN_HOUR: f64 = 3600.0;
/// Most wake-ups and milliseconds of CPU an hour: docs/performance.md.
const BOUNDS: [(&str, [f64; 2]); 3] = [
    ("front", [8_000.0, 1_000.0]),
    ("behind", [2_000.0, 500.0]),
    ("offline", [200.0, 100.0]),
];

pub async fn run(report: &Report) {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let [front, behind, offline] = circle.everyone();
    let (front, behind, offline) = tokio::join!(
        idle(front, "front"),
        idle(behind, "behind"),
        idle(offline, "offline")
    );
    for ((name, most), figures) in BOUNDS.into_iter().zip([front, behind, offline]) {
        let per_hour = AN_HOUR / MEASURED.as_secs_f64();
        for (at, figure, unit) in [(0, "wakeups_h", "1/h"), (1, "cpu_ms_h", "ms/h")] {
            let value = figures[at] * per_hour;
            report.figure(&format!("idle_{name}_{figure}"), value, unit, 1);
            assert!(value <= most[at], "{name}: over its bound of {}", most[at]);
        }
    }
}

async fn idle(person: &Person, how: &str) -> Vec<f64> {
    person.closes().await;
    let home = Home {
        dir: person.dir().to_path_buf(),
        key: person
            .key()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    };
    in_own_process("measure-idle", &home, &[how.to_owned()]).await
}

/// In the process of the client: its folder, its key, and how it idles.
pub async fn measured(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    client.foreground(arguments[2] == "front");
    client.start().await.expect("it runs");
    is_online(&client).await;
    if arguments[2] == "offline" {
        client.network(false);
    }
    tokio::time::sleep(SETTLING).await;
    let (woken, used) = (wakeups(), cpu::used_us());
    tokio::time::sleep(MEASURED).await;
    println!("{} {}", wakeups() - woken, (cpu::used_us() - used) / 1e3);
    client.close().await;
}

async fn is_online(client: &Client) {
    let mut inbox = client.watch_inbox();
    while let Ok(Some(inbox)) = inbox.next().await {
        if inbox
            .clinics
            .iter()
            .all(|clinic| clinic.reach == Reach::Online)
        {
            return;
        }
    }
}

/// How often threads of this process stopped to wait: each time, something woke them before.
fn wakeups() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").expect("threads are listed");
    let switches = tasks.flatten().filter_map(|task| {
        let status = std::fs::read_to_string(task.path().join("status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
        line.trim().parse::<f64>().ok()
    });
    switches.sum()
}
