//! The network's proxy: it carries, and learns where to and how much.

use kith_core::{DeliveryError, Error, Proxy, Reach, Recovery};
use kith_tests::{Certificate, ConnectProxy, Impostor, Logs, Person, Tunnel, World};

/// "ana:s@fe" in base64.
const LOGIN: &str = "Basic YW5hOnNAZmU=";

fn take(person: &Person, proxy: &ConnectProxy, login: &str, except: &str) {
    let address = format!("http://{login}{}", proxy.address());
    let proxy = Proxy::new(&address, except).expect("an address");
    person.client.set_proxy(Some(proxy));
}

/// Whether this is TLS to its last byte: a record behind the other.
fn is_tls(mut bytes: &[u8]) -> bool {
    while let [20..=23, 3, _, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        bytes = rest.get(length..).unwrap_or_default();
    }
    bytes.is_empty()
}

fn saw_nothing_but_where_to(tunnels: &[Tunnel], world: &World) {
    let to = world.network.address();
    for tunnel in tunnels {
        assert_eq!(tunnel.asked(), format!("CONNECT {to} HTTP/1.1"));
        let headers: Vec<&str> = tunnel.head.trim_end().lines().skip(1).collect();
        assert_eq!(headers, [format!("Host: {to}")]);
        assert!(is_tls(&tunnel.sent), "something that is not TLS");
    }
}

#[tokio::test]
async fn all_goes_through_the_proxy_and_it_sees_where_to_and_ciphertext() {
    let world = World::over_tls().await;
    let proxy = ConnectProxy::open().await;
    let marta = world.person("Marta").await;
    take(&marta, &proxy, "", "");
    marta.redeems(&world.patient_link().await).await;
    marta.makes_circle("Marta's circle").await;
    marta.writes("For nobody on the way.").await;
    assert_eq!(marta.syncs().await.waiting, 0);

    let saw = proxy.saw();
    assert!(!saw.is_empty(), "it was asked");
    assert!(
        saw.iter().any(|tunnel| tunnel.sent.len() > 1000),
        "it carried"
    );
    saw_nothing_but_where_to(&saw, &world);
}

#[tokio::test]
async fn the_eye_for_ciphertext_sees_plain_text() {
    assert!(is_tls(b"\x16\x03\x01\x00\x02ab\x17\x03\x03\x00\x01c"));
    assert!(!is_tls(b"\x16\x03\x01\x00\x02abPOST /v1/sync"));
    assert!(!is_tls(b"GET / HTTP/1.1"));
}

#[tokio::test]
async fn the_relays_pins_hold_within_the_tunnel() {
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    let proxy = ConnectProxy::open().await;
    take(&marta, &proxy, "", "");
    let impostor = Impostor::with(&Certificate::new()).await;
    world.network.leads_to(impostor.address());
    let error = marta.tries_to_sync().await.expect_err("not the relay");
    assert!(
        matches!(error, Error::Delivery(DeliveryError::Untrusted)),
        "{error:?}"
    );
    assert!(impostor.called() > 0, "it was asked");
    assert_eq!(impostor.heard(), 0, "bytes that it was told");
}

#[tokio::test]
async fn a_proxy_that_wants_a_login_is_told_it_and_who_has_none_is_told() {
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    let proxy = ConnectProxy::with_login(LOGIN).await;
    for login in ["", "ana:wrong@"] {
        take(&marta, &proxy, login, "");
        let error = marta.tries_to_sync().await.expect_err("no login");
        assert_eq!(error.recovery(), Recovery::WaitForNetwork);
        assert!(
            matches!(error, Error::Delivery(DeliveryError::ProxyLogin)),
            "{error:?}"
        );
        marta.shows(Reach::ProxyLogin).await;
    }
    take(&marta, &proxy, "ana:s%40fe@", "");
    marta.syncs().await;
    marta.shows(Reach::Online).await;
}

#[tokio::test]
async fn a_proxys_password_is_in_no_log() {
    let logs = Logs::capture();
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    let proxy = ConnectProxy::with_login(LOGIN).await;
    for login in ["ana:Blaubeere@", "ana:s%40fe@"] {
        take(&marta, &proxy, login, "");
        let _ = marta.tries_to_sync().await;
    }
    for secret in [
        "Blaubeere",
        "s%40fe",
        "s@fe",
        "YW5hOnNAZmU",
        "YW5hOkJsYXViZWVyZQ",
    ] {
        let text = logs.text();
        assert!(!text.is_empty());
        let found = text
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

#[tokio::test]
async fn another_proxy_counts_from_the_next_request_while_the_app_runs() {
    let world = World::over_tls().await;
    let circle = world.circle().await;
    let (first, second) = (ConnectProxy::open().await, ConnectProxy::open().await);
    take(&circle.patient, &first, "", "");
    circle.patient.client.start().await.expect("it runs");
    circle.patient.shows(Reach::Online).await;
    circle.nurse.writes("One.").await;
    circle.nurse.syncs().await;
    circle.patient.comes_to_read("One.").await;
    let before = first.saw().len();
    assert!(before > 0);

    take(&circle.patient, &second, "", "");
    circle.nurse.writes("Two.").await;
    circle.nurse.syncs().await;
    circle.patient.comes_to_read("Two.").await;
    assert!(!second.saw().is_empty());

    circle.patient.client.set_proxy(None);
    let after = second.saw().len();
    circle.nurse.writes("Three.").await;
    circle.nurse.syncs().await;
    circle.patient.comes_to_read("Three.").await;
    assert_eq!(first.saw().len(), before, "not asked again");
    assert_eq!(second.saw().len(), after, "not asked again");
}

#[tokio::test]
async fn what_is_excepted_and_plain_http_on_this_machine_take_no_proxy() {
    for world in [World::over_tls().await, World::new().await] {
        let marta = world.person("Marta").await;
        let proxy = ConnectProxy::open().await;
        let except = if world.url().starts_with("https") {
            "*.example, 127.0.0.0/8"
        } else {
            ""
        };
        take(&marta, &proxy, "", except);
        marta.redeems(&world.patient_link().await).await;
        assert_eq!(proxy.saw().len(), 0, "{}", world.url());
    }
}

#[tokio::test]
async fn a_proxy_that_is_away_is_no_reason_to_go_around_it() {
    let world = World::over_tls().await;
    let marta = world.patient("Marta").await;
    let proxy = ConnectProxy::open().await;
    take(&marta, &proxy, "", "");
    drop(proxy);
    let error = marta.tries_to_sync().await.expect_err("no way");
    assert!(
        matches!(error, Error::Delivery(DeliveryError::Unreachable)),
        "{error:?}"
    );
    marta.shows(Reach::Offline).await;
}
