//! Hints that a sync would find something: server-sent events.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, extract::State, response::Response};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use kith_protocol::problem::Code;

use super::{Caller, Failure};
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
        app,
        session,
        subscription,
        opened: false,
    };
    let mut response = Response::new(Body::from_stream(events.stream()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
        let news = tokio::select! {
            news = self.subscription.news() => Some(news),
            () = tokio::time::sleep(KEEP_ALIVE) => None,
            _ = phase.wait_for(|phase| *phase == Phase::Draining) => return None,
        };
        let over = self.session.expires_at <= self.app.clock.steady();
        if over || self.session.ended().is_some() {
            return None;
        }
        Some(news.map_or(Bytes::from_static(b":\n\n"), |news| encode(&news)))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.app.metrics.stream_closed();
    }
}

fn encode(news: &News) -> Bytes {
    let mut text = String::new();
    for group in &news.groups {
        text.push_str("event: group\ndata: ");
        text.push_str(&group.to_hex());
        text.push_str("\n\n");
    }
    if news.inbox {
        text.push_str("event: inbox\ndata: new\n\n");
    }
    text.into()
}
