//! What the clinic signed carries its time: a relay that shows nothing new is noticed, and nobody is
//! let in as the clinic's staff on its old word. And it names its relay: no other hands it out.

use kith_core::{
    Error, Role,
    rights::table::Audience,
    store::circle::invitations::ClinicsWord,
    view::{Doubt, InvitationRow},
};
use kith_protocol::{api::people::Clinic, ids::PersonId, invitation::Invitation};
use kith_relay::clinic::ProfileChange;
use kith_tests::{MaliciousRelay, Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// From now on everyone is shown the clinic's documents as they are now.
pub(crate) fn shows_nothing_new(relay: &MaliciousRelay) {
    let mut first: Option<Vec<u8>> = None;
    relay.lies(move |exchange| {
        if exchange.path == "/v1/clinic" && exchange.status == 200 {
            let kept = first.get_or_insert_with(|| exchange.answer.clone());
            exchange.answer.clone_from(kept);
        }
    });
}

/// From when the documents are that someone has, where that is told.
async fn old_since(person: &Person) -> Option<u64> {
    let clinics = person.client.clinics().await.expect("listed");
    clinics[0].old_since
}

async fn invitation_of(patient: &Person, name: &str) -> InvitationRow {
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed").into_iter();
    given
        .find(|row| row.name.as_deref() == Some(name))
        .expect("answered")
}

/// Marta's circle; Nadia and Ana have said yes to her invitations, and wait for hers.
async fn at_the_door(world: &World) -> (Person, Person, Person) {
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    let nurse = world.clinician("Nadia").await;
    nurse
        .redeems(&patient.invites(Role::Clinician, "").await)
        .await;
    let daughter = world.person("Ana").await;
    daughter
        .redeems(&patient.invites(Role::Family, "daughter").await)
        .await;
    patient.syncs().await;
    (patient, nurse, daughter)
}

#[tokio::test]
async fn a_relay_that_shows_nothing_new_lets_in_no_staff_and_everyone_is_told() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (patient, nurse, daughter) = at_the_door(&world).await;
    shows_nothing_new(&relay);
    world.clock.advance_ms(HOUR_MS);
    patient.syncs().await;
    let signed = world.clock.now();
    assert_eq!(old_since(&patient).await, None);
    world.clock.advance_ms(8 * DAY_MS);
    patient.syncs().await;
    // The lie begins with what was signed when it was first asked for.
    let since = old_since(&patient).await.expect("it is told");
    assert!(since <= signed);
    let nadia = invitation_of(&patient, "Nadia").await;
    assert_eq!(nadia.waits_for_clinic, Some(since));
    let ana = invitation_of(&patient, "Ana").await;
    assert_eq!(ana.waits_for_clinic, None);

    // Her yes is kept. Family comes in by hers alone.
    assert_eq!(patient.approves_all().await, 2);
    for _ in 0..2 {
        for person in [&patient, &nurse, &daughter] {
            person.syncs().await;
        }
    }
    assert_eq!(patient.sees_people().await, ["Ana", "Marta"]);
    let waits = invitation_of(&patient, "Nadia").await;
    assert!(waits.waiting && waits.waits_for_clinic.is_some());
    patient.writes("Talk goes on.").await;
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(daughter.reads().await, ["Marta: Talk goes on."]);

    // The clinic's word of today is heard: she comes.
    relay.stops_lying();
    world.clock.advance_ms(HOUR_MS);
    for _ in 0..2 {
        for person in [&patient, &nurse] {
            person.syncs().await;
        }
    }
    assert_eq!(old_since(&patient).await, None);
    assert_eq!(patient.sees_people().await, ["Ana", "Marta", "Nadia"]);
    assert_eq!(
        invitation_of(&patient, "Nadia").await.waits_for_clinic,
        None
    );
}

/// Who is in is in where the room goes on as well. The control: who has yet to come waits.
#[tokio::test]
async fn staff_who_are_in_come_along_though_the_documents_are_old() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let other = world.clinician("Omar").await;
    let link = circle.patient.invites(Role::Clinician, "").await;
    other.redeems(&link).await;
    shows_nothing_new(&relay);
    world.clock.advance_ms(HOUR_MS);
    circle.all_sync().await;
    world.clock.advance_ms(20 * DAY_MS);
    circle.all_sync().await;
    assert!(old_since(&circle.patient).await.is_some());
    assert_eq!(circle.patient.approves_all().await, 1);
    let id = circle.patient.circle().await;
    let decided = circle.patient.client.start_anew(id).await;
    decided.expect("it is hers");
    for _ in 0..3 {
        circle.all_sync().await;
        other.syncs().await;
    }
    circle.patient.writes("Here we go on.").await;
    circle.nurse.writes_to(Audience::Care, "For her.").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let said = ["Marta: Here we go on.", "Nadia: For her."];
    assert_eq!(circle.nurse.reads().await, said);
    assert_eq!(circle.patient.reads().await, said);
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
}

#[tokio::test]
async fn a_revocation_that_is_hidden_lets_nobody_in_meanwhile() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (patient, nurse, _) = at_the_door(&world).await;
    shows_nothing_new(&relay);
    world.clock.advance_ms(HOUR_MS);
    patient.syncs().await;
    let nadia = invitation_of(&patient, "Nadia").await.person;
    let revoked = world.admin.revoke(world.clinic, nadia.expect("known"));
    revoked.await.expect("revoked");
    world.clock.advance_ms(8 * DAY_MS);
    patient.syncs().await;
    patient.approves_all().await;
    patient.syncs().await;
    let _ = nurse.tries_to_sync().await;
    patient.syncs().await;
    assert!(!patient.sees_people().await.contains(&"Nadia".to_owned()));
    relay.stops_lying();
    world.clock.advance_ms(HOUR_MS);
    patient.syncs().await;
    patient.syncs().await;
    assert!(!patient.sees_people().await.contains(&"Nadia".to_owned()));
    assert_eq!(
        invitation_of(&patient, "Nadia").await.word,
        ClinicsWord::Revoked
    );
}

#[tokio::test]
async fn whoever_looks_now_and_then_never_has_old_documents() {
    let world = World::new().await;
    let (patient, nurse, _) = at_the_door(&world).await;
    for _ in 0..4 {
        world.clock.advance_ms(10 * DAY_MS);
        patient.syncs().await;
        assert_eq!(old_since(&patient).await, None);
    }
    // Away for weeks: they are old until the clinic is heard, and what was decided meanwhile comes true.
    // Nothing is wrong, and nobody is told so: the relay was not asked.
    world.clock.advance_ms(20 * DAY_MS);
    world.network.goes_down();
    let _ = patient.tries_to_sync().await;
    assert_eq!(old_since(&patient).await, None);
    let waits = invitation_of(&patient, "Nadia").await;
    assert!(waits.waits_for_clinic.is_some(), "her yes would wait");
    world.network.comes_back();
    patient.approves_all().await;
    patient.syncs().await;
    nurse.syncs().await;
    patient.syncs().await;
    assert_eq!(old_since(&patient).await, None);
    assert!(patient.sees_people().await.contains(&"Nadia".to_owned()));
}

#[tokio::test]
async fn a_clock_that_is_weeks_off_makes_staff_wait_and_says_from_when_the_documents_are() {
    const WEEKS: i64 = 20 * DAY_MS as i64;
    for off in [WEEKS, -WEEKS] {
        let world = World::new().await;
        let (patient, nurse, _) = at_the_door(&world).await;
        patient.clock().is_off_by(off);
        world.clock.advance_ms(HOUR_MS);
        patient.approves_all().await;
        patient.syncs().await;
        let since = old_since(&patient).await.expect("told");
        assert!(since.abs_diff(world.clock.now()) < DAY_MS);
        let waits = invitation_of(&patient, "Nadia").await;
        assert!(waits.waits_for_clinic.is_some());
        assert!(!patient.sees_people().await.contains(&"Nadia".to_owned()));
        patient.clock().is_off_by(0);
        patient.syncs().await;
        nurse.syncs().await;
        patient.syncs().await;
        assert!(patient.sees_people().await.contains(&"Nadia".to_owned()));
    }
}

#[tokio::test]
async fn documents_that_were_signed_ahead_are_replaced_when_the_clock_is_right() {
    let world = World::new().await;
    let (patient, ..) = at_the_door(&world).await;
    world.clock.is_off_by(300 * DAY_MS as i64);
    let change = ProfileChange {
        emergency: Some("911".to_owned()),
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    world.clock.is_off_by(0);
    world.clock.advance_ms(HOUR_MS);
    patient.syncs().await;
    assert_eq!(old_since(&patient).await, None);
    let clinics = patient.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].emergency, "911");
}

/// The same link, with another address in it.
fn led_to(link: &str, relay: &MaliciousRelay) -> String {
    let mut invitation = Invitation::from_link(link).expect("a link");
    invitation.relay = format!("http://{}", relay.address());
    invitation.to_link()
}

#[tokio::test]
async fn a_link_that_leads_to_another_relay_than_the_clinics_is_refused() {
    let world = World::new().await;
    let between = MaliciousRelay::before(world.relay().address()).await;
    let link = led_to(&world.patient_link().await, &between);
    let marta = world.person("Marta").await;
    let tried = marta.tries_link(&link).await;
    assert!(matches!(tried, Err(Error::NotItsRelay)), "{tried:?}");
    assert!(marta.client.clinics().await.expect("listed").is_empty());

    // The clinic's relay has that address too, says the clinic.
    let change = ProfileChange {
        root: Some(world.root.clone()),
        urls: vec![world.url(), format!("http://{}", between.address())],
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    marta.redeems(&link).await;
    assert_eq!(marta.client.clinics().await.expect("listed").len(), 1);
    // Links go on leading to the first.
    let link = world.patient_link().await;
    assert_eq!(
        Invitation::from_link(&link).expect("a link").relay,
        world.url()
    );
}

#[tokio::test]
async fn documents_that_do_not_name_their_relay_any_more_are_not_taken() {
    let world = World::new().await;
    let circle = world.circle().await;
    let change = ProfileChange {
        emergency: Some("911".to_owned()),
        root: Some(world.root.clone()),
        urls: vec!["https://elsewhere.example".to_owned()],
        drop_urls: vec![world.url()],
        ..ProfileChange::default()
    };
    let changed = world.admin.set_profile(world.clinic, change);
    changed.await.expect("changed");
    world.clock.advance_ms(HOUR_MS);
    let synced = circle.patient.tries_to_sync().await;
    assert!(matches!(synced, Err(Error::NotItsRelay)));
    let clinics = circle.patient.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].emergency, "112");
    // Nothing else waits for it: what was written goes, and who is to leave leaves.
    circle.patient.removes(&circle.daughter).await;
    circle.patient.writes("Without Ana.").await;
    for person in circle.everyone() {
        let _ = person.tries_to_sync().await;
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: Without Ana."]);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
}

/// What stands against who wrote the newest words: in the conversation, in the list, where they are found.
async fn doubts(sees: &Person) -> [Option<Doubt>; 3] {
    let circle = sees.circle().await;
    let (mut watch, _wheel) = sees.client.watch_chat(circle);
    let chat = watch.next().await.expect("read").expect("a conversation");
    let said = |row: &&kith_core::view::TimelineRow| row.body().contains("blue");
    let rows = chat.rows.iter().rev().find(said).expect("said");
    let list = sees.client.circles().await.expect("listed");
    let last = list[0].last.clone().expect("said");
    let found = sees.hits("blue").await;
    [
        rows.sender_doubt,
        last.sender_doubt,
        found[0].row.sender_doubt,
    ]
}

/// Whether somebody is shown as one of the clinic's.
async fn is_vouched(sees: &Person, person: PersonId) -> bool {
    let people = sees.client.people(sees.circle().await).await;
    let mut people = people.expect("listed").into_iter();
    people
        .find(|row| row.person == person)
        .is_some_and(|row| row.vouched)
}

#[tokio::test]
async fn a_revoked_nurse_is_shown_as_one_of_the_clinics_nowhere() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let everyone = [&circle.patient, &circle.daughter];
    circle.nurse.writes("Take two of the blue ones.").await;
    circle.all_sync().await;
    for person in everyone {
        assert_eq!(doubts(person).await, [None; 3]);
    }
    let nadia = circle.patient.person("Nadia").await;
    let ana = circle.patient.person("Ana").await;
    for person in everyone {
        assert!(is_vouched(person, nadia).await);
        assert!(
            !is_vouched(person, ana).await,
            "the clinic knows nothing of her"
        );
    }
    let revoked = world.admin.revoke(world.clinic, nadia);
    revoked.await.expect("revoked");
    world.clock.advance_ms(HOUR_MS);
    // Nobody gets her removal through.
    relay.filters(|exchange| {
        if exchange.path.ends_with("/commits") {
            exchange.is_refused(kith_core::Code::Unavailable)
        } else {
            kith_tests::Fate::Arrives
        }
    });
    for person in everyone {
        let _ = person.tries_to_sync().await;
        assert!(person.sees_people().await.contains(&"Nadia".to_owned()));
        assert!(!is_vouched(person, nadia).await, "{}", person.name);
    }
    let word = invitation_of(&circle.patient, "Nadia").await.word;
    assert_eq!(word, ClinicsWord::Revoked);
    // Nor does what she wrote look like the clinic's, in the conversation, in the list, where it is found.
    for person in everyone {
        assert_eq!(doubts(person).await, [Some(Doubt::Revoked); 3]);
    }
    assert_eq!(doubts(&circle.nurse).await[0], None, "her own phone");
    relay.stops_lying();
    circle.patient.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.sees_people().await, ["Ana", "Marta"]);
    assert_eq!(doubts(&circle.patient).await[0], Some(Doubt::Revoked));
}

#[tokio::test]
async fn what_a_relay_hands_out_was_signed_today() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let patient = world.patient("Marta").await;
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&seen);
    relay.lies(move |exchange| {
        if exchange.path == "/v1/clinic"
            && let Ok(clinic) = kith_protocol::cbor::decode::<Clinic>(&exchange.answer, 1 << 20)
        {
            let profile = clinic.profile.read_unverified().expect("read");
            let list = clinic.revocations.read_unverified().expect("read");
            let mut kept = kept.lock().expect("unpoisoned");
            kept.push((profile.at, list.at, profile.version, list.version));
        }
    });
    for days in [0, 2, 40] {
        world.clock.advance_ms(days * DAY_MS + HOUR_MS);
        patient.syncs().await;
        let (profile, list, ..) = *seen.lock().expect("unpoisoned").last().expect("asked");
        let now = world.clock.now();
        assert!(now - profile < DAY_MS && now - list < DAY_MS);
    }
    let seen = seen.lock().expect("unpoisoned");
    let versions: Vec<_> = seen.iter().map(|(.., p, l)| (*p, *l)).collect();
    assert!(versions.iter().all(|each| *each == versions[0]), "no news");
}
