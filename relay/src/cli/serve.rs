//! `kith-relay serve`.

use std::{
    io::Write,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::Args;
use http::HeaderName;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::Done;
use crate::{Config, Relay, TlsFiles, config::Proxy};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The data directory; made if it is not there
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR")]
    listen: SocketAddr,
    /// The TLS certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Serve plain HTTP on other than loopback addresses, behind a TLS proxy
    #[arg(long)]
    allow_plain_http: bool,
    /// The address of a proxy that is believed whom a request is from
    #[arg(long, value_name = "ADDR", requires = "proxy_header")]
    proxy: Option<IpAddr>,
    /// In which header it says so, with the last address in it
    #[arg(long, value_name = "NAME", requires = "proxy")]
    proxy_header: Option<HeaderName>,
    /// Where to serve metrics and health
    #[arg(long, value_name = "ADDR")]
    admin: Option<SocketAddr>,
    /// Bytes that the database may take
    #[arg(long, value_name = "BYTES")]
    max_database: Option<u64>,
}

/// Logs go to standard error; `KITH_LOG` sets what is logged.
pub(super) fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("KITH_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call finds the first one's subscriber; both are the same.
    drop(
        tracing_subscriber::fmt()
            .json()
            .with_writer(std::io::stderr)
            .with_env_filter(filter)
            .try_init(),
    );
}

impl Serve {
    fn config(self) -> Config {
        let mut config = Config::new(self.data, self.listen);
        config.tls = self
            .tls_cert
            .zip(self.tls_key)
            .map(|(cert, key)| TlsFiles { cert, key });
        config.allow_plain = self.allow_plain_http;
        let proxy = self.proxy.zip(self.proxy_header);
        config.proxy = proxy.map(|(address, header)| Proxy { address, header });
        config.admin = self.admin;
        config.limits.database_bytes = self.max_database;
        config
    }

    pub(super) async fn run(self) -> Done {
        // In place before anyone can be told that the relay listens.
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let relay = Relay::start(self.config()).await?;
        let mut out = std::io::stdout();
        writeln!(out, "listening on {}", relay.url())?;
        if let Some(address) = relay.admin_address() {
            writeln!(out, "metrics on http://{address}/metrics")?;
        }
        out.flush()?;
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hang_up.recv() => match relay.reload_tls().await {
                    Ok(()) => tracing::info!("the certificate was read again"),
                    Err(error) => {
                        let error = &error as &dyn std::error::Error;
                        tracing::error!(error, "the old certificate stays");
                    }
                },
            }
        }
        relay.shutdown().await;
        Ok(())
    }
}
