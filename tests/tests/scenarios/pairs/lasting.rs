//! It outlives lost states, stores and relays that were put back, and a relay that hands out what it likes.

use kith_core::circle::room_id;
use kith_core::{
    ids::{ConversationId, RoomId},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::api::inbox::InboxKind;
use kith_tests::{Circle, World};

use super::{
    HOUR_MS, codes, goes_on_anew, is_over, listed, opens, reads, says, sync, they_begin, they_talk,
};

#[tokio::test]
async fn a_room_of_two_outlives_restarts_a_lost_state_and_going_on_anew() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    circle.patient.reopens_after_closing().await;
    sync(&circle).await;
    circle.daughter.reopens_after_closing().await;
    they_talk(&circle, of, &circle.daughter).await;
    // Her phone has lost the group: she is let in again, by the only other one.
    let lost = circle.daughter.client.lose_state_of(RoomId(of.0)).await;
    lost.expect("it was there");
    circle.daughter.reopens_after_closing().await;
    for _ in 0..3 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
    let group = circle.patient.client.group_of_room(RoomId(of.0)).await;
    goes_on_anew(&circle).await;
    for person in [&circle.patient, &circle.daughter] {
        let next = person.client.group_of_room(RoomId(of.0)).await;
        assert_ne!(
            next.expect("the same room"),
            *group.as_ref().expect("hers"),
            "of {}",
            person.name
        );
    }
    they_talk(&circle, of, &circle.daughter).await;
    assert_eq!(reads(&circle.daughter, of).await.len(), 6, "all in one");
}

#[tokio::test]
async fn a_relay_that_forgot_a_room_of_two_is_told_of_it_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    let of = they_begin(&circle, &circle.daughter).await;
    world.relay_is_restored(&backup).await;
    for _ in 0..4 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
    assert_eq!(listed(&circle.nurse).await.len(), 1);
}

#[tokio::test]
async fn her_store_put_back_to_before_it_finds_the_room_of_two_again() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.patient.is_copied().await;
    let of = they_begin(&circle, &circle.daughter).await;
    circle.patient.is_put_back(&copy).await;
    assert_eq!(opens(&circle, "Ana").await, of, "of the same name");
    for _ in 0..8 {
        sync(&circle).await;
        world.clock.advance_ms(2 * 60 * 60 * 1000);
    }
    they_talk(&circle, of, &circle.daughter).await;
}

/// Of a room of two there is nobody else who could tell her device; nor, here, of the staff's.
#[tokio::test]
async fn whom_she_took_out_is_out_when_her_store_is_put_back() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = they_begin(&circle, &circle.nurse).await;
    let copy = circle.patient.is_copied().await;
    circle.patient.removes(&circle.nurse).await;
    sync(&circle).await;
    circle.patient.is_put_back(&copy).await;
    for _ in 0..4 {
        sync(&circle).await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    let id = goes_on_anew(&circle).await;
    is_over([&circle.patient, &circle.nurse], of).await;
    let care = room_id::shared(&id, Audience::Care);
    let people = circle.patient.client.readers(care).await.expect("listed");
    assert_eq!(people.len(), 1, "she alone");
    says(&circle.patient, ConversationId(care.0), "Of her").await;
    sync(&circle).await;
    assert_eq!(circle.nurse.finds("Of her").await, [""; 0]);
    they_go_on(&circle).await;
}

/// The circle does, without the nurse.
async fn they_go_on(circle: &Circle) {
    circle.patient.writes("Here we are").await;
    sync(circle).await;
    let read = circle.daughter.reads().await;
    assert_eq!(read.last().expect("read"), "Marta: Here we are");
    assert!(circle.nurse.reads().await.is_empty());
}

/// Her phone has lost the group, and the other one lets it in again: of two there is nobody else whom it could
/// wait to hear.
#[tokio::test]
async fn whom_the_only_other_one_lets_in_again_waits_to_hear_nobody_else() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    let lost = circle.patient.client.lose_state_of(RoomId(of.0)).await;
    lost.expect("it was there");
    circle.patient.reopens_after_closing().await;
    for _ in 0..3 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
    let told = codes(&circle.patient, of, RowKind::Healing).await;
    assert!(told.contains(&"readded".to_owned()), "{told:?}");
    assert!(!told.contains(&"unconfirmed".to_owned()), "{told:?}");
    let rooms = circle.patient.rooms().await;
    assert!(rooms.iter().all(|room| !room.unconfirmed));
}

#[tokio::test]
async fn the_other_ones_store_put_back_goes_on_talking() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    let copy = circle.daughter.is_copied().await;
    they_talk(&circle, of, &circle.daughter).await;
    circle.daughter.is_put_back(&copy).await;
    says(&circle.daughter, of, "Where were we?").await;
    for _ in 0..4 {
        sync(&circle).await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    they_talk(&circle, of, &circle.daughter).await;
    let read = reads(&circle.patient, of).await;
    let times = read.iter().filter(|said| *said == "Where were we?").count();
    assert_eq!((times, read.len()), (1, 7), "{read:?}");
}

/// To before there was a room of two: of that her phone knows nothing, until the room goes on anew.
#[tokio::test]
async fn the_other_ones_store_put_back_to_before_it_is_let_in_by_going_on_anew() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.daughter.is_copied().await;
    let of = they_begin(&circle, &circle.daughter).await;
    circle.daughter.is_put_back(&copy).await;
    for _ in 0..3 {
        sync(&circle).await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    goes_on_anew(&circle).await;
    they_talk(&circle, of, &circle.daughter).await;
}

/// The relay hands out the Welcome into the room of two, and keeps back that into the circle.
#[tokio::test]
async fn who_comes_into_the_room_of_two_first_can_ask_for_the_circle() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    let device = async || rui.device().await;
    let link = circle.patient.invites(kith_core::Role::Family, "son").await;
    rui.redeems(&link).await;
    let device = device().await;
    let mut held = Vec::new();
    relay.lies(move |exchange| {
        if exchange.device != Some(device) {
            return;
        }
        exchange.in_sync(|answer| {
            let mut welcomes = answer
                .inbox
                .iter()
                .filter(|item| item.kind == InboxKind::Welcome)
                .map(|item| item.seq)
                .collect::<Vec<_>>();
            if held.is_empty() {
                held.extend(welcomes.drain(..).take(1));
            }
            answer.inbox.retain(|item| !held.contains(&item.seq));
        });
    });
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
    circle.patient.syncs().await;
    let of = opens(&circle, "Rui").await;
    says(&circle.patient, of, "Only you").await;
    circle.patient.syncs().await;
    for _ in 0..2 {
        rui.syncs().await;
    }
    assert_eq!(reads(&rui, of).await, ["Only you"]);
    let rows = listed(&rui).await;
    assert_eq!(rows.len(), 1, "of the circle there is nothing yet");
    let (id, client) = (rows[0].id, &rui.client);
    assert_eq!(client.people(id).await.expect("nobody yet").len(), 0);
    assert!(
        client
            .timeline(id, None, 10)
            .await
            .expect("nothing")
            .is_empty()
    );
    let deed = kith_core::present::Deed::StartAnew;
    assert!(client.may(id, deed).await.expect("judged").is_some());
    let watched = client.inbox().await.expect("read");
    assert_eq!(watched.joining.len(), 1, "the circle is waited for");
}
