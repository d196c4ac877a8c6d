//! Who was removed, or revoked, takes nobody along who has lost their place.

use kith_core::{
    Role,
    hostile::{Attack, Lie, RoomState},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::{api::people::Clinic, identity::Revocations, problem::Code, signed::Signed};
use kith_tests::{Circle, Fate, MaliciousRelay, World};

use crate::{
    healing::about,
    led_away::{documents, issuing_key, shows},
    malicious_member::agree,
    put_back::{key, request_of},
};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Rui has made a change that does not open for the daughter, whose device has yet to see that.
async fn the_daughter_is_split_off(world: &World, circle: &Circle) {
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.daughter.writes("Good morning.").await;
    circle.all_sync().await;
    rui.syncs().await;
    let ana = rui.person("Ana").await;
    rui.attacks(Attack::SplitPath(ana, Lie::Garbled)).await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
}

/// The patient has taken the nurse out, whose device has not read that; the daughter, who was split off, asks
/// everyone whom she knows to be added again.
async fn the_daughter_asks(world: &World, circle: &Circle) {
    the_daughter_is_split_off(world, circle).await;
    circle.patient.removes(&circle.nurse).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.codes(RowKind::Broken).await, [""]);
}

/// The clinic's documents with the nurse among whom it has revoked.
async fn without_the_nurse(world: &World, circle: &Circle) -> Clinic {
    let before = documents(world);
    let list = before.revocations.read_unverified().expect("read");
    let list = Revocations {
        version: list.version + 1,
        people: vec![circle.patient.person("Nadia").await],
        ..list
    };
    let key = issuing_key(world, &before);
    Clinic {
        revocations: Signed::new(&list, &key),
        ..before
    }
}

/// The relay is on the nurse's side: it takes the clinic's list back from nobody, and shuts her out of nothing.
fn sides_with_the_nurse(relay: &MaliciousRelay) {
    relay.filters(|exchange| {
        let brings = exchange.path == "/v1/clinic" && !exchange.request.is_empty();
        if brings {
            return exchange.is_refused(Code::BadRequest);
        }
        Fate::Arrives
    });
}

/// The patient has read that the nurse is revoked, and taken her out by that; the policy is the one that it was.
async fn the_patient_hears_of_it(world: &World, circle: &Circle) {
    let before = circle.patient.room().await;
    world.clock.advance_ms(HOUR_MS);
    for _ in 0..2 {
        circle.patient.syncs().await;
    }
    let after = circle.patient.room().await;
    assert_eq!(before.leaves.len(), after.leaves.len() + 1, "she is out");
    assert_eq!(before.version, after.version, "by nothing that she signed");
}

/// The nurse answers first, beside her removal, with a group of her own making.
async fn the_nurse_leads(world: &World, circle: &Circle) {
    let removal = circle.patient.room().await.node;
    let id = circle.nurse.circle().await;
    let refuses = circle.nurse.client.refuses(id, Audience::Circle, removal);
    refuses.await.expect("noted");
    let request = request_of(&circle.daughter, Audience::Circle, world.clock.now() + 1).await;
    let daughter = key(&circle.daughter).await;
    let decoy = circle.patient.client.package().await.expect("made");
    let led = circle
        .nurse
        .client
        .leads_astray(id, Audience::Circle, daughter, request, decoy);
    let at = led.await.expect("the relay is blind and takes it");
    assert!(at > removal);
    circle.daughter.syncs().await;
}

/// The daughter writes, and two days later she stands where the patient does, who has read it.
async fn finds_back(world: &World, circle: &Circle) {
    circle.daughter.writes("Which dose?").await;
    circle.daughter.syncs().await;
    for _ in 0..8 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
        world.clock.advance_ms(6 * HOUR_MS);
    }
    assert_eq!(circle.daughter.room().await.state, RoomState::Active);
    agree([&circle.patient, &circle.daughter]).await;
    circle.patient.writes("Half of it.").await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    for person in [&circle.patient, &circle.daughter] {
        let read = person.reads().await;
        let said = |words: &str| read.iter().filter(|line| *line == words).count();
        assert_eq!(
            (said("Ana: Which dose?"), said("Marta: Half of it.")),
            (1, 1),
            "{} reads {read:?}",
            person.name
        );
    }
    assert_eq!(
        circle.daughter.sees_people().await,
        ["Ana", "Marta", "Rui"],
        "who is in"
    );
}

#[tokio::test]
async fn who_was_removed_takes_nobody_along_who_lost_their_place() {
    let world = World::new().await;
    let circle = world.circle().await;
    the_daughter_asks(&world, &circle).await;
    the_nurse_leads(&world, &circle).await;
    assert_eq!(about(&circle.daughter, "unconfirmed").await, ["Nadia"]);
    finds_back(&world, &circle).await;
}

/// Who knows of the revocation asks her nothing, and follows her nowhere.
#[tokio::test]
async fn who_was_revoked_takes_nobody_along_who_knows_it() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    the_daughter_is_split_off(&world, &circle).await;
    sides_with_the_nurse(&relay);
    shows(&relay, &without_the_nurse(&world, &circle).await);
    the_patient_hears_of_it(&world, &circle).await;
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.codes(RowKind::Broken).await, [""]);
    the_nurse_leads(&world, &circle).await;
    assert!(about(&circle.daughter, "unconfirmed").await.is_empty());
    finds_back(&world, &circle).await;
}

/// Who hears of it too late follows her, and goes back to those who are in as soon as they hear of it.
#[tokio::test]
async fn who_was_led_by_somebody_who_is_revoked_goes_back_when_they_hear_of_it() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    the_daughter_is_split_off(&world, &circle).await;
    let (before, list) = (documents(&world), without_the_nurse(&world, &circle).await);
    sides_with_the_nurse(&relay);
    shows(&relay, &list);
    the_patient_hears_of_it(&world, &circle).await;
    // The relay hides it from her.
    shows(&relay, &before);
    circle.daughter.syncs().await;
    the_nurse_leads(&world, &circle).await;
    assert_eq!(about(&circle.daughter, "unconfirmed").await, ["Nadia"]);
    shows(&relay, &list);
    finds_back(&world, &circle).await;
}

/// The control: nobody leads her anywhere.
#[tokio::test]
async fn who_lost_their_place_is_added_again_beside_a_removal() {
    let world = World::new().await;
    let circle = world.circle().await;
    the_daughter_asks(&world, &circle).await;
    finds_back(&world, &circle).await;
}
