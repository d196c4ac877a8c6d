//! Hints that a sync would find something: server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, extract::State, response::Response};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{HeaderValue, header::CONTENT_TYPE};
use kith_protocol::problem::Code;
use tokio::time::Instant;

use super::{Caller, Failure, reached::Reached};
use crate::{
    app::{App, Phase},
    auth::Session,
    hub::{News, Subscription},
};

/// Between comments that keep the connection alive.
const KEEP_ALIVE: Duration = Duration::from_secs(25);

struct Events {
    app: Arc<App>,
    session: Arc<Session>,
    subscription: Arc<Subscription>,
    reached: Reached,
    opened: bool,
}

pub(super) async fn events(
    Caller(session): Caller,
    State(app): State<Arc<App>>,
) -> Result<Response, Failure> {
    let subscription = Arc::new(app.hub.subscribe());
    let most = app.limits.streams_per_session;
    app.device_state(session.actor.device).await?;
    if !session.listen(&subscription, most) {
        return Err(Code::Quota.into());
    }
    app.metrics.stream_opened();
    let events = Events {
        reached: Reached::new(&app, &session),
        app,
        session,
        subscription,
        opened: false,
    };
    let mut response = Response::new(Body::from_stream(events.stream()));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}

impl Events {
    fn stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
        stream::unfold(self, |mut events| async move {
            let bytes = events.next().await?;
            Some((Ok(bytes), events))
        })
    }

    /// The next piece; `None` when the session or the relay ends.
    async fn next(&mut self) -> Option<Bytes> {
        if !std::mem::replace(&mut self.opened, true) {
            return Some(Bytes::from_static(b": listening\n\n"));
        }
        let mut phase = self.app.phase.subscribe();
        // Not put off by what is not told: a comment that comes late would tell it.
        let quiet = Instant::now() + KEEP_ALIVE;
        loop {
            let news = tokio::select! {
                news = self.subscription.news() => Some(news),
                () = tokio::time::sleep_until(quiet) => None,
                _ = phase.wait_for(|phase| *phase == Phase::Draining) => return None,
            };
            let over = self.session.expires_at <= self.app.clock.steady();
            if over || self.session.ended().is_some() {
                return None;
            }
            let Some(mut news) = news else {
                return Some(Bytes::from_static(b":\n\n"));
            };
            // Refused or failed: a hint is not given.
            let _: Result<(), Failure> = self.reached.keep(&mut news).await;
            if news.inbox || !news.groups.is_empty() {
                return Some(encode(&news));
            }
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.app.metrics.stream_closed();
    }
}

fn encode(news: &News) -> Bytes {
    let mut text = String::new();
    for group in news.groups.keys() {
        text.push_str("event: group\ndata: ");
        text.push_str(&group.to_hex());
        text.push_str("\n\n");
    }
    if news.inbox {
        text.push_str("event: inbox\ndata: new\n\n");
    }
    text.into()
}
