//! Replayed, reordered, withheld, out of time.

use kith_core::{hostile::Attack, store::timeline::messages::RowKind};
use kith_protocol::{api::groups::Entry, limits::MAX_NUMBER};

use super::scene::{as_of, entries, scene, talk_resumes, to};

#[tokio::test]
async fn what_is_replayed_is_read_once() {
    let (_world, circle, relay) = scene().await;
    let mut seen: Vec<Entry> = Vec::new();
    relay.lies(to(circle.nurse.device().await, move |answer| {
        for page in entries(answer) {
            let again = seen.clone();
            seen.extend(page.iter().cloned());
            page.extend(again.iter().cloned());
            page.extend(again);
        }
    }));
    for text in ["one", "two", "three"] {
        circle.patient.writes(text).await;
        circle.all_sync().await;
    }
    assert_eq!(
        circle.nurse.reads().await,
        ["Marta: one", "Marta: two", "Marta: three"]
    );
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await, [""; 0]);
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn what_is_replayed_under_another_number_is_shown_as_unreadable() {
    let (_world, circle, relay) = scene().await;
    circle.patient.writes("once").await;
    let mut first: Option<Entry> = None;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        for page in entries(answer).filter(|page| !page.is_empty()) {
            let entry = first.get_or_insert_with(|| page[0].clone()).clone();
            let seq = page[page.len() - 1].seq + 1;
            page.push(Entry { seq, ..entry });
        }
    }));
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: once"]);
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await.len(), 1);
}

#[tokio::test]
async fn what_is_reordered_is_read_in_order() {
    let (_world, circle, relay) = scene().await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        entries(answer).for_each(|page| page.reverse());
    }));
    for text in ["one", "two", "three"] {
        circle.patient.writes(text).await;
    }
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    let said = ["Marta: one", "Marta: two", "Marta: three"];
    assert_eq!(circle.nurse.reads().await, said);
    assert_eq!(circle.nurse.codes(RowKind::Withheld).await, [""; 0]);
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn a_message_that_is_withheld_leaves_a_gap_that_shows() {
    let (_world, circle, relay) = scene().await;
    circle.patient.writes("before").await;
    circle.all_sync().await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        entries(answer).for_each(|page| page.retain(|entry| entry.seq % 2 == 0));
    }));
    for text in ["one", "two", "three", "four"] {
        circle.patient.writes(text).await;
    }
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    talk_resumes(&circle).await;
    assert!(!circle.nurse.codes(RowKind::Withheld).await.is_empty());
    assert_eq!(circle.daughter.codes(RowKind::Withheld).await, [""; 0]);
}

#[tokio::test]
async fn a_tail_that_is_withheld_is_shown_as_of_then() {
    let (world, circle, relay) = scene().await;
    let then = as_of(&circle.nurse).await;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        answer.groups.clear();
        answer.now = then;
    }));
    world.clock.advance_ms(60_000);
    circle.patient.writes("Do not take the blue ones!").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, [""; 0]);
    assert_eq!(as_of(&circle.nurse).await, then);
    relay.stops_lying();
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await.len(), 1);
    assert_eq!(as_of(&circle.nurse).await, then + 60_000);
    assert_eq!(circle.nurse.codes(RowKind::Withheld).await, [""; 0]);
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn what_stands_on_a_hidden_commit_waits_for_it() {
    let (world, circle, relay) = scene().await;
    let then = as_of(&circle.nurse).await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        entries(answer).for_each(|page| page.retain(|entry| entry.commit.is_none()));
    }));
    world.clock.advance_ms(60_000);
    circle.patient.writes("in the old epoch").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    circle.daughter.writes("in the new epoch").await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: in the old epoch"]);
    assert_eq!(as_of(&circle.nurse).await, then);
    relay.stops_lying();
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await.len(), 2);
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn a_commit_in_disguise_is_found_when_one_writes() {
    let (_world, circle, relay) = scene().await;
    relay.lies(to(circle.nurse.device().await, |answer| {
        for entry in entries(answer).flatten() {
            if entry.commit.is_some() {
                entry.node = 0;
            }
        }
    }));
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    circle.daughter.writes("Can you hear me?").await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, [""; 0], "deaf for now");
    talk_resumes(&circle).await;
    assert_eq!(circle.nurse.reads().await[0], "Ana: Can you hear me?");
}

#[tokio::test]
async fn lies_about_time_move_nothing() {
    let (_world, circle, relay) = scene().await;
    let mut times = [0, 1, MAX_NUMBER - 1].into_iter().cycle();
    relay.lies(move |exchange| {
        exchange.in_sync(|answer| {
            answer.now = times.next().expect("endless");
            for entry in entries(answer).flatten() {
                entry.at = times.next().expect("endless");
            }
        });
    });
    for text in ["one", "two"] {
        circle.patient.writes(text).await;
        circle.nurse.writes(text).await;
        circle.all_sync().await;
    }
    circle.daughter.attacks(Attack::AddStranger).await;
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(
            person.reads().await,
            ["Marta: one", "Nadia: one", "Marta: two", "Nadia: two"]
        );
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        assert_eq!(person.codes(RowKind::Alarm).await, ["stranger-added"]);
    }
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn times_that_no_store_can_hold_are_waited_out() {
    let (_world, circle, relay) = scene().await;
    relay.lies(|exchange| {
        exchange.in_sync(|answer| {
            answer.now = MAX_NUMBER - 1;
            for entry in entries(answer).flatten() {
                entry.at = MAX_NUMBER - 1;
            }
        });
    });
    circle.patient.writes("hello").await;
    for person in circle.everyone() {
        let _ = person.tries_to_sync().await;
    }
    relay.stops_lying();
    circle.all_sync().await;
    talk_resumes(&circle).await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await[0], "Marta: hello");
    }
}
