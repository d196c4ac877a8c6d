//! The patient and one person talk alone: nobody else learns of it, and nobody else ever comes in.

use kith_core::{
    Error,
    circle::room_id,
    hostile::{Attack, wire::welcome_item},
    ids::{CircleId, ConversationId, PersonId, RoomId},
    present::Deed,
    rights::table::Audience,
    store::timeline::messages::{MessageState, RowKind},
    view::{CircleRow, Standing, TimelineRow},
};
use kith_protocol::api::{people::Claimed, sync::Access};
use kith_tests::{Circle, Person, World, database};

use crate::old_documents::shows_nothing_new;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// Marta opens her talk with someone.
async fn opens(circle: &Circle, with: &str) -> ConversationId {
    let (marta, id) = (&circle.patient, circle.patient.circle().await);
    let with = marta.person(with).await;
    let opened = marta.client.talk_alone(id, with).await;
    opened.expect("it is her circle")
}

async fn says(person: &Person, to: ConversationId, words: &str) {
    let said = person.client.send(RoomId(to.0), words).await;
    said.unwrap_or_else(|error| panic!("{}: {error:?}", person.name));
}

async fn rows(person: &Person, of: ConversationId) -> Vec<TimelineRow> {
    let mut rows = person.client.timeline(of, None, 100).await.expect("read");
    rows.reverse();
    rows
}

async fn reads(person: &Person, of: ConversationId) -> Vec<String> {
    let said = rows(person, of).await.into_iter();
    said.filter(|row| row.kind() == RowKind::Text)
        .map(|row| row.body().to_owned())
        .collect()
}

async fn alarms(person: &Person, of: ConversationId) -> usize {
    let rows = rows(person, of).await.into_iter();
    rows.filter(|row| row.kind() == RowKind::Alarm).count()
}

async fn listed(person: &Person) -> Vec<CircleRow> {
    person.client.circles().await.expect("listed")
}

async fn pair_of(person: &Person) -> CircleRow {
    let mut pairs = listed(person).await;
    pairs.retain(|row| row.with.is_some());
    assert_eq!(pairs.len(), 1, "of {}", person.name);
    pairs.remove(0)
}

async fn sync(circle: &Circle) {
    for _ in 0..2 {
        circle.all_sync().await;
    }
}

/// They talk, and both read it.
async fn they_talk(circle: &Circle, of: ConversationId, with: &Person) {
    says(&circle.patient, of, "How was it?").await;
    sync(circle).await;
    says(with, of, "Fine.").await;
    sync(circle).await;
    for person in [&circle.patient, with] {
        let read = reads(person, of).await;
        let both = read.ends_with(&["How was it?", "Fine."].map(String::from));
        assert!(both, "of {}: {read:?}", person.name);
    }
}

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

#[tokio::test]
async fn who_leaves_the_circle_leaves_the_room_of_two_and_it_ends() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    they_talk(&circle, of, &circle.daughter).await;
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
    let of = opens(&circle, "Nadia").await;
    sync(&circle).await;
    they_talk(&circle, of, &circle.nurse).await;
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

#[tokio::test]
async fn a_room_of_two_outlives_restarts_a_lost_state_and_going_on_anew() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    circle.patient.reopens_after_closing().await;
    sync(&circle).await;
    circle.daughter.reopens_after_closing().await;
    they_talk(&circle, of, &circle.daughter).await;
    // Her phone has lost the group: she is let in again, by the only other one.
    let lost = circle.daughter.client.lose_state_of(RoomId(of.0)).await;
    lost.expect("it was there");
    circle.daughter.reopens_after_closing().await;
    for _ in 0..3 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
    let group = circle.patient.client.group_of_room(RoomId(of.0)).await;
    let id = circle.patient.circle().await;
    let anew = circle.patient.client.start_anew(id).await;
    anew.expect("her circle");
    for _ in 0..3 {
        sync(&circle).await;
    }
    for person in [&circle.patient, &circle.daughter] {
        let next = person.client.group_of_room(RoomId(of.0)).await;
        assert_ne!(
            next.expect("the same room"),
            *group.as_ref().expect("hers"),
            "of {}",
            person.name
        );
    }
    they_talk(&circle, of, &circle.daughter).await;
    assert_eq!(reads(&circle.daughter, of).await.len(), 6, "all in one");
}

#[tokio::test]
async fn a_relay_that_forgot_a_room_of_two_is_told_of_it_again() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    let backup = world.relay_is_backed_up();
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    they_talk(&circle, of, &circle.daughter).await;
    world.relay_is_restored(&backup).await;
    for _ in 0..4 {
        sync(&circle).await;
    }
    they_talk(&circle, of, &circle.daughter).await;
    assert_eq!(listed(&circle.nurse).await.len(), 1);
}

#[tokio::test]
async fn her_store_put_back_to_before_it_finds_the_room_of_two_again() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let copy = circle.patient.is_copied().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    they_talk(&circle, of, &circle.daughter).await;
    circle.patient.is_put_back(&copy).await;
    assert_eq!(opens(&circle, "Ana").await, of, "of the same name");
    for _ in 0..8 {
        sync(&circle).await;
        world.clock.advance_ms(2 * 60 * 60 * 1000);
    }
    they_talk(&circle, of, &circle.daughter).await;
}

/// How what somebody has said stands.
async fn said(person: &Person, of: ConversationId) -> Vec<MessageState> {
    let rows = rows(person, of).await.into_iter();
    rows.filter(|row| row.kind() == RowKind::Text)
        .map(|row| row.state)
        .collect()
}

#[tokio::test]
async fn what_is_said_before_the_other_one_can_come_waits_for_them() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    // On the clinic's old word nobody of its staff is let in.
    shows_nothing_new(&relay);
    world.clock.advance_ms(HOUR_MS);
    circle.patient.syncs().await;
    world.clock.advance_ms(8 * DAY_MS);
    circle.patient.syncs().await;
    let of = opens(&circle, "Nadia").await;
    says(&circle.patient, of, "Only you").await;
    sync(&circle).await;
    assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    assert!(circle.nurse.client.timeline(of, None, 10).await.is_err());
    relay.stops_lying();
    // Nor while the relay hands out nothing that lets her in.
    relay.lies(|exchange| {
        if exchange.path.ends_with("/claim") {
            exchange.rewrite(|claimed: &mut Claimed| claimed.packages.clear());
        }
    });
    world.clock.advance_ms(HOUR_MS);
    sync(&circle).await;
    assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    relay.stops_lying();
    world.clock.advance_ms(HOUR_MS);
    sync(&circle).await;
    assert_eq!(reads(&circle.nurse, of).await, ["Only you"]);
    they_talk(&circle, of, &circle.nurse).await;
}

#[tokio::test]
async fn what_waits_when_the_other_one_goes_is_said_to_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    says(&circle.patient, of, "Only you").await;
    circle.patient.removes(&circle.daughter).await;
    sync(&circle).await;
    assert_eq!(said(&circle.patient, of).await, [MessageState::Queued]);
    assert_eq!(reads(&circle.daughter, of).await, [""; 0]);
}

/// Of a room of two there is nobody else who could tell her device; nor, here, of the staff's.
#[tokio::test]
async fn whom_she_took_out_is_out_when_her_store_is_put_back() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let of = opens(&circle, "Nadia").await;
    sync(&circle).await;
    they_talk(&circle, of, &circle.nurse).await;
    let copy = circle.patient.is_copied().await;
    circle.patient.removes(&circle.nurse).await;
    sync(&circle).await;
    circle.patient.is_put_back(&copy).await;
    for _ in 0..4 {
        sync(&circle).await;
        world.clock.advance_ms(2 * HOUR_MS);
    }
    let id = circle.patient.circle().await;
    let anew = circle.patient.client.start_anew(id).await;
    anew.expect("her circle");
    for _ in 0..3 {
        sync(&circle).await;
    }
    for person in [&circle.patient, &circle.nurse] {
        assert_eq!(
            pair_of(person).await.standing,
            Standing::Removed,
            "of {}",
            person.name
        );
        let said = person.client.send(RoomId(of.0), "Still there?").await;
        assert!(matches!(said, Err(Error::NotAMember)), "{}", person.name);
    }
    let care = room_id::shared(&id, Audience::Care);
    let people = circle.patient.client.readers(care).await.expect("listed");
    assert_eq!(people.len(), 1, "she alone");
    says(&circle.patient, ConversationId(care.0), "Of her").await;
    sync(&circle).await;
    assert_eq!(circle.nurse.finds("Of her").await, [""; 0]);
    they_go_on(&circle).await;
}

/// The circle does, without the nurse.
async fn they_go_on(circle: &Circle) {
    circle.patient.writes("Here we are").await;
    sync(circle).await;
    let read = circle.daughter.reads().await;
    assert_eq!(read.last().expect("read"), "Marta: Here we are");
    assert!(circle.nurse.reads().await.is_empty());
}

/// Marta's own patched client leads the room of two into a group like that of an audience, at once or
/// by her word alone. Answers who is in it then, and whether Ana's device follows.
async fn led_into(like: Audience, at_once: bool) -> (usize, bool) {
    let world = World::new().await;
    let circle = world.circle().await;
    let of = opens(&circle, "Ana").await;
    sync(&circle).await;
    let (marta, ana) = (&circle.patient.client, &circle.daughter);
    let (id, room) = (circle.patient.circle().await, RoomId(of.0));
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
    let handed = marta.hands_out(id, Audience::Circle, to, item).await;
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
