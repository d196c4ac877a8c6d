//! Group logs: order, repetition, ended epochs.

use std::collections::BTreeSet;

use kith_protocol::{
    api::{
        groups::{
            Appended, Commit, Committed, EpochName, FindNodes, FoundNode, FoundNodes, NewEntry,
            commit_digest,
        },
        sync::SyncAnswer,
    },
    ids::RequestId,
    limits::{MAX_APPEND, MAX_ENTRY},
    problem::Code,
    signed::public_key,
};
use serde_bytes::ByteBuf;

use crate::support::{Epoch, World, entry, request};

#[tokio::test]
async fn a_message_comes_back_as_it_went_in() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    assert_eq!(patient.append(&epoch, "hello").await, 1);
    assert_eq!(patient.append(&epoch, "how are you?").await, 2);
    assert_eq!(
        patient.read(epoch.group, 0).await,
        ["hello", "how are you?"]
    );
    assert_eq!(patient.read(epoch.group, 1).await, ["how are you?"]);
    assert!(patient.sync(epoch.group, 2).await.groups.is_empty());
}

#[tokio::test]
async fn the_same_request_gets_the_same_answer_even_after_its_epoch() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let message = entry("once");
    let send = || patient.try_append(&epoch, vec![message.clone()]);
    let first: Appended = send().await.ok();
    let next = patient.commit(&epoch).await;
    assert_eq!(next.node, 2);
    assert_eq!(send().await.ok::<Appended>(), first);
    let mut other = message.clone();
    other.body = ByteBuf::from("twice");
    let refused = patient.try_append(&epoch, vec![other]).await;
    assert_eq!(refused.code(), Code::IdempotencyMismatch);
}

#[tokio::test]
async fn a_message_for_an_ended_epoch_is_told_what_ended_it() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "first").await;
    let next = patient.commit(&epoch).await;
    patient.append(&next, "second").await;
    let problem = patient
        .try_append(&epoch, vec![entry("late")])
        .await
        .problem();
    assert_eq!(problem.code(), Some(Code::StaleEpoch));
    assert_eq!(problem.epoch, Some(0));
    assert_eq!(problem.commits, [2]);
    assert_eq!(
        patient.read(epoch.group, 0).await,
        ["first", "commit", "second"]
    );
}

#[tokio::test]
async fn many_who_write_at_once_leave_no_gap() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let device = world.someone().await;
        device.prove(&epoch).await;
        let epoch = epoch.clone();
        writers.spawn(async move {
            let mut own = Vec::new();
            for _ in 0..25 {
                own.push(device.append(&epoch, "at once").await);
            }
            assert!(own.is_sorted(), "in the order of their sending");
            own
        });
    }
    let all: Vec<u64> = writers.join_all().await.into_iter().flatten().collect();
    let distinct: BTreeSet<u64> = all.iter().copied().collect();
    assert_eq!(distinct, (1..=200).collect());
    let entries = patient.sync(epoch.group, 0).await.groups.remove(0).entries;
    let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, (1..=200).collect::<Vec<_>>());
    assert!(entries.is_sorted_by_key(|entry| entry.at));
}

#[tokio::test]
async fn several_messages_are_stored_together_or_not_at_all() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let messages: Vec<NewEntry> = ["one", "two", "three"].map(entry).into();
    let first: Appended = patient
        .try_append(&epoch, messages[..1].to_vec())
        .await
        .ok();
    let all: Appended = patient.try_append(&epoch, messages.clone()).await.ok();
    assert_eq!(
        all.placed[0], first.placed[0],
        "known ones keep their place"
    );
    let seqs: Vec<u64> = all.placed.iter().map(|placed| placed.seq).collect();
    assert_eq!(seqs, [1, 2, 3]);
    let changed = NewEntry {
        id: messages[2].id,
        body: ByteBuf::from("other"),
    };
    let refused = patient
        .try_append(&epoch, vec![entry("four"), changed])
        .await;
    assert_eq!(refused.code(), Code::IdempotencyMismatch);
    assert_eq!(patient.read(epoch.group, 0).await, ["one", "two", "three"]);
}

#[tokio::test]
async fn the_time_of_a_log_never_falls() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "now").await;
    world.clock.set(crate::support::NOW - 60_000);
    patient.append(&epoch, "a minute back").await;
    let entries = patient.sync(epoch.group, 0).await.groups.remove(0).entries;
    assert_eq!(entries[1].at, entries[0].at);
}

#[tokio::test]
async fn a_repeated_commit_is_answered_as_before_and_another_body_is_not() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let (commit, _) = epoch.commit(&[]);
    let first = patient.try_commit(&epoch, &commit).await;
    let again = patient.try_commit(&epoch, &commit).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.body, again.body);
    let (_, other) = epoch.commit(&[]);
    let mut changed = commit.clone();
    epoch.begins(&mut changed, &other);
    let refused = patient.try_commit(&epoch, &changed).await;
    assert_eq!(refused.code(), Code::IdempotencyMismatch);
    let message = NewEntry {
        id: commit.id,
        body: commit.body.clone(),
    };
    let refused = patient.try_append(&epoch, vec![message]).await;
    assert_eq!(refused.code(), Code::IdempotencyMismatch);
}

#[tokio::test]
async fn pages_follow_one_another_and_say_when_more_comes() {
    let world = World::with(|config| config.limits.answer_bytes = 4_000).await;
    let patient = world.someone().await;
    let (first, second) = (patient.create_group().await, patient.create_group().await);
    let long = "x".repeat(1_000);
    for epoch in [&first, &second] {
        for _ in 0..5 {
            patient.append(epoch, &long).await;
        }
    }
    let mut cursors = [(first.group, 0), (second.group, 0)];
    let (mut read, mut rounds) = (0, 0);
    loop {
        let mut page = request(&cursors);
        page.max_page = 2;
        let answer: SyncAnswer = patient.try_sync(&page).await.ok();
        for update in &answer.groups {
            let cursor = cursors.iter_mut().find(|cursor| cursor.0 == update.group);
            let cursor = cursor.expect("one that was asked for");
            assert!(update.entries.len() <= 2);
            read += update.entries.len();
            cursor.1 = update.entries.last().map_or(cursor.1, |entry| entry.seq);
            assert_eq!(update.more, cursor.1 < update.head);
        }
        rounds += 1;
        if answer.groups.is_empty() {
            break;
        }
    }
    assert_eq!(read, 10);
    assert!(rounds >= 4, "no answer holds more than allowed");
}

#[tokio::test]
async fn what_is_too_long_or_too_many_is_over_the_limit() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let long = NewEntry {
        id: RequestId([1; 16]),
        body: vec![0; MAX_ENTRY + 1].into(),
    };
    let refused = patient.try_append(&epoch, vec![long]).await;
    assert_eq!(refused.code(), Code::OverLimit);
    let many = vec![entry("x"); MAX_APPEND + 1];
    let refused = patient.try_append(&epoch, many).await;
    assert_eq!(refused.code(), Code::OverLimit);
}

/// Ids are known to everyone who reads a log, and can be guessed where they are made of what all know.
#[tokio::test]
async fn nobody_takes_or_asks_for_the_ids_of_another() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let (member, left) = (world.someone().await, world.someone().await);
    member.prove(&epoch).await;
    left.prove(&epoch).await;
    let under = |id: u8, body: &str| NewEntry {
        id: RequestId([id; 16]),
        ..entry(body)
    };
    // Someone who is in now, and someone who was, on a branch that leads nowhere.
    member
        .try_append(&epoch, vec![under(1, "junk")])
        .await
        .ok::<Appended>();
    let (dead, key) = epoch.commit(&[]);
    let seq = member.try_commit(&epoch, &dead).await.ok::<Committed>().seq;
    let branch = epoch.next(seq, key);
    let (live, key) = epoch.commit(&[seq]);
    let live_seq = patient
        .try_commit(&epoch, &live)
        .await
        .ok::<Committed>()
        .seq;
    let now = epoch.next(live_seq, key);
    member
        .try_append(&branch, vec![under(2, "junk")])
        .await
        .ok::<Appended>();
    let said = [under(1, "one"), under(2, "two"), under(3, "three")];
    let placed = patient
        .try_append(&now, said.to_vec())
        .await
        .ok::<Appended>()
        .placed;
    // Whoever knows or guesses what was said is told nothing of where and when it was.
    for entry in said {
        let asked = left.try_append(&now, vec![entry]).await;
        assert_eq!(asked.code(), Code::BadProof);
    }
    let again = patient.try_append(&now, vec![under(1, "one")]).await;
    assert_eq!(
        again.ok::<Appended>().placed,
        placed[..1],
        "their own they know"
    );
    let other = patient.try_append(&now, vec![under(1, "another")]).await;
    assert_eq!(other.code(), Code::IdempotencyMismatch);
}

/// To everyone else it is noise, and bytes.
#[tokio::test]
async fn the_id_of_a_message_is_told_to_its_sender_alone() {
    let world = World::new().await;
    let (patient, member) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    member.prove(&epoch).await;
    let said = entry("one");
    let body = vec![said.clone()];
    patient.try_append(&epoch, body).await.ok::<Appended>();
    let (commit, _) = epoch.commit(&[]);
    patient.try_commit(&epoch, &commit).await.ok::<Committed>();
    let told = |answer: SyncAnswer| {
        let ids = answer.groups[0].entries.iter().map(|entry| entry.id);
        ids.collect::<Vec<_>>()
    };
    assert_eq!(
        told(patient.sync(epoch.group, 0).await),
        [Some(said.id), Some(commit.id)]
    );
    assert_eq!(
        told(member.sync(epoch.group, 0).await),
        [None, Some(commit.id)]
    );
}

/// Nobody makes their epoch answer to the key of another's.
#[tokio::test]
async fn a_key_names_one_epoch_of_a_log() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let second = patient.commit(&first).await;
    patient.prove(&second).await;
    for known in [&first, &second] {
        let (mut commit, _) = second.commit(&[]);
        second.begins(&mut commit, &known.key);
        let refused = patient.try_commit(&second, &commit).await;
        assert_eq!(refused.code(), Code::Exists, "{}", known.node);
    }
    // The control: of another log it is taken.
    let elsewhere = world.someone().await.create_group().await;
    let (mut commit, _) = second.commit(&[]);
    second.begins(&mut commit, &elsewhere.key);
    assert_eq!(patient.try_commit(&second, &commit).await.status, 200);
}

/// Who has read of a key, by the relay's word or in a log that it has forgotten since, begins no epoch under it.
#[tokio::test]
async fn a_commit_shows_that_its_maker_has_the_key_of_the_epoch_that_it_begins() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let second = patient.commit(&first).await;
    let (taken, key) = second.commit(&[]);
    let refused = async |commit: &Commit| {
        let answer = patient.try_commit(&second, commit).await;
        assert_eq!(answer.code(), Code::BadProof);
    };
    // Under the key of another, by one's own word.
    let (mut commit, _) = second.commit(&[]);
    commit.next_key = taken.next_key;
    refused(&commit).await;
    // By what they said of something else: other bytes, a commit of another epoch, of another group.
    let (mut commit, _) = second.commit(&[]);
    commit.body = ByteBuf::from("another");
    (commit.next_key, commit.proof) = (taken.next_key, taken.proof);
    refused(&commit).await;
    let mut elsewhere = taken.clone();
    first.begins(&mut elsewhere, &key);
    refused(&elsewhere).await;
    let other = patient.create_group().await;
    let (group, node) = (other.group, second.node);
    let there = Epoch {
        group,
        node,
        key: second.key.clone(),
    };
    there.begins(&mut elsewhere, &key);
    refused(&elsewhere).await;
    assert_eq!(patient.append(&second, "the epoch goes on").await, 2);
    // The control: its maker's, and once more by whoever brings it.
    let committed: Committed = patient.try_commit(&second, &taken).await.ok();
    let member = world.someone().await;
    member.prove(&second).await;
    let again: Committed = member.try_commit(&second, &taken).await.ok();
    assert_eq!(again, committed);
}

/// Who comes back to a log that was set back sees whether an epoch was begun by the commit that they know.
#[tokio::test]
async fn where_an_epoch_stands_is_told_with_the_digest_of_its_commit() {
    let world = World::new().await;
    let patient = world.someone().await;
    let first = patient.create_group().await;
    let (commit, key) = first.commit(&[]);
    let Committed { seq, .. } = patient.try_commit(&first, &commit).await.ok();
    let name = |key| EpochName {
        key: public_key(key),
        group: first.group,
    };
    let find = FindNodes {
        epochs: vec![name(&first.key), name(&key), name(&patient.key)],
    };
    let found: FoundNodes = patient.http.post("/v1/nodes", &find).await.ok();
    let (node, digest) = (seq, Some(commit_digest(&commit.body)));
    let begun = FoundNode {
        node,
        commit: digest,
    };
    let made = FoundNode {
        node: 0,
        commit: None,
    };
    assert_eq!(found.nodes, [Some(made), Some(begun), None]);
}
