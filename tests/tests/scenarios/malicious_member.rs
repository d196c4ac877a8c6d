//! A member with a patched client wins the epoch at the real relay, which is blind. Whatever
//! the commit is, every honest device comes to the same verdict, says so, and talks on.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kith_core::{
    Code, Error, Role,
    hostile::{Attack, Lie, RoomState},
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_tests::{Circle, Person, World};

/// The daughter attacks; patient and nurse refuse with `code` and talk on.
async fn everyone_refuses(attack: Attack, code: &str) {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.attacks(attack).await;
    refused(&circle, code).await;
}

pub(crate) async fn refused(circle: &Circle, code: &str) {
    let honest = [&circle.patient, &circle.nurse];
    for person in honest {
        person.syncs().await;
        assert_eq!(
            person.codes(RowKind::Alarm).await,
            [code],
            "as {} sees it",
            person.name
        );
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
        assert_eq!(person.room().await.state, RoomState::Active);
    }
    talk_goes_on(honest).await;
    agree(honest).await;
}

pub(crate) async fn talk_goes_on(honest: [&Person; 2]) {
    let [first, second] = honest;
    first.syncs().await;
    second.syncs().await;
    let before = first.reads().await.len();
    first.writes("We go on.").await;
    first.syncs().await;
    second.syncs().await;
    second.writes("Yes.").await;
    second.syncs().await;
    first.syncs().await;
    let said = [
        format!("{}: We go on.", first.name),
        format!("{}: Yes.", second.name),
    ];
    for person in honest {
        assert_eq!(person.reads().await[before..], said);
    }
}

pub(crate) async fn agree(honest: [&Person; 2]) {
    let [first, second] = [honest[0].room().await, honest[1].room().await];
    assert_eq!(
        (first.node, first.policy, first.leaves, first.epoch),
        (second.node, second.policy, second.leaves, second.epoch)
    );
}

#[tokio::test]
async fn an_older_policy_does_not_come_back() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.daughter.circle().await;
    let old = circle.daughter.client.policy_bytes(id, Audience::Circle);
    let old = old.await.expect("read");
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.patient.removes(&rui).await;
    circle.all_sync().await;
    circle.daughter.attacks(Attack::SetPolicy(old)).await;
    refused(&circle, "policy").await;
}

#[tokio::test]
async fn another_rooms_policy_does_not_fit() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.nurse.circle().await;
    let care = circle.nurse.client.policy_bytes(id, Audience::Care);
    let care = care.await.expect("read");
    circle.nurse.attacks(Attack::SetPolicy(care)).await;
    let honest = [&circle.patient, &circle.daughter];
    for person in honest {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await, ["policy"]);
    }
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_signature_does_not_hold_for_other_words() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.daughter.circle().await;
    let mut policy = circle
        .daughter
        .client
        .policy_bytes(id, Audience::Circle)
        .await
        .expect("read");
    let name = policy.windows(3).position(|w| w == b"Ana").expect("a name");
    policy[name] = b'E';
    circle.daughter.attacks(Attack::SetPolicy(policy)).await;
    refused(&circle, "policy").await;
}

#[tokio::test]
async fn even_the_patient_cannot_fork_her_policy() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.attacks(Attack::ForkPolicy).await;
    let honest = [&circle.nurse, &circle.daughter];
    for person in honest {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await, ["policy"]);
    }
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn nobody_certifies_a_device_for_somebody_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let nurse = circle.daughter.person("Nadia").await;
    circle.daughter.attacks(Attack::CertifyFor(nurse)).await;
    refused(&circle, "credential").await;
}

/// OpenMLS holds a newcomer's lifetime against the local clock. Whoever reads in time and
/// whoever reads late must come to one verdict.
#[tokio::test]
async fn a_key_package_that_expires_between_two_readers_divides_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.expect("after 1970").as_secs()
    };
    let end = now() + 3;
    circle.daughter.attacks(Attack::AddExpiring(end)).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.codes(RowKind::Alarm).await, ["lifetime"]);
    while now() <= end {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    circle.patient.syncs().await;
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, ["unreadable"]);
    talk_goes_on([&circle.nurse, &circle.patient]).await;
    agree([&circle.nurse, &circle.patient]).await;
}

#[tokio::test]
async fn a_device_keeps_its_identity() {
    everyone_refuses(Attack::BecomeSomeoneElse, "identity").await;
}

#[tokio::test]
async fn a_device_keeps_its_key() {
    everyone_refuses(Attack::ChangeKey, "identity").await;
}

#[tokio::test]
async fn a_device_keeps_its_capabilities() {
    everyone_refuses(Attack::ChangeCapabilities, "identity").await;
}

#[tokio::test]
async fn the_epochs_key_at_the_relay_is_the_derived_one() {
    everyone_refuses(Attack::FalseKey, "epoch-key").await;
}

#[tokio::test]
async fn a_removal_mark_inside_the_commit_must_be_true() {
    everyone_refuses(
        Attack::FalseMark {
            told: false,
            said: true,
        },
        "mark",
    )
    .await;
}

#[tokio::test]
async fn a_false_mark_in_both_places_shuts_nobody_out() {
    everyone_refuses(
        Attack::FalseMark {
            told: true,
            said: true,
        },
        "mark",
    )
    .await;
}

#[tokio::test]
async fn a_false_mark_at_the_relay_alone_shuts_nobody_out() {
    let world = World::new().await;
    let circle = world.circle().await;
    // The commit itself is a self-update like any other.
    let told = Attack::FalseMark {
        told: true,
        said: false,
    };
    circle.daughter.attacks(told).await;
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
    circle
        .daughter
        .client
        .marks_removal(circle.daughter.circle().await, Audience::Circle)
        .await
        .expect("the relay is blind");
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_path_whose_hashes_lie_is_refused_by_all_and_breaks_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.nurse.attacks(Attack::BrokenHashes).await;
    let honest = [&circle.patient, &circle.daughter];
    for person in honest {
        person.syncs().await;
        assert_eq!(person.codes(RowKind::Alarm).await, ["unreadable"]);
        assert_eq!(person.room().await.state, RoomState::Active);
    }
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_confirmation_that_lies_is_refused_by_all_and_breaks_nobody() {
    everyone_refuses(Attack::BrokenConfirmation, "unreadable").await;
}

/// The nurse's path opens for one and not for the other: the one lags and says so, neither
/// believes anything that the other does not.
async fn one_falls_behind(lie: Lie) {
    let world = World::new().await;
    let circle = world.circle().await;
    let daughter = circle.nurse.person("Ana").await;
    circle.nurse.attacks(Attack::SplitPath(daughter, lie)).await;
    circle.patient.syncs().await;
    circle.daughter.syncs().await;
    assert_eq!(circle.patient.codes(RowKind::Alarm).await, [""; 0]);
    assert_eq!(circle.patient.room().await.state, RoomState::Active);
    // It is said whose change did not open.
    let mut fell = circle.daughter.sees().await;
    fell.retain(|line| line.kind == RowKind::Broken);
    let whose: Vec<_> = fell.iter().map(|line| line.who.as_str()).collect();
    assert_eq!(whose, ["Nadia"]);
    // The patient goes on, alone for now.
    circle.patient.writes("Where are you?").await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.syncs().await.waiting, 0);
}

#[tokio::test]
async fn whose_part_of_the_path_is_garbled_falls_behind() {
    one_falls_behind(Lie::Garbled).await;
}

#[tokio::test]
async fn whose_part_of_the_path_is_another_secret_falls_behind() {
    one_falls_behind(Lie::OtherSecret).await;
}

#[tokio::test]
async fn whose_part_of_the_path_is_too_short_falls_behind() {
    one_falls_behind(Lie::Short).await;
}

#[tokio::test]
async fn whose_part_of_the_path_is_empty_falls_behind() {
    one_falls_behind(Lie::Nothing).await;
}

#[tokio::test]
async fn a_shared_key_that_nobody_has_is_refused() {
    everyone_refuses(Attack::UnknownSecret, "unreadable").await;
}

#[tokio::test]
async fn a_proposal_alone_is_refused() {
    everyone_refuses(Attack::Proposal, "unreadable").await;
}

#[tokio::test]
async fn a_commit_of_what_nobody_has_seen_is_refused() {
    everyone_refuses(Attack::ByReference, "unreadable").await;
}

#[tokio::test]
async fn nobody_joins_from_outside() {
    everyone_refuses(Attack::External, "unreadable").await;
}

#[tokio::test]
async fn junk_is_refused() {
    everyone_refuses(Attack::Bytes(vec![0xab; 3_000]), "unreadable").await;
}

#[tokio::test]
async fn nothing_is_refused() {
    everyone_refuses(Attack::Bytes(Vec::new()), "unreadable").await;
}

#[tokio::test]
async fn an_honest_commit_is_not_superseded_for_those_who_took_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    circle.patient.lets_in(&rui, Role::Family, "friend").await;
    circle.nurse.syncs().await;
    // The daughter has not synced: she stands in the epoch before.
    let id = circle.daughter.circle().await;
    let outcome = circle
        .daughter
        .client
        .supersedes(id, Audience::Circle, Attack::Update);
    outcome.await.expect("the relay keeps a branch for it");
    for person in [&circle.patient, &circle.nurse, &rui] {
        person.syncs().await;
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
    }
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.nurse, &rui]).await;
    circle.daughter.syncs().await;
    agree([&circle.nurse, &circle.daughter]).await;
}

#[tokio::test]
async fn one_device_cannot_fill_an_epochs_branches() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.daughter.attacks(Attack::AddStranger).await;
    let id = circle.daughter.circle().await;
    let supersede = || {
        let attack = Attack::AddStranger;
        circle
            .daughter
            .client
            .supersedes(id, Audience::Circle, attack)
    };
    supersede().await.expect("one branch beside the first");
    for _ in 0..8 {
        let Err(Error::Delivery(error)) = supersede().await else {
            panic!("the relay took another branch");
        };
        assert_eq!(error.code(), Some(Code::TooManyBranches));
    }
    let honest = [&circle.patient, &circle.nurse];
    talk_goes_on(honest).await;
    agree(honest).await;
}

#[tokio::test]
async fn a_flood_of_honest_looking_commits_only_delays() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("written before the flood").await;
    for _ in 0..20 {
        circle.daughter.renews_keys().await;
        circle.daughter.syncs().await;
    }
    let honest = [&circle.patient, &circle.nurse];
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(
        circle.nurse.reads().await,
        ["Marta: written before the flood"]
    );
    talk_goes_on(honest).await;
    agree(honest).await;
}
