//! Where a clinic's relay is, its root says: whoever has an issuing key, old documents or an old address
//! leads nobody away, and who was on the way finds the clinic.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use ed25519_dalek::SigningKey;
use kith_core::Role;
use kith_protocol::{
    api::people::Clinic, cbor, identity::ClinicProfile, invitation::Invitation, limits::MAX_ANSWER,
    signed::Signed,
};
use kith_relay::{clinic::ProfileChange, data_dir::DataDir};
use kith_tests::{DAY, Fate, MaliciousRelay, Network, Person, World};

use super::addresses::{clinics_of, comes_in};

const HOUR_MS: u64 = 60 * 60 * 1000;

fn url(at: std::net::SocketAddr) -> String {
    format!("http://{at}")
}

/// The clinic says which addresses its relay has, and no others.
async fn says(world: &World, urls: &[&str]) {
    let urls: Vec<_> = urls.iter().map(|url| (*url).to_owned()).collect();
    let before = documents(world).profile.read_unverified().expect("read");
    let change = ProfileChange {
        drop_urls: before
            .urls
            .into_iter()
            .filter(|old| !urls.contains(old))
            .collect(),
        urls,
        root: Some(world.root.clone()),
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    world.clock.advance_ms(HOUR_MS);
}

/// What the clinic has signed.
pub(crate) fn documents(world: &World) -> Clinic {
    fn of<T: serde::de::DeserializeOwned>(world: &World, column: &str) -> T {
        let held = world.relay_holds(column, "tenants");
        cbor::decode(&held[0], MAX_ANSWER).expect("a document")
    }
    Clinic {
        issuer: of(world, "issuer"),
        profile: of(world, "profile"),
        revocations: of(world, "revocations"),
    }
}

/// The issuing key of these documents, as a thief has it.
pub(crate) fn issuing_key(world: &World, documents: &Clinic) -> SigningKey {
    let issuer = documents.issuer.read_unverified().expect("read").issuer;
    let dir = DataDir::open(&world.relay_dir()).expect("the stolen folder");
    SigningKey::from_bytes(&dir.read_issuer(&issuer).expect("the stolen key"))
}

/// What a thief signs with the issuing key in use.
fn forged(world: &World, change: impl FnOnce(&mut ClinicProfile)) -> Clinic {
    let documents = documents(world);
    let key = issuing_key(world, &documents);
    let mut profile = documents.profile.read_unverified().expect("read");
    profile.version += 1;
    change(&mut profile);
    Clinic {
        profile: Signed::new(&profile, &key),
        ..documents
    }
}

pub(crate) fn shows(relay: &MaliciousRelay, documents: &Clinic) {
    let documents = documents.clone();
    relay.lies(move |exchange| {
        if exchange.path == "/v1/clinic" && exchange.status == 200 {
            exchange.answers(&documents);
        }
    });
}

/// Where the links of a patient lead.
async fn links_lead_to(patient: &Person) -> String {
    let link = patient.invites(Role::Family, "friend").await;
    Invitation::from_link(&link).expect("a link").relay
}

#[tokio::test]
async fn a_stolen_issuing_key_leads_nobody_away() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let thief = MaliciousRelay::before(world.relay().address()).await;
    let circle = world.circle().await;
    let theirs = url(thief.address());
    let signed = forged(&world, |profile| {
        profile.urls = vec![theirs.clone(), world.url()];
    });
    shows(&relay, &signed);
    shows(&thief, &signed);
    world.clock.advance_ms(HOUR_MS);
    for person in circle.everyone() {
        let _ = person.tries_to_sync().await;
    }
    // The clinic has its relay again, and makes another key.
    relay.behaves();
    assert_eq!(links_lead_to(&circle.patient).await, world.url());
    world.admin.rotate(&world.root).await.expect("rotated");
    world.clock.advance_ms(HOUR_MS);
    circle.patient.writes("We are still here.").await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: We are still here."]);
    assert_eq!(links_lead_to(&circle.patient).await, world.url());
    // Control: what the root says leads there.
    thief.behaves();
    says(&world, &[&theirs, &world.url()]).await;
    circle.all_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, theirs);
}

#[tokio::test]
async fn documents_of_an_older_issuing_key_lead_nowhere() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let other = MaliciousRelay::before(world.relay().address()).await;
    let (first, second) = (world.url(), url(other.address()));
    let circle = world.circle().await;
    // An address that the clinic had for an hour, while nobody looked.
    says(&world, &[&second, &first]).await;
    let old = documents(&world);
    says(&world, &[&first]).await;
    world.admin.rotate(&world.root).await.expect("rotated");
    circle.all_sync().await;
    shows(&relay, &old);
    shows(&other, &old);
    world.clock.advance_ms(7 * HOUR_MS);
    circle.all_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, first);
    // Control: it has it again.
    relay.behaves();
    other.behaves();
    says(&world, &[&second, &first]).await;
    world.clock.advance_ms(7 * HOUR_MS);
    circle.all_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, second);
}

#[tokio::test]
async fn who_is_cut_off_while_following_the_clinic_finds_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let second = MaliciousRelay::before(world.relay().address()).await;
    let third = Network::new(world.relay().address()).await;
    let urls = [url(second.address()), url(third.address()), world.url()];
    says(&world, &[&urls[0], &urls[1], &urls[2]]).await;
    // The second hands the documents out once, and is gone for ever; so is the first.
    let gone = Arc::new(AtomicBool::new(false));
    let went = Arc::clone(&gone);
    second.lies(move |exchange| {
        if exchange.path == "/v1/clinic" && exchange.status == 200 {
            went.store(true, Ordering::Relaxed);
        }
    });
    second.filters(move |_| {
        if gone.load(Ordering::Relaxed) {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    let _ = circle.patient.tries_to_sync().await;
    world.network.goes_down();
    world.clock.advance_ms(HOUR_MS);
    let _ = circle.patient.tries_to_sync().await;
    assert_eq!(links_lead_to(&circle.patient).await, urls[1]);
    circle.patient.syncs().await;
}

#[tokio::test]
async fn a_link_to_the_new_address_takes_along_who_was_away_when_the_old_one_ended() {
    let world = World::new().await;
    let nurse = world.clinician("Nadia").await;
    let new = Network::new(world.relay().address()).await;
    let there = url(new.address());
    says(&world, &[&there]).await;
    world.network.goes_down();
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    nurse
        .redeems(&patient.invites(Role::Clinician, "").await)
        .await;
    assert_eq!(clinics_of(&nurse).await, 1, "she is who she was");
    comes_in(&patient, &nurse).await;
}

#[tokio::test]
async fn a_link_to_anywhere_else_moves_nobody_while_the_address_in_use_is_away() {
    let world = World::new().await;
    let nurse = world.clinician("Nadia").await;
    let stranger = MaliciousRelay::before(world.relay().address()).await;
    let mut link = Invitation::from_link(&world.patient_link().await).expect("a link");
    link.relay = url(stranger.address());
    world.network.goes_down();
    assert!(nurse.tries_link(&link.to_link()).await.is_err());
    assert_eq!(clinics_of(&nurse).await, 1);
    world.network.comes_back();
    world.clock.advance_ms(HOUR_MS);
    nurse.syncs().await;
}

#[tokio::test]
async fn two_enrolments_at_one_relay_both_follow_it() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let (new, old) = (
        Network::new(world.relay().address()).await,
        documents(&world),
    );
    let there = url(new.address());
    says(&world, &[&there, &world.url()]).await;
    // She is shown that the relay has its old address alone: at the new one she is somebody else.
    shows(&relay, &old);
    let link = world.admin.invite_patient(world.clinic, DAY).await;
    circle.daughter.redeems(&link.expect("invited").link).await;
    assert_eq!(clinics_of(&circle.daughter).await, 2);
    relay.behaves();
    world.clock.advance_ms(7 * HOUR_MS);
    circle.all_sync().await;
    // Where she was in the circle goes to the new address too.
    world.network.goes_down();
    world.clock.advance_ms(HOUR_MS);
    circle.patient.writes("By another way.").await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: By another way."]);
}
