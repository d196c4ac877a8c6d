//! What screens offer is what the calls let through: a deed is offered to whom its call is open, and to nobody else.

use kith_core::{
    Error, NewInvitation, Role,
    circle::room_id::shared,
    ids::CircleId,
    present::{Deed, WhyNot, invited},
    rights::table::Audience::{Care, Circle as Everyone},
};
use kith_tests::{Person, World};

async fn may(person: &Person, deed: Deed) -> Option<WhyNot> {
    let circle = person.circle().await;
    person.client.may(circle, deed).await.expect("judged")
}

/// Does it, as an app would.
async fn does(person: &Person, deed: Deed) -> Result<(), Error> {
    let (client, circle) = (&person.client, person.circle().await);
    match deed {
        Deed::Write(room) => client.send(room, "Hello").await.map(|_| ()),
        Deed::Invite(role) => client
            .invite(
                circle,
                NewInvitation {
                    role,
                    relationship: "her own words".into(),
                    valid_for_ms: 60_000,
                },
            )
            .await
            .map(|_| ()),
        Deed::TalkAlone(someone) => client.talk_alone(circle, someone).await.map(|_| ()),
        Deed::Remove(someone) => client.remove(circle, someone).await,
        Deed::StartAnew => client.start_anew(circle).await,
        Deed::Decide => Ok(()),
    }
}

#[tokio::test]
async fn what_is_offered_is_what_the_calls_let_through() {
    let world = World::new().await;
    let circle = world.circle().await;
    let marta = circle.patient.person("Marta").await;
    let id = circle.patient.circle().await;
    let roles = [
        Role::Patient,
        Role::Family,
        Role::Clinician,
        Role::Coordinator,
        Role::Administrator,
    ];
    let mut deeds = vec![
        Deed::Write(shared(&id, Everyone)),
        Deed::Write(shared(&id, Care)),
        Deed::TalkAlone(marta),
        Deed::TalkAlone(circle.patient.person("Nadia").await),
        Deed::Remove(marta),
        Deed::StartAnew,
    ];
    deeds.extend(roles.map(Deed::Invite));
    let mut offered = 0;
    for person in circle.everyone() {
        for deed in &deeds {
            let why_not = may(person, *deed).await;
            let done = does(person, *deed).await;
            let expected = match (&done, why_not) {
                (Ok(()), None) => true,
                (Err(Error::NotAMember), Some(why)) => why == WhyNot::NotInRoom,
                (Err(Error::Oneself), Some(why)) => why == WhyNot::Oneself,
                (Err(Error::NotAllowed), Some(why)) => {
                    matches!(why, WhyNot::NotThePatient | WhyNot::NotInvited)
                }
                _ => false,
            };
            assert!(expected, "{}: {deed:?} {why_not:?} {done:?}", person.name);
            offered += usize::from(why_not.is_none());
        }
    }
    // Writing: two, two and one; of the patient alone: three to invite, and to start anew.
    assert_eq!(offered, 6 + 3 + 1);
    assert_eq!(may(&circle.patient, Deed::Decide).await, None);
    let hers = Some(WhyNot::NotThePatient);
    assert_eq!(may(&circle.nurse, Deed::Decide).await, hers);
}

#[tokio::test]
async fn whom_a_patient_can_invite_is_whom_she_may() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    for role in invited() {
        assert_eq!(may(&patient, Deed::Invite(role)).await, None);
    }
    let proxy = may(&patient, Deed::Invite(Role::Proxy)).await;
    assert_eq!(proxy, Some(WhyNot::NotInvited));
}

#[tokio::test]
async fn who_was_removed_may_nothing_there_and_is_told_so() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.removes(&circle.daughter).await;
    circle.all_sync().await;
    circle.all_sync().await;
    let id = circle.daughter.circle().await;
    for deed in [
        Deed::Write(shared(&id, Everyone)),
        Deed::Invite(Role::Family),
        Deed::Decide,
    ] {
        let why_not = may(&circle.daughter, deed).await;
        assert_eq!(why_not, Some(WhyNot::NotInRoom), "{deed:?}");
    }
    let nowhere = circle.daughter.client.may(CircleId([0; 16]), Deed::Decide);
    assert!(nowhere.await.is_err());
}
