//! An epoch ends once, unless its commit is refused by those who read it: then the log branches.

use kith_protocol::{api::groups::Committed, limits::MAX_BRANCHES, problem::Code};

use crate::{
    crowds::guest_of,
    support::{World, entry},
};

#[tokio::test]
async fn a_second_commit_of_an_epoch_must_name_the_first() {
    let world = World::new().await;
    let (mallory, nurse) = (world.someone().await, world.someone().await);
    let epoch = mallory.create_group().await;
    nurse.prove(&epoch).await;
    let forged = mallory.commit(&epoch).await;

    let (honest, key) = epoch.commit(&[]);
    let problem = nurse.try_commit(&epoch, &honest).await.problem();
    assert_eq!(problem.code(), Some(Code::StaleEpoch));
    assert_eq!(problem.commits, [forged.node]);

    let (mut honest, _) = (honest, ());
    honest.supersedes = vec![forged.node];
    let committed: Committed = nurse.try_commit(&epoch, &honest).await.ok();
    let branch = epoch.next(committed.seq, key);
    nurse.append(&branch, "we go on").await;
    // Both branches stand in the log, each entry under the epoch that let it in.
    let entries = nurse.sync(epoch.group, 0).await.groups.remove(0).entries;
    let nodes: Vec<u64> = entries.iter().map(|entry| entry.node).collect();
    assert_eq!(nodes, [0, 0, branch.node]);
}

#[tokio::test]
async fn a_device_supersedes_an_epoch_once_and_branches_are_bounded() {
    let world = World::new().await;
    let mut devices = vec![world.someone().await];
    let epoch = devices[0].create_group().await;
    let mut commits = Vec::new();
    for n in 0..MAX_BRANCHES {
        if n > 0 {
            let device = world.someone().await;
            device.prove(&epoch).await;
            devices.push(device);
        }
        let (commit, _) = epoch.commit(&commits);
        let committed: Committed = devices[n].try_commit(&epoch, &commit).await.ok();
        commits.push(committed.seq);
        if n == 1 {
            let (again, _) = epoch.commit(&commits);
            let refused = devices[n].try_commit(&epoch, &again).await;
            assert_eq!(refused.code(), Code::TooManyBranches, "its second");
        }
    }
    let late = world.someone().await;
    late.prove(&epoch).await;
    let (commit, _) = epoch.commit(&commits);
    assert_eq!(
        late.try_commit(&epoch, &commit).await.code(),
        Code::TooManyBranches
    );
}

#[tokio::test]
async fn nobody_writes_with_the_key_of_another_epoch() {
    let world = World::new().await;
    let (patient, other) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    let next = patient.commit(&epoch).await;
    other.prove(&epoch).await;
    let refused = other.try_append(&next, vec![entry("without proof")]).await;
    assert_eq!(refused.status, 403);
    let mut forged = next.clone();
    forged.key = epoch.key.clone();
    assert!(!other.try_prove(&forged).await);
}

/// Control: who is none of theirs still goes on beside them, and so does whoever invited nobody.
#[tokio::test]
async fn guests_of_one_fill_no_epochs_branches() {
    let world = World::new().await;
    let (patient, nurse) = (world.someone().await, world.someone().await);
    let mallory = world.someone().await;
    let epoch = patient.create_group().await;
    let mut theirs = vec![mallory.clone()];
    for _ in 0..MAX_BRANCHES {
        theirs.push(guest_of(&world, &mallory).await);
    }
    let mut commits = Vec::new();
    for device in &theirs {
        device.prove(&epoch).await;
        for _ in 0..2 {
            let (commit, _) = epoch.commit(&commits);
            let answer = device.try_commit(&epoch, &commit).await;
            if answer.status == 200 {
                commits.push(answer.ok::<Committed>().seq);
            } else {
                assert_eq!(answer.code(), Code::TooManyBranches);
            }
        }
    }
    assert_eq!(
        commits.len(),
        4,
        "the first, her own, and two of her guests"
    );
    for device in [&nurse, &patient] {
        device.prove(&epoch).await;
        let (commit, _) = epoch.commit(&commits);
        let committed: Committed = device.try_commit(&epoch, &commit).await.ok();
        commits.push(committed.seq);
    }
    // Of hers one may fail to get it right, and another mends it.
    let daughters = [
        guest_of(&world, &patient).await,
        guest_of(&world, &patient).await,
    ];
    for daughter in &daughters {
        daughter.prove(&epoch).await;
        let (commit, _) = epoch.commit(&commits);
        let committed: Committed = daughter.try_commit(&epoch, &commit).await.ok();
        commits.push(committed.seq);
    }
}
