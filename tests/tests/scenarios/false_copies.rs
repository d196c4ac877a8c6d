//! What looks like another copy of one's store, and is none.

use kith_core::{
    hostile::{Attack, Saying},
    store::timeline::messages::RowKind,
};
use kith_protocol::problem::Code;
use kith_tests::World;

use crate::{
    copied::{notices, on_the_wire},
    malicious_member::refused,
};

/// One of the nurse's own envelopes with another end: OpenMLS says of it that it is her own, before
/// anything of it is authenticated.
fn altered(envelope: &[u8]) -> Vec<u8> {
    let mut forged = envelope.to_vec();
    *forged.last_mut().expect("not empty") ^= 1;
    forged
}

#[tokio::test]
async fn an_own_envelope_that_was_altered_proves_nothing() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    let heard = on_the_wire(&relay);
    circle.nurse.writes("mine").await;
    circle.all_sync().await;
    let envelope = heard.lock().expect("kept").first().cloned().expect("sent");
    let before = circle.nurse.room().await.epoch;
    for _ in 0..20 {
        let forged = Saying::Bytes(altered(&envelope));
        circle.daughter.says(forged).await;
    }
    for _ in 0..3 {
        circle.all_sync().await;
    }
    assert_eq!(
        circle.nurse.room().await.epoch,
        before,
        "nothing is renewed"
    );
    for person in [&circle.nurse, &circle.patient] {
        assert_eq!(person.could_not_read().await, [20]);
    }
    let commit = Attack::Bytes(altered(&envelope));
    circle.daughter.attacks(commit).await;
    refused(&circle, "unreadable").await;
    assert_eq!(notices(&circle.nurse, "put-back").await, 0);
    assert_eq!(circle.nurse.codes(RowKind::Broken).await, [""; 0]);
}

/// A relay says of every message that it has other words under that name.
#[tokio::test]
async fn a_relay_that_knows_everything_better_costs_one_commit_an_hour() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.all_sync().await;
    relay.refuses_messages(Code::IdempotencyMismatch);
    let mut epochs = vec![circle.nurse.room().await.epoch];
    circle.nurse.writes("What I say.").await;
    for _ in 0..5 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
        epochs.push(circle.nurse.room().await.epoch);
    }
    epochs.dedup();
    assert!(epochs.len() <= 2, "one commit: {}", epochs.len());
    relay.stops_lying();
    for _ in 0..3 {
        circle.all_sync().await;
    }
    assert_eq!(circle.patient.reads().await, ["Nadia: What I say."]);
}
