//! Messages of 1 KB, one a request, durable before the answer: how many a second, and at half of
//! that how long the answer takes and how long until an online receiver has the message.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::sync::{GroupCursor, SyncRequest},
    ids::{GroupId, GroupSalt, RequestId},
    limits::MAX_WAIT_MS,
};

use super::{device::Device, process::RelayProcess};
use crate::report::{Report, percentile};

const SENDERS: u32 = 64;
const BODY: usize = 1_024;
const SECONDS: u64 = 8;

struct Sender {
    device: Device,
    group: GroupId,
    sent: u64,
}

impl Sender {
    async fn send(&mut self) -> f64 {
        self.sent += 1;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.sent.to_be_bytes());
        let mut body = vec![7; BODY];
        body[..8].copy_from_slice(&self.sent.to_be_bytes());
        let start = Instant::now();
        self.device.append(self.group, RequestId(id), body).await;
        start.elapsed().as_secs_f64() * 1e3
    }
}

pub async fn run(report: &Report) {
    let relay = RelayProcess::start().await;
    let key = SigningKey::from_bytes(&[11; 32]);
    let mut senders = Vec::new();
    for n in 0..SENDERS {
        let device = Device::enrol(&relay, n).await;
        let group = device.create_group(GroupSalt([0; 16]), &key).await;
        senders.push(Sender {
            device,
            group,
            sent: 0,
        });
    }
    let receiver = Device::enrol(&relay, SENDERS).await;
    receiver.prove(&[senders[0].group], &key).await;

    let cpu = relay.cpu_ms();
    let (senders, acked) = flat_out(senders).await;
    let cpu = relay.cpu_ms() - cpu;
    let rate = acked as f64 / SECONDS as f64;
    report.figure("relay_acked_per_s", rate, "msg/s", acked as usize);
    report.figure(
        "relay_cpu_us",
        cpu * 1e3 / acked as f64,
        "us/msg",
        acked as usize,
    );

    let (mut answers, mut arrivals) = at_half(senders, receiver, rate / 2.0).await;
    let n = answers.len();
    report.figure("relay_ack_p99_ms", percentile(&mut answers, 0.99), "ms", n);
    let n = arrivals.len();
    report.figure("delivery_p99_ms", percentile(&mut arrivals, 0.99), "ms", n);
}

async fn flat_out(senders: Vec<Sender>) -> (Vec<Sender>, u64) {
    let acked = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + Duration::from_secs(SECONDS);
    let tasks: Vec<_> = senders
        .into_iter()
        .map(|mut sender| {
            let acked = Arc::clone(&acked);
            tokio::spawn(async move {
                while Instant::now() < end {
                    sender.send().await;
                    acked.fetch_add(1, Ordering::Relaxed);
                }
                sender
            })
        })
        .collect();
    let mut senders = Vec::new();
    for task in tasks {
        senders.push(task.await.expect("sent"));
    }
    (senders, acked.load(Ordering::Relaxed))
}

/// Answers' times, and times from sending to the receiver having it, in milliseconds.
async fn at_half(senders: Vec<Sender>, receiver: Device, rate: f64) -> (Vec<f64>, Vec<f64>) {
    let every = Duration::from_secs_f64(f64::from(SENDERS) / rate);
    let watched = senders[0].group;
    let before = senders[0].sent;
    let done = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let listening = tokio::spawn(listen(receiver, watched, before, began, Arc::clone(&done)));
    let tasks: Vec<_> = senders
        .into_iter()
        .enumerate()
        .map(|(n, mut sender)| {
            tokio::spawn(async move {
                let mut beat = tokio::time::interval_at(
                    tokio::time::Instant::now() + every * n as u32 / SENDERS,
                    every,
                );
                let (mut answers, mut sent_at) = (Vec::new(), Vec::new());
                while began.elapsed() < Duration::from_secs(SECONDS) {
                    beat.tick().await;
                    sent_at.push(began.elapsed().as_secs_f64() * 1e3);
                    answers.push(sender.send().await);
                }
                (answers, sent_at)
            })
        })
        .collect();
    let (mut answers, mut first) = (Vec::new(), Vec::new());
    for (n, task) in tasks.into_iter().enumerate() {
        let (more, sent_at) = task.await.expect("sent");
        answers.extend(more);
        if n == 0 {
            first = sent_at;
        }
    }
    done.store(true, Ordering::Relaxed);
    let arrived = listening.await.expect("heard");
    let delays = arrived
        .iter()
        .filter_map(|(n, at)| Some(at - first.get(*n as usize)?))
        .collect();
    (answers, delays)
}

/// Which of the watched sender's messages came when.
async fn listen(
    receiver: Device,
    group: GroupId,
    before: u64,
    began: Instant,
    done: Arc<AtomicBool>,
) -> Vec<(u64, f64)> {
    let mut arrived = Vec::new();
    let mut after = before;
    while !done.load(Ordering::Relaxed) {
        let answer = receiver
            .sync(&SyncRequest {
                inbox: None,
                groups: vec![GroupCursor { after, group }],
                wait_ms: MAX_WAIT_MS.min(500),
                max_page: 100,
            })
            .await;
        let at = began.elapsed().as_secs_f64() * 1e3;
        for entry in answer.groups.iter().flat_map(|group| &group.entries) {
            after = entry.seq;
            arrived.push((entry.seq - before - 1, at));
        }
    }
    arrived
}
