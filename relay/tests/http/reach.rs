//! Whoever was removed is told of nothing that comes after: not by a page, its head, a hint or a
//! refusal, and not on a branch that leads nowhere.

use kith_protocol::{
    api::{
        Done,
        groups::{Committed, Entry, MarkRemoval},
        sync::SyncAnswer,
    },
    ids::GroupId,
    limits::MAX_NUMBER,
    problem::Code,
};
use kith_relay::clinic::NewClinic;
use rusqlite::{Connection, params};

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

/// What months of commits on one branch come to, past the rates: each on the one before, by SQL.
fn commits_without_end(world: &World, branch: &Epoch, count: u64) {
    let path = world.home.path().join("data").join("relay.db");
    let mut conn = Connection::open(path).expect("opens");
    conn.busy_timeout(std::time::Duration::from_secs(30))
        .expect("waits");
    let tx = conn.transaction().expect("begins");
    let (gid, head): (i64, i64) = tx
        .query_row(
            "SELECT gid, head FROM groups WHERE id = ?1",
            [branch.group.0],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("found");
    let (count, node) = (count.cast_signed(), branch.node.cast_signed());
    let numbers = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3)";
    let parent = "CASE i WHEN 1 THEN ?4 ELSE ?2 + i - 1 END";
    let entries = format!(
        "{numbers} INSERT INTO entries (place, gid, request, id, node, at, body)
         SELECT (?1 << 32) + ?2 + i, ?1, randomblob(16), randomblob(16), {parent}, 1, x'00' FROM n"
    );
    let nodes = format!(
        "{numbers} INSERT INTO nodes (gid, node, parent, epoch, key, removal, last)
         SELECT ?1, ?2 + i, {parent}, i, randomblob(32), 0, ?2 + i + (i < ?3) FROM n"
    );
    for sql in [entries, nodes] {
        tx.execute(&sql, params![gid, head, count, node])
            .expect("added");
    }
    tx.execute(
        "UPDATE groups SET head = ?2 + ?3 WHERE gid = ?1",
        params![gid, head, count],
    )
    .expect("moved");
    tx.execute(
        "UPDATE nodes SET last = ?2 + 1 WHERE gid = ?1 AND node = ?3",
        params![gid, head, node],
    )
    .expect("moved");
    tx.commit().expect("written");
}

/// All that someone may read after a cursor, page by page.
async fn reads(device: &Device, group: GroupId, mut after: u64) -> Vec<Entry> {
    let mut all = Vec::new();
    for _ in 0..60 {
        let Some(update) = device.sync(group, after).await.groups.pop() else {
            return all;
        };
        let (more, last) = (update.more, update.entries.last().map(|entry| entry.seq));
        all.extend(update.entries);
        match last {
            Some(last) if more => after = last,
            _ => return all,
        }
    }
    panic!("it has no end")
}

#[tokio::test]
async fn commits_without_end_on_a_dead_branch_hide_nothing_from_those_who_stay() {
    let world = World::new().await;
    for count in [3, 20_001] {
        let (mut patient, now, removed, first) = apart(&world).await;
        let dead = removed.sync(first.group, 0).await.groups.remove(0).entries[0].seq;
        let dead = Epoch {
            node: dead,
            ..first.clone()
        };
        commits_without_end(&world, &dead, count);
        let nurse = world.someone().await;
        // Who was there before the removal, and reads all branches.
        let longest = world.someone().await;
        for (device, epoch) in [(&nurse, &now), (&longest, &now), (&longest, &first)] {
            device.prove(epoch).await;
        }
        // A commit of the patient's is one for all who read it, and she sees it herself.
        let next = patient.commit(&now).await;
        patient.append(&next, "heard").await;
        for device in [&nurse, &longest, &patient] {
            let read = reads(device, first.group, now.node).await;
            let commit = read.iter().find(|entry| entry.seq == next.node);
            let commit = commit.expect("shown");
            assert!(commit.commit.is_some(), "of {count}");
            device.prove(&next).await;
            let read = reads(device, first.group, next.node).await;
            assert!(read.iter().any(|entry| entry.body == b"heard"));
        }
        let last = nurse.removal(&next).await;
        nurse.append(&last, "said").await;
        patient.prove(&last).await;
        assert_eq!(patient.read(first.group, last.node).await, ["said"]);
        // Nor does it keep a removal from being marked, by who stands below it.
        patient.sign_in().await;
        patient.prove(&last).await;
        let path = format!("/v1/groups/{}/removals", first.group.to_hex());
        let mark = MarkRemoval { node: now.node };
        let _: Done = patient.http.post(&path, &mark).await.ok();
        // What comes after is not hers, as ever: control.
        let after = reads(&removed, first.group, now.node).await;
        assert!(after.iter().all(|entry| entry.seq != next.node));
    }
}
