//! Coming in: what a try that failed leaves, who is in already, who comes with a new phone.

use kith_core::{
    Code, Error, LinkError, NewInvitation, Role, find_link,
    rights::table::Audience,
    view::{InvitationRow, JoiningStanding, Resemblance, Standing},
};
use kith_protocol::invitation::Invitation;
use kith_tests::{Certificate, DAY, Person, World};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

pub async fn joining(person: &Person) -> Vec<JoiningStanding> {
    let inbox = person.client.inbox().await.expect("read");
    inbox.joining.iter().map(|row| row.standing).collect()
}

/// The only invitation that someone has answered.
pub async fn answered(patient: &Person) -> InvitationRow {
    let [id] = patient.consents().await[..] else {
        panic!("one invitation is answered");
    };
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed");
    given.retain(|row| row.id == id);
    given.remove(0)
}

// A try that failed

#[tokio::test]
async fn a_link_issued_again_is_good_after_one_that_pinned_another_key() {
    let world = World::over_tls().await;
    for (name, issued_again) in [("Marta", true), ("Rui", false)] {
        let person = world.person(name).await;
        let right = world.patient_link().await;
        let mut wrong = Invitation::from_link(&right).expect("a link");
        wrong.content.pin = Some(Certificate::new().pin());
        let refused = person.tries_link(&wrong.to_link()).await;
        refused.expect_err("it is pinned to another key");
        let right = if issued_again {
            world.patient_link().await
        } else {
            right
        };
        person.tries_link(&right).await.expect("this one is right");
        let clinics = person.client.clinics().await.expect("listed");
        assert_eq!(clinics.len(), 1);
    }
}

#[tokio::test]
async fn what_was_typed_at_a_try_that_failed_is_not_kept() {
    let world = World::new().await;
    let person = world.person("Marta").await;
    let link = world.patient_link().await;
    world.network.goes_down();
    let first = person.client.redeem(&link, "Martha").await;
    first.expect_err("there is no network");
    assert!(person.client.clinics().await.expect("listed").is_empty());
    world.network.comes_back();
    person
        .client
        .redeem(&link, "Marta")
        .await
        .expect("enrolled");
    let clinics = person.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].my_name, "Marta");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_under_the_same_keys() {
    let world = World::new().await;
    let person = world.person("Marta").await;
    let link = world.patient_link().await;
    world.network.loses_answers(1);
    person.tries_link(&link).await.expect_err("no answer came");
    let before = person.client.devices().await.expect("listed");
    person.redeems(&link).await;
    assert_eq!(person.client.devices().await.expect("listed"), before);
}

#[tokio::test]
async fn a_link_that_does_not_hold_leaves_nothing() {
    let world = World::new().await;
    let (other, person) = (world.person("Eve").await, world.person("Marta").await);
    let used = world.patient_link().await;
    other.redeems(&used).await;
    let refused = person.tries_link(&used).await;
    assert!(matches!(
        refused,
        Err(Error::Invitation(Code::InvitationUsed))
    ));
    assert_eq!(person.client.devices().await.expect("listed"), []);
    // Nor does it take anything from who is enrolled.
    let more = world.person("Ana").await;
    let taken = world.patient_link().await;
    more.redeems(&taken).await;
    other.tries_link(&taken).await.expect_err("used by Ana");
    other.makes_circle("Eve's circle").await;
    other.syncs().await;
}

// Links

#[tokio::test]
async fn a_link_is_redeemed_as_it_was_pasted() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Family, "daughter").await;
    let (before, behind) = link.split_at(link.len() - 40);
    let pasted = format!("Dear Ana, this is it: <{before}\r\n{behind}>. Yours, Marta");
    assert_eq!(find_link(&pasted), Ok(link.clone()));
    let read = daughter.client.read_link(&pasted).await.expect("read");
    assert_eq!(read.circle.expect("of a circle").relationship, "daughter");
    assert_eq!(find_link(before), Err(LinkError::CutOff));
    daughter.redeems(&pasted).await;
    patient.syncs().await;
    assert_eq!(patient.approves_all().await, 1);
}

#[tokio::test]
async fn the_name_that_one_goes_by_at_that_clinic_is_suggested() {
    let world = World::new().await;
    let person = world.person("Marta").await;
    let suggested = async |link: &str| {
        let read = person.client.read_link(link).await.expect("read");
        (read.clinic, read.my_name)
    };
    let (first, second, third) = (world.clinic, "North Hospice", "South Hospital");
    let link = async |clinic| {
        let invited = world.admin.invite_patient(clinic, DAY).await;
        invited.expect("a patient is invited").link
    };
    let here = link(first).await;
    assert_eq!(suggested(&here).await, (None, String::new()));
    person
        .client
        .redeem(&here, "Marta")
        .await
        .expect("enrolled");
    let second = world.another_clinic(second).await;
    let there = link(second).await;
    assert_eq!(suggested(&there).await, (None, "Marta".to_owned()));
    person
        .client
        .redeem(&there, "Mrs Sol")
        .await
        .expect("enrolled");
    for (clinic, name) in [(first, "Marta"), (second, "Mrs Sol")] {
        let (known, my_name) = suggested(&link(clinic).await).await;
        assert!(known.is_some());
        assert_eq!(my_name, name);
    }
    // By which of two names she goes elsewhere is hers to say.
    let third = world.another_clinic(third).await;
    assert_eq!(suggested(&link(third).await).await, (None, String::new()));
}

// A nurse

#[tokio::test]
async fn a_nurse_who_is_a_patient_of_her_own_clinic_stays_a_nurse() {
    let world = World::new().await;
    let (patient, nurse) = (world.patient("Marta").await, world.clinician("Nadia").await);
    patient.makes_circle("Marta's circle").await;
    assert!(!nurse.client.clinics().await.expect("listed")[0].may_start);
    nurse.redeems(&world.patient_link().await).await;
    let clinics = nurse.client.clinics().await.expect("listed");
    assert_eq!((clinics.len(), clinics[0].may_start), (1, true));
    patient.lets_in(&nurse, Role::Clinician, "").await;
    assert_eq!(nurse.sees_people().await, ["Marta", "Nadia"]);
    let own = nurse
        .client
        .create_circle(clinics[0].account, "Nadia's circle")
        .await;
    own.expect("she is a patient too");
    nurse.syncs().await;
}

#[tokio::test]
async fn a_nurse_who_is_family_of_a_patient_stays_a_nurse() {
    let world = World::new().await;
    let (patient, nurse) = (world.patient("Marta").await, world.clinician("Nadia").await);
    let other = world.patient("Rui").await;
    patient.makes_circle("Marta's circle").await;
    other.makes_circle("Rui's circle").await;
    patient.lets_in(&nurse, Role::Family, "niece").await;
    other.lets_in(&nurse, Role::Clinician, "").await;
    assert_eq!(other.sees_people().await, ["Nadia", "Rui"]);
}

// In already

#[tokio::test]
async fn an_own_link_and_one_to_where_one_is_already_are_not_used_up() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    patient.lets_in(&daughter, Role::Family, "daughter").await;
    let link = patient.invites(Role::Family, "son").await;
    assert!(matches!(
        patient.tries_link(&link).await,
        Err(Error::OwnInvitation)
    ));
    assert!(matches!(
        daughter.tries_link(&link).await,
        Err(Error::AlreadyIn)
    ));
    assert!(joining(&patient).await.is_empty());
    assert!(joining(&daughter).await.is_empty());
    world.person("Rui").await.redeems(&link).await;

    // Who was removed may come back, and sees that they wait.
    patient.removes(&daughter).await;
    patient.syncs().await;
    daughter.syncs().await;
    let back = patient.invites(Role::Family, "daughter").await;
    daughter.redeems(&back).await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Waiting]);
}

/// One least version stands in a link, of all rooms that it leads to: the rooms of who has it count, and no others.
#[tokio::test]
async fn a_link_to_fewer_rooms_than_one_is_in_is_not_used_up() {
    let world = World::new().await;
    let circle = world.circle().await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    let tried = circle.nurse.tries_link(&link).await;
    assert!(matches!(tried, Err(Error::AlreadyIn)));
    assert!(joining(&circle.nurse).await.is_empty());
}

#[tokio::test]
async fn who_was_left_behind_comes_in_by_a_link_to_more_rooms_than_before() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nora = world.clinician("Nora").await;
    circle.patient.lets_in(&nora, Role::Family, "friend").await;
    circle.all_sync().await;
    let id = circle.patient.circle().await;
    let who = circle.patient.person("Nora").await;
    let gone = circle.patient.client.go_on_without(id, who).await;
    gone.expect("it is hers");
    circle.all_sync().await;
    nora.syncs().await;
    circle.patient.lets_in(&nora, Role::Clinician, "").await;
    circle.all_sync().await;
    nora.syncs().await;
    circle.patient.writes_to(Audience::Care, "How is it?").await;
    circle.patient.syncs().await;
    nora.syncs().await;
    assert_eq!(nora.reads().await, ["Marta: How is it?"]);
}

#[tokio::test]
async fn who_lost_their_place_comes_in_by_a_new_link() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.daughter.loses_state(Audience::Circle).await;
    circle.daughter.syncs().await;
    // Nobody answers any more, and she does not hear of it.
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    let link = circle.patient.invites(Role::Family, "daughter").await;
    circle.daughter.redeems(&link).await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.all_sync().await;
    circle.all_sync().await;
    assert!(joining(&circle.daughter).await.is_empty());
    circle.daughter.writes("Here I am again.").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        assert_eq!(person.reads().await, ["Ana: Here I am again."]);
    }
}

// What the patient is told

#[tokio::test]
async fn what_a_patient_may_not_do_is_told_apart() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let me = circle.patient.person("Marta").await;
    assert!(matches!(
        circle.patient.client.remove(id, me).await,
        Err(Error::Oneself)
    ));
    let whom = NewInvitation {
        role: Role::Family,
        relationship: "a".repeat(600),
        valid_for_ms: DAY_MS,
    };
    assert!(matches!(
        circle.patient.client.invite(id, whom).await,
        Err(Error::Name(kith_core::NameError::TooLong))
    ));
    let nurse = circle.nurse.person("Nadia").await;
    assert!(matches!(
        circle.daughter.client.remove(id, nurse).await,
        Err(Error::NotAllowed)
    ));
}

#[tokio::test]
async fn the_fifty_first_open_invitation_is_told_to_who_makes_it() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    let whom = |days| NewInvitation {
        role: Role::Family,
        relationship: "friend".to_owned(),
        valid_for_ms: days * DAY_MS,
    };
    for n in 0..50 {
        let made = patient.client.invite(circle, whom(1 + n % 2)).await;
        made.expect("there is room");
    }
    assert!(matches!(
        patient.client.invite(circle, whom(1)).await,
        Err(Error::TooManyInvitations)
    ));
    patient.syncs().await;
    let given = patient.client.invitations(circle).await.expect("listed");
    assert!(
        given.iter().all(|row| !row.waiting),
        "the relay has them all"
    );
    // A link in place of another takes no room, nor does one that was taken back or ran out.
    let again = patient.client.reissue(given[0].id, DAY_MS).await;
    again.expect("in its place");
    patient
        .client
        .decline(given[1].id)
        .await
        .expect("taken back");
    patient.client.invite(circle, whom(1)).await.expect("room");
    patient.syncs().await;
    world.clock.advance_ms(DAY_MS + 1);
    patient.client.invite(circle, whom(1)).await.expect("room");
    patient.syncs().await;
    let given = patient.client.invitations(circle).await.expect("listed");
    assert!(
        given.iter().all(|row| !row.waiting),
        "the relay has them all"
    );
}

#[tokio::test]
async fn a_relative_with_a_new_phone_takes_the_place_of_the_old_one() {
    let world = World::new().await;
    let circle = world.circle().await;
    let new = world.person("Ana's new phone").await;
    let link = circle.patient.invites(Role::Family, "daughter").await;
    new.client.redeem(&link, "Ana").await.expect("redeemed");
    new.syncs().await;
    circle.patient.syncs().await;
    let waits = answered(&circle.patient).await;
    let old = waits.resembles.expect("one of that name is in");
    assert_eq!(old.at, Resemblance::PerhapsTheSame);
    assert_eq!(old.name, "Ana");
    let done = circle
        .patient
        .client
        .approve_in_place_of(waits.id, old.person);
    done.await.expect("decided");
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    new.syncs().await;
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
    assert_eq!(new.sees_people().await, ["Ana", "Marta", "Nadia"]);
    circle.patient.writes("Are you there, Ana?").await;
    circle.patient.syncs().await;
    new.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(new.reads().await, ["Marta: Are you there, Ana?"]);
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    let old = circle.daughter.client.circles().await.expect("listed");
    assert_eq!(old[0].standing, Standing::Removed);
}
