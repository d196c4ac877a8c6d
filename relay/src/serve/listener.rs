//! Accepts connections, no more at once than allowed, and sees them out.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::connection::{self, Shared};
use crate::{app::App, config::Proxy, doors::Door};

/// After accepting failed, for want of file handles for example.
const PAUSE: Duration = Duration::from_millis(100);

/// A listening socket with the task that serves it.
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listener {
    pub(crate) async fn start(
        address: SocketAddr,
        (router, proxy): (Router, Option<Proxy>),
        tls: Option<TlsAcceptor>,
        app: Arc<App>,
    ) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            router,
            proxy,
            tls,
            app,
            stopped,
        });
        let task = tokio::spawn(serve(socket, shared));
        Ok(Self {
            address,
            stop,
            task,
        })
    }

    /// Takes no more connections, lets requests finish, then cuts what is left.
    pub(crate) async fn drain(mut self, patience: Duration) {
        self.stop.send_replace(true);
        if tokio::time::timeout(patience, &mut self.task)
            .await
            .is_err()
        {
            tracing::warn!("requests were cut off at shutdown");
            self.abort().await;
        }
    }

    /// Cuts all connections.
    pub(crate) async fn abort(mut self) {
        self.task.abort();
        drop((&mut self.task).await);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(socket: TcpListener, shared: Arc<Shared>) {
    let permits = Arc::new(Semaphore::new(shared.app.limits.connections));
    let mut connections = JoinSet::new();
    let mut stopped = shared.stopped.clone();
    loop {
        // Further connections wait in the kernel's queue.
        let permit = tokio::select! {
            permit = Arc::clone(&permits).acquire_owned() => permit,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Where too many come from one address, one more is closed at once.
                if let Some(door) = shared.app.doors.open(peer.ip()) {
                    let shared = Arc::clone(&shared);
                    connections.spawn(async move {
                        serve_one(&shared, stream, peer, Arc::new(door)).await;
                        drop(permit);
                    });
                }
            }
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
    drop(socket);
    while connections.join_next().await.is_some() {}
}

async fn serve_one(shared: &Shared, stream: TcpStream, peer: SocketAddr, door: Arc<Door>) {
    let _open = shared.app.metrics.connection();
    // Answers are small: they must not wait for one another.
    drop(stream.set_nodelay(true));
    connection::serve(shared, stream, peer.ip(), door).await;
}
