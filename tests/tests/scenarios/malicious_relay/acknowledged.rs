//! "I have it", says the relay, and leaves it out of the log.

use kith_core::{
    Role,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::{
    api::groups::{Append, Appended, Placed},
    ids::DeviceId,
    problem::Code,
};
use kith_tests::{Circle, Exchange, Fate, MaliciousRelay, Person};

use super::scene::{scene, talk_resumes};

/// Says of what this device hands in that it is taken, and forgets it.
fn drops(exchange: &mut Exchange, device: DeviceId) -> bool {
    let asked = exchange
        .asked::<Append>()
        .filter(|_| exchange.device == Some(device) && exchange.path.ends_with("/entries"));
    let Some(append) = asked else {
        return false;
    };
    let placed = append
        .entries
        .iter()
        .map(|_| Placed {
            at: 1,
            seq: 1 << 40,
        })
        .collect();
    exchange.answers(&Appended { placed });
    true
}

/// Of all that this device hands in, from now on.
fn drops_all(relay: &MaliciousRelay, device: DeviceId) {
    relay.filters(move |exchange| {
        if drops(exchange, device) {
            Fate::Swallowed
        } else {
            Fate::Arrives
        }
    });
}

async fn all_read(circle: &Circle, said: &[&str]) {
    for person in circle.everyone() {
        assert_eq!(person.reads().await, said, "as {} sees it", person.name);
    }
}

/// Whatever they have from this person counts as sent.
async fn all_is_sent(person: &Person) {
    let rows = person.sees().await;
    let own = rows.iter().filter(|row| row.who == person.name);
    for row in own.filter(|row| row.kind == RowKind::Text) {
        assert_eq!(row.state, MessageState::Sent, "{}", row.body);
    }
}

async fn settle(circle: &Circle) {
    for _ in 0..4 {
        circle.all_sync().await;
    }
}

#[tokio::test]
async fn what_is_acknowledged_and_never_shown_is_said_again_when_its_epoch_ends() {
    let (_world, circle, relay) = scene().await;
    drops_all(&relay, circle.nurse.device().await);
    circle.nurse.writes("The blue ones at noon.").await;
    circle.nurse.syncs().await;
    all_is_sent(&circle.nurse).await;
    relay.stops_lying();
    circle.all_sync().await;
    // The control: until then nobody else has it. Who wrote it is told.
    assert_eq!(circle.patient.reads().await, [""; 0]);
    assert_eq!(circle.nurse.codes(RowKind::Withheld).await, ["held-back"]);
    circle.daughter.renews_keys().await;
    settle(&circle).await;
    all_read(&circle, &["Nadia: The blue ones at noon."]).await;
    all_is_sent(&circle.nurse).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.codes(RowKind::Withheld).await, [""; 0]);
    }
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn what_is_hidden_from_its_sender_alone_is_read_once() {
    let (_world, circle, relay) = scene().await;
    let nurse = circle.nurse.device().await;
    relay.lies(super::scene::to(nurse, |answer| {
        super::scene::entries(answer).for_each(|page| page.retain(|entry| entry.commit.is_some()));
    }));
    circle.nurse.writes("The blue ones at noon.").await;
    circle.nurse.syncs().await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    settle(&circle).await;
    all_read(&circle, &["Nadia: The blue ones at noon."]).await;
    all_is_sent(&circle.nurse).await;
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn what_is_acknowledged_and_left_out_is_had_from_its_sender() {
    let (_world, circle, relay) = scene().await;
    circle.nurse.writes("one").await;
    circle.all_sync().await;
    drops_all(&relay, circle.nurse.device().await);
    circle.nurse.writes("two").await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    circle.nurse.writes("three").await;
    settle(&circle).await;
    all_read(&circle, &["Nadia: one", "Nadia: two", "Nadia: three"]).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.codes(RowKind::Withheld).await, ["gap"]);
        assert!(!person.sees().await.iter().any(|row| row.body == "gone"));
    }
    all_is_sent(&circle.nurse).await;
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn a_restart_that_the_relay_forces_hides_nothing_that_it_acknowledged() {
    let (_world, circle, relay) = scene().await;
    circle.nurse.writes("one").await;
    circle.all_sync().await;
    let nurse = circle.nurse.device().await;
    let mut dropped = false;
    relay.filters(move |exchange| {
        if exchange.device != Some(nurse) || !exchange.path.ends_with("/entries") {
            return Fate::Arrives;
        }
        if dropped {
            return exchange.is_refused(Code::IdempotencyMismatch);
        }
        dropped = drops(exchange, nurse);
        Fate::Swallowed
    });
    circle.nurse.writes("two").await;
    circle.nurse.syncs().await;
    circle.nurse.writes("three").await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    settle(&circle).await;
    all_read(&circle, &["Nadia: one", "Nadia: two", "Nadia: three"]).await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.codes(RowKind::Withheld).await, ["gap"]);
    }
    all_is_sent(&circle.nurse).await;
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn who_came_meanwhile_does_not_get_what_was_acknowledged_before() {
    let (world, circle, relay) = scene().await;
    drops_all(&relay, circle.nurse.device().await);
    circle.nurse.writes("not for Rui").await;
    circle.nurse.syncs().await;
    relay.stops_lying();
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    settle(&circle).await;
    circle.nurse.writes("for all").await;
    settle(&circle).await;
    rui.syncs().await;
    assert_eq!(rui.reads().await, ["Nadia: for all"]);
    all_is_sent(&circle.nurse).await;
}
