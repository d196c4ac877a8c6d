//! A Welcome from before, shown once more to who was removed since.

use std::sync::{Arc, Mutex};

use super::scene::{entries, scene};
use kith_core::{Role, store::timeline::messages::RowKind};
use kith_protocol::api::{
    inbox::{InboxItem, InboxKind},
    people::{Claimed, KeyPackages},
};
use kith_tests::{Circle, Exchange, Fate, MaliciousRelay, Person, World};

/// Notes every key package of last resort, and hands out no other.
fn hands_out_the_last_resort(relay: &MaliciousRelay) -> Arc<Mutex<Vec<InboxItem>>> {
    let last = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&last);
    relay.filters(move |exchange| {
        if exchange.path == "/v1/key-packages"
            && let Some(published) = exchange.asked::<KeyPackages>()
            && let Some(package) = published.last_resort
        {
            *noted.lock().expect("kept") = Some((exchange.device, package));
        }
        Fate::Arrives
    });
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeps = Arc::clone(&kept);
    relay.lies(move |exchange: &mut Exchange| {
        if exchange.path == "/v1/key-packages/claim" {
            let last = last.lock().expect("kept").clone();
            exchange.rewrite(|claimed: &mut Claimed| {
                for package in &mut claimed.packages {
                    if let Some((device, last)) = &last
                        && *device == Some(package.device)
                    {
                        package.package = last.clone();
                    }
                }
            });
        }
        exchange.in_sync(|answer| {
            let welcomes = answer
                .inbox
                .iter()
                .filter(|item| item.kind == InboxKind::Welcome);
            keeps.lock().expect("kept").extend(welcomes.cloned());
        });
    });
    kept
}

/// Rui was let in by his last resort, and is out again; the Welcome is with the relay.
async fn rui_was_here(
    world: &World,
    circle: &Circle,
    relay: &MaliciousRelay,
) -> (Person, InboxItem) {
    let rui = world.person("Rui").await;
    let kept = hands_out_the_last_resort(relay);
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    relay.stops_lying();
    let welcome = kept.lock().expect("kept").first().cloned();
    circle.patient.removes(&rui).await;
    circle.all_sync().await;
    rui.syncs().await;
    assert_eq!(rui.codes(RowKind::Removed).await.len(), 1);
    (rui, welcome.expect("it came"))
}

/// The relay shows it, and hides that the log goes on.
async fn shown_again(rui: &Person, relay: &MaliciousRelay, welcome: InboxItem) {
    let device = rui.device().await;
    let mut shown = false;
    relay.lies(super::scene::to(device, move |answer| {
        entries(answer).for_each(Vec::clear);
        if !shown {
            shown = true;
            answer.inbox = vec![InboxItem {
                seq: 1 << 40,
                ..welcome.clone()
            }];
        }
    }));
    for _ in 0..2 {
        let _ = rui.tries_to_sync().await;
    }
    relay.stops_lying();
}

#[tokio::test]
async fn an_old_welcome_takes_nobody_back() {
    let (world, circle, relay) = scene().await;
    let (rui, welcome) = rui_was_here(&world, &circle, &relay).await;
    shown_again(&rui, &relay, welcome).await;
    assert!(rui.rooms().await.is_empty(), "no room is open to him");
    assert_eq!(rui.codes(RowKind::Removed).await.len(), 1);
}

/// The control: a new one does.
#[tokio::test]
async fn who_is_let_in_again_is_in() {
    let (world, circle, relay) = scene().await;
    let (rui, _) = rui_was_here(&world, &circle, &relay).await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    let [here, there] = [rui.room().await, circle.patient.room().await];
    assert_eq!((here.version, here.node), (there.version, there.node));
    circle.patient.writes("Welcome back.").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert_eq!(
        rui.reads().await.last().expect("read"),
        "Marta: Welcome back."
    );
}

/// The relay hands out the package of last resort again and again. The control: into the group it leads
/// once, and one that leads into no group yet does.
#[tokio::test]
async fn a_key_package_of_last_resort_leads_into_a_group_once() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    hands_out_the_last_resort(&relay);
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert_eq!(rui.rooms().await.len(), 1, "once");
    circle.patient.removes(&rui).await;
    circle.all_sync().await;
    rui.syncs().await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert!(rui.rooms().await.is_empty(), "not twice");
    // Next week's leads in.
    circle.patient.removes(&rui).await;
    circle.all_sync().await;
    world.clock.advance_ms(8 * 24 * 60 * 60 * 1000);
    rui.syncs().await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    assert_eq!(rui.rooms().await.len(), 1, "another one");
    relay.stops_lying();
}

/// The same where the room goes on: who was led over by one comes into that group by it no more.
#[tokio::test]
async fn a_key_package_of_last_resort_leads_over_once() {
    let (world, circle, relay) = scene().await;
    let rui = world.person("Rui").await;
    hands_out_the_last_resort(&relay);
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.all_sync().await;
    rui.syncs().await;
    let id = circle.patient.circle().await;
    circle.patient.client.start_anew(id).await.expect("hers");
    for _ in 0..3 {
        circle.patient.syncs().await;
        rui.syncs().await;
    }
    let [here, there] = [rui.room().await, circle.patient.room().await];
    assert_eq!((here.group, here.node), (there.group, there.node), "over");
    circle.patient.removes(&rui).await;
    circle.patient.syncs().await;
    rui.syncs().await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    rui.syncs().await;
    assert!(rui.rooms().await.is_empty(), "not by the same");
    relay.stops_lying();
}

#[tokio::test]
async fn the_last_resort_is_another_one_every_week() {
    let (world, circle, relay) = scene().await;
    let nurse = circle.nurse.device().await;
    let renewed = Arc::new(Mutex::new(0));
    let counts = Arc::clone(&renewed);
    relay.filters(move |exchange| {
        if exchange.path == "/v1/key-packages"
            && exchange.device == Some(nurse)
            && let Some(published) = exchange.asked::<KeyPackages>()
            && published.last_resort.is_some()
        {
            *counts.lock().expect("counted") += 1;
        }
        Fate::Arrives
    });
    for _ in 0..15 {
        world.clock.advance_ms(24 * 60 * 60 * 1000);
        circle.nurse.syncs().await;
    }
    assert_eq!(*renewed.lock().expect("counted"), 2);
}
