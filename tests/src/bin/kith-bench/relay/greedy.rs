//! What one device can do to another by asking for all that it may: how long an append of the other's
//! takes, alone and beside it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{
        groups::{
            Commit, Committed, EpochName, FindNodes, MarkRemoval, NEXT_EPOCH_CONTEXT,
            next_epoch_payload,
        },
        session::Proofs,
        sync::{Ack, GroupCursor, SyncRequest},
    },
    ids::{GroupId, GroupSalt, RequestId},
    limits::MAX_SYNC_GROUPS,
    signed::{public_key, sign},
};
use serde_bytes::ByteBuf;

use super::{device::Device, process::RelayProcess};
use crate::report::{Report, percentile};

const APPENDS: u64 = 1_000;
const EVERY: Duration = Duration::from_millis(5);
/// A device may create so many groups at once, and make so many commits.
const GROUPS: u32 = 100;
const COMMITS: u64 = 90;
/// Of each kind of request, at once.
const AT_ONCE: usize = 2;

struct Greedy {
    device: Device,
    key: SigningKey,
    groups: Vec<GroupId>,
    /// A commit in the first.
    node: u64,
}

pub async fn run(report: &Report) {
    let relay = RelayProcess::start().await;
    let key = SigningKey::from_bytes(&[17; 32]);
    let other = Device::enrol(&relay, 1).await;
    let group = other.create_group(GroupSalt([0; 16]), &key).await;
    let mut alone = appends(&other, group, 0).await;
    let greedy = Arc::new(Greedy::prepare(&relay).await);
    let (over, asked) = (
        Arc::new(AtomicBool::new(false)),
        Arc::<AtomicU64>::default(),
    );
    let mut tasks = Vec::new();
    for kind in 0..KINDS * AT_ONCE {
        let (greedy, over) = (Arc::clone(&greedy), Arc::clone(&over));
        let asked = Arc::clone(&asked);
        tasks.push(tokio::spawn(async move {
            while !over.load(Ordering::Relaxed) {
                greedy.asks(kind % KINDS).await;
                asked.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    let mut beside = appends(&other, group, APPENDS).await;
    over.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.expect("asked");
    }
    let n = APPENDS as usize;
    let (alone, beside) = (percentile(&mut alone, 0.99), percentile(&mut beside, 0.99));
    report.figure("append_alone_p99_ms", alone, "ms", n);
    report.figure("append_beside_greedy_p99_ms", beside, "ms", n);
    let asked = asked.load(Ordering::Relaxed);
    report.figure("greedy_requests", asked as f64, "requests", 1);
}

/// How long each append took, in milliseconds.
async fn appends(device: &Device, group: GroupId, from: u64) -> Vec<f64> {
    let mut beat = tokio::time::interval(EVERY);
    let mut took = Vec::new();
    for n in from..from + APPENDS {
        beat.tick().await;
        let mut id = [0; 16];
        id[..8].copy_from_slice(&n.to_be_bytes());
        let start = Instant::now();
        device.append(group, RequestId(id), vec![7; 1_024]).await;
        took.push(start.elapsed().as_secs_f64() * 1e3);
    }
    took
}

const KINDS: usize = 6;

impl Greedy {
    async fn prepare(relay: &RelayProcess) -> Self {
        let key = SigningKey::from_bytes(&[19; 32]);
        let device = Device::enrol(relay, 2).await;
        let mut groups = Vec::new();
        for n in 0..GROUPS {
            let mut salt = [5; 16];
            salt[..4].copy_from_slice(&n.to_be_bytes());
            groups.push(device.create_group(GroupSalt(salt), &key).await);
        }
        let path = format!("/v1/groups/{}/commits", groups[0].to_hex());
        let (mut node, mut ends) = (0, key.clone());
        for n in 0..COMMITS {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&n.to_be_bytes());
            let mut seed = [23; 32];
            seed[..8].copy_from_slice(&n.to_be_bytes());
            let (body, next) = (vec![7; 1_024], SigningKey::from_bytes(&seed));
            let payload = next_epoch_payload(&groups[0], &public_key(&ends), &body);
            let commit = Commit {
                parent: node,
                id: RequestId(id),
                body: ByteBuf::from(body),
                proof: sign(NEXT_EPOCH_CONTEXT, &payload, &next),
                removal: false,
                next_key: public_key(&next),
                welcomes: Vec::new(),
                supersedes: Vec::new(),
            };
            let committed: Committed = device.post(&path, &commit).await;
            (node, ends) = (committed.seq, next);
        }
        Self {
            device,
            key,
            groups,
            node,
        }
    }

    fn cursors(&self) -> Vec<GroupCursor> {
        let all = self.groups.iter().cycle().take(MAX_SYNC_GROUPS);
        all.map(|group| GroupCursor {
            after: 0,
            group: *group,
        })
        .collect()
    }

    fn sync(&self, wait_ms: u64) -> SyncRequest {
        SyncRequest {
            inbox: Some(0),
            groups: self.cursors(),
            wait_ms,
            max_page: 1_000,
        }
    }

    /// One request, whatever comes of it.
    async fn asks(&self, kind: usize) -> Option<u16> {
        let token = Some(self.device.token());
        match kind {
            0 => {
                let ack = Ack {
                    inbox: Some(0),
                    groups: self.cursors(),
                };
                self.device.tries(token, "/v1/acks", &ack).await
            }
            1 => {
                let name = EpochName {
                    group: self.groups[0],
                    key: public_key(&self.key),
                };
                let epochs = vec![name; MAX_SYNC_GROUPS];
                let nodes = FindNodes { epochs };
                self.device.tries(token, "/v1/nodes", &nodes).await
            }
            2 => self.device.tries(token, "/v1/sync", &self.sync(0)).await,
            3 => self.device.tries(token, "/v1/sync", &self.sync(50)).await,
            4 => {
                let proof = self.device.proof(self.groups[0], &self.key);
                let proofs = vec![proof; MAX_SYNC_GROUPS];
                let proofs = Proofs { proofs };
                self.device.tries(token, "/v1/proofs", &proofs).await
            }
            _ => {
                let path = format!("/v1/groups/{}/removals", self.groups[0].to_hex());
                let mark = MarkRemoval { node: self.node };
                self.device.tries(token, &path, &mark).await
            }
        }
    }
}
