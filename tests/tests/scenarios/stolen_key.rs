//! What somebody signs with a stolen issuing key ends with the key: the root says when.

use kith_core::{
    Role,
    circle::policy::{MAX_POLICY, PolicyExtension, RevocationProof},
    hostile::Attack,
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::{
    api::people::Clinic,
    cbor,
    identity::{ClinicProfile, Revocations},
    ids::PersonId,
    signed::Signed,
};
use kith_relay::clinic::ProfileChange;
use kith_tests::{Circle, MaliciousRelay, Person, World};

use super::{
    led_away::{documents, issuing_key, shows},
    malicious_member::refused,
};

const HOUR_MS: u64 = 60 * 60 * 1000;
/// What the thief says is the number to call.
const WRONG: &str = "0900 1";

/// The clinic's documents as the thief signs them, with such a version.
fn forged(world: &World, version: u64, people: Vec<PersonId>) -> Clinic {
    let before = documents(world);
    let key = issuing_key(world, &before);
    let profile = ClinicProfile {
        version,
        emergency: WRONG.to_owned(),
        ..before.profile.read_unverified().expect("read")
    };
    let list = Revocations {
        version,
        people,
        ..before.revocations.read_unverified().expect("read")
    };
    Clinic {
        profile: Signed::new(&profile, &key),
        revocations: Signed::new(&list, &key),
        ..before
    }
}

/// The last version that the certificate in use lets somebody sign.
fn last_version(world: &World) -> u64 {
    let issuer = documents(world).issuer.read_unverified().expect("read");
    issuer.not_after / 1000
}

async fn emergency(person: &Person) -> String {
    person.client.clinics().await.expect("listed")[0]
        .emergency
        .clone()
}

/// A circle with a second nurse in it.
async fn with_nora(world: &World) -> (Circle, Person) {
    let circle = world.circle().await;
    let nora = world.clinician("Nora").await;
    circle.patient.lets_in(&nora, Role::Clinician, "").await;
    circle.all_sync().await;
    nora.syncs().await;
    (circle, nora)
}

/// Everyone is shown for an hour what the thief signed, whatever they make of it.
async fn is_shown(world: &World, relay: &MaliciousRelay, circle: &Circle, forged: &Clinic) {
    shows(relay, forged);
    world.clock.advance_ms(HOUR_MS);
    for _ in 0..2 {
        for person in circle.everyone() {
            let _ = person.tries_to_sync().await;
        }
    }
    relay.behaves();
}

/// What the clinic says from now on is heard by all, and whom it revokes is out for all.
async fn the_clinic_is_heard(world: &World, circle: &Circle) {
    let nurse = circle.patient.person("Nadia").await;
    world.clock.advance_ms(HOUR_MS);
    let change = ProfileChange {
        emergency: Some("113".to_owned()),
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    world.admin.revoke(world.clinic, nurse).await.expect("done");
    for _ in 0..3 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(emergency(person).await, "113");
        let people = person.sees_people().await;
        assert!(!people.contains(&"Nadia".to_owned()), "{people:?}");
        assert_eq!(person.room().await.leaves.len(), people.len());
    }
    assert!(circle.nurse.tries_to_sync().await.is_err());
    circle.patient.writes("Without her.").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    let read = circle.daughter.reads().await;
    assert_eq!(read.last().expect("read"), "Marta: Without her.");
    let documents = documents(world);
    let list = documents.revocations.read_unverified().expect("read");
    assert!(list.version < 1 << 40, "{}", list.version);
}

/// Shown to all, with one of the staff in the list, at the highest version there is.
#[tokio::test]
async fn what_a_stolen_issuing_key_signed_ends_with_the_key() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (circle, nora) = with_nora(&world).await;
    let who = circle.patient.person("Nora").await;
    let forged = forged(&world, last_version(&world), vec![who]);
    is_shown(&world, &relay, &circle, &forged).await;
    world.admin.rotate(&world.root).await.expect("rotated");
    the_clinic_is_heard(&world, &circle).await;
    // Who stood in the thief's list comes by the patient's yes alone, and does.
    nora.syncs().await;
    if !circle
        .patient
        .sees_people()
        .await
        .contains(&"Nora".to_owned())
    {
        circle.patient.lets_in(&nora, Role::Clinician, "").await;
    }
    for person in [&nora, &circle.patient, &circle.daughter] {
        person.syncs().await;
    }
    for person in [&nora, &circle.patient, &circle.daughter] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nora"]);
    }
    circle.daughter.writes("There you are.").await;
    circle.daughter.syncs().await;
    nora.syncs().await;
    let read = nora.reads().await;
    assert_eq!(read.last().expect("read"), "Ana: There you are.");
}

/// Beyond what the root lets the key sign nothing is believed: nobody has to change the key to be heard again.
#[tokio::test]
async fn versions_that_nobody_counts_to_end_nothing() {
    for counted in [true, false] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let (circle, nora) = with_nora(&world).await;
        let who = circle.patient.person("Nora").await;
        let version = if counted {
            last_version(&world) + 1
        } else {
            1 << 61
        };
        let forged = forged(&world, version, vec![who]);
        is_shown(&world, &relay, &circle, &forged).await;
        for person in circle.everyone() {
            assert_ne!(emergency(person).await, WRONG, "{version}");
        }
        the_clinic_is_heard(&world, &circle).await;
        nora.syncs().await;
        for person in [&nora, &circle.patient, &circle.daughter] {
            assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nora"]);
        }
    }
}

/// The control: as far as one counts, what a thief signs is followed as long as the key is the clinic's.
#[tokio::test]
async fn what_an_issuing_key_signs_is_followed_while_it_is_the_clinics() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (circle, _nora) = with_nora(&world).await;
    let who = circle.patient.person("Nora").await;
    is_shown(
        &world,
        &relay,
        &circle,
        &forged(&world, last_version(&world), vec![who]),
    )
    .await;
    assert_eq!(emergency(&circle.patient).await, WRONG);
    let people = circle.patient.sees_people().await;
    assert_eq!(people, ["Ana", "Marta", "Nadia"]);
}

/// Handed back to the relay before the key is changed: no version follows the last that a number holds.
#[tokio::test]
async fn a_version_that_nobody_counts_to_is_handed_back_to_no_relay() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let forged = forged(&world, (1 << 62) - 1, Vec::new());
    is_shown(&world, &relay, &circle, &forged).await;
    world.clock.advance_ms(HOUR_MS);
    for person in circle.everyone() {
        let _ = person.tries_to_sync().await;
    }
    the_clinic_is_heard(&world, &circle).await;
    circle
        .patient
        .writes_to(Audience::Care, "Nobody else.")
        .await;
    circle.patient.syncs().await;
}

/// A member who has the stolen key brings in a list that lacks somebody, to let her in again: she stays out,
/// also where it is said rightly that she does.
#[tokio::test]
async fn nobody_comes_back_by_a_list_that_lacks_them() {
    let world = World::new().await;
    let (circle, nora) = with_nora(&world).await;
    let who = circle.patient.person("Nora").await;
    let package = nora.client.package().await.expect("made");
    world.clock.advance_ms(HOUR_MS);
    world.admin.revoke(world.clinic, who).await.expect("done");
    circle.all_sync().await;
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
    let id = circle.daughter.circle().await;
    let before = circle.daughter.client.policy_bytes(id, Audience::Circle);
    let before = before.await.expect("read");
    let before: PolicyExtension = cbor::decode(&before, MAX_POLICY).expect("a policy");
    let forged = forged(&world, last_version(&world), Vec::new());
    let lacks_her = PolicyExtension {
        revocations: Some(RevocationProof {
            list: forged.revocations,
            issuer: forged.issuer,
        }),
        ..before
    };
    let attack = Attack::SetPolicy(cbor::encode(&lacks_her));
    circle.daughter.attacks(attack).await;
    refused(&circle, "policy").await;
    // The control: with her beside it the list is taken.
    let out = PolicyExtension {
        out: vec![who],
        ..lacks_her
    };
    circle.daughter.syncs().await;
    let taken = circle.nurse.attacks(Attack::SetPolicy(cbor::encode(&out)));
    let taken = taken.await;
    for person in [&circle.patient, &circle.daughter] {
        person.syncs().await;
        assert_eq!(person.room().await.node, taken);
    }
    circle.daughter.attacks(Attack::PutBack(package)).await;
    circle.patient.syncs().await;
    let alarms = circle.patient.codes(RowKind::Alarm).await;
    assert_eq!(alarms, ["policy", "stranger-added"]);
    let people = circle.patient.sees_people().await;
    assert_eq!(people, ["Ana", "Marta", "Nadia"]);
}
