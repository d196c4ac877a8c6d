//! Offline is normal.

use kith_core::{Error, Recovery, store::timeline::messages::MessageState};
use kith_tests::World;

#[tokio::test]
async fn without_a_network_one_reads_searches_writes_and_closes() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.nurse.writes("Take the blue tablets at noon.").await;
    circle.all_sync().await;
    world.network.goes_down();
    circle.patient.writes("I took the tablets.").await;
    circle.patient.writes("My leg hurts.").await;
    let error = circle
        .patient
        .tries_to_sync()
        .await
        .expect_err("no network");
    assert_eq!(error.recovery(), Recovery::WaitForNetwork);
    circle.patient.closes().await;
    circle.patient.reopens().await;
    assert_eq!(
        circle.patient.reads().await,
        [
            "Nadia: Take the blue tablets at noon.",
            "Marta: I took the tablets.",
            "Marta: My leg hurts."
        ]
    );
    assert_eq!(
        circle.patient.finds("tabl").await,
        ["I took the tablets.", "Take the blue tablets at noon."]
    );
    assert_eq!(circle.nurse.reads().await.len(), 1);

    world.network.comes_back();
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            [
                "Nadia: Take the blue tablets at noon.",
                "Marta: I took the tablets.",
                "Marta: My leg hurts."
            ],
            "once, in order, as {} sees it",
            person.name
        );
    }
}

#[tokio::test]
async fn what_waits_is_shown_as_waiting_and_then_as_sent() {
    let world = World::new().await;
    let circle = world.circle().await;
    world.network.goes_down();
    circle.patient.writes("Hello?").await;
    let state = || async { circle.patient.sees().await.last().expect("a row").state };
    assert_eq!(state().await, MessageState::Queued);
    world.network.comes_back();
    circle.patient.syncs().await;
    assert_eq!(state().await, MessageState::Sent);
}

#[tokio::test]
async fn a_message_written_offline_stands_behind_what_came_before_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("written first, sent last").await;
    circle.nurse.writes("sent first").await;
    circle.nurse.syncs().await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(
            person.reads().await,
            ["Nadia: sent first", "Marta: written first, sent last"]
        );
    }
}

#[tokio::test]
async fn lost_answers_repeat_nothing() {
    let world = World::new().await;
    let circle = world.circle().await;
    for lost in 1..=12 {
        circle.patient.writes(&format!("message {lost}")).await;
        world.network.loses_answers(lost % 4 + 1);
        while circle.patient.tries_to_sync().await.is_err() {}
    }
    world.network.loses_answers(0);
    circle.all_sync().await;
    let said: Vec<String> = (1..=12).map(|n| format!("Marta: message {n}")).collect();
    for person in circle.everyone() {
        assert_eq!(person.reads().await, said, "as {} sees it", person.name);
    }
}

#[tokio::test]
async fn a_change_of_people_survives_lost_answers() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    for lost in 1..=8 {
        world.network.loses_answers(lost % 3 + 1);
        let _ = circle.patient.tries_to_sync().await;
    }
    world.network.loses_answers(0);
    circle.all_sync().await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia"]);
    }
    circle.nurse.writes("just us").await;
    circle.all_sync().await;
    assert_eq!(circle.patient.reads().await, ["Nadia: just us"]);
    assert!(circle.daughter.reads().await.is_empty());
}

#[tokio::test]
async fn the_relay_dies_in_the_middle_of_a_commit() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    // The commit reaches the relay, its answer does not, and the relay dies.
    circle.patient.removes(&circle.daughter).await;
    circle.patient.writes("to the two of you").await;
    world.network.loses_answers(3);
    let _ = circle.patient.tries_to_sync().await;
    world.relay_dies().await;
    assert!(matches!(
        circle.patient.tries_to_sync().await,
        Err(Error::Delivery(_))
    ));
    world.network.loses_answers(0);
    world.relay_returns().await;
    circle.all_sync().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: to the two of you"]);
    assert_eq!(circle.patient.reads().await, ["Marta: to the two of you"]);
    assert!(circle.daughter.reads().await.is_empty());
}

#[tokio::test]
async fn commits_of_two_devices_at_once_both_come_true() {
    let world = World::new().await;
    let circle = world.circle().await;
    let friend = world.person("Rui").await;
    let link = circle
        .patient
        .invites(kith_core::Role::Family, "friend")
        .await;
    friend.redeems(&link).await;
    circle.patient.syncs().await;
    circle.patient.approves_all().await;
    circle.patient.removes(&circle.daughter).await;
    circle.nurse.writes("meanwhile").await;
    let (a, b) = tokio::join!(circle.patient.syncs(), circle.nurse.syncs());
    assert_eq!((a.waiting, b.waiting), (0, 0));
    for _ in 0..2 {
        circle.all_sync().await;
        friend.syncs().await;
    }
    for person in [&circle.patient, &circle.nurse, &friend] {
        assert_eq!(person.sees_people().await, ["Marta", "Nadia", "Rui"]);
    }
}

#[tokio::test]
async fn what_waits_to_be_sent_is_found_too_and_later_once() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.writes("Your café visit is on Monday").await;
    circle.all_sync().await;
    world.network.goes_down();
    circle.patient.writes("Which café was it?").await;
    circle.patient.writes("Never mind").await;
    let both = ["Which café was it?", "Your café visit is on Monday"];
    assert_eq!(circle.patient.finds("cafe").await, both);
    assert_eq!(circle.patient.finds("mind never").await, ["Never mind"]);
    assert_eq!(circle.patient.finds("whi").await, ["Which café was it?"]);
    world.network.comes_back();
    circle.all_sync().await;
    assert_eq!(circle.patient.finds("cafe").await, both);
    assert_eq!(circle.nurse.finds("cafe").await.len(), 2);
}
