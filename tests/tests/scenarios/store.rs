//! The store as an app meets it: a wrong key, damage, a newer schema and another holder are
//! told apart, and none of them costs a byte.

use std::fs;

use kith_core::{
    Client, Error, Recovery,
    store::{ChangeEvent, Mode, StoreError},
};
use kith_tests::{Files, Person, World};

/// Someone whose app is closed, with a circle and a message in its store.
async fn someone(world: &World) -> Person {
    let person = world.patient("Marta").await;
    person.makes_circle("Marta's circle").await;
    person.writes("I slept well.").await;
    person.syncs().await;
    person.closes().await;
    person
}

fn refusal(opened: Result<Client, Error>) -> StoreError {
    match opened {
        Err(Error::Store(error)) => error,
        other => panic!("not refused by the store: {other:?}"),
    }
}

async fn is_whole(person: &mut Person) {
    person.reopens().await;
    assert_eq!(person.reads().await, ["Marta: I slept well."]);
    person.closes().await;
}

#[tokio::test]
async fn a_wrong_key_is_told_from_damage_and_neither_costs_a_byte() {
    let world = World::new().await;
    let mut marta = someone(&world).await;
    let whole = Files::of(marta.dir());

    let mut other = marta.key();
    other[7] ^= 1;
    assert!(matches!(
        refusal(marta.opens_as(Mode::App, &other).await),
        StoreError::WrongKey
    ));
    assert_eq!(Files::of(marta.dir()), whole, "after a wrong key");

    let database = marta.dir().join("kith.db");
    let good = fs::read(&database).expect("the database");
    let mut damaged = good.clone();
    damaged[200] ^= 1;
    fs::write(&database, &damaged).expect("damaged");
    let torn = Files::of(marta.dir());
    assert!(matches!(
        refusal(marta.opens_as(Mode::App, &marta.key()).await),
        StoreError::Corrupt
    ));
    assert!(matches!(
        refusal(marta.opens_as(Mode::App, &other).await),
        StoreError::WrongKey
    ));
    assert_eq!(Files::of(marta.dir()), torn, "after damage");

    fs::write(&database, &good).expect("mended");
    is_whole(&mut marta).await;
}

#[tokio::test]
async fn a_wrong_key_is_known_without_the_sidecar_too() {
    let world = World::new().await;
    let mut marta = someone(&world).await;
    fs::remove_file(marta.dir().join("kith.check")).expect("removed");
    let before = Files::of(marta.dir());
    let mut other = marta.key();
    other[47] ^= 1;
    assert!(matches!(
        refusal(marta.opens_as(Mode::App, &other).await),
        StoreError::WrongKey
    ));
    assert_eq!(Files::of(marta.dir()), before);
    is_whole(&mut marta).await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let world = World::new().await;
    let marta = someone(&world).await;
    marta.sets_schema_version(99);
    let before = Files::of(marta.dir());
    for mode in [Mode::App, Mode::Extension] {
        let error = marta.opens_as(mode, &marta.key()).await.map(|_| ());
        let error = error.expect_err("newer than this version");
        assert!(
            matches!(
                error,
                Error::Store(StoreError::NewerSchema { found: 99, .. })
            ),
            "{error:?}"
        );
        assert_eq!(error.recovery(), Recovery::UserAction, "update the app");
    }
    assert_eq!(Files::of(marta.dir()), before);
}

#[tokio::test]
async fn one_client_at_a_time_holds_the_store() {
    let world = World::new().await;
    let mut marta = someone(&world).await;
    marta.reopens().await;
    let error = refusal(marta.opens_as(Mode::App, &marta.key()).await);
    assert!(matches!(error, StoreError::Locked), "{error:?}");
    assert_eq!(Error::from(error).recovery(), Recovery::Retry);
    assert_eq!(marta.reads().await, ["Marta: I slept well."]);
    marta.closes().await;
    is_whole(&mut marta).await;
}

#[tokio::test]
async fn suspended_it_holds_nothing_and_resumed_it_goes_on() {
    let world = World::new().await;
    let marta = world.patient("Marta").await;
    marta.makes_circle("Marta's circle").await;
    let mut changes = marta.client.subscribe();
    marta.client.suspend().await.expect("suspended");
    marta.client.suspend().await.expect("again is harmless");
    let error = marta.client.circles().await.expect_err("suspended");
    assert!(matches!(error, Error::Store(StoreError::Suspended)));
    assert_eq!(error.recovery(), Recovery::Retry);

    let meanwhile = marta.opens_as(Mode::Extension, &marta.key()).await;
    let meanwhile = meanwhile.expect("no lock is held");
    assert!(matches!(
        marta.client.resume().await,
        Err(Error::Store(StoreError::Locked))
    ));
    meanwhile.close().await;

    marta.client.resume().await.expect("resumed");
    assert!(matches!(changes.next().await, Some(ChangeEvent::Resync)));
    marta.writes("Good morning.").await;
    marta.syncs().await;
    assert_eq!(marta.reads().await, ["Marta: Good morning."]);
}

#[tokio::test]
async fn closed_it_answers_that_it_is_closed_and_opens_again() {
    let world = World::new().await;
    let mut marta = someone(&world).await;
    let circles = marta.client.circles().await;
    assert!(matches!(circles, Err(Error::Store(StoreError::Closed))));
    assert!(matches!(
        marta.client.resume().await,
        Err(Error::Store(StoreError::Closed))
    ));
    for _ in 0..3 {
        is_whole(&mut marta).await;
    }
    marta.reopens().await;
    marta.writes("And again.").await;
    marta.syncs().await;
    assert_eq!(
        marta.reads().await,
        ["Marta: I slept well.", "Marta: And again."]
    );
}

#[tokio::test]
async fn an_extension_receives_for_a_suspended_app() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.client.suspend().await.expect("suspended");
    circle.nurse.writes("Your results are in.").await;
    circle.nurse.syncs().await;

    let extension = circle
        .patient
        .opens_as(Mode::Extension, &circle.patient.key())
        .await
        .expect("the app made the store");
    extension.sync().await.expect("the relay is there");
    let hits = extension.search("results", 10).await.expect("searched");
    assert_eq!(hits.len(), 1);
    extension.close().await;

    circle.patient.client.resume().await.expect("resumed");
    assert_eq!(
        circle.patient.reads().await,
        ["Nadia: Your results are in."]
    );
    circle.patient.writes("Thank you.").await;
    circle.all_sync().await;
    assert_eq!(
        circle.nurse.reads().await,
        ["Nadia: Your results are in.", "Marta: Thank you."],
        "both processes went on from the same ratchet"
    );
}

#[tokio::test]
async fn an_extension_makes_no_store() {
    let world = World::new().await;
    let dir = world.dir().join("nobody");
    let error = refusal(kith_tests::open_as(&dir, Mode::Extension, &[7; 48], &world.clock).await);
    assert!(matches!(error, StoreError::NeedsMigration), "{error:?}");
    assert!(!dir.exists());
}

#[test]
fn a_change_of_one_byte_would_be_noticed() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("file");
    fs::write(&path, b"before").expect("written");
    let before = Files::of(dir.path());
    fs::write(&path, b"beforf").expect("changed");
    assert_ne!(Files::of(dir.path()), before);
    fs::remove_file(&path).expect("removed");
    assert_ne!(Files::of(dir.path()), before);
}

#[tokio::test]
async fn files_that_cannot_be_reached_are_no_damage() {
    let world = World::new().await;
    let marta = someone(&world).await;
    let (database, aside) = (marta.dir().join("kith.db"), marta.dir().join("aside"));
    fs::rename(&database, &aside).expect("aside");
    fs::create_dir(&database).expect("a folder in its place");
    let error = refusal(marta.opens_as(Mode::App, &marta.key()).await);
    assert_eq!(error.recovery(), Recovery::Retry, "{error:?}");
    fs::remove_dir(&database).expect("gone");
    fs::rename(&aside, &database).expect("back");

    let (folder, aside) = (marta.dir().to_owned(), world.dir().join("aside"));
    fs::rename(&folder, &aside).expect("aside");
    fs::write(&folder, "no folder").expect("a file in its place");
    let error = refusal(marta.opens_as(Mode::App, &marta.key()).await);
    assert_eq!(error.recovery(), Recovery::Retry, "{error:?}");
    fs::remove_file(&folder).expect("gone");
    fs::rename(&aside, &folder).expect("back");
    let mut marta = marta;
    is_whole(&mut marta).await;
}

#[tokio::test]
async fn a_search_for_what_nobody_can_type_finds_nothing_and_breaks_nothing() {
    let world = World::new().await;
    let mut marta = someone(&world).await;
    marta.reopens().await;
    for query in [
        "\0",
        "a\0b",
        "slept\0",
        "\"",
        "*",
        "a\" OR \"b",
        "\u{1}slept",
    ] {
        let found = marta.client.search(query, 10).await;
        assert!(found.is_ok(), "{query:?}: {found:?}");
    }
    assert_eq!(marta.finds("slept").await, ["I slept well."]);
}
