//! What the relay is and how it is.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header::CONTENT_TYPE};
use kith_protocol::{api::Capabilities, limits::RETENTION_DAYS, problem::Code};

use super::{Failure, caller::Stranger};
use crate::app::App;

pub(super) async fn capabilities(_: Stranger, State(app): State<Arc<App>>) -> Response {
    let capabilities = Capabilities::current(app.storage.incarnation(), RETENTION_DAYS);
    let body = serde_json::to_vec(&capabilities).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    ([(CONTENT_TYPE, json)], body).into_response()
}

/// The process runs.
pub(super) async fn live() -> &'static str {
    "live\n"
}

/// The relay takes requests: it is not going down, and its database answers.
pub(super) async fn ready(
    _: Stranger,
    State(app): State<Arc<App>>,
) -> Result<&'static str, Failure> {
    if app.draining() {
        return Err(Failure::later(Code::Unavailable, 1_000));
    }
    app.storage.revision().await?;
    Ok("ready\n")
}

pub(super) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let text = HeaderValue::from_static("text/plain; version=0.0.4");
    let body = app.metrics.render(app.sessions.count());
    ([(CONTENT_TYPE, text)], body).into_response()
}
