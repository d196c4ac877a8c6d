//! A small bench for every run of the tests. How long something takes moves with the machine; how it
//! compares with the floor of the same run, and how it grows where ten times as much was said, do
//! not. CPU is counted, not time: others may be busy beside it. A bound is twice what a busy machine
//! said, or more.

use std::process::ExitCode;

use kith_core::content::stand::STAND;

use crate::{
    catchup,
    crowd::{Crowd, in_own_process},
    floor, history, wire,
};

/// Messages that wait to be fetched.
const WAITING: usize = 500;
const SHORT: usize = 10_000;
const LONG: usize = 100_000;

/// Says each figure beside its bound; fails where one is over it.
pub async fn run() -> ExitCode {
    let floor = floor::measured();
    println!("the floor is {floor:.0} us for a message");
    let mut crowd = Crowd::with(1).await;
    crowd.says(WAITING).await;
    let [_, on_the_wire] = wire::measure(&crowd);
    let caught_up = catchup::measure(&crowd, WAITING).await[0];
    let sent = in_own_process("measure-send", &crowd.patient.home, &[]).await;
    let room = tempfile::tempdir().expect("a folder");
    let home = &crowd.patient.home;
    let short = history::filled(home, room.path().join("short"), SHORT).await;
    let long = history::filled(home, room.path().join("long"), LONG).await;
    let [_, opened_short] = history::openings(&short).await;
    let [_, opened_long] = history::openings(&long).await;
    let found_short = in_own_process("measure-search", &short, &[]).await;
    let found_long = in_own_process("measure-search", &long, &[]).await;
    let marked_short = in_own_process("measure-marking", &short, &[]).await;
    let marked_long = in_own_process("measure-marking", &long, &[]).await;
    let ratios = [
        // Bytes, which are no ratios and do not move.
        ("where the sender stood, in bytes", STAND as f64, 19.0),
        ("a message of 200 bytes, in bytes", on_the_wire, 430.0),
        ("catching up, to the floor", caught_up / floor, 6.0),
        // Every other message is for another room: each goes out by itself.
        (
            "sending to two rooms in turn, to the floor",
            sent[0] / floor,
            32.0,
        ),
        (
            "sending a backlog to one room, to the floor",
            sent[3] / floor,
            20.0,
        ),
        (
            "opening unread, 100,000 to 10,000",
            opened_long / opened_short,
            2.0,
        ),
        (
            "a common word, 100,000 to 10,000",
            found_long[2] / found_short[2],
            4.0,
        ),
        (
            "a rare word, 100,000 to 10,000",
            found_long[3] / found_short[3],
            4.0,
        ),
        (
            "marking all as read, 100,000 to 10,000",
            marked_long[1] / marked_short[1],
            4.0,
        ),
    ];
    let mut within = true;
    for (what, ratio, most) in ratios {
        let over = if ratio > most { "  OVER IT" } else { "" };
        println!("{what:<42} {ratio:>6.1}  (bound {most}){over}");
        within &= ratio <= most;
    }
    if within {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
