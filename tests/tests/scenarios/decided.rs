//! What the patient and the clinic have decided comes true, whatever else waits or is asked for.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use kith_core::{
    Error, Role,
    ids::InvitationId,
    rights::table::Audience,
    store::circle::invitations::{ClinicsWord, InvitationState},
    view::JoiningStanding,
};
use kith_protocol::{api::groups, problem::Code};
use kith_tests::{Circle, Fate, MaliciousRelay, Person, World};

/// Refuses every commit until it is told otherwise.
fn takes_no_commit(relay: &MaliciousRelay) -> Arc<AtomicBool> {
    let refuses = Arc::new(AtomicBool::new(true));
    let now = Arc::clone(&refuses);
    relay.filters(move |exchange| {
        if exchange.path.ends_with("/commits") && now.load(Ordering::SeqCst) {
            return exchange.is_refused(Code::RateLimited);
        }
        Fate::Arrives
    });
    refuses
}

async fn revoked(world: &World, circle: &Circle, who: &str) {
    let person = circle.patient.person(who).await;
    let admin = &world.admin;
    admin.revoke(world.clinic, person).await.expect("revoked");
    world.clock.advance_ms(60 * 60 * 1000);
}

/// Whose devices hold a leaf of each room.
async fn leaves(person: &Person) -> usize {
    let rooms = person.client.rooms(person.circle().await).await;
    rooms
        .expect("opened")
        .iter()
        .map(|room| room.leaves.len())
        .sum()
}

#[tokio::test]
async fn a_nurse_who_asks_to_be_added_again_just_before_her_revocation_is_removed() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.loses_state(Audience::Circle).await;
    circle.nurse.syncs().await;
    revoked(&world, &circle, "Nadia").await;
    circle.patient.writes("Without Nadia.").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta"]);
    }
    assert_eq!(circle.daughter.reads().await, ["Marta: Without Nadia."]);
    assert_eq!(leaves(&circle.patient).await, 3, "Marta twice, Ana once");
    assert!(circle.nurse.tries_to_sync().await.is_err());
    assert_eq!(circle.nurse.reads().await, [""; 0]);
}

/// The answer to her request stands ready when the revocation comes, and her inbox is gone with it.
#[tokio::test]
async fn an_answer_that_was_made_already_lets_no_revoked_nurse_stay() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.nurse.loses_state(Audience::Circle).await;
    circle.nurse.syncs().await;
    let refuses = takes_no_commit(&relay);
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    revoked(&world, &circle, "Nadia").await;
    refuses.store(false, Ordering::SeqCst);
    circle.patient.writes("Without Nadia.").await;
    for person in [&circle.patient, &circle.daughter, &circle.patient] {
        person.syncs().await;
    }
    circle.daughter.syncs().await;
    for person in [&circle.patient, &circle.daughter] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta"]);
    }
    assert_eq!(circle.daughter.reads().await, ["Marta: Without Nadia."]);
    assert_eq!(leaves(&circle.patient).await, 3, "Marta twice, Ana once");
}

/// Rui said yes, and so did Marta.
async fn confirmed(circle: &Circle, friend: &Person) -> InvitationId {
    let link = circle.patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    let asked = circle.patient.consents().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    asked[0]
}

async fn stands(patient: &Person, invitation: InvitationId) -> InvitationState {
    let circle = patient.circle().await;
    let given = patient.client.invitations(circle).await.expect("listed");
    let row = given.iter().find(|row| row.id == invitation);
    row.expect("given").state
}

async fn is_turned_down(friend: &Person) {
    friend.syncs().await;
    let inbox = friend.client.inbox().await.expect("read");
    let standing: Vec<JoiningStanding> = inbox.joining.iter().map(|row| row.standing).collect();
    assert_eq!(standing, [JoiningStanding::Declined]);
}

#[tokio::test]
async fn a_yes_is_taken_back_while_nobody_has_come_by_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let given = confirmed(&circle, &friend).await;
    circle
        .patient
        .client
        .decline(given)
        .await
        .expect("taken back");
    assert_eq!(
        stands(&circle.patient, given).await,
        InvitationState::Declined
    );
    circle.patient.syncs().await;
    is_turned_down(&friend).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.sees_people().await, ["Ana", "Marta", "Nadia"]);
    // The control: a yes that nobody takes back.
    let again = confirmed(&circle, &friend).await;
    circle.patient.syncs().await;
    assert!(circle.patient.sees_people().await.contains(&"Rui".into()));
    let late = circle.patient.client.decline(again).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
}

/// The commit that lets him in is taken, but its answer is lost: he comes, and goes at once.
#[tokio::test]
async fn a_yes_that_is_on_its_way_is_taken_back_by_a_removal_before_anything_is_said() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let given = confirmed(&circle, &friend).await;
    let lost = Arc::new(AtomicBool::new(false));
    let once = Arc::clone(&lost);
    relay.lies(move |exchange| {
        let adds = exchange.path.ends_with("/commits")
            && exchange
                .asked::<groups::Commit>()
                .is_some_and(|commit| !commit.welcomes.is_empty());
        if adds && !once.swap(true, Ordering::SeqCst) {
            exchange.cut_after = Some(0);
        }
    });
    assert!(circle.patient.tries_to_sync().await.is_err());
    assert!(lost.load(Ordering::SeqCst));
    relay.behaves();
    circle
        .patient
        .client
        .decline(given)
        .await
        .expect("taken back");
    circle.patient.writes("Not for Rui.").await;
    circle.patient.syncs().await;
    for person in [&circle.patient, &circle.nurse] {
        person.syncs().await;
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: Not for Rui."]);
    friend.syncs().await;
    let circles = friend.client.circles().await.expect("listed");
    for row in circles {
        let said = friend.client.timeline(row.id, None, 100).await;
        let said = said.expect("read");
        assert!(said.iter().all(|row| row.body() != "Not for Rui."));
    }
}

/// The relay takes the commit that lets him in, says that it does not, and shows it later.
#[tokio::test]
async fn a_yes_that_the_relay_denied_is_taken_back_when_the_log_shows_it() {
    for hidden in [false, true] {
        let world = World::new().await;
        let relay = world.relay_turns_malicious().await;
        let circle = world.circle().await;
        let friend = world.person("Rui").await;
        let given = confirmed(&circle, &friend).await;
        let patient = circle.patient.device().await;
        let mut denied = 0;
        relay.lies(move |exchange| {
            if exchange.device != Some(patient) {
                return;
            }
            exchange.in_sync(|answer| answer.groups.clear());
            if exchange.path.ends_with("/commits") && exchange.status == 200 && denied == 0 {
                denied += 1;
                exchange.is_refused(Code::NotFound);
            }
        });
        // Of what comes next the relay says that its epoch is over.
        let _ = circle.patient.tries_to_sync().await;
        let taken_back = circle.patient.client.decline(given).await;
        taken_back.expect("taken back");
        if hidden {
            // Nothing of it is to be seen yet: the removal must not be thought done.
            let _ = circle.patient.tries_to_sync().await;
        }
        relay.behaves();
        circle.patient.writes("Not for Rui.").await;
        for person in [&circle.patient, &circle.nurse, &circle.patient] {
            person.syncs().await;
        }
        for person in [&circle.patient, &circle.nurse] {
            assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
            assert_eq!(person.reads().await, ["Marta: Not for Rui."]);
        }
        assert_eq!(
            stands(&circle.patient, given).await,
            InvitationState::Declined
        );
        friend.syncs().await;
        for row in friend.client.circles().await.expect("listed") {
            let said = friend.client.timeline(row.id, None, 100).await;
            let said = said.expect("read");
            assert!(said.iter().all(|row| row.body() != "Not for Rui."));
        }
    }
}

/// The clinic takes back its word between a nurse's consent and the patient's yes, and between the
/// yes and the commit.
#[tokio::test]
async fn nobody_is_let_in_for_whom_the_clinic_no_longer_speaks() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    for yes_first in [false, true] {
        let name = if yes_first { "Otto" } else { "Olga" };
        let nurse = world.clinician(name).await;
        let link = circle.patient.invites(Role::Clinician, "nurse").await;
        nurse.redeems(&link).await;
        circle.patient.syncs().await;
        let given = circle.patient.consents().await[0];
        let refuses = takes_no_commit(&relay);
        if yes_first {
            circle
                .patient
                .client
                .approve(given)
                .await
                .expect("approved");
            circle.patient.syncs().await;
        }
        let id = circle.patient.circle().await;
        let rows = circle.patient.client.invitations(id).await.expect("listed");
        let row = rows.iter().find(|row| row.id == given).expect("given");
        assert_eq!(row.word, ClinicsWord::Vouches);
        let person = row.person.expect("they said yes");
        let admin = &world.admin;
        admin.revoke(world.clinic, person).await.expect("revoked");
        world.clock.advance_ms(60 * 60 * 1000);
        refuses.store(false, Ordering::SeqCst);
        circle.patient.syncs().await;
        if !yes_first {
            let rows = circle.patient.client.invitations(id).await.expect("listed");
            let row = rows.iter().find(|row| row.id == given).expect("given");
            assert_eq!(row.word, ClinicsWord::Revoked, "shown as vouched for");
            let no = circle.patient.client.approve(given).await;
            assert!(matches!(no, Err(Error::NotVouched)), "{no:?}");
            let declined = circle.patient.client.decline(given).await;
            declined.expect("turned down");
        }
        circle.patient.syncs().await;
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
        assert_eq!(
            circle.patient.sees_people().await,
            ["Ana", "Marta", "Nadia"]
        );
        assert_eq!(
            circle.daughter.sees_people().await,
            ["Ana", "Marta", "Nadia"]
        );
        relay.behaves();
    }
}

/// The relay knows them no more: the clinic has taken them out, or the family member was let go of.
#[tokio::test]
async fn who_was_confirmed_and_is_gone_from_the_clinic_is_not_waited_for() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (friend, other) = (world.person("Rui").await, world.person("Eve").await);
    let given = confirmed(&circle, &friend).await;
    let me = friend.client.clinics().await.expect("listed")[0].me;
    world.admin.revoke(world.clinic, me).await.expect("revoked");
    circle.patient.syncs().await;
    // A relay that was set back may hear of them again: not at once.
    let waits = stands(&circle.patient, given).await;
    assert_eq!(waits, InvitationState::Approved);
    // The control: who is there comes in meanwhile.
    let another = confirmed(&circle, &other).await;
    circle.patient.syncs().await;
    world.clock.advance_ms(25 * 60 * 60 * 1000);
    circle.patient.syncs().await;
    let over = stands(&circle.patient, given).await;
    assert_eq!(over, InvitationState::Refused);
    let came = stands(&circle.patient, another).await;
    assert_eq!(came, InvitationState::Approved);
    let people = circle.patient.sees_people().await;
    assert_eq!(people, ["Ana", "Eve", "Marta", "Nadia"]);
    // Another link is there for who is meant.
    let id = circle.patient.circle().await;
    let again = circle.patient.client.invitations(id).await.expect("listed");
    assert!(again.iter().any(|row| row.id == given));
}
