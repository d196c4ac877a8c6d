//! What costs nothing: streams on which nothing happens, and groups without news.

use ed25519_dalek::SigningKey;
use kith_core::tls_config;
use kith_protocol::{
    api::sync::{GroupCursor, SyncRequest},
    ids::GroupSalt,
};

use super::{device::Device, process::RelayProcess};
use crate::report::Report;

const STREAMS: usize = 5_000;
/// The relay allows a session four streams.
const STREAMS_EACH: usize = 4;
const GROUPS: u32 = 500;
/// The relay allows a device a hundred new groups at once.
const GROUPS_EACH: u32 = 100;
const SYNCS: usize = 300;

pub async fn run(report: &Report) {
    syncs(report).await;
    streams(report).await;
}

async fn syncs(report: &Report) {
    let relay = RelayProcess::start().await;
    let key = SigningKey::from_bytes(&[13; 32]);
    let mut groups = Vec::new();
    for n in 0..GROUPS / GROUPS_EACH {
        let device = Device::enrol(&relay, n).await;
        for m in 0..GROUPS_EACH {
            let mut salt = [3; 16];
            salt[..4].copy_from_slice(&m.to_be_bytes());
            groups.push(device.create_group(GroupSalt(salt), &key).await);
        }
    }
    let reader = Device::enrol(&relay, 1_000).await;
    reader.prove(&groups, &key).await;
    let request = SyncRequest {
        inbox: Some(0),
        groups: groups
            .iter()
            .map(|group| GroupCursor {
                after: 0,
                group: *group,
            })
            .collect(),
        wait_ms: 0,
        max_page: 1_000,
    };
    reader.sync(&request).await;
    let before = relay.cpu_ms();
    for _ in 0..SYNCS {
        reader.sync(&request).await;
    }
    let each = (relay.cpu_ms() - before) / SYNCS as f64;
    report.figure("sync_500_idle_cpu_ms", each, "ms", SYNCS);
}

async fn streams(report: &Report) {
    let relay = RelayProcess::start().await;
    let mut open = Vec::new();
    let (mut before, mut warm) = (0.0, 0);
    for n in 0..STREAMS.div_ceil(STREAMS_EACH) {
        let device = Device::enrol(&relay, n as u32).await;
        if n == 4 {
            // By now the relay has touched what it touches once.
            before = relay.resident_kib();
            warm = open.len();
        }
        for _ in 0..STREAMS_EACH {
            // A client each: its own TLS connection.
            let http = reqwest::Client::builder()
                .tls_backend_preconfigured(tls_config(&[relay.pin]).expect("TLS 1.3"))
                .http1_only()
                .build()
                .expect("a client");
            let stream = http
                .get(format!("{}/v1/events", relay.url))
                .bearer_auth(device.token())
                .send()
                .await
                .expect("a stream");
            assert!(stream.status().is_success(), "{}", stream.status());
            open.push(stream);
        }
    }
    let each = (relay.resident_kib() - before) / (open.len() - warm) as f64;
    report.figure("idle_stream_kib", each, "KiB", open.len());
}
