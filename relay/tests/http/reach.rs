//! Whoever was removed is told of nothing that comes after: not by a page, its head, a hint or a
//! refusal, and not on a branch that leads nowhere.

use kith_protocol::{
    api::{groups::Committed, sync::SyncAnswer},
    limits::MAX_NUMBER,
    problem::Code,
};
use kith_relay::clinic::NewClinic;

use crate::support::{Device, Epoch, World, entry, request};

/// The patient, someone whom she has removed, who holds a branch of their own too, and the epochs of
/// both.
async fn apart(world: &World) -> (Device, Epoch, Device, Epoch) {
    let (patient, removed) = (world.someone().await, world.someone().await);
    let first = patient.create_group().await;
    removed.prove(&first).await;
    let dead = removed.commit(&first).await;
    let (mut removal, key) = first.commit(&[dead.node]);
    removal.removal = true;
    let removal: Committed = patient.try_commit(&first, &removal).await.ok();
    (patient, first.next(removal.seq, key), removed, first)
}

#[tokio::test]
async fn who_was_removed_is_told_no_head() {
    let world = World::new().await;
    let (patient, now, removed, first) = apart(&world).await;
    let seen = removed.sync(first.group, 0).await.groups.remove(0);
    assert_eq!(seen.head, now.node, "the removal is theirs to see");
    for said in 1..=3 {
        patient.append(&now, "without them").await;
        let seen = removed.sync(first.group, 0).await.groups.remove(0);
        assert_eq!((seen.head, seen.entries.len()), (now.node, 2), "{said}");
        assert!(removed.sync(first.group, now.node).await.groups.is_empty());
        // Nor by a guess at where the log truly stands.
        for guess in 0..=said + 1 {
            let answer = removed.sync(first.group, now.node + guess).await;
            assert_eq!(answer.groups.is_empty(), guess == 0, "{said} {guess}");
        }
        let ahead = removed
            .sync(first.group, MAX_NUMBER - 1)
            .await
            .groups
            .remove(0);
        assert_eq!((ahead.head, ahead.first), (now.node, 1));
    }
    // Whoever is in sees them: control.
    let seen = patient.sync(first.group, 0).await.groups.remove(0);
    assert_eq!((seen.head, seen.entries.len()), (now.node + 3, 5));
    // Nor does a refusal tell.
    let problem = removed.try_append(&first, vec![entry("late")]).await;
    let text = String::from_utf8(problem.body.clone()).expect("JSON");
    assert_eq!(problem.code(), Code::StaleEpoch);
    assert!(!text.contains("head"), "{text}");
}

#[tokio::test]
async fn who_was_removed_gets_no_hint() {
    let world = World::new().await;
    let (patient, now, removed, first) = apart(&world).await;
    let mut hints = crate::waiting::events(&removed).await;
    let mut members = crate::waiting::events(&patient).await;
    for stream in [&mut hints, &mut members] {
        assert_eq!(crate::waiting::next(stream).await, ": listening\n\n");
    }
    patient.append(&now, "without them").await;
    let hint = format!("event: group\ndata: {}\n\n", first.group.to_hex());
    assert_eq!(crate::waiting::next(&mut members).await, hint, "control");
    // What comes next is what they may hear of, and nothing before.
    let own = removed.create_group().await;
    removed.append(&own, "mine").await;
    let hint = format!("event: group\ndata: {}\n\n", own.group.to_hex());
    assert_eq!(crate::waiting::next(&mut hints).await, hint);
}

#[tokio::test]
async fn a_device_of_another_clinic_proves_no_epoch() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "ours").await;
    let admin = world.admin();
    let other = NewClinic {
        name: "Another".into(),
        emergency: "112".into(),
        telephone: "030 555 0100".into(),
        hours: "always".into(),
        url: world.relay.url(),
        pin: None,
    };
    let clinic = admin.create(other).await.expect("made").clinic;
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let link = admin
        .invite_patient(clinic, day)
        .await
        .expect("issued")
        .link;
    admin.close().await;
    let mut elsewhere = Device::new(world.relay.url());
    elsewhere.enrol(&link).await;
    elsewhere.sign_in().await;
    assert!(!elsewhere.try_prove(&epoch).await);
    let answer: SyncAnswer = elsewhere.try_sync(&request(&[(epoch.group, 0)])).await.ok();
    assert!(answer.groups[0].entries.is_empty());
    let here = world.someone().await;
    assert!(here.try_prove(&epoch).await, "control");
}
