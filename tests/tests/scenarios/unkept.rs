//! A store that fails is not a letter that is bad, and a letter that no store keeps is dropped, and
//! shown.

use kith_core::{Error, Reach, Role, rights::table::Audience, store::timeline::messages::RowKind};
use kith_tests::{Circle, Person, World, database};

/// Past the client, with the app closed.
pub async fn in_the_store(person: &mut Person, sql: &str) {
    person.closes().await;
    database(person.dir(), &person.key())
        .execute_batch(sql)
        .expect("the store takes it");
    person.reopens().await;
}

/// It is shown that somebody's store cannot go on, while it has a trigger "fault", and that it does without.
pub async fn stops_and_goes_on(person: &mut Person, fault: &str) {
    for (sql, shows) in [
        (fault, Reach::Stopped),
        ("DROP TRIGGER fault", Reach::Online),
    ] {
        in_the_store(person, sql).await;
        person.client.start().await.expect("it runs");
        person.shows(shows).await;
    }
}

#[tokio::test]
async fn a_store_that_fails_loses_no_welcome() {
    let world = World::new().await;
    let circle = world.circle().await;
    let mut rui = world.person("Rui").await;
    circle.patient.confirms(&rui, Role::Family, "friend").await;
    circle.patient.syncs().await;
    // The key packages cannot be read.
    let damage = "CREATE TABLE kept AS SELECT rowid AS row, value FROM mls_value WHERE kind = 14;
                  UPDATE mls_value SET value = x'ff' WHERE kind = 14";
    in_the_store(&mut rui, damage).await;
    let failed = rui.tries_to_sync().await;
    assert!(matches!(failed, Err(Error::Store(_))), "{failed:?}");
    let mended = "UPDATE mls_value SET value =
                      (SELECT value FROM kept WHERE row = mls_value.rowid) WHERE kind = 14;
                  DROP TABLE kept";
    in_the_store(&mut rui, mended).await;
    rui.syncs().await;
    assert_eq!(rui.sees_people().await, ["Ana", "Marta", "Nadia", "Rui"]);
}

#[tokio::test]
async fn a_letter_that_no_store_keeps_is_dropped_and_shown() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    for person in [&mut circle.patient, &mut circle.nurse] {
        // A fault of the program: a request to be added again finds no place.
        let fault = "CREATE TRIGGER fault BEFORE INSERT ON intent WHEN new.kind = 5
                     BEGIN SELECT raise(ABORT, 'a fault'); END";
        in_the_store(person, fault).await;
    }
    circle.daughter.loses_state(Audience::Circle).await;
    circle.daughter.syncs().await;
    for person in [&circle.patient, &circle.nurse] {
        person.syncs().await;
        assert_eq!(
            person.codes(RowKind::Undecryptable).await,
            [""],
            "{} is told",
            person.name
        );
    }
    // What comes next is taken.
    circle.patient.writes("hello").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: hello"]);
    in_the_store(&mut circle.nurse, "DROP TRIGGER fault").await;
    in_the_store(&mut circle.patient, "DROP TRIGGER fault").await;
    world.clock.advance_ms(7 * 60 * 60 * 1000);
    for _ in 0..3 {
        circle.all_sync().await;
    }
    circle.daughter.writes("I am back").await;
    circle.all_sync().await;
    assert!(
        circle
            .patient
            .reads()
            .await
            .contains(&"Ana: I am back".to_owned())
    );
}

/// It is had from its sender once there is a place for it.
async fn three_is_said_again(world: &World, circle: &Circle) {
    for _ in 0..3 {
        world.clock.advance_ms(11 * 60 * 1000);
        circle.all_sync().await;
    }
    assert_eq!(
        circle.nurse.reads().await,
        ["Marta: one", "Marta: two", "Marta: three", "Marta: four"]
    );
}

/// What is said next is read all the same, and what came half-way leaves nothing.
#[tokio::test]
async fn an_entry_that_no_store_keeps_is_shown_and_stops_nobody() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("one").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    // A fault of the program: of what is said, one thing finds no place.
    let fault = "CREATE TRIGGER fault BEFORE INSERT ON event
                 WHEN instr(new.content, CAST('three' AS BLOB)) > 0
                 BEGIN SELECT raise(ABORT, 'a fault'); END";
    in_the_store(&mut circle.nurse, fault).await;
    for said in ["two", "three", "four"] {
        circle.patient.writes(said).await;
    }
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    assert!(read.contains(&"Marta: two".to_owned()), "{read:?}");
    assert!(read.contains(&"Marta: four".to_owned()), "{read:?}");
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await, [""]);
    in_the_store(&mut circle.nurse, "DROP TRIGGER fault").await;
    three_is_said_again(&world, &circle).await;
}

/// No input is known to do so; the next one may be found by somebody else.
#[tokio::test]
async fn words_that_make_the_program_panic_stop_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("one").await;
    circle.all_sync().await;
    for said in ["two", "three", "four"] {
        circle.patient.writes(said).await;
    }
    circle.patient.syncs().await;
    kith_crash::make("receive.event three");
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    assert_eq!(read, ["Marta: one", "Marta: two", "Marta: four"]);
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await, [""]);
    kith_crash::mend("receive.event three");
    three_is_said_again(&world, &circle).await;
}

#[tokio::test]
async fn a_letter_that_makes_the_program_panic_stops_nobody() {
    let world = World::new().await;
    let circle = world.circle().await;
    let (rui, ida) = (world.person("Rui").await, world.person("Ida").await);
    // A consent says under which name one wants to be known.
    kith_crash::make("inbox.item Rui");
    for person in [&rui, &ida] {
        let link = circle.patient.invites(Role::Family, "friend").await;
        person.redeems(&link).await;
    }
    circle.patient.syncs().await;
    assert_eq!(circle.patient.consents().await.len(), 1, "Ida's is taken");
    assert_eq!(circle.patient.codes(RowKind::Undecryptable).await, [""]);
}

/// What shows that a letter was given up reads it once more.
#[tokio::test]
async fn a_letter_that_makes_the_program_panic_twice_stops_nobody() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.daughter.loses_state(Audience::Circle).await;
    circle.daughter.syncs().await;
    // A letter is some thousand bytes, and this is one of them.
    for fault in ["inbox.item e", "inbox.unkept e"] {
        kith_crash::make(fault);
    }
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await, [""]);
    for fault in ["inbox.item e", "inbox.unkept e"] {
        kith_crash::mend(fault);
    }
    circle.patient.writes("hello").await;
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: hello"]);
}

/// What somebody says of a message is read behind all that came with it.
#[tokio::test]
async fn what_is_said_of_a_message_and_fails_stops_nobody() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    circle.patient.writes("one").await;
    circle.all_sync().await;
    let fault = "CREATE TRIGGER fault BEFORE INSERT ON item
                 BEGIN SELECT raise(ABORT, 'a fault'); END";
    in_the_store(&mut circle.nurse, fault).await;
    let of = circle.daughter.circle().await;
    let said = circle.daughter.client.timeline(of, None, 1).await;
    let row = said.expect("read")[0].id;
    let put = circle.daughter.client.react(row, "👍", true).await;
    put.expect("kept");
    circle.daughter.writes("two").await;
    circle.daughter.syncs().await;
    circle.nurse.syncs().await;
    let read = circle.nurse.reads().await;
    assert_eq!(read, ["Marta: one", "Ana: two"]);
    assert_eq!(circle.nurse.codes(RowKind::Undecryptable).await, [""]);
}

#[tokio::test]
async fn a_store_that_takes_nothing_more_is_not_called_online() {
    let world = World::new().await;
    let mut circle = world.circle().await;
    let rui = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    rui.redeems(&link).await;
    let fault = "CREATE TRIGGER fault BEFORE UPDATE OF inbox_cursor ON account
                 BEGIN SELECT raise(ABORT, 'a fault'); END";
    stops_and_goes_on(&mut circle.patient, fault).await;
    assert_eq!(circle.patient.consents().await.len(), 1);
}
