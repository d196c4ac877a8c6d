//! A free port of this machine.

use std::net::SocketAddr;

use tokio::net::TcpListener;

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
