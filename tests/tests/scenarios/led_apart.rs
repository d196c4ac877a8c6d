//! One member, or who was removed, parts nobody for good who has lost their place.

use kith_core::{
    Role,
    circle::whereabouts::{EpochAt, Where},
    hostile::RoomState,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_tests::{Circle, Person, World};

use crate::{
    healing::about,
    malicious_member::{agree, talk_goes_on},
    put_back::{key, request_of},
};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// A device has lost its place. Before it asks to be added again, Ana makes an honest change and says that it removes
/// somebody: what the others say after it is beyond what that device may read.
async fn a_mark_lies_between(circle: &Circle) {
    let ana = &circle.daughter;
    let id = ana.circle().await;
    let renews = ana.client.renews_keys(id, Audience::Circle);
    renews.await.expect("decided");
    ana.syncs().await;
    let marks = ana.client.marks_removal(id, Audience::Circle);
    marks.await.expect("the relay is blind");
}

/// Ana is the first to answer whoever asks, with a group of her own making on top of what all others follow.
async fn ana_leads(world: &World, circle: &Circle, whom: &Person) {
    let request = request_of(whom, Audience::Circle, world.clock.now() + 1).await;
    let id = circle.daughter.circle().await;
    let to = key(whom).await;
    // A group without the patient is followed by nobody.
    let decoy = match whom.name == circle.patient.name {
        true => None,
        false => Some(circle.patient.client.package().await.expect("made")),
    };
    let led = circle
        .daughter
        .client
        .leads_astray(id, Audience::Circle, to, request, decoy);
    led.await.expect("the relay is blind and takes it");
    whom.syncs().await;
    let unconfirmed = about(whom, "unconfirmed").await;
    assert_eq!(unconfirmed.last().map(String::as_str), Some("Ana"));
}

#[tokio::test]
async fn who_was_led_away_behind_a_false_mark_comes_back() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    circle.nurse.loses_state(Audience::Circle).await;
    a_mark_lies_between(&circle).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    ana_leads(&world, &circle, &circle.nurse).await;
    circle.nurse.writes("Which dose?").await;
    circle.nurse.syncs().await;
    for _ in 0..4 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
        world.clock.advance_ms(6 * HOUR_MS);
    }
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.patient, &circle.nurse]).await;
    let read = circle.patient.reads().await;
    assert!(read.contains(&"Nadia: Which dose?".to_owned()), "{read:?}");
}

/// The patient's own device is led away, says nothing there, and takes Ana out: that holds for all.
#[tokio::test]
async fn the_patient_who_was_led_away_takes_out_who_did_it() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    circle.patient.loses_state(Audience::Circle).await;
    a_mark_lies_between(&circle).await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    ana_leads(&world, &circle, &circle.patient).await;
    circle.patient.writes("For whom I trust.").await;
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    for _ in 0..8 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    for person in [&circle.patient, &circle.nurse] {
        let people = person.sees_people().await;
        assert_eq!(people, ["Marta", "Nadia"], "{}", person.name);
        let read = person.reads().await;
        assert!(
            read.contains(&"Marta: For whom I trust.".to_owned()),
            "{read:?}"
        );
    }
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.patient, &circle.nurse]).await;
    let _ = circle.daughter.tries_to_sync().await;
    let read = circle.daughter.reads().await;
    assert!(!read.iter().any(|line| line.contains("trust")), "{read:?}");
}

/// Ana says something false of where she is whenever she is asked, and leads the patient away where the nurse may not
/// help again yet: an hour after she lost her place it goes on where she says.
#[tokio::test]
async fn who_lies_of_where_they_are_keeps_no_patient_out() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Good morning.").await;
    circle.all_sync().await;
    // Nothing answers but what Ana wants to.
    let ana = circle.daughter.device().await;
    relay.lies(move |exchange| {
        if exchange.device == Some(ana) {
            exchange.in_sync(|answer| answer.inbox.clear());
        }
    });
    circle.patient.loses_state(Audience::Circle).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(about(&circle.patient, "unconfirmed").await, ["Nadia"]);
    circle.patient.writes("Where is everyone?").await;
    says_she_is_elsewhere(&circle).await;
    for _ in 0..2 {
        circle.patient.syncs().await;
    }
    assert_eq!(circle.patient.room().await.state, RoomState::Broken);
    ana_leads(&world, &circle, &circle.patient).await;
    world.clock.advance_ms(HOUR_MS / 2);
    // The nurse says the truth.
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    let own = circle.patient.sees().await.pop().expect("her own");
    assert_ne!(own.state, MessageState::Sent, "not to a liar");
    // Whatever was said meanwhile has not begun that hour anew.
    world.clock.advance_ms(HOUR_MS / 2);
    for _ in 0..3 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    let read = circle.nurse.reads().await;
    assert!(
        read.contains(&"Marta: Where is everyone?".to_owned()),
        "{read:?}"
    );
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.patient, &circle.nurse]).await;
}

/// Ana's answer to what the patient's device asks: an epoch in which nobody is.
async fn says_she_is_elsewhere(circle: &Circle) {
    let id = circle.daughter.circle().await;
    let stands = circle
        .daughter
        .client
        .stands_where(id, Audience::Circle)
        .await
        .expect("she is in");
    let elsewhere = EpochAt {
        key: key(&circle.daughter).await,
        node: 1_000,
    };
    let asked = circle.patient.client.asked_where(id, Audience::Circle);
    let claim = Where {
        at: asked.await.expect("asked"),
        ask: false,
        epoch: Some(elsewhere),
        ..stands
    };
    let to = key(&circle.patient).await;
    let said = circle.daughter.client.answers_where(to, claim);
    said.await.expect("said");
    let _ = circle.daughter.tries_to_sync().await;
}

/// The control: nobody lies, and whoever else is there says so.
#[tokio::test]
async fn the_patient_who_is_added_again_speaks_when_another_is_there() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.all_sync().await;
    circle.patient.loses_state(Audience::Circle).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(about(&circle.patient, "unconfirmed").await, ["Ana"]);
    circle.patient.writes("I am back.").await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert!(circle.daughter.reads().await.is_empty(), "not yet");
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    assert_eq!(about(&circle.patient, "confirmed").await, ["Nadia"]);
    circle.daughter.syncs().await;
    assert_eq!(circle.daughter.reads().await, ["Marta: I am back."]);
}

/// A relay that was restored does not know whose a commit is, and takes it; and one that knows takes none.
#[tokio::test]
async fn a_welcome_under_anothers_commit_leads_nobody() {
    for restored in [true, false] {
        let mut world = World::new().await;
        let mut circle = world.circle().await;
        circle.patient.renews_keys().await;
        if restored {
            let backup = world.relay_is_backed_up();
            world.relay_is_restored(&backup).await;
        }
        for _ in 0..2 {
            circle.all_sync().await;
        }
        circle.nurse.loses_state(Audience::Circle).await;
        circle.nurse.syncs().await;
        let at = world.clock.now() + 1;
        let request = request_of(&circle.nurse, Audience::Circle, at).await;
        let welcomes = world.relay_holds("body", "inbox").len();
        let id = circle.daughter.circle().await;
        let nurse = key(&circle.nurse).await;
        let client = &circle.daughter.client;
        let led = client.leads_under_anothers_commit(id, Audience::Circle, nurse, request);
        led.await
            .expect("the relay is blind and says that it has it");
        let came = world.relay_holds("body", "inbox").len() > welcomes;
        assert_eq!(came, restored);
        circle.nurse.syncs().await;
        assert!(about(&circle.nurse, "unconfirmed").await.is_empty());
        for _ in 0..2 {
            circle.patient.syncs().await;
            circle.nurse.syncs().await;
        }
        talk_goes_on([&circle.patient, &circle.nurse]).await;
        agree([&circle.patient, &circle.nurse]).await;
    }
}

/// Rui, who was removed, says something on a dead branch of his again and again: it counts once.
#[tokio::test]
async fn what_is_said_on_a_dead_branch_puts_nobody_out_again_and_again() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    for _ in 0..2 {
        circle.all_sync().await;
        rui.syncs().await;
    }
    circle.patient.removes(&rui).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    let id = rui.circle().await;
    let dead = rui.client.begins_beside(id, Audience::Circle).await;
    let dead = dead.expect("the relay is blind and takes it");
    // From here on the patient is away, and nobody but the nurse answers.
    circle.daughter.loses_state(Audience::Circle).await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(about(&circle.daughter, "unconfirmed").await, ["Nadia"]);
    assert_eq!(circle.daughter.codes(RowKind::Broken).await.len(), 1);
    for _ in 0..20 {
        let says = rui.client.says_beside(id, Audience::Circle, &dead);
        says.await.expect("the relay is blind");
        circle.daughter.syncs().await;
        circle.nurse.syncs().await;
        circle.daughter.syncs().await;
        world.clock.advance_ms(HOUR_MS);
    }
    assert_eq!(circle.daughter.room().await.state, RoomState::Active);
    assert_eq!(circle.daughter.codes(RowKind::Broken).await.len(), 2);
    talk_goes_on([&circle.nurse, &circle.daughter]).await;
}
