//! A guest is enrolled as long as somebody who invited them holds them.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crate::unkept::in_the_store;
use kith_core::{
    Error, Role,
    circle::room_id::shared,
    rights::table::Audience,
    store::timeline::messages::RowKind,
    view::{JoiningStanding, Standing},
};
use kith_protocol::problem::Code;
use kith_tests::{Fate, Person, World};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// More than a week.
async fn a_week_passes(world: &World) {
    days_pass(world, 8).await;
}

/// In which the relay looks at its clock often enough to believe it.
async fn days_pass(world: &World, days: u64) {
    for _ in 0..days * 24 {
        world.clock.advance_ms(HOUR_MS);
        world.relay().run_retention().await.expect("it runs");
    }
}

async fn is_enrolled(person: &Person) -> bool {
    person.tries_to_sync().await.is_ok()
}

#[tokio::test]
async fn who_is_removed_hears_of_it_and_is_forgotten_by_the_relay_in_a_week() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.codes(RowKind::Removed).await.len(), 1);
    a_week_passes(&world).await;
    assert!(!is_enrolled(&circle.daughter).await);
    // Nobody else is.
    assert!(is_enrolled(&circle.nurse).await);
    assert!(is_enrolled(&circle.patient).await);
    // By a new link she comes again.
    circle
        .patient
        .lets_in(&circle.daughter, Role::Family, "daughter")
        .await;
    circle.patient.writes("You are back.").await;
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: You are back."]);
    a_week_passes(&world).await;
    assert!(is_enrolled(&circle.daughter).await);
}

#[tokio::test]
async fn who_is_turned_down_is_forgotten_too_unless_another_patient_holds_them() {
    let world = World::new().await;
    let circle = world.circle().await;
    let other = world.patient("Paul").await;
    other.makes_circle("Paul's circle").await;
    other.lets_in(&circle.daughter, Role::Family, "niece").await;
    circle.patient.removes(&circle.daughter).await;
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    for given in circle.patient.consents().await {
        circle
            .patient
            .client
            .decline(given)
            .await
            .expect("declined");
    }
    circle.all_sync().await;
    friend.syncs().await;
    a_week_passes(&world).await;
    assert!(!is_enrolled(&friend).await);
    assert!(is_enrolled(&circle.daughter).await);
}

#[tokio::test]
async fn nobody_is_let_go_of_before_they_have_left() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let told = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&told);
    relay.filters(move |exchange| {
        if exchange.path.starts_with("/v1/guests/") {
            counts.fetch_add(1, Ordering::SeqCst);
        }
        if exchange.path.ends_with("/commits") {
            return exchange.is_refused(Code::RateLimited);
        }
        Fate::Arrives
    });
    circle.patient.removes(&circle.daughter).await;
    let _ = circle.patient.tries_to_sync().await;
    assert_eq!(told.load(Ordering::SeqCst), 0, "she is in");
    a_week_passes(&world).await;
    assert!(is_enrolled(&circle.daughter).await);
    // The control: the removal comes true.
    relay.behaves();
    circle.patient.syncs().await;
    circle.patient.syncs().await;
    a_week_passes(&world).await;
    assert!(!is_enrolled(&circle.daughter).await);
}

#[tokio::test]
async fn a_relay_from_before_hears_again_who_was_let_go_of() {
    for turned_down in [false, true] {
        let mut world = World::new().await;
        let circle = world.circle().await;
        let friend = world.person("Rui").await;
        let link = circle.patient.invites(Role::Family, "friend").await;
        friend.redeems(&link).await;
        circle.patient.syncs().await;
        let backup = world.relay_is_backed_up();
        let guest = if turned_down {
            let given = circle.patient.consents().await[0];
            let declined = circle.patient.client.decline(given).await;
            declined.expect("turned down");
            &friend
        } else {
            circle.patient.removes(&circle.daughter).await;
            &circle.daughter
        };
        circle.patient.syncs().await;
        circle.patient.syncs().await;
        world.relay_is_restored(&backup).await;
        assert!(is_enrolled(guest).await);
        for _ in 0..3 {
            circle.patient.syncs().await;
        }
        a_week_passes(&world).await;
        assert!(!is_enrolled(guest).await, "{turned_down}");
        // The control: who is in, or waits for her yes.
        assert!(is_enrolled(&circle.nurse).await);
        let other = if turned_down {
            &circle.daughter
        } else {
            &friend
        };
        assert!(is_enrolled(other).await, "{turned_down}");
    }
}

/// A relay that had let her go, whose answer was lost, hears it once more after she came by another
/// link.
#[tokio::test]
async fn a_letting_go_that_is_repeated_late_keeps_nobody_out() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    rui.redeems(&link).await;
    circle.patient.syncs().await;
    for given in circle.patient.consents().await {
        circle.patient.client.decline(given).await.expect("a no");
    }
    let (keep, again) = (
        "CREATE TABLE kept AS SELECT * FROM errand WHERE kind = 7",
        "INSERT INTO errand (account, kind, payload) SELECT account, kind, payload FROM kept;
         DROP TABLE kept",
    );
    in_the_store(&mut circle.patient, keep).await;
    circle.patient.syncs().await;
    rui.syncs().await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    rui.redeems(&link).await;
    in_the_store(&mut circle.patient, again).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    for person in [&circle.patient, &rui, &circle.patient] {
        person.syncs().await;
    }
    assert_eq!(rui.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
}

/// Not that the clinic has closed Kith here: nobody there knows anything of it. Control: whom the
/// clinic itself revoked reads that (`whom_the_clinic_has_revoked_is_told_so`).
#[tokio::test]
async fn who_is_held_by_nobody_is_told_so() {
    let world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    let patient = circle.patient.client.clinics().await.expect("listed")[0].me;
    let revoked = world.admin.revoke(world.clinic, patient).await;
    revoked.expect("revoked");
    world.clock.advance_ms(HOUR_MS);
    for guest in [&circle.daughter, &friend] {
        let error = guest.tries_to_sync().await.expect_err("nobody holds her");
        let Error::Delivery(error) = error else {
            panic!("the relay says so");
        };
        assert_eq!(error.code(), Some(Code::Forgotten));
    }
    let inbox = circle.daughter.client.inbox().await.expect("listed");
    assert_eq!(inbox.circles[0].standing, Standing::Forgotten);
    assert!(inbox.circles[0].audiences.is_empty());
    let (id, anyone) = (inbox.circles[0].id, "Is anyone there?");
    let written = circle
        .daughter
        .client
        .send(shared(&id, Audience::Circle), anyone);
    assert!(matches!(written.await, Err(Error::Forgotten)));
    let inbox = friend.client.inbox().await.expect("listed");
    assert_eq!(inbox.joining[0].standing, JoiningStanding::Forgotten);
}

/// The relay has forgotten the link by which she came, too.
#[tokio::test]
async fn who_was_let_go_long_ago_is_told_so_as_well() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    days_pass(&world, 40).await;
    let error = circle.daughter.tries_to_sync().await;
    let Err(Error::Delivery(error)) = error else {
        panic!("the relay says so: {error:?}");
    };
    assert_eq!(error.code(), Some(Code::Forgotten));
    let inbox = circle.daughter.client.inbox().await.expect("listed");
    assert_eq!(inbox.circles[0].standing, Standing::Forgotten);
}

/// Control: it does not know the link because it is a copy from before. That mends itself, and nothing that was to be
/// asked of it is lost.
#[tokio::test]
async fn who_came_after_the_backup_was_not_let_go() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    // Her consent has yet to go out.
    friend.tries_link(&link).await.expect("the link is good");
    world.relay_is_restored(&backup).await;
    let error = friend.tries_to_sync().await;
    let Err(Error::Delivery(error)) = error else {
        panic!("the relay does not know her: {error:?}");
    };
    assert_eq!(error.code(), Some(Code::InvitationUnknown));
    let inbox = friend.client.inbox().await.expect("listed");
    assert_eq!(inbox.joining[0].standing, JoiningStanding::Waiting);
    for person in [&circle.patient, &friend, &circle.patient] {
        person.syncs().await;
    }
    assert_eq!(circle.patient.approves_all().await, 1);
}
