//! A relay that lies: between the network and the real relay it reads every body and lets a
//! scenario rewrite requests and answers. Everything that a relay could ever do to its clients
//! can be written as one of its [`MaliciousRelay::lies`].

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, Response, StatusCode, header},
};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use kith_protocol::{
    api::{
        session::{Session, SessionRequest},
        sync::SyncAnswer,
    },
    cbor,
    ids::DeviceId,
    limits::MAX_ANSWER,
    problem::{Code, Problem},
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{net::TcpStream, task::JoinHandle};

/// One request and its answer, in the hands of a liar.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Whose session it is, where it is in one.
    pub device: Option<DeviceId>,
    /// The path, without the query.
    pub path: String,
    /// The request's body.
    pub request: Vec<u8>,
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub answer: Vec<u8>,
    /// The connection breaks after this many bytes of the answer.
    pub cut_after: Option<usize>,
    /// How long the answer takes.
    pub delay: Duration,
}

impl Exchange {
    /// Answers in the relay's place that it refuses this; the request does not reach it.
    pub fn is_refused(&mut self, code: Code) -> Fate {
        let problem = Problem::new(code);
        self.status = problem.status;
        self.answer = serde_json::to_vec(&problem).expect("encoded");
        Fate::Swallowed
    }

    /// Changes a good answer of this type.
    pub fn rewrite<T: Serialize + DeserializeOwned>(&mut self, change: impl FnOnce(&mut T)) {
        if self.status == 200
            && let Ok(mut answer) = cbor::decode::<T>(&self.answer, MAX_ANSWER)
        {
            change(&mut answer);
            self.answer = cbor::encode(&answer);
        }
    }

    /// Changes what a sync brings.
    pub fn in_sync(&mut self, change: impl FnOnce(&mut SyncAnswer)) {
        if self.path == "/v1/sync" {
            self.rewrite(change);
        }
    }

    /// Answers with this, whatever the relay said.
    pub fn answers<T: Serialize>(&mut self, answer: &T) {
        self.status = 200;
        self.answer = cbor::encode(answer);
    }

    /// The request, if it is of this type.
    pub fn asked<T: DeserializeOwned>(&self) -> Option<T> {
        cbor::decode(&self.request, MAX_ANSWER).ok()
    }
}

/// What happens to a request before the relay sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// It arrives twice.
    ArrivesTwice,
    /// It never arrives, and no answer comes.
    Lost,
    /// It never arrives; the answer is what the liar makes of nothing.
    Swallowed,
}

type Lie = Box<dyn FnMut(&mut Exchange) + Send>;
type Filter = Box<dyn FnMut(&mut Exchange) -> Fate + Send>;
type Watch = Box<dyn FnMut(&Exchange) + Send>;

#[derive(Default)]
struct Script {
    watch: Option<Watch>,
    before: Option<Filter>,
    after: Option<Lie>,
    tokens: HashMap<String, DeviceId>,
    lies_told: usize,
}

struct Shared {
    relay: SocketAddr,
    script: Mutex<Script>,
}

impl Shared {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn decide(&self, exchange: &mut Exchange) -> Fate {
        let mut script = self.script();
        if let Some(watch) = &mut script.watch {
            watch(exchange);
        }
        let Some(filter) = &mut script.before else {
            return Fate::Arrives;
        };
        let asked = exchange.request.clone();
        let fate = filter(exchange);
        if fate != Fate::Arrives || exchange.request != asked {
            script.lies_told += 1;
        }
        fate
    }
}

/// A relay that lies when told to, and passes everything on when not.
pub struct MaliciousRelay {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

impl MaliciousRelay {
    /// Stands before the real relay.
    pub async fn before(relay: SocketAddr) -> Self {
        let (listener, address) = crate::net::port::listening().await;
        let shared = Arc::new(Shared {
            relay,
            script: Mutex::default(),
        });
        let app = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("it serves");
        });
        Self {
            address,
            shared,
            serving,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sees every request before anything else happens to it, whatever the relay's ways.
    pub fn watches(&self, watch: impl FnMut(&Exchange) + Send + 'static) {
        self.shared.script().watch = Some(Box::new(watch));
    }

    /// From now on every answer goes through `lie`.
    pub fn lies(&self, lie: impl FnMut(&mut Exchange) + Send + 'static) {
        self.shared.script().after = Some(Box::new(lie));
    }

    /// From now on every request goes through `filter`.
    pub fn filters(&self, filter: impl FnMut(&mut Exchange) -> Fate + Send + 'static) {
        self.shared.script().before = Some(Box::new(filter));
    }

    /// Takes no message any more: each is refused with this code.
    pub fn refuses_messages(&self, code: Code) {
        self.filters(move |exchange| {
            if exchange.path.ends_with("/entries") {
                return exchange.is_refused(code);
            }
            Fate::Arrives
        });
    }

    /// Passes everything on again, after it has lied.
    pub fn stops_lying(&self) {
        assert!(self.shared.script().lies_told > 0, "it never got to lie");
        self.behaves();
    }

    /// Passes everything on again.
    pub fn behaves(&self) {
        let mut script = self.shared.script();
        script.lies_told = 0;
        script.before = None;
        script.after = None;
    }
}

impl Drop for MaliciousRelay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        return broken();
    };
    let mut exchange = Exchange {
        device: token(&parts.headers).and_then(|token| shared.script().tokens.get(token).copied()),
        path: parts.uri.path().to_owned(),
        request: body.to_bytes().to_vec(),
        status: 0,
        answer: Vec::new(),
        cut_after: None,
        delay: Duration::ZERO,
    };
    let fate = shared.decide(&mut exchange);
    let times = match fate {
        Fate::Arrives => 1,
        Fate::ArrivesTwice => 2,
        Fate::Swallowed => 0,
        Fate::Lost => return broken(),
    };
    let mut kind = None;
    for _ in 0..times {
        let Ok((status, content, answer)) =
            forward(shared.relay, &parts.method, &parts.headers, &exchange).await
        else {
            return broken();
        };
        exchange.status = status.as_u16();
        exchange.answer = answer;
        kind = content;
    }
    tell(&shared, &mut exchange);
    if !exchange.delay.is_zero() {
        tokio::time::sleep(exchange.delay).await;
    }
    respond(exchange, kind)
}

/// Learns whose session a token is, and lets the liar have the answer.
fn tell(shared: &Shared, exchange: &mut Exchange) {
    let mut script = shared.script();
    if exchange.path == "/v1/sessions"
        && let Some(asked) = exchange.asked::<SessionRequest>()
        && let Ok(session) = cbor::decode::<Session>(&exchange.answer, MAX_ANSWER)
    {
        script.tokens.insert(session.token, asked.device);
    }
    let honest = (exchange.status, exchange.answer.clone());
    if let Some(lie) = &mut script.after {
        lie(exchange);
    }
    if honest != (exchange.status, exchange.answer.clone()) {
        script.lies_told += 1;
    }
}

async fn forward(
    relay: SocketAddr,
    method: &Method,
    headers: &HeaderMap,
    exchange: &Exchange,
) -> Result<(StatusCode, Option<header::HeaderValue>, Vec<u8>), Box<dyn std::error::Error>> {
    let stream = TcpStream::connect(relay).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = hyper::Request::builder()
        .method(method)
        .uri(exchange.path.as_str())
        .header(header::HOST, relay.to_string());
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = headers.get(&name) {
            request = request.header(name, value);
        }
    }
    let body = Full::new(bytes::Bytes::from(exchange.request.clone()));
    let response = sender.send_request(request.body(body)?).await?;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).cloned();
    let body = response.into_body().collect().await?.to_bytes().to_vec();
    Ok((status, kind, body))
}

fn respond(exchange: Exchange, kind: Option<header::HeaderValue>) -> Response<Body> {
    let status = StatusCode::from_u16(exchange.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    let mut answer = exchange.answer;
    if let Some(keep) = exchange.cut_after {
        answer.truncate(keep);
        *response.body_mut() = cut(answer);
    } else {
        *response.body_mut() = Body::from(answer);
    }
    response
}

/// A connection that breaks before an answer.
fn broken() -> Response<Body> {
    let mut response = Response::new(cut(Vec::new()));
    *response.status_mut() = StatusCode::OK;
    response
}

/// A body that ends in the middle.
fn cut(bytes: Vec<u8>) -> Body {
    let pieces: [Result<Vec<u8>, std::io::Error>; 2] = [
        Ok(bytes),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ];
    Body::from_stream(futures_util::stream::iter(pieces))
}
