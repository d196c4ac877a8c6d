//! Which path is whose.

use std::sync::Arc;

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, get, on},
};
use kith_protocol::{
    api::endpoint::{self, Endpoint, Method},
    problem::Code,
};

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

/// A handler at the path and method of its endpoint.
fn serve<P, Q, A, H, T>(
    endpoint: &Endpoint<P, Q, A>,
    handler: H,
) -> (&'static str, MethodRouter<Arc<App>>)
where
    H: Handler<T, Arc<App>>,
    T: 'static,
{
    let method = match endpoint.route.method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    };
    (endpoint.route.path, on(method, handler))
}

/// What clients reach.
pub(crate) fn router(app: Arc<App>) -> Router {
    let router = Router::new()
        .route(endpoint::CAPABILITIES.route.path, get(health::capabilities))
        .route(endpoint::EVENTS, get(events::events))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready));
    let router = [
        serve(&endpoint::NONCE, session::nonce),
        serve(&endpoint::SESSION, session::open),
        serve(&endpoint::PROVE, session::prove),
        serve(&endpoint::ENROL, enrolment::enrol),
        serve(&endpoint::CLINIC, people::clinic),
        serve(&endpoint::RETURN_CLINIC, people::return_clinic),
        serve(&endpoint::DEVICES, people::devices),
        serve(&endpoint::INVITE, invitations::invite),
        serve(&endpoint::WITHDRAW, invitations::withdraw),
        serve(&endpoint::LET_GO, invitations::let_go),
        serve(&endpoint::HOLD, invitations::hold),
        serve(&endpoint::PUBLISH, people::publish),
        serve(&endpoint::CLAIM, people::claim),
        serve(&endpoint::FIND_NODES, groups::find_nodes),
        serve(&endpoint::CREATE_GROUP, groups::create),
        serve(&endpoint::APPEND, groups::append),
        serve(&endpoint::COMMIT, groups::commit),
        serve(&endpoint::MARK_REMOVAL, groups::mark_removal),
        serve(&endpoint::DEPOSIT, people::deposit),
        serve(&endpoint::SYNC, sync::sync),
        serve(&endpoint::ACK, sync::ack),
    ]
    .into_iter()
    .fold(router, |router, (path, served)| router.route(path, served));
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
