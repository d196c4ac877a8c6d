//! A server on a free port of this machine.

use std::net::SocketAddr;

use tokio::{net::TcpListener, task::JoinHandle};

/// Serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Server {
    /// One that does this with a free port.
    ///
    /// # Panics
    ///
    /// Where this machine has none.
    pub async fn open<F>(serve: impl FnOnce(TcpListener) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (listener, address) = listening().await;
        Self {
            address,
            serving: tokio::spawn(serve(listener)),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Someone listens there.
///
/// # Panics
///
/// Where this machine has none.
pub async fn listening() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("bound");
    (listener, address)
}
