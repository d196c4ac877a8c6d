//! A member with a patched client brings devices of their own into a room, as many as they like; and a
//! log that is full while somebody has to go.

use kith_core::{
    Role, hostile::Crowd, rights::table::Audience, store::timeline::messages::RowKind,
};
use kith_protocol::{
    ids::GroupId,
    limits::{FEW_DEVICES, MAX_DEVICES},
    problem::Code,
};
use kith_relay::Limits;
use kith_tests::{Circle, Fate, Person, World, database};

use crate::malicious_member::{agree, refused, talk_goes_on};

const MINUTE_MS: u64 = 60 * 1000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

#[tokio::test]
async fn nobody_brings_devices_without_end() {
    let world = World::new().await;
    let circle = world.circle().await;
    // With her phone one more than a person has.
    circle.daughter.crowds(Crowd::Comes(MAX_DEVICES)).await;
    refused(&circle, "too-many-devices").await;
}

/// The control: as many as the relay lets a person have. Everyone is told that there are more.
#[tokio::test]
async fn who_brings_a_device_of_their_own_is_told_of() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.crowds(Crowd::Comes(MAX_DEVICES - 1)).await;
    circle.all_sync().await;
    let honest = [&circle.patient, &circle.nurse];
    for person in honest {
        let mut alarms = person.sees().await;
        alarms.retain(|line| line.kind == RowKind::Alarm);
        let said: Vec<_> = alarms
            .iter()
            .map(|line| (line.body.as_str(), line.who.as_str()))
            .collect();
        assert_eq!(said, [("another-device", "Ana")], "{}", person.name);
        assert_eq!(person.room().await.leaves.len(), 2 + MAX_DEVICES);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    talk_goes_on(honest).await;
    agree(honest).await;
    // Bit by bit it does not go either.
    circle.daughter.syncs().await;
    circle.daughter.crowds(Crowd::Comes(1)).await;
    for person in honest {
        person.syncs().await;
        let alarms = person.codes(RowKind::Alarm).await;
        assert_eq!(alarms, ["another-device", "too-many-devices"]);
    }
    // Who comes anew finds her in no larger a room, and she goes with all of them.
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.room().await.leaves.len(), 3);
}

/// Another one that comes as one goes is another one.
#[tokio::test]
async fn who_swaps_a_device_of_their_own_is_told_of() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.crowds(Crowd::Comes(1)).await;
    circle.all_sync().await;
    circle.daughter.crowds(Crowd::Swaps).await;
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        let alarms = person.codes(RowKind::Alarm).await;
        assert_eq!(alarms, ["another-device"; 2], "{}", person.name);
        assert_eq!(person.room().await.leaves.len(), 4);
    }
}

/// Whom the patient lets in.
async fn friends(world: &World, circle: &Circle, names: &[&str]) -> Vec<Person> {
    let mut friends = Vec::new();
    for name in names {
        let friend = world.person(name).await;
        let patient = &circle.patient;
        patient.lets_in(&friend, Role::Family, "friend").await;
        friends.push(friend);
    }
    friends
}

/// Members who bring as many devices as they may leave room for who comes anew: where there are many, nobody
/// brings more than a few, and who is taken out makes room again.
#[tokio::test]
async fn however_many_devices_members_bring_there_is_room_for_who_comes() {
    let world = World::new().await;
    let circle = world.circle().await;
    let friends = friends(
        &world,
        &circle,
        &["Iris", "Omar", "Ines", "Ole", "Tara", "Jon"],
    )
    .await;
    let crowd = || friends.iter().chain([&circle.daughter]);
    for friend in crowd() {
        friend.syncs().await;
        friend.crowds(Crowd::Comes(MAX_DEVICES - 1)).await;
    }
    let honest = [&circle.patient, &circle.nurse];
    let refusals = async || {
        let mut counts = Vec::new();
        for person in honest {
            person.syncs().await;
            let alarms = person.codes(RowKind::Alarm).await.into_iter();
            counts.push(alarms.filter(|code| code == "too-many-devices").count());
        }
        assert_eq!(counts[0], counts[1]);
        counts[0]
    };
    let leaves = async || circle.patient.room().await.leaves.len();
    let mut newcomers = Vec::new();
    for (name, more) in [
        ("Rui", MAX_DEVICES - 3),
        ("Pia", FEW_DEVICES - 1),
        ("Zoe", 0),
    ] {
        let who = world.person(name).await;
        circle.patient.lets_in(&who, Role::Family, "friend").await;
        who.syncs().await;
        if more > 0 {
            who.crowds(Crowd::Comes(more)).await;
            circle.patient.syncs().await;
        }
        newcomers.push(who);
    }
    let [_, pia, zoe] = &newcomers[..] else {
        unreachable!("three")
    };
    assert_eq!(refusals().await, 0, "the control: so many may be there");
    // Seven and Rui have as many as they may, and there are some more than many.
    let many = 7 * MAX_DEVICES + 14 + FEW_DEVICES + 3;
    assert_eq!(leaves().await, many);
    pia.syncs().await;
    pia.crowds(Crowd::Comes(1)).await;
    assert_eq!(refusals().await, 1, "more than a few");
    // Who made it so full is taken out, and there is room for others' devices again.
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    zoe.syncs().await;
    zoe.crowds(Crowd::Comes(FEW_DEVICES)).await;
    assert_eq!(refusals().await, 1);
    assert_eq!(leaves().await, many - MAX_DEVICES + FEW_DEVICES);
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_commit_without_a_path_is_refused_by_all() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.crowds(Crowd::ComesWithoutPath(1)).await;
    refused(&circle, "unknown-change").await;
}

/// Of a device that its own person takes out nothing is asked any more.
#[tokio::test]
async fn a_device_that_its_own_person_takes_out_is_asked_nothing_more() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.daughter.crowds(Crowd::Comes(1)).await;
    circle.all_sync().await;
    circle.patient.loses_state(Audience::Circle).await;
    for _ in 0..3 {
        circle.all_sync().await;
    }
    assert_eq!(circle.patient.room().await.leaves.len(), 4);
    let before = awaited(&mut circle.patient).await;
    circle.daughter.crowds(Crowd::Goes).await;
    circle.all_sync().await;
    assert_eq!(circle.patient.room().await.leaves.len(), 3);
    let after = awaited(&mut circle.patient).await;
    assert_eq!((before.len(), after.len()), (1, 0), "{before:?} {after:?}");
    talk_goes_on([&circle.patient, &circle.nurse]).await;
}

/// The devices of which something is missing here.
async fn awaited(person: &mut Person) -> Vec<Vec<u8>> {
    person.closes().await;
    let store = database(person.dir(), &person.key());
    let mut asked = store
        .prepare("SELECT DISTINCT device FROM missing WHERE last IS NULL")
        .expect("a table");
    let devices = asked.query_map([], |row| row.get(0)).expect("asked");
    let devices = devices.collect::<Result<_, _>>().expect("read");
    drop(asked);
    drop(store);
    person.reopens().await;
    devices
}

/// However often the relay has said that it does not take what she commits, the one who is to go goes
/// when it does.
#[tokio::test]
async fn who_is_to_go_goes_however_often_that_was_denied() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.writes("Without Ana.").await;
    relay.filters(|exchange| match exchange.path.ends_with("/commits") {
        true => exchange.is_refused(Code::NotFound),
        false => Fate::Arrives,
    });
    for _ in 0..40 {
        let _ = circle.patient.tries_to_sync().await;
        world.clock.advance_ms(MINUTE_MS);
    }
    assert_eq!(circle.patient.room().await.leaves.len(), 3);
    relay.behaves();
    for _ in 0..2 {
        circle.all_sync().await;
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: Without Ana."]);
    assert_eq!(circle.nurse.sees_people().await, ["Marta", "Nadia"]);
    assert_eq!(circle.daughter.reads().await, [""; 0]);
}

async fn group(of: &Person) -> GroupId {
    let circle = of.circle().await;
    let group = of.client.group_of(circle, Audience::Circle).await;
    group.expect("a room")
}

async fn with_a_small_log() -> World {
    World::with_limits(Limits {
        group_bytes: 640 << 10,
        ..Limits::default()
    })
    .await
}

/// The patient renews her keys until the relay takes no commit of hers into the log any more.
async fn fills_the_log(circle: &Circle) {
    let epoch = async || circle.patient.room().await.epoch;
    for _ in 0..100 {
        let before = epoch().await;
        circle.patient.renews_keys().await;
        circle.patient.syncs().await;
        if epoch().await == before {
            return;
        }
    }
    panic!("the log takes all");
}

/// A pass every 45 seconds, for half an hour.
async fn half_an_hour(world: &World, person: &Person) {
    for _ in 0..40 {
        let _ = person.tries_to_sync().await;
        world.clock.advance_ms(45_000);
    }
}

#[tokio::test]
async fn where_the_log_is_full_everyone_who_is_to_go_goes() {
    let world = with_a_small_log().await;
    let circle = world.circle().await;
    let friends = friends(&world, &circle, &["Rui", "Iris", "Omar", "Ines", "Ole"]).await;
    circle.all_sync().await;
    fills_the_log(&circle).await;
    for friend in &friends {
        circle.patient.removes(friend).await;
        let _ = circle.patient.tries_to_sync().await;
    }
    let out = circle.patient.room().await.leaves.len();
    assert!(out > 3, "the control: they are not all out at once");
    circle.patient.writes("Just us.").await;
    half_an_hour(&world, &circle.patient).await;
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
        for friend in &friends {
            let _ = friend.tries_to_sync().await;
        }
    }
    let read = circle.nurse.reads().await;
    assert_eq!(read.last().map(String::as_str), Some("Marta: Just us."));
    for person in circle.everyone() {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        assert_eq!(group(person).await, group(&circle.patient).await);
    }
    for friend in &friends {
        let read = friend.reads().await;
        assert!(!read.contains(&"Marta: Just us.".to_owned()), "{read:?}");
    }
}

/// A store that was put back says nothing before it has said where its chain goes on, for which there is
/// no room.
#[tokio::test]
async fn where_the_log_is_full_a_store_that_was_put_back_goes_on_elsewhere() {
    let world = with_a_small_log().await;
    let mut circle = world.circle().await;
    fills_the_log(&circle).await;
    circle.all_sync().await;
    let copy = circle.patient.is_copied().await;
    circle.patient.writes("Said after the copy was made.").await;
    circle.patient.syncs().await;
    let old = group(&circle.patient).await;
    circle.patient.is_put_back(&copy).await;
    circle.patient.writes("I am back.").await;
    half_an_hour(&world, &circle.patient).await;
    assert_eq!(group(&circle.patient).await, old, "it may be for a moment");
    world.clock.advance_ms(2 * HOUR_MS);
    for _ in 0..4 {
        circle.all_sync().await;
    }
    for person in circle.everyone() {
        let codes = person.codes(RowKind::Healing).await;
        assert!(codes.contains(&"anew-full".to_owned()), "{codes:?}");
        assert_ne!(group(person).await, old);
    }
    let read = circle.nurse.reads().await;
    assert!(read.contains(&"Marta: I am back.".to_owned()), "{read:?}");
}
