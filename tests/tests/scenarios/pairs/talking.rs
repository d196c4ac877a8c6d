//! What the two see, and what nobody else does.

use kith_core::{
    Error, Role,
    hostile::Attack,
    ids::{CircleId, PersonId, RoomId},
    present::Deed,
    rights::table::Audience,
    view::Standing,
};
use kith_protocol::api::sync::Access;
use kith_tests::{Person, World, database};

use super::{listed, opens, pair_of, reads, rows, says, sync, they_begin, they_talk};

#[tokio::test]
async fn the_patient_and_one_person_talk_alone_and_nobody_else_learns_of_it() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, ana, nurse) = (&circle.patient, &circle.daughter, &circle.nurse);
    let before = listed(nurse).await;
    let of = opens(&circle, "Ana").await;
    assert_eq!(opens(&circle, "Ana").await, of, "there is one");
    // At once, before anybody has heard of it.
    says(marta, of, "Only you, my girl").await;
    sync(&circle).await;
    says(ana, of, "Nobody else, mother").await;
    sync(&circle).await;
    for person in [marta, ana] {
        assert_eq!(
            reads(person, of).await,
            ["Only you, my girl", "Nobody else, mother"]
        );
        assert_eq!(
            person.reads().await,
            [""; 0],
            "it is no part of the circle's"
        );
        assert_eq!(person.finds("girl").await, ["Only you, my girl"]);
        let people = person.client.people(of).await.expect("listed");
        assert_eq!(people.len(), 2);
    }
    let (hers, anas) = (pair_of(marta).await, pair_of(ana).await);
    assert_eq!((hers.title.as_str(), anas.title.as_str()), ("Ana", "Marta"));
    assert_eq!(hers.audiences, [Audience::Pair]);
    assert_eq!((hers.conversation, anas.conversation), (of, of));
    assert_eq!(anas.with, Some(ana.person("Marta").await));
    // What others look on at says that there are words, not which.
    assert_eq!(anas.news.expect("unread").body(), "");
    assert_eq!(anas.unread, 1);

    assert_eq!(listed(nurse).await.len(), before.len());
    assert_eq!(nurse.finds("girl").await, [""; 0]);
    assert!(nurse.client.timeline(of, None, 10).await.is_err());
    let id = nurse.circle().await;
    let group = marta
        .client
        .group_of_room(RoomId(of.0))
        .await
        .expect("hers");
    for audience in Audience::SHARED {
        let policy = nurse.client.policy_bytes(id, audience).await.expect("read");
        for name in [&of.0[..], &group.0[..]] {
            let told = policy.windows(name.len()).any(|window| window == name);
            assert!(!told, "{audience:?}");
        }
    }
    // Who could name it, which takes the patient's key, would learn that it is there, and no more.
    let named = nurse.client.asks_for(group).await.expect("asked");
    assert_eq!(named, Some(Access::Unproven));
    let hers = ana.client.asks_for(group).await.expect("asked");
    assert_eq!(hers, Some(Access::Member));
    nurse.closes().await;
    let held: i64 = database(nurse.dir(), &nurse.key())
        .query_row("SELECT count(*) FROM room", [], |row| row.get(0))
        .expect("read");
    assert_eq!(held, 2, "of what she keeps nothing is of it");
}

#[tokio::test]
async fn only_the_patient_opens_a_room_of_two_and_only_with_who_is_there() {
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let nadia = circle.patient.person("Nadia").await;
    let marta = circle.patient.person("Marta").await;
    let opens = |who: &Person, with| {
        let client = who.client.clone();
        async move {
            let may = client.may(id, Deed::TalkAlone(with)).await.expect("judged");
            let opened = client.talk_alone(id, with).await;
            (may.is_none(), opened)
        }
    };
    let by_ana = opens(&circle.daughter, nadia).await;
    assert!(matches!(by_ana, (false, Err(Error::NotAllowed))));
    let herself = opens(&circle.patient, marta).await;
    assert!(matches!(herself, (false, Err(Error::Oneself))));
    let nobody = circle
        .patient
        .client
        .talk_alone(id, PersonId([7; 16]))
        .await;
    assert!(matches!(nobody, Err(Error::NotFound)));
    let unknown = circle
        .patient
        .client
        .may(id, Deed::TalkAlone(PersonId([7; 16])))
        .await;
    assert!(unknown.expect("judged").is_some(), "nor is it offered");
    let elsewhere = CircleId([7; 16]);
    let elsewhere = circle.patient.client.talk_alone(elsewhere, nadia).await;
    assert!(elsewhere.is_err());
    let hers = opens(&circle.patient, nadia).await;
    assert!(matches!(hers, (true, Ok(_))));
}

#[tokio::test]
async fn what_is_typed_in_a_room_of_two_goes_nowhere_else() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    let field = circle.patient.client.compose(of);
    // Before it is known what the room is.
    field.write("Between us".to_owned());
    field.send();
    while field.next().await.expect("read").is_some() && reads(&circle.patient, of).await.is_empty()
    {
    }
    field.write("Begun".to_owned());
    while pair_of(&circle.patient).await.draft.is_none() {
        field.next().await.expect("read");
    }
    let draft = pair_of(&circle.patient).await.draft.expect("kept");
    assert_eq!(
        (draft.audience, draft.body.as_str()),
        (Audience::Pair, "Begun")
    );
    sync(&circle).await;
    assert_eq!(reads(&circle.daughter, of).await, ["Between us"]);
    for person in circle.everyone() {
        assert_eq!(person.reads().await, [""; 0], "of {}", person.name);
    }
}

/// The names of who is there, and of who has said something, as one of them sees them.
async fn named(person: &Person, of: kith_core::ids::ConversationId) -> Vec<String> {
    let people = person.client.people(of).await.expect("listed");
    let said = rows(person, of).await.into_iter();
    let said = said.filter_map(|row| row.sender_name);
    let mut names: Vec<String> = people.into_iter().map(|row| row.name).chain(said).collect();
    names.sort();
    names.dedup();
    names
}

#[tokio::test]
async fn who_is_called_otherwise_in_the_circle_is_so_where_two_talk_alone() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = they_begin(&circle, &circle.daughter).await;
    let ana = circle.patient.person("Ana").await;
    let renamed = Attack::RenameMember(ana, "Anna".to_owned());
    circle.patient.attacks(renamed).await;
    circle.daughter.syncs().await;
    assert_eq!(named(&circle.daughter, of).await, ["Anna", "Marta"]);
}

#[tokio::test]
async fn who_comes_back_under_another_name_is_called_so_in_what_is_over() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, ana) = (&circle.patient, &circle.daughter);
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    they_talk(&circle, of, ana).await;
    marta.removes(ana).await;
    sync(&circle).await;
    let link = marta.invites(Role::Family, "daughter").await;
    ana.client.redeem(&link, "Anna").await.expect("a good link");
    ana.syncs().await;
    marta.syncs().await;
    assert_eq!(marta.approves_all().await, 1);
    sync(&circle).await;
    let row = pair_of(marta).await;
    assert_eq!(
        (row.title.as_str(), row.standing),
        ("Anna", Standing::Removed)
    );
}
