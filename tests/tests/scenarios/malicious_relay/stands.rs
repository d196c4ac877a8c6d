//! Each message says where its sender stood. Whoever was shown another log finds out from any honest
//! device, after a second look, and is told once.

use kith_core::{content::stand::Stand, hostile::Saying, store::timeline::messages::RowKind};
use kith_protocol::{
    api::{groups::Entry, sync::SyncRequest},
    cbor,
    ids::DeviceId,
};
use kith_tests::{Circle, Fate, MaliciousRelay, Person, World};

use super::scene::{entries, scene, talk_resumes, to};

/// What was told of the log itself.
async fn told(person: &Person) -> Vec<String> {
    let mut codes = person.codes(RowKind::Withheld).await;
    codes.extend(person.codes(RowKind::Healing).await);
    codes.retain(|code| ["shown-otherwise", "held-back", "handed-out"].contains(&code.as_str()));
    codes
}

async fn nothing_is_told(circle: &Circle) {
    for person in circle.everyone() {
        assert_eq!(told(person).await, [""; 0], "to {}", person.name);
    }
}

/// Says something and has it read by the other, not by the nurse. Answers where it stands.
async fn says_past_the_nurse(circle: &Circle, text: &str) -> u64 {
    circle.patient.writes(text).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.daughter.room().await.cursor
}

async fn answers(circle: &Circle, text: &str) {
    circle.daughter.writes(text).await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
}

#[tokio::test]
async fn what_is_left_out_for_one_is_found_by_what_another_says() {
    let (_world, circle, relay) = scene().await;
    let hidden = says_past_the_nurse(&circle, "Not the blue ones!").await;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        entries(answer).for_each(|page| page.retain(|entry| entry.seq != hidden));
    }));
    circle.nurse.syncs().await;
    // The control: nothing shows it before somebody speaks who has read it.
    nothing_is_told(&circle).await;
    for text in ["I saw.", "Did you?"] {
        answers(&circle, text).await;
    }
    assert_eq!(told(&circle.nurse).await, ["shown-otherwise"], "once");
    let rows = circle.nurse.sees().await;
    let row = rows.iter().find(|row| row.body == "shown-otherwise");
    assert_eq!(row.expect("a row").who, "Ana", "whom to ask");
    assert_eq!(told(&circle.patient).await, [""; 0]);
    assert_eq!(told(&circle.daughter).await, [""; 0]);
    relay.stops_lying();
    circle.all_sync().await;
    talk_resumes(&circle).await;
}

/// Leaves an entry out for one device until it looks again.
fn shows_at_the_second_look(relay: &MaliciousRelay, device: DeviceId, hidden: u64) {
    let mut looks = 0;
    relay.lies(to(device, move |answer| {
        for page in entries(answer) {
            looks += u32::from(page.iter().any(|entry| entry.seq == hidden));
            page.retain(|entry| looks > 1 || entry.seq != hidden);
        }
    }));
}

#[tokio::test]
async fn what_a_second_look_brings_alarms_nobody() {
    let (_world, circle, relay) = scene().await;
    let hidden = says_past_the_nurse(&circle, "Not the blue ones!").await;
    circle.daughter.writes("I saw.").await;
    circle.daughter.syncs().await;
    shows_at_the_second_look(&relay, circle.nurse.device().await, hidden);
    circle.nurse.syncs().await;
    let mut read = circle.nurse.reads().await;
    read.sort();
    assert_eq!(read, ["Ana: I saw.", "Marta: Not the blue ones!"]);
    nothing_is_told(&circle).await;
    relay.stops_lying();
    talk_resumes(&circle).await;
    nothing_is_told(&circle).await;
}

/// After it nothing of the epoch opens any more.
#[tokio::test]
async fn what_is_left_out_before_a_change_is_found_by_who_makes_it() {
    let (_world, circle, relay) = scene().await;
    let hidden = says_past_the_nurse(&circle, "Not the blue ones!").await;
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    shows_at_the_second_look(&relay, circle.nurse.device().await, hidden);
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Not the blue ones!"]);
    nothing_is_told(&circle).await;
    relay.stops_lying();
    talk_resumes(&circle).await;
    let hidden = says_past_the_nurse(&circle, "Nor the red ones!").await;
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        entries(answer).for_each(|page| page.retain(|entry| entry.seq != hidden));
    }));
    circle.nurse.syncs().await;
    assert_eq!(told(&circle.nurse).await, ["shown-otherwise"]);
    assert_eq!(
        circle.nurse.room().await.epoch,
        circle.daughter.room().await.epoch
    );
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn something_else_in_its_place_is_found() {
    let (_world, circle, relay) = scene().await;
    let hidden = says_past_the_nurse(&circle, "Not the blue ones!").await;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        for entry in entries(answer).flatten().filter(|e| e.seq == hidden) {
            entry.body.iter_mut().for_each(|byte| *byte ^= 1);
        }
    }));
    answers(&circle, "I saw.").await;
    assert_eq!(told(&circle.nurse).await, ["shown-otherwise"]);
    relay.stops_lying();
    talk_resumes(&circle).await;
}

/// The entries after the hidden one move up: no number is missing.
#[tokio::test]
async fn a_log_that_was_numbered_anew_is_found_and_read_again_when_the_lie_ends() {
    let (_world, circle, relay) = scene().await;
    let hidden = says_past_the_nurse(&circle, "Not the blue ones!").await;
    let closed = move |page: &mut Vec<Entry>| {
        page.retain(|entry| entry.seq != hidden);
        for entry in page.iter_mut().filter(|entry| entry.seq > hidden) {
            entry.seq -= 1;
        }
    };
    relay.lies(to(circle.nurse.device().await, move |answer| {
        entries(answer).for_each(closed);
    }));
    answers(&circle, "I saw.").await;
    assert_eq!(told(&circle.nurse).await.len(), 1);
    assert_eq!(circle.nurse.reads().await, ["Ana: I saw."]);
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn numbers_far_ahead_are_found_by_whoever_hears_of_them_and_end_with_the_lie() {
    let (_world, circle, relay) = scene().await;
    let from = circle.nurse.room().await.cursor;
    let nurse = circle.nurse.device().await;
    relay.filters(move |exchange| {
        let asked = exchange.asked::<SyncRequest>();
        if let Some(mut asked) = asked.filter(|_| exchange.device == Some(nurse)) {
            for cursor in asked.groups.iter_mut().filter(|c| c.after > from) {
                cursor.after -= 1_000;
            }
            exchange.request = cbor::encode(&asked);
        }
        Fate::Arrives
    });
    relay.lies(to(nurse, move |answer| {
        for update in answer.groups.iter_mut().filter(|u| u.head > from) {
            update.head += 1_000;
        }
        for entry in entries(answer).flatten().filter(|entry| entry.seq > from) {
            entry.seq += 1_000;
        }
    }));
    says_past_the_nurse(&circle, "Good morning.").await;
    circle.nurse.syncs().await;
    answers(&circle, "I saw.").await;
    assert_eq!(told(&circle.nurse).await.len(), 1);
    relay.stops_lying();
    for _ in 0..2 {
        circle.all_sync().await;
    }
    talk_resumes(&circle).await;
    // What was said under numbers that were true is all there.
    assert!(
        circle
            .nurse
            .reads()
            .await
            .contains(&"Ana: I saw.".to_owned())
    );
}

#[tokio::test]
async fn what_is_acknowledged_and_left_out_is_told_to_its_sender_until_it_comes() {
    let (_world, circle, relay) = scene().await;
    let from = circle.nurse.room().await.cursor;
    relay.lies(to(circle.nurse.device().await, move |answer| {
        for update in &mut answer.groups {
            update.entries.retain(|entry| entry.seq <= from);
        }
        answer.groups.retain(|update| !update.entries.is_empty());
    }));
    for text in ["The blue ones at noon.", "With water."] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
    }
    assert_eq!(told(&circle.nurse).await, ["held-back"], "once");
    relay.stops_lying();
    circle.nurse.syncs().await;
    assert_eq!(told(&circle.nurse).await, ["held-back", "handed-out"]);
    talk_resumes(&circle).await;
    assert_eq!(told(&circle.nurse).await, ["held-back", "handed-out"]);
    assert_eq!(told(&circle.patient).await, [""; 0]);
}

/// The control: what the relay no longer keeps it does not hold back.
#[tokio::test]
async fn what_was_forgotten_before_its_sender_saw_it_is_not_held_back() {
    let (world, circle, relay) = scene().await;
    let nurse = circle.nurse.device().await;
    let mut sent = false;
    relay.filters(move |exchange| {
        let hers = exchange.device == Some(nurse);
        sent |= hers && exchange.path.ends_with("/entries");
        match hers && sent && exchange.path == "/v1/sync" {
            true => Fate::Lost,
            false => Fate::Arrives,
        }
    });
    circle.nurse.writes("The blue ones at noon.").await;
    circle.nurse.tries_to_sync().await.expect_err("cut off");
    relay.behaves();
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    world.clock.advance_ms(31 * 24 * 60 * 60 * 1000);
    world.relay_forgets().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    nothing_is_told(&circle).await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Nadia: The blue ones at noon."]);
    }
    talk_resumes(&circle).await;
    nothing_is_told(&circle).await;
}

#[tokio::test]
async fn a_member_who_says_that_they_stood_elsewhere_costs_a_second_look_and_a_row() {
    let (_world, circle, _relay) = scene().await;
    let from = circle.daughter.room().await;
    for counter in [40, 41] {
        circle
            .daughter
            .says(Saying::Event {
                stand: Some(Stand {
                    node: from.node,
                    head: from.node,
                    seen: [7; 8],
                }),
                kind: 1,
                counter,
                previous: [0; 16],
                sent_at: 0,
                content: b"\xa1abbhi".to_vec(),
            })
            .await;
        circle.all_sync().await;
    }
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(told(person).await, ["shown-otherwise"]);
    }
    circle.nurse.writes("Never mind.").await;
    circle.all_sync().await;
    let last = circle.patient.reads().await.pop();
    assert_eq!(last.as_deref(), Some("Nadia: Never mind."));
}

/// Pages turned around and repeated, phones that were away, epochs that end, a relay that dies and one
/// that comes back from a backup: nobody is told of a fork.
#[tokio::test]
async fn nobody_is_told_of_what_was_no_lie() {
    let mut world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let mut flips = 0;
    relay.lies(move |exchange| {
        flips += 1;
        exchange.in_sync(|answer| {
            for page in entries(answer) {
                if flips % 2 == 0 {
                    page.reverse();
                }
                if flips % 3 == 0 {
                    page.extend(page.clone());
                }
            }
        });
    });
    for round in 0..12 {
        for person in circle.everyone() {
            person.writes(&format!("{round}")).await;
            person.syncs().await;
        }
        match round % 4 {
            1 => circle.daughter.renews_keys().await,
            2 => drop(circle.nurse.syncs().await),
            3 => {
                for text in 0..80 {
                    circle.patient.writes(&format!("{round}, {text}")).await;
                }
                circle.patient.syncs().await;
            }
            _ => {}
        }
    }
    relay.stops_lying();
    circle.all_sync().await;
    nothing_is_told(&circle).await;
    let backup = world.relay_is_backed_up();
    for person in circle.everyone() {
        person.writes("forgotten").await;
        person.syncs().await;
    }
    world.relay_is_restored(&backup).await;
    for _ in 0..3 {
        for person in circle.everyone() {
            person.writes("after").await;
        }
        circle.all_sync().await;
    }
    // Long after, all of them compare again.
    world.clock.advance_ms(4 * 24 * 60 * 60 * 1000);
    for _ in 0..3 {
        for person in circle.everyone() {
            person.writes("much later").await;
        }
        circle.all_sync().await;
    }
    nothing_is_told(&circle).await;
    talk_resumes(&circle).await;
}
