//! A relay that comes back from a backup has forgotten what came after it. Clients notice, bring
//! it forward, and everyone sees what they saw before: once, in their author's order.

use kith_core::{
    Role,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
};
use kith_protocol::{ids::Incarnation, problem::Code};
use kith_tests::{Circle, Person, World};

const TROUBLE: [RowKind; 5] = [
    RowKind::Alarm,
    RowKind::Withheld,
    RowKind::Undecryptable,
    RowKind::Removed,
    RowKind::Broken,
];

/// Nothing that should worry anyone, and everything sent.
pub async fn all_is_well(people: &[&Person]) {
    for person in people {
        for line in person.sees().await {
            assert!(
                !TROUBLE.contains(&line.kind),
                "{} sees {line:?}",
                person.name
            );
            assert_ne!(
                line.state,
                MessageState::Queued,
                "{}: {line:?}",
                person.name
            );
        }
    }
}

pub async fn all_read(people: &[&Person], said: &[&str]) {
    for person in people {
        assert_eq!(person.reads().await, said, "as {} sees it", person.name);
    }
}

pub async fn restores(person: &Person) -> usize {
    let codes = person.codes(RowKind::Healing).await;
    codes
        .iter()
        .filter(|code| *code == "relay-restored")
        .count()
}

pub async fn says(circle: &Circle, who: &Person, text: &str) {
    who.writes(text).await;
    circle.all_sync().await;
}

#[tokio::test]
async fn messages_that_the_relay_forgot_are_still_there_and_talk_goes_on() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    says(&circle, &circle.nurse, "kept").await;
    let backup = world.relay_is_backed_up();
    says(&circle, &circle.nurse, "forgotten").await;
    says(&circle, &circle.daughter, "forgotten too").await;
    world.relay_is_restored(&backup).await;
    circle.all_sync().await;
    says(&circle, &circle.patient, "after").await;
    says(&circle, &circle.nurse, "and on").await;
    let everyone = circle.everyone();
    all_read(
        &everyone,
        &[
            "Nadia: kept",
            "Nadia: forgotten",
            "Ana: forgotten too",
            "Marta: after",
            "Nadia: and on",
        ],
    )
    .await;
    all_is_well(&everyone).await;
    for person in everyone {
        assert_eq!(restores(person).await, 1);
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        let found = person.finds("forgotten").await;
        assert_eq!(found, ["forgotten too", "forgotten"], "each once");
    }
}

#[tokio::test]
async fn who_was_offline_gets_what_the_relay_forgot() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    says(&circle, &circle.nurse, "kept").await;
    let backup = world.relay_is_backed_up();
    for text in ["one", "two"] {
        circle.nurse.writes(text).await;
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
    }
    circle.daughter.writes("from the cellar").await;
    world.relay_is_restored(&backup).await;
    circle.nurse.writes("three").await;
    circle.all_sync().await;
    circle.all_sync().await;
    let everyone = circle.everyone();
    all_is_well(&everyone).await;
    for person in everyone {
        let read = person.reads().await;
        let nurse: Vec<_> = read.iter().filter(|r| r.starts_with("Nadia")).collect();
        assert_eq!(
            nurse,
            ["Nadia: kept", "Nadia: one", "Nadia: two", "Nadia: three"],
            "as {} sees it",
            person.name
        );
        assert_eq!(read.len(), 5, "{read:?}");
    }
}

/// A relay that forgot it, and does not take it again. It was said: what is said next leads those to it who miss it.
#[tokio::test]
async fn what_is_said_over_and_not_taken_stays_said() {
    let mut world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    says(&circle, &circle.patient, "Ten drops.").await;
    let backup = world.relay_is_backed_up();
    let own = circle.patient.row("Ten drops.").await.id;
    for words in ["Twenty drops.", "Fifteen drops."] {
        let edited = circle.patient.client.edit(own, words).await;
        edited.expect("hers");
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    world.relay_is_restored(&backup).await;
    relay.refuses_messages(Code::TooLarge);
    for _ in 0..2 {
        circle.patient.syncs().await;
    }
    assert_eq!(circle.patient.syncs().await.waiting, 0);
    all_read(&[&circle.patient], &["Marta: Fifteen drops."]).await;
    relay.behaves();
    says(&circle, &circle.patient, "Good night.").await;
    circle.all_sync().await;
    let everyone = circle.everyone();
    all_read(&everyone, &["Marta: Fifteen drops.", "Marta: Good night."]).await;
    all_is_well(&everyone).await;
    let told = circle.patient.codes(RowKind::Healing).await;
    assert!(!told.contains(&"not-changed".to_owned()), "{told:?}");
}

#[tokio::test]
async fn a_message_that_nobody_had_yet_is_sent_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    circle.nurse.writes("on its way").await;
    // Taken by the relay, its echo not seen.
    circle.nurse.syncs().await;
    circle.nurse.writes("right behind").await;
    world.relay_is_restored(&backup).await;
    circle.all_sync().await;
    let everyone = circle.everyone();
    all_read(&everyone, &["Nadia: on its way", "Nadia: right behind"]).await;
    all_is_well(&everyone).await;
}

#[tokio::test]
async fn who_was_removed_stays_out_whatever_the_relay_forgot() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    circle.patient.removes(&circle.daughter).await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    circle.nurse.writes("without Ana").await;
    circle.nurse.syncs().await;
    circle.patient.syncs().await;
    world.relay_is_restored(&backup).await;
    for _ in 0..3 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    // She had not heard of it yet.
    circle.daughter.syncs().await;
    circle.patient.writes("still without").await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    let inside = [&circle.patient, &circle.nurse];
    all_read(&inside, &["Nadia: without Ana", "Marta: still without"]).await;
    all_is_well(&inside).await;
    assert!(circle.daughter.reads().await.is_empty());
    assert_eq!(circle.daughter.codes(RowKind::Removed).await, [""]);
    for person in inside {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
    }
}

#[tokio::test]
async fn a_group_that_the_relay_never_heard_of_is_made_again() {
    let mut world = World::new().await;
    let backup = world.relay_is_backed_up();
    let patient = world.patient("Marta").await;
    let nurse = world.clinician("Nadia").await;
    patient.makes_circle("Marta's circle").await;
    patient.lets_in(&nurse, Role::Clinician, "").await;
    patient.writes("hello").await;
    for person in [&patient, &nurse, &patient] {
        person.syncs().await;
    }
    world.relay_is_restored(&backup).await;
    // Neither invitation is in the backup: the clinic has to invite them again.
    assert!(patient.tries_to_sync().await.is_err());
    patient.redeems(&world.patient_link().await).await;
    nurse
        .redeems(&world.staff_link(Role::Clinician, "Nadia").await)
        .await;
    for _ in 0..3 {
        patient.syncs().await;
        nurse.syncs().await;
    }
    nurse.writes("still here").await;
    nurse.syncs().await;
    patient.syncs().await;
    nurse.writes_to(Audience::Care, "and here").await;
    for _ in 0..2 {
        nurse.syncs().await;
        patient.syncs().await;
    }
    let both = [&patient, &nurse];
    all_read(
        &both,
        &["Marta: hello", "Nadia: still here", "Nadia: and here"],
    )
    .await;
    all_is_well(&both).await;
}

#[tokio::test]
async fn a_relay_may_be_restored_twice() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let first = world.relay_is_backed_up();
    says(&circle, &circle.nurse, "one").await;
    circle
        .patient
        .client
        .renew_keys(circle.patient.circle().await)
        .await
        .expect("decided");
    circle.all_sync().await;
    says(&circle, &circle.daughter, "two").await;
    world.relay_is_restored(&first).await;
    circle.nurse.syncs().await;
    circle.nurse.writes("three").await;
    circle.all_sync().await;
    let second = world.relay_is_backed_up();
    says(&circle, &circle.patient, "four").await;
    world.relay_is_restored(&second).await;
    circle.all_sync().await;
    says(&circle, &circle.daughter, "five").await;
    world.relay_is_restored(&first).await;
    circle.daughter.syncs().await;
    circle.all_sync().await;
    says(&circle, &circle.nurse, "six").await;
    let everyone = circle.everyone();
    all_read(
        &everyone,
        &[
            "Nadia: one",
            "Ana: two",
            "Nadia: three",
            "Marta: four",
            "Ana: five",
            "Nadia: six",
        ],
    )
    .await;
    all_is_well(&everyone).await;
}

#[tokio::test]
async fn who_is_behind_and_speaks_first_is_heard() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    let id = circle.patient.circle().await;
    circle.patient.client.renew_keys(id).await.expect("decided");
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    world.relay_is_restored(&backup).await;
    // She stands in an epoch that the others have left.
    circle.daughter.writes("hello?").await;
    circle.daughter.syncs().await;
    for _ in 0..2 {
        circle.all_sync().await;
    }
    says(&circle, &circle.nurse, "hello").await;
    let everyone = circle.everyone();
    all_read(&everyone, &["Ana: hello?", "Nadia: hello"]).await;
    all_is_well(&everyone).await;
}

#[tokio::test]
async fn who_is_ahead_of_a_log_that_went_another_way_is_added_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    let id = circle.nurse.circle().await;
    circle.nurse.client.renew_keys(id).await.expect("decided");
    circle.nurse.syncs().await;
    world.relay_is_restored(&backup).await;
    circle
        .daughter
        .client
        .renew_keys(id)
        .await
        .expect("decided");
    circle.daughter.syncs().await;
    for _ in 0..4 {
        circle.all_sync().await;
    }
    says(&circle, &circle.nurse, "back again").await;
    says(&circle, &circle.daughter, "good").await;
    let everyone = circle.everyone();
    all_read(&everyone, &["Nadia: back again", "Ana: good"]).await;
    all_is_well(&[&circle.patient, &circle.daughter]).await;
    let broken = circle.nurse.codes(RowKind::Broken).await;
    assert_eq!(broken.first().map(String::as_str), Some("left-behind"));
    for person in everyone {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
}

#[tokio::test]
async fn a_relay_that_only_pretends_gains_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    says(&circle, &circle.nurse, "before").await;
    let relay = world.relay_turns_malicious().await;
    let mut life = 0_u8;
    relay.lies(move |exchange| {
        exchange.in_sync(|answer| {
            life += 1;
            answer.incarnation = Incarnation([life / 8; 16]);
        });
    });
    for text in ["during", "and during"] {
        circle.nurse.writes(text).await;
        for person in circle.everyone() {
            drop(person.tries_to_sync().await);
        }
    }
    relay.stops_lying();
    for _ in 0..2 {
        circle.all_sync().await;
    }
    says(&circle, &circle.daughter, "after").await;
    let everyone = circle.everyone();
    all_read(
        &everyone,
        &[
            "Nadia: before",
            "Nadia: during",
            "Nadia: and during",
            "Ana: after",
        ],
    )
    .await;
    all_is_well(&everyone).await;
    for person in everyone {
        assert_eq!(restores(person).await, 1, "the screen is not flooded");
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
}
