//! Nobody else comes in, whoever brings them, and nobody changes who the two are.

use kith_core::{
    hostile::{Attack, wire::welcome_item},
    ids::RoomId,
    rights::table::Audience,
    store::timeline::messages::RowKind,
    view::Standing,
};
use kith_tests::World;

use super::{HOUR_MS, alarms, listed, opens, pair_of, reads, says, sync, they_talk};

#[tokio::test]
async fn a_room_of_two_takes_in_no_third_whoever_brings_them() {
    for (by, attack) in [
        ("Ana", Attack::AddStranger),
        ("Ana", Attack::ForgePolicy),
        ("Marta", Attack::AddStranger),
        // Her own patched client, with her own signature.
        ("Marta", Attack::ForgePolicy),
    ] {
        let world = World::new().await;
        let circle = world.circle().await;
        let of = opens(&circle, "Ana").await;
        sync(&circle).await;
        let (bad, good) = match by {
            "Ana" => (&circle.daughter, &circle.patient),
            _ => (&circle.patient, &circle.daughter),
        };
        let tried = bad.client.attack_in(RoomId(of.0), attack.clone()).await;
        tried.expect("the relay is blind and takes it");
        good.syncs().await;
        assert_eq!(alarms(good, of).await, 1, "{by}: {attack:?}");
        let people = good.client.people(of).await.expect("listed");
        assert_eq!(people.len(), 2, "{by}: {attack:?}");
        assert_eq!(good.codes(RowKind::Alarm).await, [""; 0]);
        says(good, of, "We go on.").await;
        good.syncs().await;
        bad.syncs().await;
        assert_eq!(reads(bad, of).await, ["We go on."], "{by}: {attack:?}");
    }
}

#[tokio::test]
async fn in_the_circle_the_patients_own_word_takes_a_third_in() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.attacks(Attack::ForgePolicy).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, [""; 0]);
    let people = circle.nurse.sees_people().await;
    assert_eq!(people, ["Ana", "Marta", "Nadia", "stranger"]);
}

/// Marta's own patched client leads the room of two into a group like that of an audience, at once or
/// by her word alone. Answers who is in it then, and whether Ana's device follows.
async fn led_into(like: Audience, at_once: bool) -> (usize, bool) {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    let (marta, ana) = (&circle.patient.client, &circle.daughter);
    let room = RoomId(of.0);
    let to = ana.client.person_key().await.expect("enrolled");
    let before = ana.client.group_of_room(room).await.expect("hers");
    let led = marta.leads_on(room, like, to).await.expect("signed");
    let word = if at_once {
        Some(led.word)
    } else {
        let told = marta.tells_word(to, led.word, led.policy).await;
        told.expect("left with her");
        circle.patient.syncs().await;
        ana.syncs().await;
        world.clock.advance_ms(2 * HOUR_MS);
        ana.syncs().await;
        let people = ana.client.people(of).await.expect("listed");
        assert_eq!(people.len(), 2, "{like:?}");
        None
    };
    let item = welcome_item(&led.welcome, word);
    let handed = marta.begins_log(to, led.log, item).await;
    handed.expect("the relay is blind and takes it");
    ana.syncs().await;
    ana.syncs().await;
    let people = ana.client.people(of).await.expect("listed");
    let here = pair_of(ana).await.standing == Standing::Member;
    let there = ana.client.group_of_room(room).await.expect("hers");
    (people.len(), here && there != before)
}

#[tokio::test]
async fn her_own_word_leads_a_room_of_two_into_no_group_of_more() {
    for at_once in [true, false] {
        assert_eq!(led_into(Audience::Circle, at_once).await, (2, false));
        // The control: into another group of the two it does.
        assert_eq!(led_into(Audience::Pair, at_once).await, (2, true));
    }
}

/// Which of the two attacks, and with what of the other rooms.
#[derive(Clone, Copy, Debug)]
enum Way {
    External,
    CirclesPolicy,
    OlderPolicy,
    Certify,
    Remove,
    Become,
}

#[tokio::test]
async fn nobody_changes_who_the_two_are() {
    let ways = [
        ("Ana", Way::External),
        ("Ana", Way::CirclesPolicy),
        ("Ana", Way::OlderPolicy),
        ("Ana", Way::Certify),
        ("Ana", Way::Remove),
        ("Ana", Way::Become),
        ("Marta", Way::External),
        ("Marta", Way::CirclesPolicy),
        ("Marta", Way::OlderPolicy),
        ("Marta", Way::Certify),
    ];
    for (by, way) in ways {
        let world = World::new().await;
        let circle = world.circle().await;
        let of = opens(&circle, "Ana").await;
        let room = RoomId(of.0);
        let first = circle.patient.client.policy_of(room).await.expect("hers");
        sync(&circle).await;
        let (bad, good) = match by {
            "Ana" => (&circle.daughter, &circle.patient),
            _ => (&circle.patient, &circle.daughter),
        };
        let other = bad.person(&good.name).await;
        let attack = match way {
            Way::External => Attack::External,
            Way::CirclesPolicy => {
                let id = bad.circle().await;
                let policy = bad.client.policy_bytes(id, Audience::Circle).await;
                Attack::SetPolicy(policy.expect("read"))
            }
            Way::OlderPolicy => Attack::SetPolicy(first),
            Way::Certify => Attack::CertifyFor(other),
            Way::Remove => Attack::RemoveMember(other),
            Way::Become => Attack::BecomeSomeoneElse,
        };
        let tried = bad.client.attack_in(room, attack).await;
        tried.expect("the relay is blind and takes it");
        good.syncs().await;
        assert_eq!(alarms(good, of).await, 1, "{by}: {way:?}");
        let people = good.client.people(of).await.expect("listed");
        assert_eq!(people.len(), 2, "{by}: {way:?}");
        assert_eq!(good.codes(RowKind::Alarm).await, [""; 0]);
        says(good, of, "We go on.").await;
        good.syncs().await;
        bad.syncs().await;
        assert_eq!(reads(bad, of).await, ["We go on."], "{by}: {way:?}");
    }
}

/// Marta's own patched client adds the nurse's device to the room of another, and hands her the Welcome.
async fn hands_to_the_nurse(like: Audience, with_word: bool) {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    let (marta, nurse) = (&circle.patient.client, &circle.nurse);
    let (id, room) = (circle.patient.circle().await, RoomId(of.0));
    let to = nurse.client.person_key().await.expect("enrolled");
    let before = nurse.room().await.group;
    let led = marta.leads_on(room, like, to).await.expect("signed");
    let item = welcome_item(&led.welcome, with_word.then_some(led.word));
    let handed = marta.hands_out(id, Audience::Circle, to, item).await;
    handed.expect("the relay is blind and takes it");
    nurse.syncs().await;
    world.clock.advance_ms(2 * HOUR_MS);
    nurse.syncs().await;
    let rows = listed(nurse).await;
    assert!(rows.iter().all(|row| row.with.is_none()), "{like:?}");
    assert!(nurse.client.timeline(of, None, 10).await.is_err());
    assert_eq!(nurse.room().await.group, before, "{like:?}");
    they_talk(&circle, of, &circle.daughter).await;
}

#[tokio::test]
async fn a_welcome_into_the_room_of_two_others_is_followed_by_nobody() {
    for like in [Audience::Pair, Audience::Circle] {
        for with_word in [false, true] {
            hands_to_the_nurse(like, with_word).await;
        }
    }
}
