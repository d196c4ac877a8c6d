//! Whoever fills logs and inboxes leaves room for what puts them out.

use kith_protocol::{api::groups::Committed, problem::Code};
use kith_relay::config::Rate;

use crate::{
    crowds::guest_of,
    support::{World, entry},
};

#[tokio::test]
async fn a_removal_is_never_refused_for_space() {
    let world = World::with(|config| config.limits.group_bytes = 160).await;
    let (patient, flooder) = (world.someone().await, world.someone().await);
    let mut epoch = patient.create_group().await;
    flooder.prove(&epoch).await;
    flooder.append(&epoch, &"x".repeat(150)).await;
    let more = flooder.try_append(&epoch, vec![entry("x")]).await;
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

#[tokio::test]
async fn bytes_have_a_rate_for_a_device_and_for_all_guests_of_one() {
    let rate = |burst| Rate {
        burst,
        per_second: 1.0,
    };
    let world = World::with(|config| {
        config.limits.rates.bytes = rate(100);
        config.limits.rates.tree_bytes_by_day = rate(250);
    })
    .await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let said = || vec![entry(&"x".repeat(90))];
    let mut guests = Vec::new();
    for _ in 0..3 {
        let guest = guest_of(&world, &patient).await;
        guest.prove(&epoch).await;
        guests.push(guest);
    }
    assert_eq!(guests[0].try_append(&epoch, said()).await.status, 200);
    let more = guests[0].try_append(&epoch, said()).await;
    assert_eq!(more.code(), Code::RateLimited, "a device");
    assert_eq!(guests[1].try_append(&epoch, said()).await.status, 200);
    let more = guests[2].try_append(&epoch, said()).await;
    assert_eq!(more.code(), Code::RateLimited, "all that she invited");
    // What is decided goes all the same, and others are not in it.
    patient.removal(&epoch).await;
    let other = world.someone().await;
    let own = other.create_group().await;
    assert_eq!(other.try_append(&own, said()).await.status, 200);
}
