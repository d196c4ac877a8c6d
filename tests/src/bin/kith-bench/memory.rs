//! Peak memory of the notification extension: a process that opens the store in the extension's
//! mode and collects what waits.

use kith_core::{
    Client, Options,
    store::{Mode, StoreKey},
};

use crate::{
    crowd::{Crowd, in_own_process, unhex},
    report::Report,
};

const WAITING: usize = 1_000;

pub async fn run(report: &Report) {
    let mut crowd = Crowd::gather().await;
    crowd.says(WAITING).await;
    let home = crowd.patient_leaves().await;
    let empty = in_own_process("measure-nothing", home, &[]).await[0];
    let peak = in_own_process("measure-memory", home, &[]).await[0];
    report.figure("peak_rss_mb", peak - empty, "MB", WAITING);
    report.figure("empty_rss_mb", empty, "MB", 1);
}

/// In the process of the extension: its folder, its key.
pub async fn measured(arguments: &[String]) {
    let options = Options {
        mode: Mode::Extension,
        ..Options::new(&arguments[0])
    };
    let client = Client::open(options, StoreKey::from_bytes(&unhex(&arguments[1])))
        .await
        .expect("the store opens");
    client.sync().await.expect("synced");
    println!("{}", peak_mb());
    client.close().await;
}

/// `VmHWM` of this process in megabytes.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let kib: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|kib| kib.parse().ok())
        .expect("a figure");
    kib * 1024.0 / 1e6
}
