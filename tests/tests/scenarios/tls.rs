//! Whom a client trusts with its connection: the key that the link or the clinic's signed
//! profile pins, else the public roots. There is no third way.

use kith_core::{DeliveryError, Error, Reach, Recovery, Report};
use kith_protocol::invitation::Invitation;
use kith_relay::clinic::ProfileChange;
use kith_tests::{Certificate, Impostor, Person, World};

/// Longer than the clinic's documents pass for fresh.
const LATER_MS: u64 = 11 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn delivery<T: std::fmt::Debug>(result: Result<T, Error>) -> DeliveryError {
    match result {
        Err(Error::Delivery(error)) => error,
        other => panic!("not a failure of delivery: {other:?}"),
    }
}

/// Syncs over a new connection: the old ones were cut, and the first try may not know it yet.
async fn syncs_anew(person: &Person) -> Result<Report, Error> {
    for _ in 0..10 {
        match person.tries_to_sync().await {
            Err(Error::Delivery(DeliveryError::Unreachable)) => {}
            other => return other,
        }
    }
    person.tries_to_sync().await
}

async fn is_in_touch(person: &Person, words: &str) {
    person.writes(words).await;
    let report = syncs_anew(person).await.expect("the relay is trusted");
    assert_eq!(report.waiting, 0);
}

#[tokio::test]
async fn the_links_pin_alone_makes_a_self_signed_relay_trusted() {
    let world = World::over_tls().await;
    assert!(world.url().starts_with("https://"));
    let circle = world.circle().await;
    circle.nurse.writes("Over TLS.").await;
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Nadia: Over TLS."]);
    }
}

#[tokio::test]
async fn another_key_at_the_same_address_is_refused_and_told_nothing() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let impostor = Impostor::with(&Certificate::new()).await;
    world.network.leads_to(impostor.address());

    circle.patient.writes("For the nurse only.").await;
    let error = syncs_anew(&circle.patient)
        .await
        .expect_err("not the relay");
    assert_eq!(error.recovery(), Recovery::UserAction);
    assert!(matches!(error, Error::Delivery(DeliveryError::Untrusted)));
    let newcomer = world.person("Rui").await;
    let link = world.patient_link().await;
    assert!(matches!(
        delivery(newcomer.tries_link(&link).await),
        DeliveryError::Untrusted
    ));
    assert!(impostor.called() >= 2, "it was asked");
    assert_eq!(impostor.heard(), 0, "bytes that it was told");

    world.network.leads_to(world.relay().address());
    for person in circle.everyone() {
        syncs_anew(person).await.expect("the relay again");
    }
    assert_eq!(circle.nurse.reads().await, ["Marta: For the nurse only."]);
}

#[tokio::test]
async fn the_impostor_would_have_heard_what_was_told() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    // Whoever has the relay's own key is the relay, as far as TLS goes.
    let twin = Impostor::with(world.certificate()).await;
    world.network.leads_to(twin.address());
    let error = delivery(syncs_anew(&circle.patient).await);
    assert!(matches!(error, DeliveryError::Unreachable), "{error:?}");
    assert!(twin.heard() > 0);
}

#[tokio::test]
async fn a_renewed_certificate_of_the_same_key_is_taken() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let (before, pin) = (world.certificate().text(), world.certificate().pin());
    world.certificate().renews();
    assert_ne!(world.certificate().text(), before);
    assert_eq!(world.certificate().pin(), pin);
    world.relay().reload_tls().await.expect("reloaded");
    world.network.leads_to(world.relay().address());
    is_in_touch(&circle.patient, "As if nothing had happened.").await;
    let newcomer = world.person("Rui").await;
    newcomer.redeems(&world.patient_link().await).await;
}

#[tokio::test]
async fn the_signed_profile_carries_clients_over_to_the_relays_next_key() {
    let mut world = World::over_tls().await;
    let mut circle = world.circle().await;
    let next = Certificate::new();
    let pins = vec![world.certificate().pin(), next.pin()];
    world
        .admin
        .set_profile(
            world.clinic,
            ProfileChange {
                pins: Some(pins),
                root: Some(world.root.clone()),
                ..ProfileChange::default()
            },
        )
        .await
        .expect("the next key is announced");
    world.clock.advance_ms(LATER_MS);
    circle.patient.syncs().await;
    circle.nurse.syncs().await;

    // Not only reloaded: a resumed TLS session rests on the key of its first handshake.
    world.relay_stops().await;
    world.certificate().takes_over(&next);
    world.relay_returns().await;
    is_in_touch(&circle.patient, "The app stayed open.").await;
    circle.nurse.closes().await;
    circle.nurse.reopens().await;
    is_in_touch(&circle.nurse, "The app was opened again.").await;

    // She was away all the while and knows only the old key: shown, never taken by itself.
    assert!(matches!(
        delivery(syncs_anew(&circle.daughter).await),
        DeliveryError::Untrusted
    ));
}

#[tokio::test]
async fn a_later_link_with_another_pin_changes_nothing() {
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    marta.makes_circle("Marta's circle").await;
    let certificate = Certificate::new();
    let mut doctored = Invitation::from_link(&world.patient_link().await).expect("a good link");
    doctored.content.pin = Some(certificate.pin());
    let _ = marta.tries_link(&doctored.to_link()).await;

    let impostor = Impostor::with(&certificate).await;
    world.network.leads_to(impostor.address());
    let error = delivery(syncs_anew(&marta).await);
    assert!(matches!(error, DeliveryError::Untrusted), "{error:?}");
    assert_eq!(impostor.heard(), 0);
}

#[tokio::test]
async fn without_a_pin_the_public_roots_decide() {
    let world = World::over_tls_unpinned().await;
    let person = world.person("Marta").await;
    let link = world.patient_link().await;
    let error = delivery(person.tries_link(&link).await);
    assert!(matches!(error, DeliveryError::Untrusted), "{error:?}");
}

/// All clocks that are right say the beginning of 2027.
const DATES: [(i32, i32); 3] = [(2027, 2028), (2019, 2020), (2100, 2101)];

#[tokio::test]
async fn a_certificates_dates_alone_say_nothing_of_a_clock_that_is_right() {
    let world = World::new().await;
    let mut marta = world.patient("Marta").await;
    marta.asks_over_tls().await;
    for (from, to) in DATES {
        let certificate = Certificate::new();
        certificate.holds(from, to);
        let impostor = Impostor::with(&certificate).await;
        world.network.leads_to(impostor.address());
        let error = delivery(syncs_anew(&marta).await);
        assert!(
            matches!(error, DeliveryError::Untrusted),
            "{from}: {error:?}"
        );
        assert!(impostor.called() > 0, "it was asked");
        assert_eq!(impostor.heard(), 0, "bytes that it was told");
    }
}

#[tokio::test]
async fn a_clock_by_which_the_relays_certificate_does_not_hold_is_named() {
    let world = World::new().await;
    let mut marta = world.patient("Marta").await;
    marta.asks_over_tls().await;
    let certificate = Certificate::new();
    certificate.holds(2027, 2028);
    let relay = Impostor::with(&certificate).await;
    world.network.leads_to(relay.address());
    for off in [400, -400] {
        marta.clock().is_off_by(off * DAY_MS);
        let error = delivery(syncs_anew(&marta).await);
        assert!(matches!(error, DeliveryError::Clock), "{off}: {error:?}");
        marta.shows(Reach::Clock).await;
        assert_eq!(relay.heard(), 0, "bytes that it was told");
    }
}

#[tokio::test]
async fn at_the_first_link_only_a_clock_from_before_kith_is_named() {
    let world = World::over_tls_unpinned().await;
    let person = world.person("Marta").await;
    let link = world.patient_link().await;
    for (off, (from, to), is_clock) in [
        (0, (2100, 2101), false),
        (0, (2019, 2020), false),
        (400, (2027, 2028), false),
        (-4_000, (2027, 2028), true),
    ] {
        let certificate = Certificate::new();
        certificate.holds(from, to);
        let impostor = Impostor::with(&certificate).await;
        world.network.leads_to(impostor.address());
        person.clock().is_off_by(off * DAY_MS);
        let error = delivery(person.tries_link(&link).await);
        let named = matches!(error, DeliveryError::Clock);
        assert_eq!(named, is_clock, "{off} {from}: {error:?}");
        assert!(
            named || matches!(error, DeliveryError::Untrusted),
            "{error:?}"
        );
        assert_eq!(impostor.heard(), 0, "bytes that it was told");
    }
}

#[tokio::test]
async fn plain_http_is_for_this_machine_only() {
    let world = World::new().await;
    let person = world.person("Marta").await;
    for address in [
        "http://192.0.2.1",
        "http://relay.example:8443",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@relay.example",
        "http://[::ffff:192.0.2.1]",
    ] {
        let mut invitation =
            Invitation::from_link(&world.patient_link().await).expect("a good link");
        invitation.relay = address.to_owned();
        let error = delivery(person.tries_link(&invitation.to_link()).await);
        assert!(matches!(error, DeliveryError::BadAddress), "{address}");
    }
}
