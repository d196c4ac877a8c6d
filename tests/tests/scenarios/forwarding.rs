//! Words are passed on in the name of who passes them on, and never to somebody of whom that one does not know that
//! they will read what they could not read before.

use kith_core::{
    Error, Forwarded, Role,
    hostile::Attack,
    ids::{ConversationId, PersonId},
    present::{Act, WhyNot},
    rights::table::Audience,
    store::{StoreError, rows::EventRow, timeline::messages::RowKind},
};
use kith_tests::{Circle, Person, World};

const HOURS_MS: u64 = 2 * 60 * 60 * 1000;

async fn forwards(
    person: &Person,
    words: &str,
    to: (ConversationId, Audience),
    told: &[PersonId],
) -> Result<Forwarded, Error> {
    let row = person.row(words).await.id;
    person.client.forward(row, words, to, told).await
}

async fn forwards_row(
    person: &Person,
    row: EventRow,
    to: (ConversationId, Audience),
) -> Result<Forwarded, Error> {
    person
        .client
        .forward(row, "She eats better.", to, &[])
        .await
}

/// Whom somebody who passes words on would have to know of.
async fn asks(person: &Person, words: &str, to: (ConversationId, Audience)) -> Vec<String> {
    match forwards(person, words, to, &[]).await.expect("judged") {
        Forwarded::Asks(people) => people.into_iter().map(|one| one.name).collect(),
        Forwarded::Sent(_) | Forwarded::Changed(_) => panic!("{words} went"),
    }
}

async fn goes(person: &Person, words: &str, to: (ConversationId, Audience), told: &[PersonId]) {
    let done = forwards(person, words, to, told).await.expect("judged");
    assert!(
        matches!(done, Forwarded::Sent(_)),
        "{words} was asked about"
    );
}

async fn of_circle(person: &Person, audience: Audience) -> (ConversationId, Audience) {
    (person.circle().await.into(), audience)
}

#[tokio::test]
async fn who_would_read_what_they_could_not_is_named_before_anything_goes() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    world.clock.advance_ms(HOURS_MS);
    marta.writes_to(Audience::Care, "It burns at night.").await;
    circle.all_sync().await;
    let everyone = of_circle(nadia, Audience::Circle).await;
    assert_eq!(asks(nadia, "It burns at night.", everyone).await, ["Ana"]);
    circle.all_sync().await;
    assert_eq!(circle.daughter.reads().await, [""; 0], "nothing went");

    // Somebody comes in while she thinks about it: she is asked anew, of both.
    let ana = nadia.person("Ana").await;
    let joy = world.clinician("Joy").await;
    marta.lets_in(&joy, Role::Clinician, "").await;
    circle.all_sync().await;
    let told = forwards(nadia, "It burns at night.", everyone, &[ana]).await;
    let Ok(Forwarded::Asks(people)) = told else {
        panic!("it went to who was not named");
    };
    let names: Vec<_> = people.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Joy"]);
    let told: Vec<_> = people.iter().map(|one| one.person).collect();
    goes(nadia, "It burns at night.", everyone, &told).await;
    circle.all_sync().await;
    joy.syncs().await;
    for person in [&circle.daughter, &joy] {
        assert_eq!(person.reads().await, ["Nadia: It burns at night."]);
    }
    assert_eq!(
        marta.reads().await,
        ["Marta: It burns at night.", "Nadia: It burns at night."]
    );
    // The other way nobody is new, once they have all been there for a while.
    world.clock.advance_ms(HOURS_MS);
    circle.daughter.writes("She eats well.").await;
    circle.all_sync().await;
    let care = of_circle(nadia, Audience::Care).await;
    goes(nadia, "She eats well.", care, &[]).await;
    circle.is_quiet().await;
}

/// Epochs are numbered anew where a room goes on in another group: who comes in with it was not there before.
#[tokio::test]
async fn who_comes_in_where_a_room_goes_on_is_named_too() {
    let world = World::new().await;
    let circle = world.circle().await;
    world.clock.advance_ms(HOURS_MS);
    circle.nurse.writes("It may be the heart.").await;
    circle.all_sync().await;
    world.clock.advance_ms(HOURS_MS);
    let marta = &circle.patient;
    let care = of_circle(marta, Audience::Care).await;
    // The room is shut, Joy is let in meanwhile, and comes in where it goes on.
    let joy = world.clinician("Joy").await;
    circle.nurse.syncs().await;
    circle.nurse.attacks(Attack::ShutPath).await;
    marta.syncs().await;
    marta.confirms(&joy, Role::Clinician, "").await;
    world.clock.advance_ms(HOURS_MS);
    for _ in 0..4 {
        circle.all_sync().await;
        joy.syncs().await;
    }
    assert!(marta.sees_people().await.contains(&"Joy".to_owned()));
    assert_eq!(marta.codes(RowKind::Healing).await, ["anew-lost"]);
    world.clock.advance_ms(HOURS_MS);
    assert_eq!(asks(marta, "It may be the heart.", care).await, ["Joy"]);
    // Control: of what is said from now on she is one who reads it.
    circle.nurse.writes("It is the heart.").await;
    sync(&circle).await;
    goes(marta, "It is the heart.", care, &[]).await;
}

/// Between the look and the touch, and between the question and the yes.
#[tokio::test]
async fn nobody_passes_on_what_they_have_not_read() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia) = (&circle.patient, &circle.nurse);
    world.clock.advance_ms(HOURS_MS);
    marta.writes_to(Audience::Care, "I take 5 mg.").await;
    sync(&circle).await;
    let everyone = of_circle(nadia, Audience::Circle).await;
    let asked = asks(nadia, "I take 5 mg.", everyone).await;
    assert_eq!(asked, ["Ana"]);
    let told = [nadia.person("Ana").await];
    let row = nadia.row("I take 5 mg.").await.id;
    let own = marta.row("I take 5 mg.").await.id;
    for (was, words) in [
        ("I take 5 mg.", "I take 50 mg."),
        ("I take 50 mg.", "I take nothing."),
    ] {
        marta.client.edit(own, words).await.expect("edited");
        sync(&circle).await;
        let done = nadia.client.forward(row, was, everyone, &told).await;
        match done.expect("judged") {
            Forwarded::Changed(now) => assert_eq!(now, words, "is shown"),
            Forwarded::Sent(_) | Forwarded::Asks(_) => panic!("{words} went unread"),
        }
    }
    sync(&circle).await;
    assert_eq!(circle.daughter.reads().await, [""; 0], "nothing went");
    // Control: what stands there, once it was read, goes.
    let done = nadia
        .client
        .forward(row, "I take nothing.", everyone, &told)
        .await;
    assert!(matches!(done, Ok(Forwarded::Sent(_))));
    sync(&circle).await;
    assert_eq!(circle.daughter.reads().await, ["Nadia: I take nothing."]);
}

#[tokio::test]
async fn between_two_goes_what_they_know_and_what_they_said_alone_stays_theirs() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, ana) = (&circle.patient, &circle.daughter);
    world.clock.advance_ms(HOURS_MS);
    let with = marta.person("Ana").await;
    let alone = marta.client.talk_alone(marta.circle().await, with).await;
    let alone = (alone.expect("opened"), Audience::Circle);
    circle.all_sync().await;
    marta.writes_to(Audience::Care, "It burns at night.").await;
    circle.nurse.writes("Ten drops at night.").await;
    circle.all_sync().await;
    goes(marta, "Ten drops at night.", alone, &[]).await;
    assert_eq!(asks(marta, "It burns at night.", alone).await, ["Ana"]);
    circle.all_sync().await;
    let theirs = ana.client.timeline(alone.0, None, 10).await.expect("read");
    let words = theirs.iter().find(|row| row.kind() == RowKind::Text);
    let words = words.expect("it came");
    assert_eq!(words.body(), "Ten drops at night.");
    assert_eq!(words.sender_name.as_deref(), Some("Marta"));
    // From there to all.
    let everyone = of_circle(ana, Audience::Circle).await;
    let out = ana
        .client
        .forward(words.id, words.body(), everyone, &[])
        .await;
    let Ok(Forwarded::Asks(people)) = out else {
        panic!("it went");
    };
    assert_eq!(people.len(), 1, "Nadia");
    // Whoever is not in a room passes nothing on to it.
    let to = (alone.0, Audience::Pair);
    let refused = forwards(&circle.nurse, "Ten drops at night.", to, &[]).await;
    assert!(refused.is_err());
}

/// Everything that everyone has to exchange.
async fn sync(circle: &Circle) {
    for _ in 0..2 {
        circle.all_sync().await;
    }
}

#[tokio::test]
async fn the_words_go_as_they_are_now_and_nothing_else_goes_with_them() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (marta, nadia, ana) = (&circle.patient, &circle.nurse, &circle.daughter);
    world.clock.advance_ms(HOURS_MS);
    ana.writes("She eats.").await;
    sync(&circle).await;
    let own = ana.row("She eats.").await;
    ana.client
        .answer(own.room, "She eats well.", Some(own.id))
        .await
        .expect("kept");
    let answer = ana.row("She eats well.").await.id;
    ana.client
        .edit(answer, "She eats better.")
        .await
        .expect("edited");
    sync(&circle).await;
    let row = nadia.row("She eats better.").await;
    assert!(row.may.is_empty() && row.quote.is_some());
    nadia.client.react(row.id, "🙏", true).await.expect("put");
    let care = of_circle(nadia, Audience::Care).await;
    goes(nadia, "She eats better.", care, &[]).await;
    sync(&circle).await;
    let rows = marta.client.timeline(marta.circle().await, None, 10).await;
    let rows = rows.expect("read");
    let passed = rows.iter().find(|row| row.audience == Audience::Care);
    let passed = passed.expect("it came");
    assert_eq!(
        (passed.body(), passed.quote.is_some()),
        ("She eats better.", false)
    );
    assert!(passed.signs.is_empty() && passed.kind() == RowKind::Text);
    assert_eq!(passed.sender_name.as_deref(), Some("Nadia"));

    // What was taken back, what nobody said, and what went nowhere is not passed on.
    ana.client
        .delete_for_everyone(answer)
        .await
        .expect("taken back");
    sync(&circle).await;
    let gone = forwards_row(nadia, row.id, care).await.map(|_| ());
    assert!(matches!(gone, Err(Error::TakenBack)), "{gone:?}");
    let why = nadia.client.may_with(row.id, Act::Forward).await;
    assert_eq!(why.expect("judged"), Some(WhyNot::NoWords));
    let nothing = forwards_row(nadia, EventRow(1 << 40), care)
        .await
        .map(|_| ());
    assert!(
        matches!(nothing, Err(Error::Store(StoreError::NotFound))),
        "{nothing:?}"
    );
    marta.removes(nadia).await;
    sync(&circle).await;
    let out = forwards(nadia, "She eats.", care, &[]).await.map(|_| ());
    assert!(matches!(out, Err(Error::NotAMember)), "{out:?}");
}
