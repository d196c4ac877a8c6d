//! Whoever fills logs and inboxes leaves room for what puts them out.

use kith_protocol::{
    api::{
        Done,
        groups::Committed,
        inbox::{Deposit, InboxKind},
        people::KeyPackages,
    },
    ids::RequestId,
    problem::Code,
};
use kith_relay::config::Rate;
use serde_bytes::ByteBuf;

use crate::{
    crowds::guest_of,
    support::{Answer, Device, Epoch, World, entry, random},
};

pub async fn leave(from: &Device, to: &Device, kind: InboxKind, bytes: usize) -> Answer {
    let parcel = Deposit {
        id: RequestId(random()),
        body: ByteBuf::from(vec![7; bytes]),
        kind,
    };
    let path = format!("/v1/inbox/{}", to.id().to_hex());
    from.http.post(&path, &parcel).await
}

/// How often it is taken until it is refused so.
pub async fn until<F: Future<Output = Answer>>(code: Code, more: impl Fn() -> F) -> usize {
    let mut taken = 0;
    loop {
        let answer = more().await;
        if answer.status != 200 {
            assert_eq!(answer.code(), code);
            return taken;
        }
        taken += 1;
    }
}

#[tokio::test]
async fn one_sender_fills_no_inbox_of_another() {
    let world = World::with(|config| {
        config.limits.inbox.readd = 8;
        config.limits.inbox.bytes = 8_000;
    })
    .await;
    let (flooder, friend) = (world.someone().await, world.someone().await);
    let nurse = world.someone().await;
    let (flooder, nurse, friend) = (&flooder, &nurse, &friend);
    let readds = until(Code::Quota, || leave(flooder, nurse, InboxKind::Readd, 1)).await;
    assert_eq!(readds, 2, "a quarter of a kind");
    let _: Done = leave(friend, nurse, InboxKind::Readd, 1).await.ok();
    let bytes = until(Code::Quota, || {
        leave(flooder, nurse, InboxKind::Resend, 500)
    })
    .await;
    assert_eq!(bytes, 3, "a quarter of the bytes");
    let _: Done = leave(friend, nurse, InboxKind::Resend, 500).await.ok();
    // Its own.
    let _: Done = leave(flooder, friend, InboxKind::Readd, 1).await.ok();
}

#[tokio::test]
async fn an_inbox_that_many_fill_has_room_for_a_consent() {
    let world = World::with(|config| config.limits.inbox.bytes = 8_000).await;
    let nurse = world.someone().await;
    let mut taken = 0;
    for _ in 0..8 {
        let sender = world.someone().await;
        taken += until(Code::Quota, || {
            leave(&sender, &nurse, InboxKind::Resend, 1_000)
        })
        .await;
    }
    assert_eq!(taken, 5, "a quarter is kept for consents and Welcomes");
    let newcomer = world.someone().await;
    let _: Done = leave(&newcomer, &nurse, InboxKind::Consent, 1_000)
        .await
        .ok();
}

/// Control: what is no removal is refused there, whatever it is.
#[tokio::test]
async fn a_removal_goes_where_the_database_is_full() {
    const KIB: usize = 1 << 10;
    let world = World::with(|config| config.limits.database_bytes = Some(8 << 20)).await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let mut epoch = patient.create_group().await;
    let said = until(Code::Unavailable, || {
        patient.try_append(&epoch, vec![entry(&"x".repeat(100 * KIB))])
    })
    .await;
    assert!(said > 50, "{said}");
    for commits in 0.. {
        let (mut commit, key) = epoch.commit(&[]);
        commit.body = ByteBuf::from(vec![7; 20 * KIB]);
        epoch.begins(&mut commit, &key);
        let answer = patient.try_commit(&epoch, &commit).await;
        if answer.status != 200 {
            assert_eq!(answer.code(), Code::Unavailable);
            assert!(commits > 5, "{commits}");
            break;
        }
        let committed: Committed = answer.ok();
        epoch = epoch.next(committed.seq, key);
    }
    let packages = KeyPackages {
        fresh: false,
        packages: vec![ByteBuf::from(vec![7; KIB])],
        last_resort: None,
    };
    let published = nurse.http.post("/v1/key-packages", &packages).await;
    assert_eq!(published.code(), Code::Unavailable);
    let left = leave(&patient, &nurse, InboxKind::Resend, KIB).await;
    assert_eq!(left.code(), Code::Unavailable);
    for _ in 0..3 {
        let (mut commit, key) = epoch.commit(&[]);
        commit.removal = true;
        commit.body = ByteBuf::from(vec![7; 20 * KIB]);
        epoch.begins(&mut commit, &key);
        let committed: Committed = patient.try_commit(&epoch, &commit).await.ok();
        epoch = epoch.next(committed.seq, key);
    }
}

#[tokio::test]
async fn a_removal_is_never_refused_for_space() {
    let world = World::with(|config| config.limits.group_bytes = 2_560).await;
    let patient = world.someone().await;
    let mut epoch = patient.create_group().await;
    for bytes in [640, 640, 640, 400] {
        let flooder = world.someone().await;
        flooder.prove(&epoch).await;
        flooder.append(&epoch, &"x".repeat(bytes)).await;
    }
    let more = patient.try_append(&epoch, vec![entry("x")]).await;
    assert_eq!(more.code(), Code::Quota, "a sixteenth is kept");
    epoch = patient.commit(&epoch).await;
    let (commit, _) = epoch.commit(&[]);
    let full = patient.try_commit(&epoch, &commit).await;
    assert_eq!(full.code(), Code::Quota, "for commits, and no more");
    let after = patient.removal(&epoch).await;
    let (mut again, _) = after.commit(&[]);
    again.removal = true;
    let _: Committed = patient.try_commit(&after, &again).await.ok();
}

/// Who comes too late with it, or once more, has as many as before.
#[tokio::test]
async fn a_removal_that_is_not_taken_counts_for_nothing() {
    let world = World::with(|config| {
        config.limits.group_bytes = 2_560;
        config.limits.rates.removals = Rate {
            burst: 2,
            per_second: 0.0,
        };
    })
    .await;
    let patient = world.someone().await;
    let before = patient.create_group().await;
    for bytes in [640, 640, 640, 400] {
        let flooder = world.someone().await;
        flooder.prove(&before).await;
        flooder.append(&before, &"x".repeat(bytes)).await;
    }
    let removal = |epoch: &Epoch| {
        let (mut commit, key) = epoch.commit(&[]);
        commit.removal = true;
        (commit, key)
    };
    let after = patient.removal(&before).await;
    for _ in 0..4 {
        let (late, _) = removal(&before);
        let stale = patient.try_commit(&before, &late).await;
        assert_eq!(stale.code(), Code::StaleEpoch);
    }
    let (commit, key) = removal(&after);
    for _ in 0..4 {
        let _: Committed = patient.try_commit(&after, &commit).await.ok();
    }
    let committed: Committed = patient.try_commit(&after, &commit).await.ok();
    let last = after.next(committed.seq, key);
    let (third, _) = removal(&last);
    let full = patient.try_commit(&last, &third).await;
    assert_eq!(
        full.code(),
        Code::Quota,
        "control: those that were taken count"
    );
}

#[tokio::test]
async fn all_guests_of_one_have_one_part_of_a_day() {
    let of_three = Rate {
        burst: 3,
        per_second: 1.0,
    };
    let world = World::with(|config| {
        config.limits.rates.tree_groups_by_day = of_three;
        config.limits.rates.tree_deposits_by_day = of_three;
    })
    .await;
    let (patient, other) = (world.someone().await, world.someone().await);
    let mut guests = Vec::new();
    for _ in 0..4 {
        guests.push(guest_of(&world, &patient).await);
    }
    let (last, first) = guests.split_last().expect("four");
    for guest in first {
        guest.create_group().await;
        let _: Done = leave(guest, &other, InboxKind::Resend, 1).await.ok();
    }
    let new = last.new_group(&last.key);
    let more = last.http.post("/v1/groups", &new).await;
    assert_eq!(more.code(), Code::RateLimited);
    let more = leave(last, &other, InboxKind::Resend, 1).await;
    assert_eq!(more.code(), Code::RateLimited);
    // Nobody else's.
    other.create_group().await;
    let _: Done = leave(&other, &patient, InboxKind::Resend, 1).await.ok();
    world.clock.advance(1_000);
    last.create_group().await;
}

#[tokio::test]
async fn bytes_have_a_rate_for_a_device_and_for_all_guests_of_one() {
    let rate = |burst| Rate {
        burst,
        per_second: 1.0,
    };
    let world = World::with(|config| {
        config.limits.rates.bytes = rate(1_000);
        config.limits.rates.tree_bytes_by_day = rate(4_000);
    })
    .await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let said = || vec![entry(&"x".repeat(900))];
    let mut guests = Vec::new();
    for _ in 0..5 {
        let guest = guest_of(&world, &patient).await;
        guest.prove(&epoch).await;
        guests.push(guest);
    }
    let (last, first) = guests.split_last().expect("five");
    for guest in first {
        assert_eq!(guest.try_append(&epoch, said()).await.status, 200);
    }
    let more = first[0].try_append(&epoch, said()).await;
    assert_eq!(more.code(), Code::RateLimited, "a device");
    let more = last.try_append(&epoch, said()).await;
    assert_eq!(more.code(), Code::RateLimited, "all that she invited");
    // What is decided goes all the same, and others are not in it.
    patient.removal(&epoch).await;
    let other = world.someone().await;
    let own = other.create_group().await;
    assert_eq!(other.try_append(&own, said()).await.status, 200);
}
