//! The way to a relay: HTTP with the account's trust, through the network's proxy where there is one.
//! Notices when nothing comes any more, and then begins with new connections.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use kith_protocol::{
    api::{
        CBOR_TYPE,
        endpoint::{Method, Request, Route},
    },
    ids::Digest32,
    limits::{MAX_ANSWER, MAX_WAIT_MS},
};
use reqwest::{RequestBuilder, Response, Url, header};
use rustls::{ClientConfig, pki_types::UnixTime, time_provider::TimeProvider};
use tokio::time::timeout;

use super::{heard::Heard, portal, tls};
use crate::{
    clock::{self, SharedClock},
    sync::{DeliveryError, Proxy},
};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Nothing came for so long: the connection is dead, whatever TCP says of it.
pub(crate) const QUIET: Duration = Duration::from_secs(12);
/// Bytes a second of the slowest upload that is not taken for dead.
const SLOWEST: u64 = 4 << 10;
/// The longest answer, however slowly it comes.
const LONGEST: Duration = Duration::from_secs(600);
/// How long a portal may take to answer.
const LOOK: Duration = Duration::from_secs(3);

/// What the device says of the network that it is in.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// The proxy to be asked.
    pub(crate) proxy: Option<Proxy>,
    /// The port on which a network that wants a login answers plain HTTP.
    pub(crate) portal_port: u16,
}

/// What a relay answered: whether with success, and what.
pub(super) struct Answer {
    pub(super) is_success: bool,
    pub(super) body: Vec<u8>,
}

/// What opens a session, and the address at which it was had.
pub(super) struct Token {
    pub(super) text: String,
    pub(super) base: String,
}

/// One account's way to its relay.
pub(super) struct Way {
    portal_port: u16,
    heard: Arc<Heard>,
    state: RwLock<State>,
}

/// With the address, the trust and the proxy that were set last.
struct State {
    base: String,
    address: Url,
    tls: ClientConfig,
    proxy: Option<Proxy>,
    http: reqwest::Client,
    /// How many there were before.
    made: u64,
}

impl Way {
    /// Connects when first used.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub(super) fn new(
        base: &str,
        pins: &[Digest32],
        around: Surroundings,
        heard: Arc<Heard>,
    ) -> Result<Self, DeliveryError> {
        let (tls, proxy) = (trust(pins, heard.clock())?, around.proxy);
        Ok(Self {
            portal_port: around.portal_port,
            heard,
            state: RwLock::new(State {
                base: base.to_owned(),
                address: address(base)?,
                http: client(&tls, proxy.as_ref())?,
                made: 0,
                tls,
                proxy,
            }),
        })
    }

    /// The device's clock.
    pub(super) fn clock(&self) -> &SharedClock {
        self.heard.clock()
    }

    /// Holds every later connection to these pins.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub(super) fn trust(&self, pins: &[Digest32]) -> Result<(), DeliveryError> {
        let tls = trust(pins, self.heard.clock())?;
        self.change(|state| {
            state.tls = tls;
            true
        })
    }

    /// The address to which later connections go.
    pub(super) fn base(&self) -> String {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.base.clone()
    }

    /// The way to another address, in the same surroundings.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub(super) fn at(&self, base: &str, pins: &[Digest32]) -> Result<Self, DeliveryError> {
        let proxy = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            state.proxy.clone()
        };
        let around = Surroundings {
            proxy,
            portal_port: self.portal_port,
        };
        Self::new(base, pins, around, Arc::clone(&self.heard))
    }

    /// Leads every later connection to another address, and holds it to these pins.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub(super) fn move_to(&self, base: &str, pins: &[Digest32]) -> Result<(), DeliveryError> {
        let (tls, address) = (trust(pins, self.heard.clock())?, address(base)?);
        self.change(|state| {
            base.clone_into(&mut state.base);
            (state.tls, state.address) = (tls, address);
            true
        })
    }

    /// Leads every later connection through this proxy, or none.
    ///
    /// # Errors
    /// [`DeliveryError::BadAddress`].
    pub(super) fn lead_through(&self, proxy: Option<Proxy>) -> Result<(), DeliveryError> {
        self.change(|state| {
            let other = state.proxy != proxy;
            state.proxy = proxy;
            other
        })
    }

    /// Begins with new connections: those that there are may be dead.
    pub(super) fn renew(&self) {
        // What could be made once can be made again.
        let _ = self.change(|_| true);
    }

    /// Changes what there is; answers of connections that are open still come.
    fn change(&self, change: impl FnOnce(&mut State) -> bool) -> Result<(), DeliveryError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if change(&mut state) {
            state.http = client(&state.tls, state.proxy.as_ref())?;
            state.made += 1;
        }
        Ok(())
    }

    /// One request and its answer. `patience` is how long the relay may take before it begins to
    /// answer; sending what is large may take longer.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub(super) async fn ask<A>(
        &self,
        asked: &Request<A>,
        token: Option<&Token>,
        patience: Duration,
    ) -> Result<Answer, DeliveryError> {
        // TLS could not say whether anything holds.
        if !clock::is_possible(&**self.heard.clock()) {
            return Err(DeliveryError::Clock);
        }
        let (http, made, url) = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            // It was led elsewhere meanwhile, where this token is nobody's to see.
            if token.is_some_and(|token| token.base != state.base) {
                return Err(DeliveryError::Unreachable);
            }
            let url = format!("{}{}", state.base, asked.path);
            (state.http.clone(), state.made, url)
        };
        let mut request = http.request(method(asked.route), url);
        if let Some(token) = token {
            request = request.bearer_auth(&token.text);
        }
        let mut patience = patience;
        if let Some(body) = &asked.body {
            patience += Duration::from_secs(body.len() as u64 / SLOWEST);
            request = request
                .header(header::CONTENT_TYPE, CBOR_TYPE)
                .body(body.clone());
        }
        let (error, connecting) = match exchange(request, patience, self.is_plain()).await {
            Ok(answer) => return Ok(answer),
            // Dates that are wrong by a clock that is right: whoever showed them is not the relay.
            Err((DeliveryError::Clock, connecting)) if !self.heard.is_clock_off() => {
                (DeliveryError::Untrusted, connecting)
            }
            Err(failed) => failed,
        };
        if !matches!(error, DeliveryError::Unreachable | DeliveryError::Untrusted) {
            return Err(error);
        }
        // Whatever broke this connection, or answers on it, may have the others.
        self.change(|state| state.made == made)?;
        if connecting && self.meets_portal(&http).await {
            return Err(DeliveryError::Untrusted);
        }
        Err(error)
    }

    /// Whether the relay is asked without TLS: anyone may answer in its place.
    fn is_plain(&self) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.address.scheme() != "https"
    }

    /// Whether the network answers plain HTTP in the relay's place, as those that want a login do.
    async fn meets_portal(&self, http: &reqwest::Client) -> bool {
        let (proxied, address) = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            (state.proxy.is_some(), state.address.clone())
        };
        if proxied || self.is_plain() {
            return false;
        }
        let Some(page) = portal::page(&address, self.portal_port) else {
            return false;
        };
        let answer = http.get(page.clone()).timeout(LOOK).send().await;
        answer.is_ok_and(|answer| portal::is_portal(&page, &answer))
    }
}

/// The device's clock, by which certificates hold or do not.
#[derive(Debug)]
struct Time(SharedClock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let now = Duration::from_millis(self.0.now_ms());
        Some(UnixTime::since_unix_epoch(now))
    }
}

/// How it failed, and whether there was a connection at all.
type Failed = (DeliveryError, bool);

async fn exchange(
    request: RequestBuilder,
    patience: Duration,
    is_plain: bool,
) -> Result<Answer, Failed> {
    let dead = |_| (DeliveryError::Unreachable, false);
    let failed = |error: reqwest::Error| {
        let connecting = error.is_connect();
        (error.into(), connecting)
    };
    let sent = timeout(patience, request.send()).await.map_err(dead)?;
    let mut response: Response = sent.map_err(failed)?;
    if is_plain && portal::is_page(&response) {
        return Err((DeliveryError::Untrusted, false));
    }
    let is_success = response.status().is_success();
    let mut body = Vec::new();
    while let Some(chunk) = timeout(QUIET, response.chunk())
        .await
        .map_err(dead)?
        .map_err(failed)?
    {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err((DeliveryError::BadAnswer, false));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { is_success, body })
}

/// TLS with this trust. HTTP/2 where the relay speaks it: what is written meanwhile goes out on
/// the connection that waits, without another handshake.
fn trust(pins: &[Digest32], clock: &SharedClock) -> Result<ClientConfig, DeliveryError> {
    let mut tls = tls::client_config(pins).map_err(|_| DeliveryError::BadAddress)?;
    tls.time_provider = Arc::new(Time(Arc::clone(clock)));
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

fn client(tls: &ClientConfig, proxy: Option<&Proxy>) -> Result<reqwest::Client, DeliveryError> {
    let bad = |_| DeliveryError::BadAddress;
    // No proxy but the one that was named: this crate does not read the environment by itself.
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(tls.clone())
        .connect_timeout(CONNECT)
        .timeout(LONGEST)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.rule().map_err(bad)?);
    }
    builder.build().map_err(bad)
}

/// Whether this is built for a phone, where no relay runs: another app that listens there is no relay.
const PHONE: bool = cfg!(any(target_os = "android", target_os = "ios"));

fn address(base: &str) -> Result<Url, DeliveryError> {
    let url = Url::parse(base).map_err(|_| DeliveryError::BadAddress)?;
    if may_be_asked(&url, PHONE) {
        Ok(url)
    } else {
        Err(DeliveryError::BadAddress)
    }
}

/// Whether an address may be a relay's: HTTPS, or anything on this very machine unless it is a phone.
fn may_be_asked(url: &Url, phone: bool) -> bool {
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "https" => true,
        "http" => loopback && !phone,
        _ => false,
    }
}

const _: () = assert!(LONGEST.as_millis() > MAX_WAIT_MS as u128);

fn method(route: Route) -> reqwest::Method {
    match route.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_and_never_for_a_phone() {
        for (address, machine, phone) in [
            ("https://relay.example", true, true),
            ("https://127.0.0.1:8443", true, true),
            ("http://127.0.0.1:8080", true, false),
            ("http://localhost:8080", true, false),
            ("http://[::1]:8080", true, false),
            ("http://relay.example", false, false),
            ("ftp://localhost", false, false),
        ] {
            let url = Url::parse(address).expect("an address");
            let asked = [may_be_asked(&url, false), may_be_asked(&url, true)];
            assert_eq!(asked, [machine, phone], "{address}");
        }
    }
}
