//! How much of processing a commit the gate is: a renewal of keys, and someone let in.

use kith_core::{Client, rights::table::Audience};
use rusqlite::{Connection, OpenFlags};

use crate::{crowd::Crowd, report::Report};

const TIMES: u32 = 200;

pub async fn run(report: &Report) {
    let crowd = Crowd::with(1).await;
    let (circle, audience) = (crowd.circles[0], Audience::Circle);
    let weigher = &crowd.senders[0].client;

    let renewing = &crowd.senders[1].client;
    renewing.renew_keys(circle).await.expect("decided");
    renewing.sync().await.expect("synced");
    let share = share(&crowd, weigher, audience).await;
    report.figure("gate_commit_share", share, "%", TIMES as usize);

    crowd.senders_sync().await;
    crowd.patient.client.sync().await.expect("synced");
    let patient = &crowd.patient.client;
    patient.admits(circle, audience, 1).await.expect("let in");
    patient.sync().await.expect("synced");
    let share = self::share(&crowd, weigher, audience).await;
    report.figure("gate_addition_share", share, "%", TIMES as usize);
}

async fn share(crowd: &Crowd, weigher: &Client, audience: Audience) -> f64 {
    let rooms = weigher.rooms(crowd.circles[0]).await.expect("read");
    let room = rooms.iter().find(|room| room.audience == audience);
    let room = room.expect("a room");
    let body = commit_after(crowd, &room.group.0, room.node);
    let cost = weigher
        .weighs(crowd.circles[0], audience, body, TIMES)
        .await
        .expect("weighed");
    100.0 * cost.gate.as_secs_f64() / cost.whole.as_secs_f64()
}

/// The commit that ended an epoch, as the relay has it.
fn commit_after(crowd: &Crowd, group: &[u8], node: u64) -> Vec<u8> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let relay = crowd.relay_dir().join("relay.db");
    let db = Connection::open_with_flags(relay, flags).expect("the relay's database");
    db.query_row(
        "SELECT entries.body FROM entries JOIN groups ON groups.gid = entries.gid
         WHERE groups.id = ?1 AND entries.node = ?2 AND length(entries.body) > 1000",
        (group, node),
        |row| row.get(0),
    )
    .expect("a commit")
}
