//! It ends with who leaves the circle, and with whom the clinic revokes.

use kith_core::{Error, ids::RoomId, view::Standing};
use kith_tests::World;

use super::{listed, opens, pair_of, reads, says, sync, they_begin, they_talk};

#[tokio::test]
async fn who_leaves_the_circle_leaves_the_room_of_two_and_it_ends() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    circle.patient.removes(&circle.daughter).await;
    // Decided is enough.
    let said = circle
        .patient
        .client
        .send(RoomId(of.0), "Still there?")
        .await;
    assert!(matches!(said, Err(Error::NotAMember)));
    sync(&circle).await;
    for person in [&circle.patient, &circle.daughter] {
        let row = pair_of(person).await;
        assert_eq!(row.standing, Standing::Removed, "of {}", person.name);
        assert_eq!(row.audiences, []);
        let said = person.client.send(RoomId(of.0), "Still there?").await;
        assert!(matches!(said, Err(Error::NotAMember)));
        assert_eq!(reads(person, of).await.len(), 2, "it can be read");
    }
    let id = circle.patient.circle().await;
    let ana = pair_of(&circle.patient).await.with.expect("of two");
    let again = circle.patient.client.talk_alone(id, ana).await;
    assert!(matches!(again, Err(Error::NotFound)));
}

#[tokio::test]
async fn who_goes_before_they_came_does_not_come() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    says(&circle.patient, of, "Only you").await;
    circle.patient.removes(&circle.daughter).await;
    sync(&circle).await;
    let pairs = listed(&circle.daughter).await;
    assert!(pairs.iter().all(|row| row.with.is_none()));
    assert_eq!(circle.daughter.finds("Only").await, [""; 0]);
}

#[tokio::test]
async fn whom_the_clinic_revokes_is_out_of_the_room_of_two_too() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.nurse).await;
    let nadia = circle.patient.person("Nadia").await;
    let revoked = world.admin.revoke(world.clinic, nadia).await;
    revoked.expect("revoked");
    world.clock.advance_ms(2 * 60 * 60 * 1000);
    for _ in 0..3 {
        circle.patient.syncs().await;
        circle.daughter.syncs().await;
    }
    let row = pair_of(&circle.patient).await;
    assert_eq!(row.standing, Standing::Removed);
    let said = circle
        .patient
        .client
        .send(RoomId(of.0), "Still there?")
        .await;
    assert!(matches!(said, Err(Error::NotAMember)));
}

#[tokio::test]
async fn a_yes_is_not_taken_back_by_who_is_still_to_come_into_the_room_of_two() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let of = opens(&circle, "Ana").await;
    let given = circle.patient.client.invitations(id).await.expect("listed");
    let ana = given.iter().find(|row| row.name.as_deref() == Some("Ana"));
    let ana = ana.expect("she came by it").id;
    let declined = circle.patient.client.decline(ana).await;
    assert!(declined.is_err(), "she is in");
    sync(&circle).await;
    they_talk(&circle, of, &circle.daughter).await;
    assert_eq!(circle.nurse.sees_people().await, ["Ana", "Marta", "Nadia"]);
}
