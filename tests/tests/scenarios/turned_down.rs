//! Who does not come in is told so.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kith_core::{
    Error, Role,
    circle::room_id::shared,
    rights::table::Audience,
    store::circle::invitations::InvitationState,
    view::{JoiningStanding, Standing},
};
use kith_protocol::api::inbox::{Deposit, InboxKind};
use kith_tests::World;

use crate::coming_in::{answered, joining};

#[tokio::test]
async fn who_is_turned_down_is_told_so_and_may_come_by_another_link() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    daughter
        .redeems(&patient.invites(Role::Family, "daughter").await)
        .await;
    patient.syncs().await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Waiting]);
    let mut shown = daughter.client.watch_inbox();
    shown.next().await.expect("read");
    let [waits] = patient.consents().await[..] else {
        panic!("one waits");
    };
    patient.client.decline(waits).await.expect("declined");
    patient.syncs().await;
    daughter.syncs().await;
    shown.next().await.expect("told");
    assert_eq!(joining(&daughter).await, [JoiningStanding::Declined]);

    // It was a mistake: another link leads in, and of the no nothing is left.
    let again = patient.invites(Role::Family, "daughter").await;
    daughter.redeems(&again).await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Waiting]);
    patient.syncs().await;
    assert_eq!(patient.approves_all().await, 1);
    patient.syncs().await;
    daughter.syncs().await;
    assert!(joining(&daughter).await.is_empty());
    assert_eq!(daughter.sees_people().await, ["Ana", "Marta"]);
}

#[tokio::test]
async fn who_answered_several_links_of_one_circle_waits_once_until_all_are_turned_down() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    for _ in 0..4 {
        let link = patient.invites(Role::Family, "daughter").await;
        daughter.redeems(&link).await;
    }
    assert_eq!(joining(&daughter).await, [JoiningStanding::Waiting]);
    patient.syncs().await;
    let waiting = patient.consents().await;
    assert_eq!(waiting.len(), 4);
    // Whichever of them is answered first, the others are not.
    for (turned_down, invitation) in waiting.into_iter().enumerate() {
        let expected = [JoiningStanding::Waiting];
        assert_eq!(joining(&daughter).await, expected, "{turned_down}");
        patient.client.decline(invitation).await.expect("declined");
        patient.syncs().await;
        daughter.syncs().await;
    }
    assert_eq!(joining(&daughter).await, [JoiningStanding::Declined]);
    // Of what one lets go of nothing comes back in its place.
    let shown = daughter.client.inbox().await.expect("listed").joining;
    let forgotten = daughter.client.forget_joining(shown[0].invitation).await;
    forgotten.expect("gone");
    assert!(joining(&daughter).await.is_empty());
}

#[tokio::test]
async fn who_was_confirmed_and_cannot_be_let_in_is_told_so() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    let circle = patient.makes_circle("Marta's circle").await;
    daughter
        .redeems(&patient.invites(Role::Family, "daughter").await)
        .await;
    patient.syncs().await;
    let waits = answered(&patient).await;
    // No policy holds her: nobody could read it.
    patient.client.overfills(waits.id).await.expect("written");
    patient.client.approve(waits.id).await.expect("approved");
    patient.syncs().await;
    let given = patient.client.invitations(circle).await.expect("listed");
    assert_eq!(given[0].state, InvitationState::Refused);
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Declined]);
}

#[tokio::test]
async fn a_consent_that_comes_too_late_is_answered() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Family, "daughter").await;
    daughter.redeems(&link).await;
    // She takes it back before she hears that it was used.
    let given = patient.client.invitations(patient.circle().await).await;
    let id = given.expect("listed")[0].id;
    patient.client.decline(id).await.expect("taken back");
    patient.syncs().await;
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Declined]);
    daughter.client.forget_joining(id).await.expect("gone");
    assert!(joining(&daughter).await.is_empty());
    assert!(matches!(
        daughter.client.forget_joining(id).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn nobody_but_the_patient_can_say_no() {
    let world = World::new().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    let other = world.patient("Rui").await;
    patient.makes_circle("Marta's circle").await;
    other.makes_circle("Rui's circle").await;
    daughter
        .redeems(&patient.invites(Role::Family, "daughter").await)
        .await;
    patient.syncs().await;
    let waits = answered(&patient).await;
    let invitation = waits.id;
    let key = patient.client.key_of_invitee(invitation).await;
    let key = key.expect("someone consented");
    other
        .client
        .declines_for_another(key, invitation)
        .await
        .expect("sent");
    other.syncs().await;
    daughter.syncs().await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Waiting]);
}

#[tokio::test]
async fn whom_the_clinic_has_revoked_is_told_so() {
    let world = World::new().await;
    let circle = world.circle().await;
    let guest = world.person("Eve").await;
    guest
        .redeems(&circle.patient.invites(Role::Family, "friend").await)
        .await;
    for person in [&circle.nurse, &guest] {
        let me = person.client.clinics().await.expect("listed")[0].me;
        world.admin.revoke(world.clinic, me).await.expect("revoked");
        world.clock.advance_ms(60 * 60 * 1000);
        person.tries_to_sync().await.expect_err("revoked");
    }
    assert_eq!(joining(&guest).await, [JoiningStanding::Revoked]);
    let circles = circle.nurse.client.circles().await.expect("listed");
    assert_eq!(circles[0].standing, Standing::Revoked);
    assert!(circles[0].audiences.is_empty());
    let said = circle
        .nurse
        .client
        .send(shared(&circles[0].id, Audience::Circle), "Are you there?")
        .await;
    assert!(matches!(said, Err(Error::Revoked)));
    // The others are in touch as before.
    circle.patient.syncs().await;
    let mine = circle.patient.client.circles().await.expect("listed");
    assert_eq!(mine[0].standing, Standing::Member);
}

/// Whoever was turned down has the link and its receipt, and may say that they agree as often as they
/// like.
#[tokio::test]
async fn a_no_is_said_once() {
    let mut world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let (patient, daughter) = (world.patient("Marta").await, world.person("Ana").await);
    patient.makes_circle("Marta's circle").await;
    let link = patient.invites(Role::Family, "daughter").await;
    daughter.redeems(&link).await;
    patient.syncs().await;
    let hers = patient.device().await;
    let said = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&said);
    relay.watches(move |exchange| {
        let letter = exchange
            .asked::<Deposit>()
            .is_some_and(|deposit| deposit.kind == InboxKind::Consent);
        let let_go = exchange.path.starts_with("/v1/guests/");
        if exchange.device == Some(hers) && (letter || let_go) {
            counts.fetch_add(1, Ordering::SeqCst);
        }
    });
    let backup = world.relay_is_backed_up();
    let waits = answered(&patient).await.id;
    patient.client.decline(waits).await.expect("declined");
    patient.syncs().await;
    daughter.syncs().await;
    assert_eq!(joining(&daughter).await, [JoiningStanding::Declined]);
    assert_eq!(
        said.load(Ordering::SeqCst),
        2,
        "a letter, and whom she lets go"
    );
    let receipt = daughter.client.receipt().await.expect("redeemed");
    for _ in 0..3 {
        let agrees = daughter.client.agrees_to(&link, None, receipt.clone());
        agrees.await.expect("agreed");
        daughter.syncs().await;
        patient.syncs().await;
        patient.syncs().await;
    }
    assert_eq!(said.load(Ordering::SeqCst), 2);
    // The control: a relay that was set back has forgotten the no, and whoever asks hears it again.
    world.relay_is_restored(&backup).await;
    patient.syncs().await;
    let before = said.load(Ordering::SeqCst);
    daughter.syncs().await;
    let agrees = daughter.client.agrees_to(&link, None, receipt);
    agrees.await.expect("agreed");
    daughter.syncs().await;
    patient.syncs().await;
    patient.syncs().await;
    assert!(said.load(Ordering::SeqCst) > before);
}
