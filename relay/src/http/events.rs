//! Hints that a sync would find something: server-sent events.

use std::{collections::BTreeSet, convert::Infallible, sync::Arc, time::Duration};

use axum::{body::Body, extract::State, response::Response};
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{HeaderValue, header::CONTENT_TYPE};
use kith_protocol::problem::Code;
use tokio::time::Instant;

use super::{Caller, Failure, sync::PASSED_OVER};
use crate::{
    app::{App, Phase},
    auth::Session,
    hub::{News, Subscription},
    storage::Grown,
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
            self.keep_what_is_reached(&mut news).await;
            if news.inbox || !news.groups.is_empty() {
                return Some(encode(&news));
            }
        }
    }

    /// Drops what came where this session's proofs do not reach: who was removed is told of nothing,
    /// not even that somebody spoke. Most have proven the very epoch, which asks nobody.
    async fn keep_what_is_reached(&self, news: &mut News) {
        let mut asked = Vec::new();
        news.groups.retain(|group, nodes| {
            let proven = self.session.proven(group);
            let sure = nodes.iter().any(|node| proven.contains(node));
            if !sure {
                let nodes = nodes.iter().copied().collect();
                asked.push(Grown {
                    group: *group,
                    proven,
                    nodes,
                });
            }
            sure
        });
        let (looks, device) = (&self.app.rates.looks, self.session.actor.device);
        // A hint that is not given costs a device that reads as it may nothing.
        if asked.is_empty() || looks.take(device, asked.len()).is_err() {
            return;
        }
        match self.app.storage.grown(asked).await {
            Ok((reached, passed_over)) => {
                looks.owe(device, passed_over / PASSED_OVER);
                let hints = reached.into_iter().map(|group| (group, BTreeSet::new()));
                news.groups.extend(hints);
            }
            Err(_) => tracing::warn!("a hint was not given"),
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
