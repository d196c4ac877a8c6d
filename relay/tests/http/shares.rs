//! What guests, and whoever was removed, use up leaves its part to everyone else.

use kith_protocol::{
    api::{
        Done,
        groups::{Committed, EpochName, FindNodes},
        inbox::InboxKind,
        sync::{Ack, GroupCursor},
    },
    ids::{GroupId, PublicKey},
    limits::{MAX_APPEND, MAX_SYNC_GROUPS},
    problem::Code,
};
use kith_relay::config::Rate;
use serde_bytes::ByteBuf;

use crate::{
    crowds::{guest_of, lets_go},
    space::{leave, until},
    support::{Answer, Device, Epoch, World, entry, random, request},
};

const KIB: usize = 1 << 10;
const HOUR_MS: u64 = 60 * 60 * 1_000;

fn rate(burst: u32) -> Rate {
    Rate {
        burst,
        per_second: 1.0,
    }
}

async fn creates(device: &Device) -> Answer {
    let new = device.new_group(&device.key);
    device.http.post("/v1/groups", &new).await
}

async fn says(device: &Device, epoch: &Epoch, bytes: usize) -> Answer {
    let said = vec![entry(&"x".repeat(bytes))];
    device.try_append(epoch, said).await
}

/// Commits of so many bytes, each on the one before, until one is refused: how many were taken, the
/// epoch, and how it was refused.
async fn commits(
    device: &Device,
    mut epoch: Epoch,
    bytes: usize,
    removal: bool,
    most: usize,
) -> (usize, Epoch, Option<Code>) {
    for taken in 0..most {
        let (mut commit, key) = epoch.commit(&[]);
        commit.body = ByteBuf::from(vec![7; bytes]);
        commit.removal = removal;
        epoch.begins(&mut commit, &key);
        let answer = device.try_commit(&epoch, &commit).await;
        if answer.status != 200 {
            return (taken, epoch, Some(answer.code()));
        }
        let committed: Committed = answer.ok();
        epoch = epoch.next(committed.seq, key);
    }
    (most, epoch, None)
}

/// Control: all of it comes to an end for the guest.
#[tokio::test]
async fn a_guest_uses_up_nothing_that_the_patient_needs() {
    let world = World::with(|config| {
        let rates = &mut config.limits.rates;
        rates.tree_bytes_by_day = rate(40_000);
        rates.tree_groups_by_day = rate(8);
        rates.tree_deposits_by_day = rate(8);
    })
    .await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let circle = patient.create_group().await;
    for ended in [false, true] {
        let mut guest = guest_of(&world, &patient).await;
        if ended {
            lets_go(&patient, &guest).await;
            guest.sign_in().await;
        }
        let own = guest.create_group().await;
        until(Code::RateLimited, || creates(&guest)).await;
        until(Code::RateLimited, || {
            leave(&guest, &nurse, InboxKind::Resend, 1)
        })
        .await;
        until(Code::RateLimited, || says(&guest, &own, 1_000)).await;
        commits(&guest, own, 60_000, false, 30).await;
        // Neither her own part, nor all of what is for the others of hers.
        let daughter = guest_of(&world, &patient).await;
        daughter.prove(&circle).await;
        for device in [&patient, &daughter] {
            assert_eq!(says(device, &circle, 1_000).await.status, 200, "{ended}");
            assert_eq!(creates(device).await.status, 200, "{ended}");
            let left = leave(device, &nurse, InboxKind::Resend, 1).await;
            assert_eq!(left.status, 200, "{ended}");
        }
    }
}

#[tokio::test]
async fn commits_fill_no_disk_whatever_they_say_they_remove() {
    let world = World::with(|config| config.limits.group_bytes = 4 << 20).await;
    let (mallory, patient) = (world.someone().await, world.someone().await);
    // As large as no removal is.
    let own = mallory.create_group().await;
    let (taken, own, refused) = commits(&mallory, own, 1 << 20, true, 30).await;
    assert!(taken <= 4, "{taken}");
    assert_eq!(refused, Some(Code::Quota));
    // As small as one is, but more than anyone removes.
    let (filled, own, _) = commits(&mallory, own, 100 * KIB, false, 60).await;
    assert!(filled < 20, "{filled}");
    let (taken, own, refused) = commits(&mallory, own, 100 * KIB, true, 30).await;
    assert!((1..=8).contains(&taken), "{taken}");
    assert_eq!(refused, Some(Code::Quota));
    world.clock.advance(HOUR_MS);
    let (mut mallory, mut patient) = (mallory, patient);
    mallory.sign_in().await;
    patient.sign_in().await;
    mallory.prove(&own).await;
    let (taken, ..) = commits(&mallory, own, 100 * KIB, true, 30).await;
    assert!((1..=8).contains(&taken), "{taken}");
    // In groups without end there is a rate of bytes.
    let mut all = 0;
    let refused = loop {
        let own = mallory.create_group().await;
        let (taken, _, refused) = commits(&mallory, own, 1 << 20, false, 30).await;
        all += taken;
        if refused == Some(Code::RateLimited) || all > 40 {
            break refused;
        }
    };
    assert_eq!(refused, Some(Code::RateLimited));
    assert!(all <= 16, "{all}");
    // Nobody else's.
    for _ in 0..2 {
        let own = patient.create_group().await;
        assert_eq!(commits(&patient, own, 1 << 20, false, 1).await.0, 1);
    }
}

/// Control: what they hold of their own branch is theirs to fill.
#[tokio::test]
async fn who_was_removed_fills_no_log() {
    let world = World::with(|config| config.limits.group_bytes = 128 << 10).await;
    let (patient, mallory) = (world.someone().await, world.someone().await);
    let first = patient.create_group().await;
    mallory.prove(&first).await;
    let dead = mallory.commit(&first).await;
    let (mut removal, key) = first.commit(&[dead.node]);
    removal.removal = true;
    let removal: Committed = patient.try_commit(&first, &removal).await.ok();
    let now = first.next(removal.seq, key);
    let mut theirs = vec![mallory.clone()];
    for _ in 0..4 {
        theirs.push(guest_of(&world, &mallory).await);
    }
    let mut taken = 0;
    for device in &theirs {
        device.prove(&dead).await;
        taken += until(Code::Quota, || says(device, &dead, KIB)).await;
    }
    assert!((30..=64).contains(&taken), "{taken}");
    for said in 0..20 {
        assert_eq!(says(&patient, &now, KIB).await.status, 200, "{said}");
    }
}

#[tokio::test]
async fn guests_of_one_share_one_share_of_an_inbox() {
    let world = World::with(|config| config.limits.inbox.readd = 16).await;
    let (mallory, nurse, friend) = (
        world.someone().await,
        world.someone().await,
        world.someone().await,
    );
    let mut taken = 0;
    for _ in 0..5 {
        let guest = guest_of(&world, &mallory).await;
        taken += until(Code::Quota, || leave(&guest, &nurse, InboxKind::Readd, 1)).await;
    }
    assert_eq!(taken, 4, "a quarter of a kind");
    let own = until(Code::Quota, || leave(&mallory, &nurse, InboxKind::Readd, 1)).await;
    assert_eq!(own, 4, "control: her own part");
    let _: Done = leave(&friend, &nurse, InboxKind::Readd, 1).await.ok();
    let other = guest_of(&world, &friend).await;
    let _: Done = leave(&other, &nurse, InboxKind::Readd, 1).await.ok();
}

#[tokio::test]
async fn what_is_looked_up_has_a_rate_by_what_it_is() {
    let world = World::new().await;
    let (mallory, patient) = (world.someone().await, world.someone().await);
    let epochs: Vec<_> = (0..MAX_SYNC_GROUPS)
        .map(|_| EpochName {
            group: GroupId(random()),
            key: PublicKey([7; 32]),
        })
        .collect();
    let asks = async |device: &Device| {
        let epochs = FindNodes {
            epochs: epochs.clone(),
        };
        device.http.post("/v1/nodes", &epochs).await
    };
    let mut asked = 0;
    while asks(&mallory).await.status == 200 {
        asked += 1;
        assert!(asked < 100, "it has no end");
    }
    assert_eq!(asks(&mallory).await.code(), Code::RateLimited);
    assert_eq!(asks(&patient).await.status, 200);
    // What is named twice is looked at once.
    let epoch = patient.create_group().await;
    for _ in 0..50 {
        let ack = Ack {
            inbox: None,
            groups: vec![
                GroupCursor {
                    after: 0,
                    group: epoch.group
                };
                MAX_SYNC_GROUPS
            ],
        };
        let _: Done = patient.http.post("/v1/acks", &ack).await.ok();
    }
}

#[tokio::test]
async fn a_session_waits_so_often_and_no_more() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let mut asked = request(&[(epoch.group, 0)]);
    asked.wait_ms = 20_000;
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let (patient, asked) = (patient.clone(), asked.clone());
        waiting.spawn(async move { patient.try_sync(&asked).await });
    }
    let first = waiting.join_next().await.expect("five").expect("answered");
    assert_eq!(first.code(), Code::RateLimited);
    patient.append(&epoch, "heard").await;
    while let Some(answer) = waiting.join_next().await {
        assert_eq!(answer.expect("answered").status, 200);
    }
}

/// Control: of what is in reach every epoch counts.
#[tokio::test]
async fn what_was_said_on_a_dead_branch_costs_its_readers_nothing() {
    let world = World::with(|config| {
        config.limits.rates.looks = Rate {
            burst: 60,
            per_second: 0.001,
        };
    })
    .await;
    let (patient, mallory) = (world.someone().await, world.someone().await);
    let first = mallory.create_group().await;
    let dead = mallory.commit(&first).await;
    patient.prove(&first).await;
    let (commit, key) = first.commit(&[dead.node]);
    let committed: Committed = patient.try_commit(&first, &commit).await.ok();
    let now = first.next(committed.seq, key);
    for _ in 0..30 {
        let said = (0..MAX_APPEND).map(|_| entry("x")).collect();
        assert_eq!(mallory.try_append(&dead, said).await.status, 200);
    }
    let reader = world.someone().await;
    reader.prove(&now).await;
    let heard = reader.append(&now, "heard").await;
    patient.prove(&now).await;
    let second = patient.append(&now, "said").await;
    assert!(heard > committed.seq + 1_900);
    for read in 0..20 {
        let bodies = reader.read(first.group, committed.seq).await;
        assert_eq!(bodies, ["heard", "said"], "{read}");
    }
    assert_eq!(reader.read(first.group, heard).await.len(), 1);
    assert_eq!(second, heard + 1);
    // A chain of epochs, from its beginning.
    let mut last = now.clone();
    for _ in 0..99 {
        last = reader.commit(&last).await;
    }
    let other = world.someone().await;
    other.prove(&now).await;
    let mut read = 0;
    let asked = request(&[(first.group, last.node - 1)]);
    while other.try_sync(&asked).await.status == 200 {
        read += 1;
        assert!(read < 60, "it has no end");
    }
    assert!((25..=31).contains(&read), "{read}");
}

/// Control: `who_was_removed_fills_no_log`, with bodies.
#[tokio::test]
async fn entries_without_a_body_are_counted() {
    let world = World::with(|config| config.limits.group_bytes = 64 << 10).await;
    let (patient, mallory) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    mallory.prove(&epoch).await;
    let taken = until(Code::Quota, || says(&mallory, &epoch, 0)).await;
    assert_eq!(taken, 16 * 1_024 / 128, "a quarter of the log");
    for said in 0..20 {
        assert_eq!(says(&patient, &epoch, KIB / 2).await.status, 200, "{said}");
    }
}
