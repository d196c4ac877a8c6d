//! Whom the clinic speaks for is called as the clinic calls them, on every screen.

use kith_core::{
    Error, Role,
    hostile::Attack,
    store::{circle::invitations::ClinicsWord, timeline::messages::RowKind},
};
use kith_protocol::{api::people::Enrolled, invitation::Invitation};
use kith_tests::{Person, World};

/// Invites a nurse, who redeems it; what the patient reads of her, and whether the clinic vouches.
async fn asks_in(patient: &Person, nurse: &Person) -> (Option<String>, ClinicsWord) {
    let link = patient.invites(Role::Clinician, "").await;
    nurse.redeems(&link).await;
    patient.syncs().await;
    waiting(patient).await
}

async fn waiting(patient: &Person) -> (Option<String>, ClinicsWord) {
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed");
    given.retain(|row| row.person.is_some());
    let row = given.pop().expect("she waits");
    (row.name, row.word)
}

#[tokio::test]
async fn a_nurse_is_called_as_the_clinic_calls_her_whatever_she_types() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let nurse = world.person("Dr. House").await;
    let link = world.staff_link(Role::Clinician, "Nadia Okafor").await;
    let preview = nurse.client.read_link(&link).await.expect("read");
    assert_eq!(preview.my_name, "Nadia Okafor");
    nurse.redeems(&link).await;
    let clinics = nurse.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].my_name, "Nadia Okafor");

    let seen = asks_in(&patient, &nurse).await;
    assert_eq!(
        seen,
        (Some("Nadia Okafor".to_owned()), ClinicsWord::Vouches)
    );
    assert_eq!(patient.approves_all().await, 1);
    patient.syncs().await;
    nurse.syncs().await;
    let daughter = world.person("Ana").await;
    patient.lets_in(&daughter, Role::Family, "daughter").await;
    nurse.syncs().await;
    for person in [&patient, &nurse, &daughter] {
        let people = person.sees_people().await;
        assert_eq!(people, ["Ana", "Marta", "Nadia Okafor"]);
    }
}

#[tokio::test]
async fn a_nurse_who_says_another_name_than_the_clinics_is_not_vouched_for() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let nurse = world.clinician("Nadia").await;
    let link = patient.invites(Role::Clinician, "").await;
    nurse.client.redeem(&link, "Nadia").await.expect("redeemed");
    let patched = nurse.client.agrees_as("Dr. Joy Brown").await;
    patched.expect("said in its place");
    nurse.syncs().await;
    patient.syncs().await;
    // What she says of herself is not shown, and she does not come in by it.
    assert_eq!(waiting(&patient).await, (None, ClinicsWord::Nameless));
    let id = patient.consents().await[0];
    assert!(matches!(
        patient.client.approve(id).await,
        Err(Error::NotVouched)
    ));
}

#[tokio::test]
async fn who_is_not_of_the_clinic_is_shown_under_no_name_as_one_of_its_staff() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let eve = world.person("Nadia Okafor").await;
    // A stranger, to the clinic: not one whom it only has not named.
    assert_eq!(asks_in(&patient, &eve).await, (None, ClinicsWord::Nothing));
    // The same person as a friend is called as she says.
    let friend = world.person("Rui").await;
    let link = patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    patient.syncs().await;
    let given = patient.client.invitations(patient.circle().await).await;
    let names: Vec<_> = given
        .expect("listed")
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert!(names.contains(&Some("Rui".to_owned())));
}

#[tokio::test]
async fn who_is_of_the_clinic_as_something_else_is_told_from_a_stranger() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let planner = world.person("Joy").await;
    let link = world.staff_link(Role::Coordinator, "Joy Brown").await;
    planner.redeems(&link).await;
    // She is invited as a nurse, and her client shows the word that it has.
    let link = patient.invites(Role::Clinician, "").await;
    let redeemed = planner.client.redeem(&link, "Joy").await;
    redeemed.expect("redeemed");
    planner
        .client
        .agrees_with_any_word()
        .await
        .expect("patched");
    planner.syncs().await;
    patient.syncs().await;
    assert_eq!(waiting(&patient).await, (None, ClinicsWord::OtherRole));
    let id = patient.consents().await[0];
    let tried = patient.client.approve(id).await;
    assert!(matches!(tried, Err(Error::NotVouched)));
}

#[tokio::test]
async fn a_policy_that_calls_a_nurse_by_another_name_is_refused_by_all() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nadia = circle.patient.person("Nadia").await;
    let renamed = Attack::RenameMember(nadia, "Dr. Joy Brown".to_owned());
    circle.patient.attacks(renamed).await;
    for person in [&circle.nurse, &circle.daughter] {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await, ["policy"]);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
}

#[tokio::test]
async fn a_policy_that_calls_family_by_another_name_is_the_patients_to_make() {
    let world = World::new().await;
    let circle = world.circle().await;
    let ana = circle.patient.person("Ana").await;
    let renamed = Attack::RenameMember(ana, "Anita".to_owned());
    circle.patient.attacks(renamed).await;
    for person in [&circle.nurse, &circle.daughter] {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await.len(), 0);
        assert_eq!(person.sees_people().await, ["Anita", "Marta", "Nadia"]);
    }
}

#[tokio::test]
async fn a_link_of_the_clinic_without_the_clinics_word_is_refused() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    for link in [
        world.staff_link(Role::Clinician, "Nadia").await,
        world.patient_link().await,
    ] {
        relay.lies(|exchange| {
            exchange.rewrite(|enrolled: &mut Enrolled| enrolled.attestation = None);
        });
        let nurse = world.person(&format!("Nadia {}", link.len())).await;
        let tried = nurse.tries_link(&link).await;
        assert!(matches!(tried, Err(Error::NotTheClinic(_))), "{tried:?}");
        assert!(nurse.client.clinics().await.expect("listed").is_empty());
        relay.stops_lying();
        // The same link, answered as it should be.
        nurse.redeems(&link).await;
    }
}

#[tokio::test]
async fn a_word_under_another_name_than_the_links_is_refused() {
    let world = World::new().await;
    let nurse = world.person("Nadia").await;
    let link = world.staff_link(Role::Clinician, "Nadia").await;
    let mut other = Invitation::from_link(&link).expect("a link");
    let named = other.content.name.as_mut().expect("staff are named");
    named.name = "Dr. Joy Brown".to_owned();
    let tried = nurse.tries_link(&other.to_link()).await;
    assert!(matches!(tried, Err(Error::NotTheClinic(_))), "{tried:?}");
    nurse.redeems(&link).await;
}

/// The relay has what the clinic's key signed for her once, and hands it out again.
#[tokio::test]
async fn a_relay_takes_no_nurse_her_name() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let mut word = None;
    relay.lies(move |exchange| {
        exchange.rewrite(|enrolled: &mut Enrolled| match &enrolled.attestation {
            Some(attested) => word = Some(attested.clone()),
            None => enrolled.attestation.clone_from(&word),
        });
    });
    let nurse = world.clinician("Nadia").await;
    let link = patient.invites(Role::Clinician, "").await;
    let tried = nurse.tries_link(&link).await;
    assert!(matches!(tried, Err(Error::NotTheClinic(_))), "{tried:?}");
    relay.stops_lying();
    // What she has of the clinic's she has still.
    nurse.redeems(&link).await;
    patient.syncs().await;
    let (name, word) = waiting(&patient).await;
    assert_eq!(name.as_deref(), Some("Nadia"));
    assert_eq!(word, ClinicsWord::Vouches);
}

/// A link is not signed: its name can be taken out on the way.
#[tokio::test]
async fn a_staff_link_that_lost_its_name_is_found_at_once() {
    let world = World::new().await;
    let nurse = world.person("Nadia").await;
    let link = world.staff_link(Role::Clinician, "Nadia").await;
    let mut bare = Invitation::from_link(&link).expect("a link");
    bare.content.name = None;
    let tried = nurse.tries_link(&bare.to_link()).await;
    assert!(matches!(tried, Err(Error::NotTheClinic(_))), "{tried:?}");
    nurse.redeems(&link).await;
    // A patient's has none.
    world.patient("Marta").await;
}
