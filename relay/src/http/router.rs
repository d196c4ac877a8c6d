//! Which path is whose.

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{delete, get, post},
};
use kith_protocol::problem::Code;

use super::{
    Failure, caller::Stranger, enrolment, events, groups, health, invitations, observe, people,
    session, sync,
};
use crate::app::App;

async fn not_found(_: Stranger) -> Failure {
    Code::NotFound.into()
}

async fn method_not_allowed(_: Stranger) -> Failure {
    Code::MethodNotAllowed.into()
}

fn finish(router: Router<Arc<App>>, app: Arc<App>) -> Router {
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&app), observe::observe))
        .with_state(app)
}

/// What clients reach.
pub(crate) fn router(app: Arc<App>) -> Router {
    let router = Router::new()
        .route("/.well-known/kith", get(health::capabilities))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/v1/nonces", post(session::nonce))
        .route("/v1/sessions", post(session::open))
        .route("/v1/proofs", post(session::prove))
        .route("/v1/enrolments", post(enrolment::enrol))
        .route(
            "/v1/clinic",
            get(people::clinic).post(people::return_clinic),
        )
        .route("/v1/people/{person}/devices", get(people::devices))
        .route("/v1/invitations", post(invitations::invite))
        .route("/v1/invitations/{id}", delete(invitations::withdraw))
        .route(
            "/v1/guests/{person}",
            delete(invitations::let_go).put(invitations::hold),
        )
        .route("/v1/key-packages", post(people::publish))
        .route("/v1/key-packages/claim", post(people::claim))
        .route("/v1/nodes", post(groups::find_nodes))
        .route("/v1/groups", post(groups::create))
        .route("/v1/groups/{group}/entries", post(groups::append))
        .route("/v1/groups/{group}/commits", post(groups::commit))
        .route("/v1/groups/{group}/removals", post(groups::mark_removal))
        .route("/v1/inbox/{device}", post(people::deposit))
        .route("/v1/sync", post(sync::sync))
        .route("/v1/acks", post(sync::ack))
        .route("/v1/events", get(events::events));
    finish(router, app)
}

/// What the operator's network reaches.
pub(crate) fn admin_router(app: Arc<App>) -> Router {
    let router = Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(health::metrics));
    finish(router, app)
}
