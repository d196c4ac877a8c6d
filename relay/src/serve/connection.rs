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

use crate::{app::App, http::Peer};

/// Requests at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 64;
const MAX_HEADERS: u32 = 16 << 10;
const WINDOW: u32 = 256 << 10;

/// What all connections of a listener share.
pub(super) struct Shared {
    pub(super) router: Router,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) app: Arc<App>,
    pub(super) stopped: watch::Receiver<bool>,
}

/// What a connection is doing.
#[derive(Default)]
struct Activity {
    under_way: AtomicUsize,
    requests: AtomicU64,
}

/// A request under way; its answer's body holds it to the end.
struct UnderWay(Arc<Activity>);

impl UnderWay {
    fn begin(activity: &Arc<Activity>) -> Self {
        activity.under_way.fetch_add(1, Relaxed);
        activity.requests.fetch_add(1, Relaxed);
        Self(Arc::clone(activity))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Relaxed);
    }
}

pub(super) async fn serve(shared: &Shared, stream: TcpStream, peer: IpAddr) {
    let patience = shared.app.limits.header_timeout;
    match &shared.tls {
        None => serve_http(shared, stream, peer).await,
        Some(tls) => match timeout(patience, tls.accept(stream)).await {
            // Boxed: it is handed on several times, and a future keeps room for each.
            Ok(Ok(stream)) => serve_http(shared, Box::new(stream), peer).await,
            Ok(Err(_)) => tracing::debug!("a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        },
    }
}

async fn serve_http<S>(shared: &Shared, stream: S, peer: IpAddr)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &shared.app.limits;
    let activity = Arc::<Activity>::default();
    let service = service(&shared.router, &activity, peer);
    let builder = builder(limits.header_timeout);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut stopped = shared.stopped.clone();
    let (mut closing, mut seen) = (false, 0);
    let mut look = Instant::now() + limits.header_timeout;
    loop {
        tokio::select! {
            // How a connection ends is the client's affair.
            _ = connection.as_mut() => return,
            _ = stopped.wait_for(|stopped| *stopped), if !closing => {
                closing = true;
                connection.as_mut().graceful_shutdown();
            }
            () = sleep_until(look) => {
                let requests = activity.requests.load(Relaxed);
                let idle = activity.under_way.load(Relaxed) == 0 && requests == seen;
                if idle && (requests == 0 || closing) {
                    return;
                }
                if idle {
                    closing = true;
                    connection.as_mut().graceful_shutdown();
                }
                seen = requests;
                look = Instant::now() + limits.idle_timeout;
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
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW);
    builder
}

fn service(
    router: &Router,
    activity: &Arc<Activity>,
    peer: IpAddr,
) -> impl Service<
    http::Request<Incoming>,
    Response = Response<Guarded>,
    Error = Infallible,
    Future: Send + 'static,
> + use<> {
    let router = TowerToHyperService::new(router.clone());
    let activity = Arc::clone(activity);
    service_fn(move |mut request: http::Request<Incoming>| {
        let under_way = UnderWay::begin(&activity);
        request.extensions_mut().insert(Peer(peer));
        let answer = router.call(request);
        async move {
            let answer = answer.await?;
            Ok(answer.map(|body| Guarded {
                body,
                _under_way: under_way,
            }))
        }
    })
}

/// A body that keeps its request under way until it has been sent.
struct Guarded {
    body: axum::body::Body,
    _under_way: UnderWay,
}

impl Body for Guarded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
