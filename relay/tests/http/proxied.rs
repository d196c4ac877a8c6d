//! Behind a proxy that is named, each client has what its own address may.

use kith_protocol::problem::Code;
use kith_relay::config::Proxy;
use reqwest::Method;

use crate::support::{Answer, World};

const HEADER: &str = "x-forwarded-for";

async fn world(proxy: [u8; 4]) -> World {
    World::with(|config| {
        config.limits.rates.unauthenticated.burst = 20;
        config.proxy = Some(Proxy {
            address: proxy.into(),
            header: HEADER.parse().expect("a header"),
        });
    })
    .await
}

async fn asks(world: &World, from: &str) -> Code {
    let http = world.http();
    let request = http.request(Method::GET, "/nothing").header(HEADER, from);
    Answer::of(request.send().await.expect("an answer"))
        .await
        .code()
}

#[tokio::test]
async fn behind_a_named_proxy_each_client_has_its_own_share() {
    let world = world([127, 0, 0, 1]).await;
    let mut asked = 0;
    while asks(&world, "192.0.2.1").await == Code::NotFound {
        asked += 1;
        assert!(asked < 50, "it has no end");
    }
    // The last one is the proxy's word; what stands before it the client may have written.
    let said = "198.51.100.7, 192.0.2.1";
    assert_eq!(asks(&world, said).await, Code::RateLimited);
    for other in ["192.0.2.2", "192.0.2.1, 192.0.2.3", "2001:db8::1", "nobody"] {
        assert_eq!(asks(&world, other).await, Code::NotFound, "{other}");
    }
}

/// Control: nobody else is believed.
#[tokio::test]
async fn who_is_not_the_proxy_is_not_believed_whom_a_request_is_from() {
    let world = world([192, 0, 2, 99]).await;
    let http = world.http();
    let mut answers = 0;
    for n in 0..50 {
        let from = format!("192.0.2.{n}");
        let request = http.request(Method::GET, "/nothing").header(HEADER, from);
        answers += usize::from(
            request
                .send()
                .await
                .is_ok_and(|answer| answer.status() == 404),
        );
    }
    assert!(answers <= 20, "{answers}");
}
