//! How a request may be written, and what every answer bears: `docs/protocol.md`, sections 1, 4, 6.

use ciborium::Value;
use kith_protocol::{
    api::{
        CBOR_TYPE,
        session::{Nonce, NonceRequest},
        sync::SyncAnswer,
    },
    cbor,
    limits::MAX_NUMBER,
    problem::Code,
};
use reqwest::{Method, RequestBuilder};

use crate::support::{Answer, World, entry};

#[tokio::test]
async fn an_identifier_in_a_path_has_one_spelling() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    let other = |hex: String| hex.to_uppercase();
    let person = patient.person_id().to_hex();
    let devices = |id: &str| format!("/v1/people/{id}/devices");
    assert_eq!(patient.http.get(&devices(&person)).await.status, 200);
    let upper = patient.http.get(&devices(&other(person))).await;
    assert_eq!(upper.code(), Code::NotFound);

    let group = epoch.group.to_hex();
    let append = kith_protocol::api::groups::Append {
        node: 0,
        entries: vec![entry("once")],
    };
    for (group, found) in [(other(group.clone()), false), (group, true)] {
        let path = format!("/v1/groups/{group}/entries");
        let answer = patient.http.post(&path, &append).await;
        assert_eq!(answer.status, if found { 200 } else { 404 });
    }
}

#[tokio::test]
async fn an_identifier_in_a_body_is_a_byte_string_of_definite_length() {
    let world = World::new().await;
    let id = [7; 16];
    let body = |value: &[u8]| [&[0xa1, 0x66][..], b"device", value].concat();
    let http = world.http();
    let ask = |value: Vec<u8>| http.post_bytes("/v1/nonces", body(&value));
    // As Kith writes it, and with a head that is longer than it need be.
    for head in [&[0x50][..], &[0x58, 16], &[0x59, 0, 16]] {
        ask([head, &id].concat()).await.ok::<Nonce>();
    }
    let in_pieces = [&[0x5f, 0x48][..], &id[..8], &[0x48], &id[8..], &[0xff]].concat();
    let tagged = [&[0xd8, 37, 0x50][..], &id].concat();
    let as_text = [&[0x70][..], &[b'a'; 16]].concat();
    let as_numbers = [&[0x90][..], &id].concat();
    let short = [&[0x4f][..], &id[..15]].concat();
    for value in [in_pieces, tagged, as_text, as_numbers, short] {
        assert_eq!(ask(value).await.code(), Code::BadRequest);
    }
}

#[tokio::test]
async fn nothing_nests_through_tags() {
    let world = World::new().await;
    let patient = world.someone().await;
    let device = patient.id();
    let plain = cbor::encode(&NonceRequest { device });
    let tagged = [vec![0xc1; 500], plain.clone()].concat();
    let http = world.http();
    let refused = http.post_bytes("/v1/nonces", tagged).await;
    assert_eq!(refused.code(), Code::BadRequest);
    http.post_bytes("/v1/nonces", plain).await.ok::<Nonce>();
}

#[tokio::test]
async fn unknown_keys_are_passed_over_and_a_key_stands_once() {
    let world = World::new().await;
    let id = Value::Bytes(vec![7; 16]);
    let known = (Value::from("device"), id.clone());
    let http = world.http();
    let ask = |pairs: Vec<(Value, Value)>| {
        http.post_bytes("/v1/nonces", cbor::encode(&Value::Map(pairs)))
    };
    let more = (Value::from("a"), Value::Array(vec![Value::from(1)]));
    ask(vec![more, known.clone()]).await.ok::<Nonce>();
    let twice = ask(vec![known.clone(), known]).await;
    assert_eq!(twice.code(), Code::BadRequest);
    assert_eq!(ask(Vec::new()).await.code(), Code::BadRequest, "none");
}

#[tokio::test]
async fn a_page_of_any_number_of_entries_may_be_asked_for() {
    let world = World::new().await;
    let patient = world.someone().await;
    let epoch = patient.create_group().await;
    patient.append(&epoch, "one").await;
    patient.append(&epoch, "two").await;
    for (most, entries) in [(0, 1), (1, 1), (1 << 32, 2), (MAX_NUMBER - 1, 2)] {
        let mut request = crate::support::request(&[(epoch.group, 0)]);
        request.max_page = most;
        let mut answer: SyncAnswer = patient.try_sync(&request).await.ok();
        let update = answer.groups.remove(0);
        assert_eq!(update.entries.len(), entries, "{most}");
        assert_eq!(update.more, entries < 2);
    }
}

#[tokio::test]
async fn bearer_is_written_in_any_case() {
    let world = World::new().await;
    let patient = world.someone().await;
    let token = patient.http.token.clone().expect("a session");
    let ask = |value: String| {
        let request = world.http().request(Method::GET, "/v1/clinic");
        send(request.header("authorization", value))
    };
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer "] {
        assert_eq!(ask(format!("{scheme} {token}")).await.status, 200);
    }
    for value in [
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer{token}"),
    ] {
        assert_eq!(ask(value).await.code(), Code::Unauthenticated);
    }
}

async fn send(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn nothing_that_the_relay_answers_is_stored_on_the_way() {
    let world = World::new().await;
    let patient = world.someone().await;
    for path in [
        "/.well-known/kith",
        "/health/live",
        "/health/ready",
        "/v1/clinic",
        "/v1/events",
        "/v1/nothing",
    ] {
        let request = patient.http.request(Method::GET, path);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    }
    let empty = patient.http.request(Method::POST, "/v1/sync");
    let problem = empty.header("content-type", CBOR_TYPE).send().await;
    let problem = problem.expect("an answer");
    assert_eq!(problem.status(), 400);
    assert_eq!(problem.headers()["cache-control"], "no-store");
}
