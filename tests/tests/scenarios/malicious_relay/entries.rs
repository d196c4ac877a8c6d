//! Entries of another group, another epoch, with another mark, key or name.

use std::sync::{Arc, Mutex};

use super::scene::{as_of, entries, scene, talk_resumes, to};
use kith_core::{
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::{
    api::{
        groups::{Commit, CommitInfo, Committed, Entry},
        sync::{Access, GroupUpdate},
    },
    ids::RequestId,
    problem::Code,
};
use kith_tests::Fate;
use tokio::sync::watch;

#[tokio::test]
async fn two_epochs_for_two_devices_come_together_when_the_lie_ends() {
    let (_world, circle, relay) = scene().await;
    circle.patient.removes(&circle.daughter).await;
    // Only the patient ever sees her commit in the log.
    let patient = circle.patient.device().await;
    let group = circle.patient.room().await.group;
    let seq = circle.patient.room().await.cursor + 1;
    let kept: Arc<Mutex<Option<Entry>>> = Arc::default();
    let (keep, show) = (Arc::clone(&kept), kept);
    relay.filters(move |exchange| {
        if exchange.device != Some(patient) || !exchange.path.contains(&group.to_hex()) {
            return Fate::Arrives;
        }
        let Some(commit) = exchange.asked::<Commit>() else {
            return Fate::Arrives;
        };
        *keep.lock().expect("unpoisoned") = Some(Entry {
            at: 1_799_049_600_000,
            body: commit.body,
            commit: Some(CommitInfo {
                next_key: commit.next_key,
                removal: commit.removal,
            }),
            id: Some(commit.id),
            node: commit.parent,
            seq,
        });
        Fate::Swallowed
    });
    relay.lies(move |exchange| {
        let Some(entry) = show.lock().expect("unpoisoned").clone() else {
            return;
        };
        if exchange.status == 0 {
            exchange.answers(&Committed { at: entry.at, seq });
        } else if exchange.device == Some(patient) {
            exchange.in_sync(|answer| {
                for update in answer.groups.iter_mut().filter(|u| u.group == group) {
                    update.entries.retain(|entry| entry.seq < seq);
                    update.entries.push(entry.clone());
                }
                if !answer.groups.iter().any(|update| update.group == group) {
                    answer.groups.push(GroupUpdate {
                        head: seq,
                        more: false,
                        first: 1,
                        group,
                        access: Access::Member,
                        entries: vec![entry.clone()],
                    });
                }
            });
        }
    });
    let _ = circle.patient.tries_to_sync().await;
    assert_eq!(circle.patient.sees_people().await, ["Marta", "Nadia"]);
    relay.stops_lying();
    circle.nurse.writes("Good morning, all three.").await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    // Those whom it did not lie to are as they were.
    assert_eq!(
        circle.daughter.reads().await,
        ["Nadia: Good morning, all three."]
    );
    assert_eq!(circle.nurse.sees_people().await, ["Ana", "Marta", "Nadia"]);
    // The log is shorter than what the patient was shown of it: she brings her commit to it, and
    // her words reach nobody whom she removed.
    circle.patient.writes("Nadia, only between us.").await;
    let _ = circle.patient.tries_to_sync().await;
    let last = circle.patient.sees().await.pop().expect("a row");
    assert_eq!(last.state, MessageState::Sent);
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.nurse.reads().await.len(), 2);
    assert_eq!(circle.daughter.reads().await.len(), 1);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    assert_eq!(
        circle.patient.room().await.epoch,
        circle.nurse.room().await.epoch
    );
}

#[tokio::test]
async fn one_groups_log_is_not_anothers() {
    let (_world, circle, relay) = scene().await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        if let [first, second] = answer.groups.as_mut_slice() {
            std::mem::swap(&mut first.entries, &mut second.entries);
        }
    }));
    circle.patient.writes("for everyone").await;
    circle
        .patient
        .writes_to(Audience::Care, "not for Ana")
        .await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, [""; 0]);
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    relay.stops_lying();
    // What was hidden comes first; then everyone talks.
    circle.all_sync().await;
    talk_resumes(&circle).await;
    let daughter = circle.daughter.reads().await;
    assert!(daughter.iter().all(|line| !line.contains("not for Ana")));
}

#[tokio::test]
async fn a_dropped_removal_opens_nothing_to_who_was_removed() {
    let (_world, circle, relay) = scene().await;
    let then = as_of(&circle.nurse).await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        for page in entries(answer) {
            if let Some(at) = page.iter().position(|entry| entry.commit.is_some()) {
                page.truncate(at);
            }
        }
    }));
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    circle.nurse.writes("Does she still listen?").await;
    let _ = circle.nurse.tries_to_sync().await;
    let last = circle.nurse.sees().await.pop().expect("a row");
    assert_eq!(last.state, MessageState::Queued, "it waits, and shows it");
    assert!(as_of(&circle.nurse).await >= then);
    relay.stops_lying();
    circle.all_sync().await;
    assert_eq!(
        circle.patient.reads().await,
        ["Nadia: Does she still listen?"]
    );
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

#[tokio::test]
async fn a_removal_mark_that_the_relay_hides_is_made_again() {
    let (_world, circle, relay) = scene().await;
    relay.lies(|exchange| {
        exchange.in_sync(|answer| {
            for entry in entries(answer).flatten() {
                if let Some(commit) = &mut entry.commit {
                    commit.removal = !commit.removal;
                }
            }
        });
    });
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.nurse.writes("The two of us.").await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await, ["Nadia: The two of us."]);
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

/// A mark that is refused, or comes too often, holds up nothing; what came too often is made later.
#[tokio::test]
async fn a_removal_mark_that_is_refused_holds_up_nothing() {
    for code in [Code::NotFound, Code::RateLimited] {
        let (world, circle, relay) = scene().await;
        relay.lies(|exchange| {
            exchange.in_sync(|answer| {
                for entry in entries(answer).flatten() {
                    if let Some(commit) = &mut entry.commit {
                        commit.removal = false;
                    }
                }
            });
        });
        let (marks, made) = watch::channel(0);
        relay.filters(move |exchange| {
            if !exchange.path.ends_with("/removals") {
                return Fate::Arrives;
            }
            marks.send_modify(|made| *made += 1);
            exchange.is_refused(code)
        });
        circle.patient.removes(&circle.daughter).await;
        circle.patient.writes("The two of us.").await;
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
        assert_eq!(circle.nurse.reads().await, ["Marta: The two of us."]);
        let before = *made.borrow();
        assert!(before > 0);
        // No time was named: a second.
        world.clock.advance_ms(1_001);
        circle.nurse.syncs().await;
        assert_eq!(*made.borrow() > before, code == Code::RateLimited);
    }
}

#[tokio::test]
async fn ones_own_commit_is_known_by_its_bytes() {
    let (_world, circle, relay) = scene().await;
    let mut number = 0u8;
    relay.lies(move |exchange| {
        exchange.in_sync(|answer| {
            for entry in entries(answer).flatten() {
                number = number.wrapping_add(1);
                entry.id = Some(RequestId([number; 16]));
            }
        });
    });
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    relay.stops_lying();
    circle.nurse.writes("The two of us.").await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await, ["Nadia: The two of us."]);
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, [""; 0]);
}
