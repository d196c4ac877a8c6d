//! One-time invitations: used, expired, altered, lost and issued again are told apart, and no
//! Welcome comes before consent and confirmation.

use kith_core::{
    Code, Error, LinkError, Role,
    ids::CircleId,
    store::{circle::invitations::InvitationState, timeline::messages::RowKind},
    view::JoiningStanding,
};
use kith_tests::{DAY, Person, World};

fn code(result: Result<(), Error>) -> Code {
    match result {
        Err(Error::Invitation(code)) => code,
        other => panic!("not an invitation's problem: {other:?}"),
    }
}

#[tokio::test]
async fn a_clinics_link_works_once_and_says_why_it_does_not() {
    let world = World::new().await;
    let (first, second) = (world.person("Marta").await, world.person("Eve").await);

    let used = world.patient_link().await;
    first.redeems(&used).await;
    assert_eq!(code(second.tries_link(&used).await), Code::InvitationUsed);
    first
        .tries_link(&used)
        .await
        .expect("a repetition by the same person is harmless");

    let expired = world.patient_link().await;
    world.clock.advance_ms(2 * DAY.as_millis() as u64);
    assert_eq!(
        code(second.tries_link(&expired).await),
        Code::InvitationExpired
    );

    let lost = world
        .admin
        .invite_patient(world.clinic, DAY)
        .await
        .expect("invited");
    let again = world
        .admin
        .reissue(lost.id, None, DAY)
        .await
        .expect("issued again");
    assert_eq!(
        code(second.tries_link(&lost.link).await),
        Code::InvitationReplaced
    );

    let withdrawn = world
        .admin
        .invite_patient(world.clinic, DAY)
        .await
        .expect("invited");
    world
        .admin
        .revoke_invitation(withdrawn.id)
        .await
        .expect("taken back");
    assert_eq!(
        code(second.tries_link(&withdrawn.link).await),
        Code::InvitationRevoked
    );

    let mut altered = again.link.clone();
    let last = if altered.ends_with('A') { 'B' } else { 'A' };
    altered.pop();
    altered.push(last);
    assert!(matches!(
        second.tries_link(&altered).await,
        Err(Error::Link(LinkError::Altered))
    ));
    second
        .tries_link(&again.link)
        .await
        .expect("the new link is good");
}

#[tokio::test]
async fn a_link_of_another_relay_is_unknown_here() {
    let (here, there) = (World::new().await, World::new().await);
    let person = here.person("Marta").await;
    let host = |world: &World| world.url().rsplit('/').next().expect("a host").to_owned();
    let link = there.patient_link().await;
    let link = link.replace(&host(&there), &host(&here));
    assert!(matches!(
        person.tries_link(&link).await,
        Err(Error::Link(LinkError::Altered))
    ));
}

#[tokio::test]
async fn no_welcome_before_consent_and_confirmation() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Family, "daughter").await;
    assert!(patient.consents().await.is_empty());
    daughter.redeems(&link).await;
    patient.syncs().await;

    // She consented; until the patient confirms, she is in nothing.
    let circle = patient.circle().await;
    let rows = patient.client.invitations(circle).await.expect("listed");
    assert_eq!(rows[0].state, InvitationState::Consented);
    assert_eq!(rows[0].name.as_deref(), Some("Ana"));
    daughter.syncs().await;
    assert!(daughter.client.circles().await.expect("listed").is_empty());
    assert_eq!(patient.sees_people().await, ["Marta"]);

    assert_eq!(patient.approves_all().await, 1);
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(daughter.sees_people().await, ["Ana", "Marta"]);
}

#[tokio::test]
async fn the_patient_may_turn_down_who_redeemed_a_link() {
    let world = World::new().await;
    let (patient, stranger) = (world.patient("Marta").await, world.person("Eve").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Family, "daughter").await;
    stranger.redeems(&link).await;
    patient.syncs().await;
    let waiting = patient.consents().await;
    patient.client.decline(waiting[0]).await.expect("declined");
    patient.syncs().await;
    stranger.syncs().await;
    assert!(stranger.client.circles().await.expect("listed").is_empty());
    assert!(matches!(
        patient.client.approve(waiting[0]).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn a_patients_link_works_once_too_and_can_be_issued_again() {
    let world = World::new().await;
    let (patient, daughter, other) = (
        world.patient("Marta").await,
        world.person("Ana").await,
        world.person("Eve").await,
    );
    patient.makes_circle("Marta's circle").await;
    let lost = patient.invites(Role::Family, "daughter").await;
    let circle = patient.circle().await;
    let id = patient.client.invitations(circle).await.expect("listed")[0].id;
    let again = patient
        .client
        .reissue(id, 86_400_000)
        .await
        .expect("issued again");
    patient.syncs().await;
    assert_eq!(
        code(other.tries_link(&lost).await),
        Code::InvitationReplaced
    );
    daughter.redeems(&again).await;
    assert_eq!(code(other.tries_link(&again).await), Code::InvitationUsed);
    patient.syncs().await;
    assert_eq!(patient.approves_all().await, 1);
}

#[tokio::test]
async fn who_is_invited_as_staff_must_have_the_clinics_word() {
    let world = World::new().await;
    let (patient, impostor) = (world.patient("Marta").await, world.person("Eve").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Clinician, "").await;
    impostor.redeems(&link).await;
    patient.syncs().await;
    let waiting = patient.consents().await;
    assert!(matches!(
        patient.client.approve(waiting[0]).await,
        Err(Error::NotVouched)
    ));
}

#[tokio::test]
async fn an_invitation_can_be_made_without_a_network() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    world.network.goes_down();
    let clinics = patient.client.clinics().await.expect("listed");
    let circle = patient
        .client
        .create_circle(clinics[0].account, "Marta's circle")
        .await
        .expect("made offline");
    let whom = kith_core::NewInvitation {
        role: Role::Family,
        relationship: "daughter".to_owned(),
        valid_for_ms: 86_400_000,
    };
    let link = patient
        .client
        .invite(circle, whom)
        .await
        .expect("made offline");
    world.network.comes_back();
    // The relay has not heard of it, and the patient can see that.
    assert!(is_waiting(&patient, circle).await);
    assert_eq!(
        code(daughter.tries_link(&link).await),
        Code::InvitationUnknown
    );
    let mut shown = patient.client.watch_chat(circle).0;
    shown.next().await.expect("read");
    patient.syncs().await;
    shown.next().await.expect("told that it changed");
    assert!(!is_waiting(&patient, circle).await);

    // The same link opens as soon as the relay has.
    daughter.redeems(&link).await;
    patient.syncs().await;
    assert_eq!(patient.approves_all().await, 1);
    assert!(is_waiting(&patient, circle).await);
    patient.syncs().await;
    daughter.syncs().await;
    assert!(!is_waiting(&patient, circle).await);
}

async fn is_waiting(patient: &Person, circle: CircleId) -> bool {
    let given = patient.client.invitations(circle).await.expect("listed");
    given.iter().any(|invitation| invitation.waiting)
}

/// Where an invitation of the patient's stands.
async fn stands(patient: &Person, named: &str) -> Vec<InvitationState> {
    let given = patient.client.invitations(patient.circle().await).await;
    let mut given = given.expect("listed");
    given.retain(|row| row.relationship == named);
    given.iter().map(|row| row.state).collect()
}

/// Whoever reads the link over a shoulder can sign that they agree; the relay, which would tell them
/// that it was used, gives them no receipt for it.
#[tokio::test]
async fn who_agrees_without_redeeming_is_none_whom_the_patient_is_asked_about() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (paul, thief) = (world.patient("Paul").await, world.person("Eve").await);
    paul.makes_circle("Paul's circle").await;
    thief
        .redeems(&paul.invites(Role::Family, "niece").await)
        .await;
    let of_another = thief.client.receipt().await.expect("redeemed");
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    let agrees = thief.client.agrees_to(&link, None, of_another);
    agrees.await.expect("agreed");
    thief.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(
        stands(&circle.patient, "friend").await,
        [InvitationState::Open]
    );
    // With another's receipt of this very link it is no better.
    friend.tries_link(&link).await.expect("good");
    let of_friend = friend.client.receipt().await.expect("redeemed");
    let agrees = thief.client.agrees_to(&link, None, of_friend);
    agrees.await.expect("agreed");
    thief.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(
        stands(&circle.patient, "friend").await,
        [InvitationState::Open]
    );
    // The control: the one who has redeemed it.
    friend.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.patient.syncs().await;
    assert!(circle.patient.sees_people().await.contains(&friend.name));
}

/// A relay that was set back to a backup has forgotten that a link was used, and so could one that
/// lies.
#[tokio::test]
async fn where_two_answer_one_link_neither_comes_in_by_it() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let (friend, thief) = (world.person("Rui").await, world.patient("Eve").await);
    let link = circle.patient.invites(Role::Family, "friend").await;
    let backup = world.relay_is_backed_up();
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(
        stands(&circle.patient, "friend").await,
        [InvitationState::Consented]
    );
    world.relay_is_restored(&backup).await;
    thief.redeems(&link).await;
    circle.patient.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(
        stands(&circle.patient, "friend").await,
        [InvitationState::Spoiled]
    );
    assert_eq!(circle.patient.approves_all().await, 0, "nobody to confirm");
    circle.patient.syncs().await;
    thief.syncs().await;
    let inbox = thief.client.inbox().await.expect("read");
    let standing: Vec<_> = inbox.joining.iter().map(|row| row.standing).collect();
    assert_eq!(standing, [JoiningStanding::Declined]);
    // The relay has forgotten him, and tells him so itself.
    match friend.tries_to_sync().await {
        Err(Error::Delivery(told)) => assert_eq!(told.code(), Some(Code::InvitationUsed)),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
    // A new link, in place of that one, leads in.
    let id = circle.patient.circle().await;
    let given = circle.patient.client.invitations(id).await.expect("listed");
    let spoiled = given
        .iter()
        .find(|row| row.state == InvitationState::Spoiled);
    let spoiled = spoiled.expect("given").id;
    let again = circle.patient.client.reissue(spoiled, 86_400_000).await;
    circle.patient.syncs().await;
    let olga = world.person("Olga").await;
    olga.redeems(&again.expect("made anew")).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.patient.syncs().await;
    assert!(circle.patient.sees_people().await.contains(&olga.name));
}

#[tokio::test]
async fn where_another_answers_after_the_yes_neither_comes_in() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let (thief, friend) = (world.patient("Eve").await, world.person("Rui").await);
    let link = circle.patient.invites(Role::Family, "friend").await;
    let backup = world.relay_is_backed_up();
    thief.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    world.relay_is_restored(&backup).await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(
        stands(&circle.patient, "friend").await,
        [InvitationState::Spoiled]
    );
    assert_eq!(
        circle.patient.sees_people().await,
        ["Ana", "Marta", "Nadia"]
    );
}

/// Control: who says the same once more is no second one.
#[tokio::test]
async fn where_another_answers_when_the_first_is_in_the_patient_is_told_once() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let (thief, friend) = (world.patient("Eve").await, world.person("Rui").await);
    let link = circle.patient.invites(Role::Family, "friend").await;
    let backup = world.relay_is_backed_up();
    thief.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.patient.syncs().await;
    thief.syncs().await;
    let people = ["Ana", "Eve", "Marta", "Nadia"];
    assert_eq!(circle.patient.sees_people().await, people);
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, [""; 0]);
    world.relay_is_restored(&backup).await;
    friend.redeems(&link).await;
    let receipt = friend.client.receipt().await.expect("redeemed");
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.patient.syncs().await;
        let told = circle.patient.codes(RowKind::Alarm).await;
        assert_eq!(told, ["link-answered-twice"]);
        let again = friend.client.agrees_to(&link, None, receipt.clone());
        again.await.expect("agreed");
        friend.syncs().await;
    }
    assert_eq!(circle.patient.sees_people().await, people);
}

#[tokio::test]
async fn a_consent_to_another_circle_is_none_to_this_one() {
    let world = World::new().await;
    let circle = world.circle().await;
    let eve = world.person("Eve").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    eve.tries_link(&link).await.expect("good");
    let receipt = eve.client.receipt().await.expect("redeemed");
    for (other, state) in [
        (Some(CircleId([7; 16])), InvitationState::Open),
        // The control: the same, to this one.
        (None, InvitationState::Consented),
    ] {
        let agrees = eve.client.agrees_to(&link, other, receipt.clone());
        agrees.await.expect("agreed");
        eve.syncs().await;
        circle.patient.syncs().await;
        assert_eq!(stands(&circle.patient, "friend").await, [state]);
    }
}

/// Someone who was in a circle knows its id, and makes one of their own under it. Control: under any
/// other id they let her in.
#[tokio::test]
async fn a_circle_under_the_id_of_another_patients_takes_nobody_out_of_hers() {
    for posing in [true, false] {
        let world = World::new().await;
        let (marta, bruno, nadia) = (
            world.patient("Marta").await,
            world.person("Bruno").await,
            world.person("Nadia").await,
        );
        bruno.redeems(&world.patient_link().await).await;
        let clinics = bruno.client.clinics().await.expect("listed");
        let account = clinics.first().expect("enrolled").account;
        let hers = marta.makes_circle("Marta's circle").await;
        let id = if posing { hers } else { CircleId([9; 16]) };
        let his = bruno.client.start_circle_as(account, "Marta's circle", id);
        his.await.expect("he may call it as he likes");
        bruno.syncs().await;
        // Of both she has the invitation before she is in either.
        let (of_hers, of_his) = (
            marta.invites(Role::Family, "friend").await,
            bruno.invites(Role::Family, "friend").await,
        );
        nadia.redeems(&of_hers).await;
        nadia.redeems(&of_his).await;
        for patient in [&marta, &bruno] {
            patient.syncs().await;
            assert_eq!(patient.approves_all().await, 1);
            patient.syncs().await;
            nadia.syncs().await;
        }
        let mut circles = nadia.client.circles().await.expect("listed");
        assert_eq!(circles.len(), if posing { 1 } else { 2 });
        circles.retain(|circle| circle.id == hers);
        assert_eq!(circles.len(), 1);
        // In it she hears the patient by whom she came, and no other.
        bruno.writes("Give her the double dose.").await;
        bruno.syncs().await;
        marta.writes("Good morning.").await;
        marta.syncs().await;
        nadia.syncs().await;
        let rows = nadia.client.timeline(hers, None, 50).await.expect("read");
        let said: Vec<&str> = rows
            .iter()
            .filter(|row| row.kind() == RowKind::Text)
            .map(|row| row.body())
            .collect();
        assert_eq!(said, ["Good morning."]);
    }
}
