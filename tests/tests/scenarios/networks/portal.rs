//! A network that wants a login first. It looks like one who poses as the relay, so what is said and
//! done is the same: nothing is sent, and it is said.

use kith_core::{DeliveryError, Error, Reach};
use kith_tests::{Certificate, Impostor, Person, Portal, World};

/// Nothing but the first message of a TLS handshake.
fn is_only_a_greeting(said: &[u8]) -> bool {
    matches!(said, [22, 3, ..]) || said.is_empty()
}

#[tokio::test]
async fn plain_http_in_the_relays_place_is_a_network_that_wants_a_login() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let portal = Portal::that_redirects().await;
    world.network.leads_to(portal.address());
    circle.patient.writes("Not for the hotel.").await;
    let error = circle.patient.tries_to_sync().await;
    assert!(
        matches!(error, Err(Error::Delivery(DeliveryError::Untrusted))),
        "{error:?}"
    );
    circle.patient.shows(Reach::Intercepted).await;
    assert!(portal.heard().iter().all(|said| is_only_a_greeting(said)));
}

#[tokio::test]
async fn who_opens_the_app_there_is_told_so_at_the_first_try_and_all_goes_out_after_the_login() {
    let world = World::over_tls().await;
    let mut circle = world.circle().await;
    let portal = Portal::that_redirects().await;
    let impostor = Impostor::with(&Certificate::new()).await;
    for address in [portal.address(), impostor.address()] {
        circle.patient.closes().await;
        world.network.leads_to(address);
        circle.patient.reopens().await;
        let words = format!("To whoever answers at {address}");
        circle.patient.writes(&words).await;
        circle.patient.client.start().await.expect("it runs");
        let before = circle.patient.shows(Reach::Intercepted).await;
        assert!(
            before.iter().all(|was| *was == Reach::Unknown),
            "{before:?}"
        );

        // The login is done, and the platform says that there is a network.
        world.network.leads_to(world.relay().address());
        circle.patient.client.network(true);
        circle.patient.shows(Reach::Online).await;
        circle.nurse.client.start().await.expect("it runs");
        circle.nurse.comes_to_read(&words).await;
    }
    assert_eq!(impostor.heard(), 0);
}

/// A page for people, of this status and kind.
fn says(status: &str, kind: &str) -> String {
    let page = "<html><form action=/login>Room number?</form></html>";
    let length = page.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{page}"
    )
}

/// How a sync fails there. The connection that was open is cut, and the first try may not know it yet.
async fn fails_at(portal: &Portal, person: &Person) -> Error {
    let error = person.tries_to_sync().await.expect_err("no relay");
    if portal.heard().is_empty() {
        return person.tries_to_sync().await.expect_err("no relay");
    }
    error
}

/// A network that lets the connection come about and answers in the relay's place itself.
#[tokio::test]
async fn a_page_for_people_in_the_relays_place_is_a_network_that_wants_a_login() {
    let world = World::new().await;
    let circle = world.circle().await;
    for (answer, reach) in [
        (says("200 OK", "text/html"), Reach::Intercepted),
        (
            says("200 OK", "Text/HTML; charset=utf-8"),
            Reach::Intercepted,
        ),
        (says("302 Found", "text/html"), Reach::Intercepted),
        (says("511 Login", "text/html"), Reach::Intercepted),
        // What stands before the relay at the clinic says that it is away.
        (says("502 Bad Gateway", "text/html"), Reach::Offline),
    ] {
        let portal = Portal::that_says(answer).await;
        world.network.leads_to(portal.address());
        fails_at(&portal, &circle.patient).await;
        circle.patient.shows(reach).await;
        world.network.leads_to(world.relay().address());
        circle.patient.syncs().await;
        circle.patient.shows(Reach::Online).await;
    }
}

/// Within TLS nobody answers but the relay, or what stands before it at the clinic.
#[tokio::test]
async fn the_same_page_within_the_relays_tls_is_no_network_that_wants_a_login() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    for (status, kind) in [
        ("200 OK", "text/html"),
        ("302 Found", "text/html"),
        ("308 Permanent Redirect", "application/octet-stream"),
        ("511 Login", "text/html"),
        ("502 Bad Gateway", "text/html"),
    ] {
        let front = Portal::within(world.certificate(), says(status, kind)).await;
        world.network.leads_to(front.address());
        let error = fails_at(&front, &circle.patient).await;
        assert!(
            matches!(error, Error::Delivery(DeliveryError::BadAnswer)),
            "{status}: {error:?}"
        );
        circle.patient.shows(Reach::Offline).await;
        world.network.leads_to(world.relay().address());
        let _ = circle.patient.tries_to_sync().await;
        circle.patient.syncs().await;
    }
}

#[tokio::test]
async fn where_only_plain_http_is_answered_it_is_asked_for_at_the_relays_host() {
    let world = World::over_tls().await;
    let mut marta = world.patient("Marta").await;
    let portal = Portal::that_redirects().await;
    marta
        .reopens_where_portals_answer_on(portal.address().port())
        .await;
    world.network.goes_down();
    let error = marta.tries_to_sync().await.expect_err("no way");
    assert!(
        matches!(error, Error::Delivery(DeliveryError::Untrusted)),
        "{error:?}"
    );
    marta.shows(Reach::Intercepted).await;
    // All that it was told.
    let heard = portal.heard();
    assert_eq!(heard.len(), 1);
    let heard = String::from_utf8(heard.concat()).expect("text");
    let mut lines: Vec<&str> = heard.trim_end().lines().collect();
    lines[1..].sort_unstable();
    let host = format!("host: {}", portal.address());
    assert_eq!(lines, ["GET / HTTP/1.1", "accept: */*", &host]);
}

#[tokio::test]
async fn what_may_be_the_relays_own_machine_is_no_portal() {
    let world = World::over_tls().await;
    let mut marta = world.patient("Marta").await;
    world.network.goes_down();
    let own_page = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".to_owned();
    for portal in [
        Portal::that_redirects_to("https://127.0.0.1/").await,
        Portal::that_says(own_page).await,
        Portal::that_says("not http".to_owned()).await,
    ] {
        marta
            .reopens_where_portals_answer_on(portal.address().port())
            .await;
        let error = marta.tries_to_sync().await.expect_err("no way");
        assert!(
            matches!(error, Error::Delivery(DeliveryError::Unreachable)),
            "{error:?}"
        );
        marta.shows(Reach::Offline).await;
        assert_eq!(portal.heard().len(), 1, "it was asked");
    }
}

#[tokio::test]
async fn the_page_to_open_is_the_relays_own_host_in_plain_http() {
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    let clinics = marta.client.clinics().await.expect("listed");
    assert_eq!(clinics[0].login_page, "http://127.0.0.1/");
}
