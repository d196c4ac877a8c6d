//! A relay that was set back knows no more of the epochs whose keys its log has told. Nobody begins another under one of
//! those, and whoever comes back takes no such epoch for theirs.

use kith_core::{
    DeliveryError, Error, Role, rights::table::Audience, store::timeline::messages::RowKind,
};
use kith_protocol::{ids::PublicKey, problem::Code};
use kith_tests::{Circle, Person, World};

use crate::{
    malicious_member::{agree, talk_goes_on},
    restoring::{all_is_well, all_read, says},
};

const HOUR_MS: u64 = 60 * 60 * 1000;

/// Marta has removed Rui, and one of the others has seen it, when the relay is set back to before that. Answers the key
/// of the epoch that the removal began, and its seed.
async fn a_removal_is_forgotten(
    world: &mut World,
    circle: &Circle,
    rui: &Person,
    sees: &Person,
) -> (PublicKey, [u8; 32]) {
    circle.patient.lets_in(rui, Role::Family, "friend").await;
    for _ in 0..2 {
        circle.all_sync().await;
        rui.syncs().await;
    }
    let backup = world.relay_is_backed_up();
    circle.patient.removes(rui).await;
    circle.patient.syncs().await;
    sees.syncs().await;
    let id = circle.patient.circle().await;
    let key = circle.patient.client.newest_key(id, Audience::Circle).await;
    world.relay_is_restored(&backup).await;
    key.expect("she keeps it")
}

/// The log told Rui of that key, as it tells everyone whom it shows the commit. Ana was away.
#[tokio::test]
async fn nobody_takes_the_key_of_what_the_relay_forgot() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    let (key, _) = a_removal_is_forgotten(&mut world, &circle, &rui, &circle.nurse).await;
    let id = rui.circle().await;
    let taken = rui.client.takes_key(id, Audience::Circle, key, None).await;
    for _ in 0..2 {
        circle.patient.syncs().await;
        circle.nurse.syncs().await;
    }
    says(&circle, &circle.daughter, "Who is there?").await;
    says(&circle, &circle.patient, "All but Rui.").await;
    let everyone = circle.everyone();
    all_read(&everyone, &["Ana: Who is there?", "Marta: All but Rui."]).await;
    all_is_well(&everyone).await;
    for person in everyone {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    rui.syncs().await;
    assert!(rui.reads().await.is_empty());
    let Err(Error::Delivery(DeliveryError::Problem(problem))) = taken else {
        panic!("taken: {taken:?}");
    };
    assert_eq!(problem.code(), Some(Code::BadProof));
}

/// Ana stays in, and so she has that key. What she begins under it passes for the removal nowhere.
#[tokio::test]
async fn who_has_the_key_of_what_the_relay_forgot_parts_nobody_by_it() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let rui = world.person("Rui").await;
    let (key, seed) = a_removal_is_forgotten(&mut world, &circle, &rui, &circle.patient).await;
    let id = circle.daughter.circle().await;
    let takes = circle
        .daughter
        .client
        .takes_key(id, Audience::Circle, key, Some(seed));
    takes.await.expect("the relay is blind and takes it");
    circle.patient.syncs().await;
    assert_eq!(circle.patient.codes(RowKind::Broken).await, ["left-behind"]);
    for _ in 0..4 {
        circle.nurse.syncs().await;
        circle.patient.syncs().await;
        world.clock.advance_ms(HOUR_MS);
    }
    talk_goes_on([&circle.patient, &circle.nurse]).await;
    agree([&circle.patient, &circle.nurse]).await;
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(person.sees_people().await, ["Ana", "Marta", "Nadia"]);
    }
    let _ = rui.tries_to_sync().await;
    assert!(rui.reads().await.is_empty());
}
