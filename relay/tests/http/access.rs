//! Who reads what: the key of an epoch opens the log up to and including the next removal.

use kith_protocol::api::{Done, groups::MarkRemoval, sync::Access};

use crate::support::{Device, Epoch, World};

async fn member(world: &World, epoch: &Epoch) -> Device {
    let device = world.someone().await;
    device.prove(epoch).await;
    device
}

#[tokio::test]
async fn a_stranger_reads_nothing() {
    let world = World::new().await;
    let (patient, stranger) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    patient.append(&epoch, "private").await;
    let update = stranger.sync(epoch.group, 0).await.groups.remove(0);
    assert_eq!(update.access, Access::Unproven);
    assert!(update.entries.is_empty());
}

#[tokio::test]
async fn an_older_key_reads_on_until_a_removal_and_not_beyond() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let daughter = member(&world, &first).await;
    let second = patient.commit(&first).await;
    patient.append(&second, "still for all").await;
    let third = patient.removal(&second).await;
    patient.append(&third, "without her").await;
    assert_eq!(
        daughter.read(first.group, 0).await,
        ["commit", "still for all", "commit"]
    );
    assert_eq!(patient.read(first.group, 0).await.len(), 4);
}

#[tokio::test]
async fn a_false_mark_shuts_nobody_out_of_the_other_branch() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let (mallory, nurse) = (member(&world, &first).await, member(&world, &first).await);
    let forged = mallory.removal(&first).await;
    let (honest, key) = first.commit(&[forged.node]);
    let seq = nurse
        .try_commit(&first, &honest)
        .await
        .ok::<kith_protocol::api::groups::Committed>()
        .seq;
    nurse.append(&first.next(seq, key), "we go on").await;
    assert_eq!(
        patient.read(first.group, 0).await,
        ["commit", "commit", "we go on"]
    );
}

#[tokio::test]
async fn any_member_may_add_a_missing_mark() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let removed = member(&world, &first).await;
    let second = patient.commit(&first).await;
    let path = format!("/v1/groups/{}/removals", first.group.to_hex());
    let mark = MarkRemoval { node: second.node };
    assert_eq!(removed.http.post(&path, &mark).await.status, 403);
    let _: Done = patient.http.post(&path, &mark).await.ok();
    patient.append(&second, "closed now").await;
    assert_eq!(removed.read(first.group, 0).await, ["commit"]);
}
