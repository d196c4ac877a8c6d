//! A relay with more than one address is one relay, and a clinic that moves takes everyone along.

use kith_core::{Error, Role};
use kith_protocol::invitation::Invitation;
use kith_relay::clinic::ProfileChange;
use kith_tests::{Network, Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Another address of the same relay, which the clinic does not name yet.
async fn another_address(world: &World) -> (Network, String) {
    let network = Network::new(world.relay().address()).await;
    let url = format!("http://{}", network.address());
    (network, url)
}

/// The clinic says which addresses its relay has; links carry the first.
async fn says(world: &World, urls: &[&str]) {
    let urls: Vec<_> = urls.iter().map(|url| (*url).to_owned()).collect();
    let old = world.url();
    let change = ProfileChange {
        drop_urls: (!urls.contains(&old)).then_some(old).into_iter().collect(),
        urls,
        root: Some(world.root.clone()),
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    world.clock.advance_ms(HOUR_MS);
}

/// Where the links of a patient lead.
async fn links_lead_to(patient: &Person) -> String {
    let link = patient.invites(Role::Family, "friend").await;
    Invitation::from_link(&link).expect("a link").relay
}

pub(super) async fn clinics_of(person: &Person) -> usize {
    person.client.clinics().await.expect("listed").len()
}

/// Marta lets Nadia in, who has redeemed her link.
pub(super) async fn comes_in(patient: &Person, nurse: &Person) {
    patient.syncs().await;
    assert_eq!(
        patient.approves_all().await,
        1,
        "she is one of the clinic's"
    );
    patient.syncs().await;
    nurse.syncs().await;
    assert_eq!(nurse.sees_people().await, ["Marta", "Nadia"]);
}

#[tokio::test]
async fn two_addresses_of_one_clinic_are_one_clinic() {
    let world = World::new().await;
    let (_network, second) = another_address(&world).await;
    // From before the second: a nurse, and a patient.
    let (nurse, patient) = (world.clinician("Nadia").await, world.patient("Marta").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Clinician, "").await;
    let mut elsewhere = Invitation::from_link(&link).expect("a link");
    elsewhere.relay.clone_from(&second);
    says(&world, &[&world.url(), &second]).await;
    // She has not heard of it yet; the link leads to the other address.
    nurse.redeems(&elsewhere.to_link()).await;
    assert_eq!(clinics_of(&nurse).await, 1);
    comes_in(&patient, &nurse).await;
}

#[tokio::test]
async fn an_address_that_the_clinic_does_not_name_is_another_relay() {
    let world = World::new().await;
    let (_network, second) = another_address(&world).await;
    let nurse = world.clinician("Nadia").await;
    let mut link = Invitation::from_link(&world.patient_link().await).expect("a link");
    link.relay.clone_from(&second);
    let tried = nurse.tries_link(&link.to_link()).await;
    assert!(matches!(tried, Err(Error::NotItsRelay)), "{tried:?}");
    assert_eq!(clinics_of(&nurse).await, 1);
}

#[tokio::test]
async fn a_clinic_that_moves_takes_everyone_along() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (_network, second) = another_address(&world).await;
    says(&world, &[&second, &world.url()]).await;
    circle.all_sync().await;
    // Everyone goes by the new one from then on, and the old one can end.
    assert_eq!(links_lead_to(&circle.patient).await, second);
    world.network.goes_down();
    circle.patient.writes("We are still here.").await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: We are still here."]);
}

#[tokio::test]
async fn where_the_first_address_is_away_the_next_one_is_asked() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (second, url) = another_address(&world).await;
    second.goes_down();
    // It is named first and does not answer: nobody goes there.
    says(&world, &[&url, &world.url()]).await;
    circle.all_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, world.url());
    second.comes_back();
    world.network.goes_down();
    world.clock.advance_ms(HOUR_MS);
    circle.patient.writes("By another way.").await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: By another way."]);
    assert_eq!(links_lead_to(&circle.patient).await, url);
}

#[tokio::test]
async fn who_was_away_when_the_clinic_moved_goes_where_it_says() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (_network, second) = another_address(&world).await;
    // The old address still answers, and is not named any more.
    says(&world, &[&second]).await;
    circle.patient.writes("Where is everybody?").await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Where is everybody?"]);
    assert_eq!(links_lead_to(&circle.patient).await, second);
}

#[tokio::test]
async fn nobody_goes_to_an_address_where_another_relay_answers() {
    let world = World::new().await;
    let circle = world.circle().await;
    let other = World::new().await;
    says(&world, &[&other.url(), &world.url()]).await;
    circle.all_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, world.url());
    circle.patient.writes("Where we were.").await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: Where we were."]);
}
