//! Around every request: counts it, logs its outcome without a word of whose it was, and turns
//! a panic into an answer.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderValue, header::CACHE_CONTROL};
use kith_protocol::problem::Code;

use super::{
    Failure,
    answer::ProblemCode,
    body,
    caller::{Asking, Stranger},
    portions,
};
use crate::app::App;

pub(super) async fn observe(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    // The route's pattern: a path as it was asked for may hold identifiers.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let asking = Asking::stranger(request.extensions());
    let mut response = if body::is_too_large(&request) {
        // Who sends what nobody reads has to be within the rate for it to be listened to.
        match Stranger::within_rate(request.extensions(), &app) {
            Ok(()) => body::refuse(request).await.into_response(),
            Err(late) => late.into_response(),
        }
    } else {
        request.extensions_mut().insert(asking.clone());
        let response = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let response = response.map_or_else(|_| panicked(route), as_problem);
        let charged = portions::charged(response, asking.who(), &app).await;
        charged.unwrap_or_else(IntoResponse::into_response)
    };
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics.request(route, status, took);
    let code = response.extensions().get::<ProblemCode>();
    if let Some(ProblemCode(code)) = code {
        app.metrics.problem(code);
    }
    let outcome = code.map_or("done", |code| code.0);
    tracing::debug!(route, status, outcome, micros = took.as_micros(), "request");
    response
}

fn panicked(route: &str) -> Response {
    tracing::error!(route, "a request panicked");
    Failure::from(Code::Internal).into_response()
}

/// Whatever the framework refused by itself becomes a problem like any other.
fn as_problem(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<ProblemCode>().is_some() {
        return response;
    }
    let known = |code: &&Code| code.status() == status.as_u16();
    let code = [Code::NotFound, Code::MethodNotAllowed, Code::TooLarge];
    let code = code.iter().find(known).copied();
    let other = if status.is_server_error() {
        Code::Internal
    } else {
        Code::BadRequest
    };
    Failure::from(code.unwrap_or(other)).into_response()
}
