//! Whatever is sent, the answer is a problem that says what was wrong, and nothing breaks.

use kith_protocol::{api::endpoint, problem::Code};
use reqwest::Method;

use crate::support::World;

#[tokio::test]
async fn a_message_of_ten_megabytes_is_too_large() {
    let world = World::new().await;
    let answer = world
        .http()
        .post_bytes("/v1/nonces", vec![0; 10 << 20])
        .await;
    assert_eq!(answer.code(), Code::TooLarge);
}

#[tokio::test]
async fn bombs_and_garbage_are_bad_requests() {
    let world = World::new().await;
    let patient = world.someone().await;
    let group = patient.create_group().await.group.to_hex();
    let deep = vec![0x81; 900];
    let count = vec![0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let length = vec![0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let garbage = b"not cbor at all".to_vec();
    for body in [deep, count, length, garbage, Vec::new()] {
        for path in [
            "/v1/nonces".to_owned(),
            "/v1/sync".to_owned(),
            format!("/v1/groups/{group}/entries"),
            format!("/v1/groups/{group}/commits"),
        ] {
            let answer = patient.http.post_bytes(&path, body.clone()).await;
            assert_eq!(answer.code(), Code::BadRequest, "{path}");
        }
    }
    // And the relay goes on.
    patient.create_group().await;
}

#[tokio::test]
async fn another_media_type_path_or_method_is_named() {
    let world = World::new().await;
    let patient = world.someone().await;
    let request = patient.http.request(Method::POST, "/v1/sync").body("{}");
    let answer = crate::support::Answer::of(request.send().await.expect("an answer")).await;
    assert_eq!(answer.code(), Code::MediaType);
    assert_eq!(patient.http.get("/v1/nothing").await.code(), Code::NotFound);
    assert_eq!(
        patient.http.get("/v1/sync").await.code(),
        Code::MethodNotAllowed
    );
    let anonymous = world.http();
    let answer = anonymous.get("/v1/clinic").await;
    assert_eq!(answer.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn every_request_of_the_protocol_is_served() {
    let world = World::new().await;
    for route in endpoint::ALL {
        let method = Method::from_bytes(route.method.as_str().as_bytes()).expect("a method");
        let at = |path: &str| path.replace(['{', '}'], "");
        let answer = world.http().send(method, &at(route.path)).await;
        // Whatever it lacks, it is not the path nor the method.
        let code = answer.code();
        assert!(
            !matches!(code, Code::NotFound | Code::MethodNotAllowed),
            "{route}: {code:?}"
        );
    }
}
