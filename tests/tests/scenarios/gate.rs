//! Nobody gets in, and nobody is put out, without the patient: whatever the relay took.

use kith_core::{hostile::Attack, rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{Circle, Person, World};

/// The daughter's patched client wins the epoch at the real relay.
async fn attacks(attacker: &Person, attack: Attack) {
    let circle = attacker.circle().await;
    attacker
        .client
        .attack(circle, Audience::Circle, attack)
        .await
        .expect("the relay is blind and takes it");
}

async fn others_refuse_and_go_on(circle: &Circle, code: &str) {
    let others = [&circle.patient, &circle.nurse];
    for person in others {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await, [code]);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    circle.nurse.writes("We go on.").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    circle.patient.writes("Yes.").await;
    circle.all_sync().await;
    for person in others {
        assert_eq!(person.reads().await, ["Nadia: We go on.", "Marta: Yes."]);
        assert_eq!(
            person.codes(RowKind::Alarm).await,
            [code],
            "one alarm, no more"
        );
    }
}

#[tokio::test]
async fn a_stranger_added_by_a_patched_client_is_refused_and_talk_goes_on() {
    let world = World::new().await;
    let circle = world.circle().await;
    attacks(&circle.daughter, Attack::AddStranger).await;
    others_refuse_and_go_on(&circle, "stranger-added").await;
}

#[tokio::test]
async fn a_policy_that_the_patient_did_not_sign_is_refused() {
    let world = World::new().await;
    let circle = world.circle().await;
    attacks(&circle.daughter, Attack::ForgePolicy).await;
    others_refuse_and_go_on(&circle, "policy").await;
}

#[tokio::test]
async fn nobody_but_the_patient_removes_anyone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse = circle.patient.person("Nadia").await;
    attacks(&circle.daughter, Attack::RemoveMember(nurse)).await;
    others_refuse_and_go_on(&circle, "removed-without-patient").await;
    let patient = circle.patient.person("Marta").await;
    attacks(&circle.daughter, Attack::RemoveMember(patient)).await;
    circle.all_sync().await;
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
    assert_eq!(circle.nurse.sees_people().await, ["Ana", "Marta", "Nadia"]);
}

#[tokio::test]
async fn a_message_that_waited_goes_out_after_a_refused_commit() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("written before I knew").await;
    attacks(&circle.daughter, Attack::AddStranger).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: written before I knew"]);
}

#[tokio::test]
async fn attack_after_attack_costs_the_circle_one_commit_each() {
    let world = World::new().await;
    let circle = world.circle().await;
    for round in 0..5 {
        attacks(&circle.daughter, Attack::AddStranger).await;
        circle.nurse.writes(&format!("round {round}")).await;
        circle.nurse.syncs().await;
        circle.all_sync().await;
    }
    let said: Vec<String> = (0..5).map(|n| format!("Nadia: round {n}")).collect();
    assert_eq!(circle.patient.reads().await, said);
    assert_eq!(circle.nurse.reads().await, said);
    // She may be removed all the same.
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.nurse.writes("alone again").await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await.len(), 6);
    assert_eq!(circle.daughter.reads().await, said);
}
