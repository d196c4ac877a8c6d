//! Who makes a request.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
};

use axum::extract::{FromRequestParts, Request};
use http::{Extensions, header::AUTHORIZATION, request::Parts};
use kith_protocol::problem::Code;

use super::Failure;
use crate::{
    app::App,
    auth::{Found, Session},
    doors::{Door, Who},
    lock::lock,
    network::Network,
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

fn late(ms: u64) -> Failure {
    Failure::later(Code::RateLimited, ms)
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let found = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim_start_matches(' '))
            .map_or(Found::None, |token| app.sessions.find(token));
        let session = match found {
            Found::Live(session) => session,
            Found::Revoked => return Err(Code::Revoked.into()),
            Found::None => {
                Stranger::within_rate(&parts.extensions, app)?;
                return Err(Code::Unauthenticated.into());
            }
        };
        let device = session.actor.device;
        let who = Who::Device(device, session.place.part);
        // What comes of it is theirs, a refusal too.
        if let Some(asking) = parts.extensions.get::<Asking>() {
            asking.is(who);
        }
        app.rates.requests.take(device, 1).map_err(late)?;
        if let Some(door) = parts.extensions.get::<Arc<Door>>()
            && !door.is_of(who)
        {
            return Err(late(60_000));
        }
        Ok(Self(session))
    }
}

/// Who a request turned out to come from, for what is charged to them.
#[derive(Clone)]
pub(super) struct Asking(Arc<Mutex<Who>>);

impl Asking {
    /// Someone at the other end of a connection.
    pub(super) fn stranger(extensions: &Extensions) -> Self {
        let from = extensions.get::<Peer>();
        let from = from.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        Self(Arc::new(Mutex::new(Who::Stranger(Network::from(from)))))
    }

    /// Who makes this request, as far as is known yet.
    pub(super) fn of(request: &Request) -> Self {
        let known = request.extensions().get::<Self>().cloned();
        known.unwrap_or_else(|| Self::stranger(request.extensions()))
    }

    pub(super) fn who(&self) -> Who {
        *lock(&self.0)
    }

    fn is(&self, who: Who) {
        *lock(&self.0) = who;
    }
}

/// The other end of the connection; kept in memory for rates only.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// A request without a session, within the rate of its address.
pub(super) struct Stranger;

impl Stranger {
    pub(super) fn within_rate(extensions: &Extensions, app: &App) -> Result<(), Failure> {
        let Some(Peer(address)) = extensions.get::<Peer>() else {
            return Ok(());
        };
        let from = Network::from(*address);
        app.rates.unauthenticated.take(from).map_err(late)
    }
}

impl FromRequestParts<Arc<App>> for Stranger {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        Self::within_rate(&parts.extensions, app)?;
        Ok(Self)
    }
}
