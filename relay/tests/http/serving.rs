//! Connections: TLS, its reload, the slow, the second relay, the end in order.

use std::{path::Path, time::Duration};

use kith_protocol::{api::Capabilities, problem::Code};
use kith_relay::{Config, Relay, StartError, TlsFiles, data_dir::DataDirError, tls};
use reqwest::Version;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Http, World, builder};

fn files(home: &Path) -> TlsFiles {
    TlsFiles {
        cert: home.join("cert.pem"),
        key: home.join("key.pem"),
    }
}

fn make(files: &TlsFiles) -> CertificateDer<'static> {
    for file in [&files.cert, &files.key] {
        if file.exists() {
            std::fs::remove_file(file).expect("is replaced");
        }
    }
    tls::self_signed("localhost", &files.cert, &files.key).expect("makes a pair");
    CertificateDer::from_pem_file(&files.cert).expect("a certificate")
}

fn trusting(root: &CertificateDer<'static>, relay: &Relay) -> Http {
    Http {
        client: builder(std::slice::from_ref(root))
            .build()
            .expect("a client"),
        base: format!("https://localhost:{}", relay.address().port()),
        token: None,
    }
}

#[tokio::test]
async fn a_reload_changes_the_certificate_and_keeps_connections() {
    let home = tempfile::tempdir().expect("a directory");
    let files = files(home.path());
    let old = make(&files);
    let world = World::with(|config| config.tls = Some(files.clone())).await;
    assert!(world.relay.url().starts_with("https://"));
    let before = trusting(&old, &world.relay);
    let get = async |http: &Http| {
        let path = "/health/live";
        http.request(reqwest::Method::GET, path).send().await
    };
    assert_eq!(
        get(&before).await.expect("trusted").version(),
        Version::HTTP_2
    );

    let new = make(&files);
    world.relay.reload_tls().await.expect("reloads");
    assert!(get(&before).await.is_ok(), "the connection stays");
    assert!(get(&trusting(&old, &world.relay)).await.is_err());
    let after = trusting(&new, &world.relay);
    assert!(get(&after).await.is_ok());

    std::fs::write(&files.cert, "no certificate").expect("writes");
    world.relay.reload_tls().await.expect_err("no good");
    assert!(
        get(&trusting(&new, &world.relay)).await.is_ok(),
        "the last good one stays"
    );
}

#[tokio::test]
async fn nothing_older_than_tls_1_3_is_spoken() {
    let home = tempfile::tempdir().expect("a directory");
    let files = files(home.path());
    let root = make(&files);
    let world = World::with(|config| config.tls = Some(files)).await;
    let mut store = rustls::RootCertStore::empty();
    store.add(root).expect("a certificate");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let old = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .expect("a version")
        .with_root_certificates(store)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(old));
    let stream = TcpStream::connect(world.relay.address()).await;
    let name = "localhost".try_into().expect("a name");
    let shaken = connector.connect(name, stream.expect("connects")).await;
    shaken.expect_err("refused");
}

#[tokio::test]
async fn plain_http_is_for_loopback_unless_allowed() {
    let home = tempfile::tempdir().expect("a directory");
    let config = || Config::new(home.path(), ([0, 0, 0, 0], 0).into());
    let refused = Relay::start(config()).await.err().expect("refused");
    assert!(matches!(refused, StartError::PlainHttp));
    let mut allowed = config();
    allowed.allow_plain = true;
    let relay = Relay::start(allowed).await.expect("starts");
    relay.shutdown().await;
}

#[tokio::test]
async fn one_relay_at_a_time_serves_from_a_directory() {
    let world = World::new().await;
    let config = || World::config(&world.home, &world.clock);
    let refused = Relay::start(config()).await.err().expect("refused");
    assert!(matches!(refused, StartError::DataDir(DataDirError::InUse)));
    world.relay.shutdown().await;
    let relay = Relay::start(config()).await.expect("starts");
    relay.shutdown().await;
}

#[tokio::test]
async fn a_copy_of_the_database_begins_a_new_life() {
    let world = World::new().await;
    let life = async |http: Http| {
        let answer = http.get("/.well-known/kith").await;
        let capabilities: Capabilities = serde_json::from_slice(&answer.body).expect("JSON");
        capabilities.incarnation
    };
    let first = life(world.http()).await;
    let world = world.restart().await;
    assert_eq!(
        life(world.http()).await,
        first,
        "a restart is the same life"
    );
    world.relay.abort().await;
    let file = world.home.path().join("data/relay.db");
    let backup = world.home.path().join("backup.db");
    std::fs::copy(&file, &backup).expect("copies");
    std::fs::remove_file(&file).expect("is lost");
    std::fs::rename(&backup, &file).expect("is restored");
    let config = World::config(&world.home, &world.clock);
    let relay = Relay::start(config).await.expect("starts");
    assert_ne!(life(Http::new(relay.url())).await, first);
}

#[tokio::test]
async fn whoever_says_nothing_is_hung_up_on() {
    let patience = Duration::from_millis(50);
    let world = World::with(|config| config.limits.header_timeout = patience).await;
    let half_a_request = b"POST /v1/nonces HTTP/1.1\r\nhost: relay\r\n";
    for said in [&b""[..], b"PRI", half_a_request] {
        let mut stream = TcpStream::connect(world.relay.address()).await.expect("up");
        stream.write_all(said).await.expect("is sent");
        let mut heard = Vec::new();
        // The end of the connection, in whichever way, is what this waits for.
        drop(stream.read_to_end(&mut heard).await);
        assert!(!heard.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let patience = Duration::from_millis(50);
    let world = World::with(|config| config.limits.body_grace = patience).await;
    let mut stream = TcpStream::connect(world.relay.address()).await.expect("up");
    let head = b"POST /v1/nonces HTTP/1.1\r\nhost: relay\r\ncontent-length: 100\r\n\
                 content-type: application/cbor\r\nconnection: close\r\n\r\nhalf";
    stream.write_all(head).await.expect("is sent");
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.expect("an answer");
    assert!(heard.starts_with("HTTP/1.1 400"), "{heard}");
    assert!(heard.contains("urn:kith:problem:bad-request"));
}

#[tokio::test]
async fn metrics_are_for_the_operator_only_and_name_nobody() {
    let world = World::watched().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "counted").await;
    assert_eq!(patient.http.get("/metrics").await.code(), Code::NotFound);
    let text = world.admin_http().get("/metrics").await;
    let text = String::from_utf8(text.body).expect("text");
    assert!(text.contains("route=\"/v1/groups/{group}/entries\",status=\"200\"} 1"));
    for id in [epoch.group.to_hex(), patient.id().to_hex()] {
        assert!(!text.contains(&id));
    }
}

#[tokio::test]
async fn a_request_under_way_at_shutdown_is_answered() {
    let world = World::watched().await;
    let mut stream = TcpStream::connect(world.relay.address()).await.expect("up");
    let head = b"POST /v1/nonces HTTP/1.1\r\nhost: relay\r\ncontent-length: 3\r\n\
                 content-type: application/cbor\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head).await.expect("is sent");
    let mut heard = [0; 25];
    stream
        .read_exact(&mut heard)
        .await
        .expect("an interim answer");
    assert_eq!(&heard, b"HTTP/1.1 100 Continue\r\n\r\n");
    // The relay waits for the body of a request that it has begun.
    let (address, end) = (world.relay.address(), world.relay.shutdown());
    let (ended, answer) = tokio::join!(end, async {
        while TcpStream::connect(address).await.is_ok() {}
        stream.write_all(b"abc").await.expect("is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        answer
    });
    assert_eq!(ended, ());
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}
