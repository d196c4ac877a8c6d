//! Bytes on the wire for a message of 200 bytes: the padded, encrypted entry as the relay hands
//! it out in a sync, with everything that belongs to it.

use kith_core::content::stand::STAND;
use kith_protocol::{
    api::{
        groups::Entry,
        sync::{Access, GroupUpdate},
    },
    cbor,
    ids::GroupId,
};
use rusqlite::{Connection, OpenFlags};
use serde_bytes::ByteBuf;

use crate::{crowd::Crowd, report::Report};

const MESSAGES: usize = 200;

pub async fn run(report: &Report) {
    let mut crowd = Crowd::gather().await;
    crowd.says(MESSAGES).await;
    let [ciphertext, bytes] = measure(&crowd);
    report.figure("stand_bytes", STAND as f64, "bytes", 1);
    report.figure("wire_ciphertext_bytes", ciphertext, "bytes", MESSAGES);
    report.figure("wire_bytes", bytes, "bytes", MESSAGES);
}

/// What a message of this crowd takes: encrypted, and as it is handed out to who did not send it.
pub fn measure(crowd: &Crowd) -> [f64; 2] {
    let relay = crowd.relay_dir().join("relay.db");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(relay, flags).expect("the relay's database");
    let body: f64 = db
        .query_row(
            // Commits are many times larger than any message of 200 bytes.
            "SELECT avg(length(body)) FROM entries WHERE length(body) < 1000",
            [],
            |row| row.get(0),
        )
        .expect("entries");
    let entry = |n: u64| Entry {
        at: 1_800_000_000_000 + n * 60_000,
        body: ByteBuf::from(vec![0; body.round() as usize]),
        commit: None,
        // Told to its sender alone, 16 bytes more.
        id: None,
        node: 1_000,
        seq: 2_000 + n,
    };
    let page = |entries: u64| {
        cbor::encode(&GroupUpdate {
            head: 3_000,
            more: false,
            first: 1,
            group: GroupId([1; 16]),
            access: Access::Member,
            entries: (0..entries).map(entry).collect(),
        })
        .len()
    };
    let added = page(MESSAGES as u64) - page(0);
    [body, added as f64 / MESSAGES as f64]
}
