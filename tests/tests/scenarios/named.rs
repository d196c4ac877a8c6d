//! Whom the clinic speaks for is called as the clinic calls them, on every screen.

use kith_core::{Error, Role, hostile::Attack, store::timeline::messages::RowKind};
use kith_protocol::{api::people::Enrolled, invitation::Invitation};
use kith_tests::{Person, World};

/// Invites a nurse, who redeems it; what the patient reads of her, and whether the clinic vouches.
async fn asks_in(patient: &Person, nurse: &Person) -> (Option<String>, bool) {
    let link = patient.invites(Role::Clinician, "").await;
    nurse.redeems(&link).await;
    patient.syncs().await;
    waiting(patient).await
}

async fn waiting(patient: &Person) -> (Option<String>, bool) {
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed");
    given.retain(|row| row.person.is_some());
    let row = given.pop().expect("she waits");
    (row.name, row.attested)
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
    assert_eq!(seen, (Some("Nadia Okafor".to_owned()), true));
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
    assert_eq!(waiting(&patient).await, (None, false));
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
    assert_eq!(asks_in(&patient, &eve).await, (None, false));
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
