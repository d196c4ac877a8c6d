//! What cannot go now holds up nothing else.

use kith_core::{Role, store::timeline::messages::RowKind};
use kith_protocol::{api::people::Claimed, problem::Code};
use kith_tests::{Circle, Exchange, Fate, MaliciousRelay, Person, World};
use tokio::sync::watch;

/// A friend said yes and was confirmed, at a relay that treats who comes like this.
async fn confirmed(
    world: &World,
    treats: impl Fn(&mut Exchange) -> Fate + Send + 'static,
) -> (Circle, Person, MaliciousRelay) {
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    relay.filters(treats);
    assert_eq!(circle.patient.approves_all().await, 1);
    (circle, friend, relay)
}

/// While the friend cannot come, Ana goes and the others talk; when he can, he comes.
async fn all_else_goes_on(circle: &Circle, friend: &Person, relay: &MaliciousRelay) {
    circle.patient.syncs().await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.writes("Without Ana.").await;
    circle.patient.syncs().await;
    relay.stops_lying();
    for person in [&circle.nurse, &circle.daughter, friend] {
        person.syncs().await;
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: Without Ana."]);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    assert_eq!(circle.daughter.reads().await, [""; 0]);
    assert_eq!(circle.daughter.codes(RowKind::Removed).await.len(), 1);

    circle.patient.syncs().await;
    friend.syncs().await;
    circle.patient.writes("Welcome, Rui.").await;
    for person in [&circle.patient, friend, &circle.nurse] {
        person.syncs().await;
    }
    assert_eq!(friend.reads().await, ["Marta: Welcome, Rui."]);
    assert_eq!(friend.sees_people().await, ["Marta", "Nadia", "Rui"]);
}

#[tokio::test]
async fn a_newcomer_without_key_packages_holds_up_nothing() {
    let world = World::new().await;
    let (circle, friend, relay) = confirmed(&world, |exchange| {
        if exchange.path != "/v1/key-packages/claim" {
            return Fate::Arrives;
        }
        exchange.answers(&Claimed {
            packages: Vec::new(),
        });
        Fate::Swallowed
    })
    .await;
    all_else_goes_on(&circle, &friend, &relay).await;
}

#[tokio::test]
async fn someone_whom_the_relay_does_not_know_holds_up_nothing() {
    for path in ["/v1/key-packages/claim", "/devices"] {
        let world = World::new().await;
        let (circle, friend, relay) = confirmed(&world, move |exchange| {
            if !exchange.path.ends_with(path) {
                return Fate::Arrives;
            }
            exchange.is_refused(Code::NotFound)
        })
        .await;
        all_else_goes_on(&circle, &friend, &relay).await;
    }
}

#[tokio::test]
async fn a_commit_that_the_relay_does_not_take_holds_up_nothing() {
    let world = World::new().await;
    let (circle, friend, relay) = confirmed(&world, |exchange| {
        let welcomes = exchange
            .asked::<kith_protocol::api::groups::Commit>()
            .is_some_and(|commit| !commit.welcomes.is_empty());
        if !exchange.path.ends_with("/commits") || !welcomes {
            return Fate::Arrives;
        }
        exchange.is_refused(Code::NotFound)
    })
    .await;
    all_else_goes_on(&circle, &friend, &relay).await;
}

/// A letter that waits for a full inbox keeps no key packages from being published.
#[tokio::test]
async fn while_a_letter_waits_key_packages_are_published() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    let (published, count) = watch::channel(0);
    relay.lies(move |exchange| {
        if exchange.path == "/v1/key-packages" {
            published.send_modify(|published| *published += 1);
        }
        exchange.in_sync(|answer| answer.key_packages = answer.key_packages.min(1));
    });
    relay.filters(|exchange| match exchange.path.starts_with("/v1/inbox/") {
        true => exchange.is_refused(Code::Quota),
        false => Fate::Arrives,
    });
    friend.redeems(&link).await;
    friend.syncs().await;
    let before = *count.borrow();
    world.clock.advance_ms(2_000);
    friend.syncs().await;
    friend.syncs().await;
    assert!(*count.borrow() > before, "none more than {before}");
    relay.stops_lying();
    circle.patient.syncs().await;
    friend.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1, "the letter went");
}
