//! Who makes a request.

use std::{net::IpAddr, sync::Arc};

use axum::extract::FromRequestParts;
use http::{header::AUTHORIZATION, request::Parts};
use kith_protocol::problem::Code;

use super::Failure;
use crate::{
    app::App,
    auth::{Found, Session},
    storage::Actor,
};

/// The live session that a request's bearer token opens.
pub(super) struct Caller(pub(super) Arc<Session>);

impl Caller {
    /// As storage knows it.
    pub(super) fn actor(&self) -> Actor {
        self.0.actor
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Code::Unauthenticated)?;
        match app.sessions.find(token) {
            Found::Live(session) => Ok(Self(session)),
            Found::Revoked => Err(Code::Revoked.into()),
            Found::None => Err(Code::Unauthenticated.into()),
        }
    }
}

/// The other end of the connection; kept in memory for rates only.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// A request without a session, within the rate of its address.
pub(super) struct Stranger;

impl FromRequestParts<Arc<App>> for Stranger {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let Some(Peer(address)) = parts.extensions.get::<Peer>() else {
            return Ok(Self);
        };
        app.rates
            .unauthenticated
            .take(*address, 1)
            .map_err(|ms| Failure::later(Code::RateLimited, ms))?;
        Ok(Self)
    }
}
