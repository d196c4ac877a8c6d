//! What a few take leaves room for all others.

use std::time::Duration;

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::{CBOR_TYPE, people::GuestInvitation, session::NonceRequest},
    cbor,
    identity::InboxKey,
    ids::{DeviceId, Digest32, GroupId, InvitationId},
    limits::MAX_ENTRY,
    problem::Code,
    signed::{Signed, public_key},
};
use kith_relay::config::Room;
use reqwest::{Method, Response};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Device, Http, NOW, World, builder, entry, random, request, until};

/// A request whose body comes in pieces of one byte, and does not end.
async fn trickle(world: &World, path: &str, token: Option<&str>, bytes: usize) -> TcpStream {
    let mut stream = TcpStream::connect(world.relay.address()).await.expect("up");
    let token = token.map_or_else(String::new, |token| {
        format!("authorization: Bearer {token}\r\n")
    });
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: relay\r\ncontent-type: {CBOR_TYPE}\r\n{token}\
         transfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("is sent");
    // The relay may have answered and closed meanwhile: that is its right.
    drop(stream.write_all(&b"1\r\nx\r\n".repeat(bytes)).await);
    stream
}

fn asks() -> NonceRequest {
    NonceRequest {
        device: DeviceId([1; 16]),
    }
}

#[tokio::test]
async fn bodies_in_small_pieces_stop_nobody() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let path = format!("/v1/groups/{}/entries", epoch.group.to_hex());
    let mut held = Vec::new();
    for _ in 0..2 {
        held.push(trickle(&world, "/v1/nonces", None, 400_000).await);
    }
    let member = world.someone().await;
    let token = member.http.token.as_deref();
    member.prove(&epoch).await;
    held.push(trickle(&world, &path, token, 400_000).await);
    assert_eq!(patient.append(&epoch, "heard").await, 1);
    assert_eq!(world.http().post("/v1/nonces", &asks()).await.status, 200);
}

#[tokio::test]
async fn a_device_holds_its_share_of_the_memory_for_bodies_and_no_more() {
    let room = Room {
        total: 1 << 20,
        share: 96 << 10,
    };
    let world = World::with(|config| config.limits.bodies = room).await;
    let (patient, member) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    member.prove(&epoch).await;
    let path = format!("/v1/groups/{}/entries", epoch.group.to_hex());
    let token = member.http.token.as_deref();
    // Each is within the share, not both together.
    let mut one = trickle(&world, &path, token, 50_000).await;
    let mut two = trickle(&world, &path, token, 50_000).await;
    let (mut first, mut second) = ([0; 12], [0; 12]);
    let refused = tokio::select! {
        heard = one.read_exact(&mut first) => heard.map(|_| first),
        heard = two.read_exact(&mut second) => heard.map(|_| second),
    };
    assert_eq!(&refused.expect("an answer"), b"HTTP/1.1 503");
    let large = vec![entry(&"x".repeat(40_000))];
    assert_eq!(patient.try_append(&epoch, large).await.status, 200);
}

#[tokio::test]
async fn an_endpoint_takes_no_more_than_it_needs() {
    let world = World::new().await;
    let patient = world.someone().await;
    let large = vec![0; 2_000];
    for path in [
        "/v1/nonces",
        "/v1/sessions",
        "/v1/groups",
        "/v1/invitations",
    ] {
        let answer = patient.http.post_bytes(path, large.clone()).await;
        assert_eq!(answer.code(), Code::TooLarge, "{path}");
    }
    // A record that is handed to everyone who looks the person up.
    let guest = Device::new(world.relay.url());
    let mut enrolment = guest.enrolment(&world.patient_link().await);
    let key = InboxKey {
        key: vec![7; 100_000],
        device: public_key(&guest.key),
    };
    enrolment.inbox_key = Signed::new(&key, &guest.key);
    let answer = guest.http.post("/v1/enrolments", &enrolment).await;
    assert_eq!(answer.code(), Code::TooLarge);
}

#[tokio::test]
async fn an_address_has_few_connections_until_they_show_a_session() {
    let world = World::with(|config| config.limits.connections_per_address = 3).await;
    // Theirs was the first, and counts as a device's now.
    let patient = world.someone().await;
    let connect = async || TcpStream::connect(world.relay.address()).await.expect("up");
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(connect().await);
    }
    let mut one_more = connect().await;
    let heard = one_more.read(&mut [0; 1]).await;
    assert!(matches!(heard, Ok(0) | Err(_)), "it is closed");
    patient.create_group().await;
    drop(open);
    until(|| async {
        let http = Http::new(world.relay.url());
        let asked = http.request(Method::GET, "/health/live").send().await;
        asked.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
}

/// A client that takes no more of an answer than is read.
fn slow(device: &Device) -> Http {
    let client = builder(&[])
        .http2_prior_knowledge()
        .http2_initial_stream_window_size(65_535)
        .http2_initial_connection_window_size(65_535);
    Http {
        client: client.build().expect("a client"),
        ..device.http.clone()
    }
}

async fn asks_for_all(http: &Http, group: GroupId) -> Response {
    let body = cbor::encode(&request(&[(group, 0)]));
    let request = http
        .request(Method::POST, "/v1/sync")
        .header("content-type", CBOR_TYPE)
        .body(body);
    request.send().await.expect("an answer begins")
}

#[tokio::test]
async fn answers_that_nobody_reads_are_bounded_and_given_up() {
    let world = World::with(|config| {
        config.limits.answers = Room {
            total: 16 << 20,
            share: 3 << 20,
        };
        config.limits.header_timeout = Duration::from_millis(500);
    })
    .await;
    let (patient, reader) = (world.someone().await, world.someone().await);
    let epoch = patient.create_group().await;
    reader.prove(&epoch).await;
    for _ in 0..5 {
        patient.append(&epoch, &"x".repeat(MAX_ENTRY)).await;
    }
    let http = slow(&reader);
    let mut unread = Vec::new();
    let refused = loop {
        let answer = asks_for_all(&http, epoch.group).await;
        if answer.status() != 200 {
            break answer.status();
        }
        unread.push(answer);
        assert!(unread.len() < 10, "all are kept for whoever reads none");
    };
    assert_eq!(refused, 503);
    // Others read on, and theirs are counted no longer.
    for _ in 0..5 {
        assert_eq!(patient.read(epoch.group, 0).await.len(), 5);
    }
    // Who read nothing is cut off, and what was kept for them is free.
    until(|| async { asks_for_all(&slow(&reader), epoch.group).await.status() == 200 }).await;
    let mut first = unread.swap_remove(0);
    let read = async {
        while first.chunk().await?.is_some() {}
        Ok::<_, reqwest::Error>(())
    };
    read.await.expect_err("it was cut");
}

/// Control: who has a session is not refused with them.
#[tokio::test]
async fn what_nobody_reads_and_what_is_not_there_has_a_rate() {
    let world = World::with(|config| config.limits.rates.unauthenticated.burst = 60).await;
    let patient = world.someone().await;
    let http = world.http();
    let sends_too_much = || {
        let request = http.request(Method::POST, "/v1/nonces");
        request
            .header("content-type", CBOR_TYPE)
            .body(vec![0; 3 << 20])
            .send()
    };
    assert_eq!(sends_too_much().await.expect("an answer").status(), 413);
    let mut asked = 0;
    while http.get("/nothing").await.code() == Code::NotFound {
        asked += 1;
        assert!(asked < 100, "it has no end");
    }
    // The answer may get lost with the connection: nobody reads what comes.
    let late = sends_too_much().await;
    assert!(late.is_err() || late.is_ok_and(|answer| answer.status() == 429));
    patient.create_group().await;
}

#[tokio::test]
async fn what_stands_in_the_audit_has_a_rate() {
    let world = World::new().await;
    let patient = world.someone().await;
    let invitation = || GuestInvitation {
        id: InvitationId(random()),
        expires: NOW + 1_000,
        replaces: None,
        token_hash: Digest32([0; 32]),
    };
    let mut late = None;
    for _ in 0..300 {
        let guest = invitation();
        let answer = patient.http.post("/v1/invitations", &guest).await;
        let path = format!("/v1/invitations/{}", guest.id.to_hex());
        let closed = patient.http.send(Method::DELETE, &path).await;
        if answer.status != 200 || closed.status != 200 {
            late = Some(if answer.status == 200 { closed } else { answer });
            break;
        }
    }
    assert_eq!(late.expect("an end").code(), Code::RateLimited);
    let group = patient.new_group(&SigningKey::from_bytes(&random()));
    assert_eq!(patient.http.post("/v1/groups", &group).await.status, 200);
}
