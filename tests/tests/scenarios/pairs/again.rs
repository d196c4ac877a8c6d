//! Who was out of the circle and is let in again talks alone again where they did.

use std::sync::{Arc, Mutex};

use kith_core::{Role, ids::ConversationId, rights::table::Audience, view::Standing};
use kith_protocol::api::inbox::{InboxItem, InboxKind};
use kith_tests::{Circle, World};

use super::{
    HOUR_MS, comes_to_be_over, is_over, is_quiet, listed, opens, pair_of, reads, row, says, sync,
    they_begin, they_talk,
};

async fn goes_on_without(circle: &Circle, name: &str) {
    let id = circle.patient.circle().await;
    let who = circle.patient.person(name).await;
    let gone = circle.patient.client.go_on_without(id, who).await;
    gone.expect("it is hers");
}

/// The daughter is let in again, and they talk alone again.
async fn let_in_again(world: &World, circle: &Circle, of: ConversationId) {
    world.clock.advance_ms(HOUR_MS);
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    sync(circle).await;
    assert_eq!(opens(circle, "Ana").await, of, "the same");
    for _ in 0..2 {
        sync(circle).await;
    }
    they_talk(circle, of, &circle.daughter).await;
    is_quiet([&circle.patient, &circle.daughter], of).await;
}

#[tokio::test]
async fn who_was_removed_and_is_let_in_again_talks_alone_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    says(&circle.patient, of, "Only you").await;
    says(&circle.daughter, of, "Mother?").await;
    circle.patient.removes(&circle.daughter).await;
    sync(&circle).await;
    is_over([&circle.patient, &circle.daughter], of).await;
    let_in_again(&world, &circle, of).await;
    // What was not sent is not said by itself.
    for (person, words) in [(&circle.patient, "Only you"), (&circle.daughter, "Mother?")] {
        let draft = pair_of(person).await.draft.expect("kept");
        assert_eq!(draft.body, words, "of {}", person.name);
        let read = reads(person, of).await;
        assert!(!read.iter().any(|said| said == words), "{read:?}");
    }
}

/// What both have said since the relay's backup is to be said over when she goes: of what was deleted, and of what has
/// other words by now, its place in the chain alone.
#[tokio::test]
async fn who_deleted_something_before_she_went_comes_in_again() {
    for deletes in [false, true] {
        let mut world = World::new().await;
        let circle = world.circle().await;
        let of = they_begin(&circle, &circle.daughter).await;
        let backup = world.relay_is_backed_up();
        says(&circle.daughter, of, "Mother?").await;
        says(&circle.patient, of, "Only you").await;
        sync(&circle).await;
        for (person, words) in [(&circle.daughter, "Mother?"), (&circle.patient, "Only you")] {
            let own = row(person, of, words).await;
            if deletes {
                let deleted = person.client.delete_for_everyone(own).await;
                deleted.expect("hers");
            }
        }
        let own = row(&circle.patient, of, "How was it?").await;
        let edited = circle.patient.client.edit(own, "How was she?").await;
        edited.expect("hers");
        sync(&circle).await;
        circle.patient.removes(&circle.daughter).await;
        world.relay_is_restored(&backup).await;
        comes_to_be_over(&circle, of).await;
        let_in_again(&world, &circle, of).await;
        for person in [&circle.patient, &circle.daughter] {
            assert!(pair_of(person).await.draft.is_none(), "of {}", person.name);
            let mut read = reads(person, of).await;
            read.sort();
            let said = ["Mother?", "Only you"].map(|words| if deletes { "" } else { words });
            for words in said {
                let at = read.iter().position(|read| read == words);
                read.remove(at.expect("said"));
            }
            assert_eq!(
                read,
                ["Fine.", "Fine.", "How was it?", "How was she?"],
                "of {}",
                person.name
            );
        }
    }
}

#[tokio::test]
async fn who_was_left_behind_and_is_let_in_again_talks_alone_again() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    goes_on_without(&circle, "Ana").await;
    for _ in 0..2 {
        sync(&circle).await;
    }
    assert_eq!(pair_of(&circle.patient).await.standing, Standing::Removed);
    assert_eq!(pair_of(&circle.daughter).await.standing, Standing::Member);
    says(&circle.daughter, of, "Does anybody hear me?").await;
    sync(&circle).await;
    let_in_again(&world, &circle, of).await;
    let read = reads(&circle.patient, of).await;
    assert!(!read.contains(&"Does anybody hear me?".to_owned()));
}

/// The same of both of her rooms, where one of the staff comes back.
#[tokio::test]
async fn one_of_the_staff_who_was_left_behind_comes_back_into_both_rooms() {
    let world = World::new().await;
    let circle = world.circle().await;
    goes_on_without(&circle, "Nadia").await;
    for _ in 0..2 {
        sync(&circle).await;
    }
    world.clock.advance_ms(HOUR_MS);
    circle
        .patient
        .lets_in(&circle.nurse, Role::Clinician, "")
        .await;
    for _ in 0..2 {
        sync(&circle).await;
    }
    for audience in Audience::SHARED {
        let words = format!("to {audience:?}");
        circle.patient.writes_to(audience, &words).await;
        sync(&circle).await;
        let read = circle.nurse.reads().await;
        assert!(read.contains(&format!("Marta: {words}")), "{read:?}");
    }
}

/// What a relay does with the first Welcome that it holds back of somebody's.
#[derive(Default)]
struct Held {
    welcome: Option<InboxItem>,
    shows: bool,
}

/// Nothing of the circle is shown to who answers a new link that is older than it: not a Welcome that the relay
/// held back since before they left.
#[tokio::test]
async fn a_welcome_that_was_held_back_since_before_leads_nobody_in() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let ana = circle.daughter.device().await;
    let held: Arc<Mutex<Held>> = Arc::default();
    let holds = Arc::clone(&held);
    relay.lies(move |exchange| {
        if exchange.device != Some(ana) {
            return;
        }
        let mut held = holds.lock().expect("kept");
        exchange.in_sync(|answer| {
            let mut welcomes = answer.inbox.iter();
            let first = welcomes.find(|item| item.kind == InboxKind::Welcome);
            held.welcome = held.welcome.take().or(first.cloned());
            let Some(welcome) = held.welcome.clone() else {
                return;
            };
            answer.inbox.retain(|item| item.seq != welcome.seq);
            if std::mem::take(&mut held.shows) {
                let seq = answer.inbox.iter().map(|item| item.seq).max();
                let seq = seq.unwrap_or(welcome.seq + 1_000) + 1;
                answer.inbox.push(InboxItem { seq, ..welcome });
            }
        });
    });
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    circle.patient.removes(&circle.daughter).await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "son").await;
    sync(&circle).await;
    world.clock.advance_ms(HOUR_MS);
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    sync(&circle).await;
    held.lock().expect("kept").shows = true;
    circle.daughter.syncs().await;
    assert!(!held.lock().expect("kept").shows, "it was shown");
    let rows = listed(&circle.daughter).await;
    assert!(rows.iter().all(|row| row.with.is_none()), "it is over");
    relay.stops_lying();
    // When they do talk alone, above all that the newer link has told of, she comes.
    assert_eq!(opens(&circle, "Ana").await, of);
    for _ in 0..2 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
}
