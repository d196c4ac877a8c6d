//! Key packages, inbox keys and Welcomes of those who come in.

use kith_core::Role;
use kith_protocol::{
    api::{
        inbox::{InboxItem, InboxKind},
        people::{Claimed, Devices},
    },
    identity::InboxKey,
    signed::{Signed, public_key},
};
use kith_tests::{Circle, Person, World};
use serde_bytes::ByteBuf;

use super::scene::{scene, talk_resumes, to};

/// Rui has consented and the patient confirmed; nothing has gone out yet.
async fn rui_at_the_door(world: &World, circle: &Circle) -> Person {
    let rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    rui
}

async fn rui_comes_in(circle: &Circle, rui: &Person) {
    circle.patient.syncs().await;
    rui.syncs().await;
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse, &circle.daughter, rui] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
    }
}

async fn rui_still_waits(circle: &Circle) {
    let _ = circle.patient.tries_to_sync().await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
}

#[tokio::test]
async fn a_swapped_key_package_lets_nobody_else_in() {
    let (world, circle, relay) = scene().await;
    let rui = rui_at_the_door(&world, &circle).await;
    let eve = world.patient("Eve").await;
    let (_, device) = eve.client.devices().await.expect("enrolled")[0];
    let hers = ByteBuf::from(eve.client.package().await.expect("made"));
    relay.lies(move |exchange| {
        exchange.rewrite(|claimed: &mut Claimed| {
            for package in &mut claimed.packages {
                package.device = device;
                package.package = hers.clone();
            }
        });
    });
    rui_still_waits(&circle).await;
    // Nor under the right device's name, nor twice the same device.
    relay.lies(move |exchange| {
        exchange.rewrite(|claimed: &mut Claimed| {
            for package in &mut claimed.packages {
                package.device = device;
            }
        });
    });
    rui_still_waits(&circle).await;
    relay.stops_lying();
    rui_comes_in(&circle, &rui).await;
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn a_device_that_is_handed_out_twice_is_added_once() {
    let (world, circle, relay) = scene().await;
    let rui = rui_at_the_door(&world, &circle).await;
    relay.lies(|exchange| {
        exchange.rewrite(|claimed: &mut Claimed| {
            let again = claimed.packages.clone();
            claimed.packages.extend(again);
        });
    });
    rui_comes_in(&circle, &rui).await;
    relay.stops_lying();
    talk_resumes(&circle).await;
}

#[tokio::test]
async fn a_swapped_inbox_key_gets_no_welcome() {
    let (world, circle, relay) = scene().await;
    let rui = rui_at_the_door(&world, &circle).await;
    relay.lies(|exchange| {
        if !exchange.path.ends_with("/devices") {
            return;
        }
        exchange.rewrite(|devices: &mut Devices| {
            // Another device's key, under its own good signature.
            let (identity, _) = impostor();
            for record in &mut devices.devices {
                record.inbox_key = identity.clone();
            }
        });
    });
    rui_still_waits(&circle).await;
    relay.stops_lying();
    rui_comes_in(&circle, &rui).await;
    talk_resumes(&circle).await;
}

fn impostor() -> (Signed<InboxKey>, ed25519_dalek::SigningKey) {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let inbox = InboxKey {
        key: vec![9; 1_216],
        device: public_key(&key),
    };
    (Signed::new(&inbox, &key), key)
}

#[tokio::test]
async fn a_forged_welcome_leads_nowhere() {
    let (world, circle, relay) = scene().await;
    let rui = rui_at_the_door(&world, &circle).await;
    let device = rui.device().await;
    relay.lies(to(device, |answer| {
        answer.inbox.insert(
            0,
            InboxItem {
                at: 1,
                seq: 0,
                body: ByteBuf::from(vec![0xa2; 3_000]),
                kind: InboxKind::Welcome,
                node: Some(1),
            },
        );
    }));
    rui.syncs().await;
    assert!(rui.client.circles().await.expect("listed").is_empty());
    relay.stops_lying();
    rui_comes_in(&circle, &rui).await;
}

#[tokio::test]
async fn a_welcome_that_is_shown_again_does_not_take_anyone_back() {
    let (world, circle, relay) = scene().await;
    let rui = rui_at_the_door(&world, &circle).await;
    let device = rui.device().await;
    let mut kept: Vec<InboxItem> = Vec::new();
    relay.lies(to(device, move |answer| {
        kept.extend(answer.inbox.iter().cloned());
        let last = kept.last().map_or(0, |item| item.seq);
        if answer.inbox.is_empty() {
            answer.inbox = kept
                .iter()
                .take(4)
                .map(|item| InboxItem {
                    seq: last + 1,
                    ..item.clone()
                })
                .collect();
        }
    }));
    circle.patient.syncs().await;
    let _ = rui.tries_to_sync().await;
    let _ = rui.tries_to_sync().await;
    relay.stops_lying();
    rui_comes_in(&circle, &rui).await;
    circle.daughter.renews_keys().await;
    circle.daughter.syncs().await;
    rui.writes("I am here to stay.").await;
    rui.syncs().await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Rui: I am here to stay."]);
}
