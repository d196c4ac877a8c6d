//! The id of a group is its patient's: nobody takes it before her.

use kith_core::{DeliveryError, Error, Role, rights::table::Audience};
use kith_protocol::{api::groups::NewGroup, ids::GroupSalt, invitation::Invitation, problem::Code};
use kith_tests::World;

#[tokio::test]
async fn nobody_registers_a_patients_group_before_her() {
    let world = World::new().await;
    let (patient, nurse) = (world.patient("Marta").await, world.clinician("Nadia").await);
    let stranger = world.clinician("Eve").await;
    // She makes it without a network: all that she will show the relay is known to the stranger.
    let account = patient.client.clinics().await.expect("listed")[0].account;
    let made = patient
        .client
        .create_circle(account, "Marta's circle")
        .await;
    let circle = made.expect("made");
    for audience in Audience::SHARED {
        let hers = patient.client.new_group(circle, audience).await;
        let hers = hers.expect("a room");
        let as_their_own = NewGroup {
            person: stranger.client.person_key().await.expect("enrolled"),
            ..hers.clone()
        };
        for taken in [&hers, &as_their_own] {
            let refused = stranger.client.registers(taken).await;
            let Err(Error::Delivery(DeliveryError::Problem(problem))) = refused else {
                panic!("{audience:?}: the relay took it");
            };
            assert_eq!(problem.code(), Some(Code::Forbidden));
        }
    }
    patient.syncs().await;
    patient.lets_in(&nurse, Role::Clinician, "").await;
    nurse.writes_to(Audience::Care, "for the staff").await;
    nurse.writes("for all").await;
    nurse.syncs().await;
    patient.syncs().await;
    assert_eq!(
        patient.reads().await,
        ["Nadia: for the staff", "Nadia: for all"]
    );
    // Groups of their own anyone makes, and sees in no other's the same salt.
    let key = stranger.client.person_key().await.expect("enrolled");
    let own = NewGroup::of(key, GroupSalt([7; 16]), key);
    stranger.client.registers(&own).await.expect("their own");
}

#[tokio::test]
async fn what_the_relay_sees_of_two_groups_does_not_say_that_they_are_one_circles() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    let mut seen = Vec::new();
    for audience in Audience::SHARED {
        let new = patient.client.new_group(circle, audience).await;
        let new = new.expect("a room");
        seen.extend([new.salt.0, new.group.0]);
    }
    // Nothing of one is in the other, nor is the circle's id, which alone would tell, anywhere.
    for id in world.relay_holds("id", "groups") {
        assert!(seen.iter().any(|known| *known == id[..]), "derived");
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 4);
    assert!(!seen.contains(&circle.0));
}

/// Every member and whoever holds a link to a circle knows its id, and may name it in invitations of their
/// own. Control: the same invitation to his own.
#[tokio::test]
async fn an_invitation_that_names_anothers_circle_takes_nothing() {
    for posing in [true, false] {
        let world = World::new().await;
        let (marta, paul) = (world.patient("Marta").await, world.patient("Paul").await);
        let nadia = world.person("Nadia").await;
        marta.makes_circle("Marta's circle").await;
        paul.makes_circle("Paul's circle").await;
        let of_hers = marta.invites(Role::Family, "friend").await;
        let hers = Invitation::from_link(&of_hers).expect("a link");
        let named = hers.circle().expect("signed").expect("to a circle").circle;
        // His is the one that is looked at first.
        let mut his = loop {
            let link = paul.invites(Role::Family, "friend").await;
            let link = Invitation::from_link(&link).expect("a link");
            if link.content.id.0 < hers.content.id.0 {
                break link;
            }
        };
        if posing {
            let mut circle = his.circle().expect("signed").expect("to a circle");
            circle.circle = named;
            his.content.circle = Some(paul.client.signs(&circle).await.expect("enrolled"));
        }
        nadia.redeems(&his.to_link()).await;
        nadia.redeems(&of_hers).await;
        for patient in [&marta, &paul] {
            patient.syncs().await;
            // He is no patient of the circle that he names.
            let comes = !posing || patient.name == "Marta";
            assert_eq!(patient.approves_all().await, usize::from(comes));
            patient.syncs().await;
            nadia.syncs().await;
            let people = patient.sees_people().await;
            assert_eq!(people.contains(&"Nadia".to_owned()), comes);
        }
        let circles = nadia.client.circles().await.expect("listed");
        let mut patients = Vec::new();
        for circle in &circles {
            for room in nadia.client.rooms(circle.id).await.expect("opened") {
                assert_eq!(room.people.len(), 2, "{posing}");
                patients.push(circle.title.clone());
            }
        }
        patients.sort();
        let into = ["Marta's circle", "Paul's circle"];
        assert_eq!(patients, into[..2 - usize::from(posing)], "{posing}");
    }
}
