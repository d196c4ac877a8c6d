//! A relay from start to end.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, interval_at},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    app::{App, Phase},
    clinic::Authority,
    config::Config,
    data_dir::{DataDir, DataDirError, ServeLock},
    doors::Shared,
    http,
    hub::Hub,
    metrics::Metrics,
    serve::Listener,
    storage::{Expired, Storage, StorageError, crash, sqlite::Sqlite},
    tls::{self, Certificate, TlsError},
};

/// Between looks for revocations by another process.
const REVOCATIONS: Duration = Duration::from_secs(1);
/// Between runs of the retention.
const RETENTION: Duration = Duration::from_secs(10 * 60);

/// Why a relay did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Plain HTTP was asked for on an address that others can reach.
    #[error(
        "without a certificate the relay listens on loopback only, unless plain HTTP is allowed"
    )]
    PlainHttp,
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The certificate or its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// An address could not be listened on.
    #[error("the relay cannot listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// A running relay. Dropped, it ends as if killed; [`Relay::shutdown`] ends it in order.
pub struct Relay {
    app: Arc<App>,
    storage: Arc<Sqlite>,
    certificate: Option<Arc<Certificate>>,
    listener: Listener,
    admin: Option<Listener>,
    chores: JoinSet<()>,
    data: PathBuf,
    lock: ServeLock,
}

impl Relay {
    /// Starts a relay; when this returns, it answers.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let plain = config.tls.is_none();
        if plain && !config.allow_plain && !config.listen.ip().is_loopback() {
            return Err(StartError::PlainHttp);
        }
        let mut limits = config.limits;
        let shared = match &config.proxy {
            Some(proxy) => Shared::Proxy(proxy.address),
            None if config.allow_plain => {
                // All come from an address that nobody has named.
                limits.stranger_bodies.share = limits.stranger_bodies.total;
                Shared::Everywhere
            }
            None => Shared::Nowhere,
        };
        let certificate = config.tls.map(Certificate::load).transpose()?.map(Arc::new);
        let tls = certificate.clone().map(tls::server_config).transpose()?;
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));

        let dir = DataDir::open(&config.data)?;
        let lock = dir.lock()?;
        let metrics = Arc::<Metrics>::default();
        let hub = Arc::new(Hub::new(Arc::clone(&metrics)));
        let clock = Arc::clone(&config.clock);
        let storage = Sqlite::open(&dir, limits, clock, Arc::<Hub>::clone(&hub))?;
        let storage = Arc::new(storage);
        let app = Arc::new(App::new(
            Arc::<Sqlite>::clone(&storage),
            hub,
            Authority::new(dir),
            metrics,
            config.clock,
            limits,
            shared,
        ));
        app.storage.look_at_clock(None).await?;

        let listen = |address, router, tls| {
            let (app, proxy) = (Arc::clone(&app), config.proxy.clone());
            async move {
                let started = Listener::start(address, (router, proxy), tls, app).await;
                started.map_err(|source| StartError::Listen { address, source })
            }
        };
        let admin = match config.admin {
            None => None,
            Some(at) => Some(listen(at, http::admin_router(Arc::clone(&app)), None).await?),
        };
        let listener = listen(config.listen, http::router(Arc::clone(&app)), tls).await?;
        let mut chores = JoinSet::new();
        chores.spawn(watch_revocations(Arc::clone(&app)));
        chores.spawn(keep_house(Arc::clone(&app)));
        tracing::info!(tls = !plain, "the relay is serving");
        Ok(Self {
            app,
            storage,
            certificate,
            listener,
            admin,
            chores,
            data: config.data,
            lock,
        })
    }

    /// Where it listens, with port 0 resolved.
    pub fn address(&self) -> SocketAddr {
        self.listener.address
    }

    /// Where metrics and health are served.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().map(|admin| admin.address)
    }

    /// Its data directory.
    pub fn data(&self) -> &std::path::Path {
        &self.data
    }

    /// Its address as a URL.
    pub fn url(&self) -> String {
        let scheme = if self.certificate.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address())
    }

    /// Reads the certificate again; connections stay. Where it is no good, the old one stays.
    ///
    /// # Errors
    /// [`TlsError`].
    pub async fn reload_tls(&self) -> Result<(), TlsError> {
        match &self.certificate {
            None => Ok(()),
            Some(certificate) => certificate.reload(),
        }
    }

    /// Runs the retention now, to its end.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn run_retention(&self) -> Result<Expired, StorageError> {
        run_retention(&self.app).await
    }

    /// Begins to go down: it is not ready any more and nobody waits for news, but it answers.
    pub fn drain(&self) {
        self.app.phase.send_replace(Phase::Draining);
    }

    /// Goes down in order: requests finish, then everything is closed.
    pub async fn shutdown(mut self) {
        self.drain();
        self.chores.shutdown().await;
        self.listener.drain(self.app.limits.drain_timeout).await;
        if let Some(admin) = self.admin.take() {
            admin.drain(Duration::from_secs(1)).await;
        }
        if self.storage.checkpoint().await.is_err() {
            tracing::warn!("the audit ends without a checkpoint");
        }
        self.storage.close().await;
        drop(self.lock);
        tracing::info!("the relay has ended");
    }

    /// Ends as if killed: connections are cut, what is not durable is lost.
    pub async fn abort(mut self) {
        self.chores.shutdown().await;
        self.listener.abort().await;
        if let Some(admin) = self.admin.take() {
            admin.abort().await;
        }
        self.storage.abort().await;
        drop(self.lock);
    }
}

/// Ends the sessions of people whom a clinic revoked, whichever process did it.
async fn watch_revocations(app: Arc<App>) {
    let mut ticks = interval(REVOCATIONS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut seen, mut looks) = (None, 0);
    loop {
        ticks.tick().await;
        match app.storage.revision().await {
            // Twice: a session may just have been opening.
            Ok(revision) if seen != Some(revision) => (seen, looks) = (Some(revision), 2),
            Ok(_) => {}
            Err(_) => continue,
        }
        if looks == 0 {
            continue;
        }
        match app.storage.revoked(app.sessions.devices()).await {
            Ok(devices) => {
                app.sessions.revoke(&devices);
                looks -= 1;
            }
            Err(_) => tracing::warn!("revocations could not be looked up"),
        }
    }
}

async fn keep_house(app: Arc<App>) {
    let mut ticks = interval_at(Instant::now() + RETENTION, RETENTION);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.sweep();
        match run_retention(&app).await {
            Ok(expired) => tracing::info!(records = expired.total(), "retention"),
            Err(_) => tracing::warn!("the retention could not run"),
        }
        if app.storage.checkpoint().await.is_err() {
            tracing::warn!("the audit could not be signed");
        }
    }
}

async fn run_retention(app: &App) -> Result<Expired, StorageError> {
    let mut sum = Expired::default();
    let now = app
        .storage
        .look_at_clock(Some(app.since_last_look()))
        .await?;
    loop {
        let piece = app.storage.expire(now).await?;
        if piece.is_done() {
            app.metrics.expired(sum.total());
            return Ok(sum);
        }
        crash::point("relay.expired");
        sum += piece;
    }
}
