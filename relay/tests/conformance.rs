//! What every storage backend must do, in the words of the trait. A new backend adds one test
//! at the end.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{
        groups::{NewEntry, NewGroup},
        inbox::InboxKind,
        people::Clinic,
    },
    identity::{ClinicProfile, IssuerCertificate, Revocations, root_fingerprint},
    ids::{DeviceId, GroupId, GroupSalt, PublicKey, RequestId},
    signed::{Signed, public_key},
};
use kith_relay::{
    clock::ManualClock,
    storage::{
        Actor, AppendRequest, CommitRequest, DepositRequest, NewTenant, ReadRequest, Refusal,
        Storage, StorageError, sqlite::Sqlite,
    },
};
use serde_bytes::ByteBuf;

const GROUP: GroupId = GroupId([1; 16]);

async fn actor(storage: &dyn Storage) -> Actor {
    let key = SigningKey::from_bytes(&[1; 32]);
    let clinic = root_fingerprint(&public_key(&key));
    let profile = ClinicProfile {
        at: 1,
        urls: vec!["http://127.0.0.1".into()],
        name: "Clinic".into(),
        pins: Vec::new(),
        hours: "always".into(),
        clinic,
        version: 1,
        emergency: "112".into(),
        telephone: "030 555 0100".into(),
    };
    let documents = Clinic {
        issuer: Signed::new(
            &IssuerCertificate {
                root: public_key(&key),
                place: profile.place(),
                issuer: public_key(&key),
                serial: 1,
                not_after: u64::MAX,
            },
            &key,
        ),
        profile: Signed::new(&profile, &key),
        revocations: Signed::new(
            &Revocations {
                at: 1,
                clinic,
                people: Vec::new(),
                version: 1,
            },
            &key,
        ),
    };
    let tenant = storage
        .create_tenant(NewTenant {
            clinic,
            url: "http://127.0.0.1".into(),
            documents,
            retention_days: 30,
        })
        .await
        .expect("a tenant");
    Actor {
        device: DeviceId([2; 16]),
        tenant,
    }
}

async fn group(storage: &dyn Storage, actor: Actor) {
    let new = NewGroup {
        group: GROUP,
        ..NewGroup::of(PublicKey([3; 32]), GroupSalt([4; 16]), PublicKey([0; 32]))
    };
    assert!(
        storage
            .create_group(actor, new.clone())
            .await
            .expect("made")
    );
    assert!(!storage.create_group(actor, new).await.expect("repeated"));
}

fn message(actor: Actor, node: u64, id: u8, body: &[u8]) -> AppendRequest {
    AppendRequest {
        actor,
        group: GROUP,
        node,
        proven: true,
        entries: vec![NewEntry {
            id: RequestId([id; 16]),
            body: ByteBuf::from(body.to_vec()),
        }],
    }
}

fn commit(actor: Actor, parent: u64, id: u8, supersedes: &[u64]) -> CommitRequest {
    CommitRequest {
        actor,
        group: GROUP,
        parent,
        proven: true,
        id: RequestId([id; 16]),
        body: vec![id],
        removal: false,
        exempt: false,
        next_key: PublicKey([id; 32]),
        welcomes: Vec::new(),
        supersedes: supersedes.to_vec(),
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, StorageError>) -> Refusal {
    match result {
        Err(StorageError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

async fn logs_are_ordered_without_gaps_and_repetition_is_harmless(storage: &dyn Storage) {
    let actor = actor(storage).await;
    group(storage, actor).await;
    for n in 1..=3 {
        let placed = storage
            .append(message(actor, 0, n, b"x"))
            .await
            .expect("appended");
        assert_eq!(placed[0].seq, u64::from(n));
    }
    let again = storage
        .append(message(actor, 0, 2, b"x"))
        .await
        .expect("repeated");
    assert_eq!(again[0].seq, 2);
    let other = refusal(storage.append(message(actor, 0, 2, b"y")).await);
    assert!(matches!(other, Refusal::Mismatch));
    assert_eq!(
        storage.heads(vec![GROUP]).await.expect("heads"),
        [(GROUP, 3, 0)]
    );
}

async fn an_epoch_ends_once_unless_its_commits_are_superseded(storage: &dyn Storage) {
    let actor = actor(storage).await;
    let other = Actor {
        device: DeviceId([9; 16]),
        ..actor
    };
    group(storage, actor).await;
    let first = storage
        .commit_cas(commit(actor, 0, 1, &[]))
        .await
        .expect("committed");
    assert!(first.fresh);
    let stale = refusal(storage.append(message(actor, 0, 2, b"late")).await);
    assert!(matches!(stale, Refusal::Stale(_)), "{stale:?}");
    let stale = refusal(storage.commit_cas(commit(other, 0, 3, &[])).await);
    assert!(matches!(stale, Refusal::Stale(_)), "{stale:?}");
    let second = storage
        .commit_cas(commit(other, 0, 4, &[first.seq]))
        .await
        .expect("supersedes");
    let page = storage
        .read_after(
            vec![ReadRequest {
                device: actor.device,
                group: GROUP,
                after: 0,
                upto: u64::MAX,
                proven: vec![0],
            }],
            100,
            1 << 20,
        )
        .await
        .expect("read");
    let nodes: Vec<(u64, u64)> = page[0].1.entries.iter().map(|e| (e.seq, e.node)).collect();
    assert_eq!(nodes, [(first.seq, 0), (second.seq, 0)]);
    let keys = storage
        .epoch_keys(
            actor.tenant,
            vec![(GROUP, first.seq), (GROUP, second.seq), (GROUP, 99)],
        )
        .await
        .expect("keys");
    assert_eq!(
        keys,
        [Some(PublicKey([1; 32])), Some(PublicKey([4; 32])), None]
    );
}

async fn an_inbox_of_nobody_takes_nothing(storage: &dyn Storage) {
    let actor = actor(storage).await;
    let nobody = storage
        .deposit(DepositRequest {
            actor,
            to: DeviceId([7; 16]),
            id: RequestId([1; 16]),
            kind: InboxKind::Consent,
            body: vec![1],
        })
        .await;
    assert!(matches!(refusal(nobody), Refusal::NotFound));
}

macro_rules! conformance {
    ($open:expr, $($name:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                let dir = tempfile::tempdir().expect("a directory");
                let storage: Arc<dyn Storage> = $open(dir.path());
                super::$name(&*storage).await;
            }
        )*
    };
}

mod sqlite {
    use super::*;

    fn open(dir: &std::path::Path) -> Arc<dyn Storage> {
        let clock = Arc::new(ManualClock::new(1_800_000_000_000));
        Arc::new(Sqlite::open_at(dir, clock).expect("opens"))
    }

    conformance!(
        open,
        logs_are_ordered_without_gaps_and_repetition_is_harmless,
        an_epoch_ends_once_unless_its_commits_are_superseded,
        an_inbox_of_nobody_takes_nothing,
    );
}
