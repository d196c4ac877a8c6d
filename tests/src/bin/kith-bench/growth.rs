//! What a large circle costs each of its members: catching up with the same messages in a group
//! of ten and of a thousand.

use kith_core::rights::table::Audience;

use crate::{catchup, crowd::Crowd, report::Report};

const MESSAGES: usize = 2_000;
/// The patient and the senders.
const REAL: usize = 6;
/// A commit with more newcomers is larger than the relay takes.
const AT_ONCE: usize = 100;

pub async fn run(report: &Report) {
    let small = catching_up(10).await;
    let middle = catching_up(100).await;
    let large = catching_up(1_000).await;
    report.figure("catchup_cpu_us_10", small, "us/msg", MESSAGES);
    report.figure("catchup_cpu_us_100", middle, "us/msg", MESSAGES);
    report.figure("catchup_cpu_us_1000", large, "us/msg", MESSAGES);
    report.figure("growth_100", middle / small, "times", MESSAGES);
    report.figure("growth_1000", large / small, "times", MESSAGES);
}

async fn catching_up(members: usize) -> f64 {
    let mut crowd = Crowd::with(1).await;
    let room = (crowd.circles[0], Audience::Circle);
    let mut missing = members - REAL;
    while missing > 0 {
        let now = missing.min(AT_ONCE);
        let admitted = crowd.patient.client.admits(room.0, room.1, now);
        admitted.await.expect("they are let in");
        crowd.patient.client.sync().await.expect("synced");
        missing -= now;
    }
    crowd.senders_sync().await;
    crowd.patient.client.sync().await.expect("synced");
    let people = crowd.patient.client.people(room.0).await.expect("listed");
    assert_eq!(people.len(), members);
    crowd.says_in(&[room], MESSAGES).await;
    catchup::measure(&crowd, MESSAGES).await[0]
}
