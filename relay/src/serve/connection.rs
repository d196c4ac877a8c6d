//! One connection: handshake, HTTP/1.1 or HTTP/2, and an end when nothing comes.

use std::{
    convert::Infallible,
    net::IpAddr,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, response::Response};
use bytes::Bytes;
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until, timeout},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    app::App,
    config::{Limits, Proxy},
    doors::Door,
    http::Peer,
};

/// Requests at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 64;
const MAX_HEADERS: u32 = 16 << 10;
const WINDOW: u32 = 256 << 10;
/// So many times longer between two looks at a connection that gives no cause.
const SELDOM: u32 = 4;
/// What of an answer lies ready for each stream of HTTP/2.
const SEND_BUFFER: usize = 64 << 10;

/// What all connections of a listener share.
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) proxy: Option<Proxy>,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) app: Arc<App>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// What a connection is doing.
#[derive(Default)]
struct Activity {
    under_way: AtomicUsize,
    requests: AtomicU64,
    /// Bytes of answers that the other end has not asked for yet.
    unread: AtomicU64,
    read: AtomicU64,
}

/// A request under way; its answer's body holds it to the end.
struct UnderWay {
    activity: Arc<Activity>,
    unread: u64,
}

impl UnderWay {
    fn begin(activity: &Arc<Activity>) -> Self {
        activity.under_way.fetch_add(1, Relaxed);
        activity.requests.fetch_add(1, Relaxed);
        Self {
            activity: Arc::clone(activity),
            unread: 0,
        }
    }

    fn answers(&mut self, bytes: u64) {
        self.unread = bytes;
        self.activity.unread.fetch_add(bytes, Relaxed);
    }

    fn reads(&mut self, bytes: u64) {
        let bytes = bytes.min(self.unread);
        self.unread -= bytes;
        self.activity.unread.fetch_sub(bytes, Relaxed);
        self.activity.read.fetch_add(bytes, Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.activity.unread.fetch_sub(self.unread, Relaxed);
        self.activity.under_way.fetch_sub(1, Relaxed);
    }
}

/// What becomes of a connection.
enum Fate {
    GoesOn,
    /// When what is under way is done.
    Closes,
    Cut,
}

/// Looks at a connection now and then.
struct Watch<'a> {
    limits: &'a Limits,
    requests: u64,
    read: u64,
    unread: bool,
    /// A session was shown, or it is a proxy's.
    trusted: bool,
    at: Instant,
    idle_since: Instant,
}

impl<'a> Watch<'a> {
    fn new(limits: &'a Limits) -> Self {
        let now = Instant::now();
        Self {
            limits,
            requests: 0,
            read: 0,
            unread: false,
            trusted: false,
            at: now,
            idle_since: now,
        }
    }

    /// When to look again: at a device that leaves nothing unread, seldom.
    fn next(&self) -> Instant {
        let often = self.limits.header_timeout;
        let pause = if self.trusted && !self.unread {
            often * SELDOM
        } else {
            often
        };
        self.at + pause.min(self.limits.idle_timeout)
    }

    fn look(&mut self, activity: &Activity, trusted: bool) -> Fate {
        self.trusted = trusted;
        let (now, requests) = (Instant::now(), activity.requests.load(Relaxed));
        let passed = now - std::mem::replace(&mut self.at, now);
        let read = activity.read.load(Relaxed);
        let took = read - std::mem::replace(&mut self.read, read);
        let unread = activity.unread.load(Relaxed) > 0;
        // It left some unread at both looks, and took next to nothing between them.
        if std::mem::replace(&mut self.unread, unread) && unread {
            let least = u128::from(self.limits.answer_rate) * passed.as_millis() / 1_000;
            if u128::from(took) < least {
                tracing::debug!("answers were not read");
                return Fate::Cut;
            }
        }
        let idle = activity.under_way.load(Relaxed) == 0;
        if std::mem::replace(&mut self.requests, requests) != requests || !idle {
            self.idle_since = now;
            return Fate::GoesOn;
        }
        let patience = match trusted {
            false => self.limits.header_timeout.min(self.limits.idle_timeout),
            true => self.limits.idle_timeout,
        };
        if requests == 0 {
            Fate::Cut
        } else if now - self.idle_since >= patience {
            Fate::Closes
        } else {
            Fate::GoesOn
        }
    }
}

pub(super) async fn serve(shared: &Shared, stream: TcpStream, peer: IpAddr, door: Arc<Door>) {
    let patience = shared.app.limits.header_timeout;
    match &shared.tls {
        None => serve_http(shared, stream, peer, door).await,
        Some(tls) => match timeout(patience, tls.accept(stream)).await {
            // Boxed: it is handed on several times, and a future keeps room for each.
            Ok(Ok(stream)) => serve_http(shared, Box::new(stream), peer, door).await,
            Ok(Err(_)) => tracing::debug!("a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        },
    }
}

async fn serve_http<S>(shared: &Shared, stream: S, peer: IpAddr, door: Arc<Door>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &shared.app.limits;
    let activity = Arc::<Activity>::default();
    let service = service(shared, &activity, peer, Arc::clone(&door));
    let builder = builder(limits.header_timeout);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut stopped = shared.stopped.clone();
    let (mut closing, mut watch) = (false, Watch::new(limits));
    loop {
        tokio::select! {
            // How a connection ends is the client's affair.
            _ = connection.as_mut() => return,
            _ = stopped.wait_for(|stopped| *stopped), if !closing => {
                closing = true;
                connection.as_mut().graceful_shutdown();
            }
            () = sleep_until(watch.next()) => match watch.look(&activity, door.is_trusted()) {
                Fate::GoesOn => {}
                Fate::Cut => return,
                Fate::Closes if closing => return,
                Fate::Closes => {
                    closing = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

fn builder(header_timeout: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(64 << 10);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(20))
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADERS)
        .max_send_buf_size(SEND_BUFFER)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW);
    builder
}

/// Whom a request is from: who is at the other end, or where that is the proxy, whom it names. Where it
/// names nobody, it is the proxy itself.
fn peer_of<B>(request: &http::Request<B>, peer: IpAddr, proxy: Option<&Proxy>) -> IpAddr {
    let Some(proxy) = proxy.filter(|proxy| proxy.address == peer.to_canonical()) else {
        return peer;
    };
    let said = request.headers().get_all(&proxy.header).iter().next_back();
    let last = said.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    let named = last.and_then(|address| address.trim().parse().ok());
    named.unwrap_or(peer)
}

fn service(
    shared: &Shared,
    activity: &Arc<Activity>,
    peer: IpAddr,
    door: Arc<Door>,
) -> impl Service<
    http::Request<Incoming>,
    Response = Response<Guarded>,
    Error = Infallible,
    Future: Send + 'static,
> + use<> {
    let router = TowerToHyperService::new(shared.router.clone());
    let proxy = shared.proxy.clone();
    let activity = Arc::clone(activity);
    service_fn(move |mut request: http::Request<Incoming>| {
        let mut under_way = UnderWay::begin(&activity);
        let peer = peer_of(&request, peer, proxy.as_ref());
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(Arc::clone(&door));
        let answer = router.call(request);
        async move {
            let answer = answer.await?;
            // A stream has no size: it makes each piece when it is asked for.
            under_way.answers(answer.body().size_hint().exact().unwrap_or(0));
            Ok(answer.map(|body| Guarded { body, under_way }))
        }
    })
}

/// A body that keeps its request under way until it has been sent.
struct Guarded {
    body: axum::body::Body,
    under_way: UnderWay,
}

impl Body for Guarded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            let bytes = frame.data_ref().map_or(0, Bytes::len);
            self.under_way.reads(bytes as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
