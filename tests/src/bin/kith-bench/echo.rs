//! The local echo: how long until a message that was written is durable and the app may draw
//! it. Beside it what the disk needs for one durable write, in the same run.

use std::{io::Write, time::Instant};

use crate::{
    crowd::{Crowd, MESSAGE, in_own_process, reopen},
    report::{Report, percentile},
    words::Words,
};
use kith_core::circle::room_id::shared;
use kith_core::rights::table::Audience;

const ROUNDS: usize = 500;

pub async fn run(report: &Report) {
    let crowd = Crowd::gather().await;
    let figures = in_own_process("measure-echo", crowd.patient_leaves().await, &[]).await;
    report.figure("fdatasync_p50_us", figures[0], "us", ROUNDS);
    report.figure("echo_p50_us", figures[1], "us", ROUNDS);
}

/// In the process of the client: its folder, its key.
pub async fn measured(arguments: &[String]) {
    let client = reopen(&arguments[0], &arguments[1]).await;
    let circle = client.circles().await.expect("listed")[0].id;
    let mut words = Words::new(13);
    let path = std::path::Path::new(&arguments[0]).join("fdatasync");
    let mut file = std::fs::File::create(path).expect("a file");
    let (mut disk, mut echo) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        file.write_all(&[7; 4096]).expect("written");
        file.sync_data().expect("synced");
        disk.push(start.elapsed().as_secs_f64() * 1e6);
        let text = words.text(MESSAGE);
        let start = Instant::now();
        client
            .send(shared(&circle, Audience::Circle), &text)
            .await
            .expect("kept");
        echo.push(start.elapsed().as_secs_f64() * 1e6);
    }
    println!(
        "{} {}",
        percentile(&mut disk, 0.5),
        percentile(&mut echo, 0.5)
    );
    client.close().await;
}
