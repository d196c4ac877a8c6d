//! Someone on the line who keeps every byte that passes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

type Kept = Arc<Mutex<Vec<u8>>>;

/// A tapped line.
pub struct Wire {
    address: SocketAddr,
    kept: Kept,
    carrying: JoinHandle<()>,
}

impl Wire {
    /// A line that leads to `relay`.
    pub async fn to(relay: SocketAddr) -> Self {
        let (listener, address) = crate::net::port::listening().await;
        let kept = Kept::default();
        let carrying = tokio::spawn(accept(listener, relay, Arc::clone(&kept)));
        Self {
            address,
            kept,
            carrying,
        }
    }

    /// Where the line begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every byte so far, both directions.
    pub fn heard(&self) -> Vec<u8> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Bearer tokens among them.
    pub fn tokens(&self) -> Vec<String> {
        const MARK: &[u8] = b"Bearer ";
        let heard = self.heard();
        let mut tokens: Vec<String> = heard
            .windows(MARK.len() + 64)
            .filter_map(|window| window.strip_prefix(MARK))
            .filter_map(|token| String::from_utf8(token.to_vec()).ok())
            .collect();
        tokens.sort();
        tokens.dedup();
        tokens
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

async fn accept(listener: TcpListener, relay: SocketAddr, kept: Kept) {
    while let Ok((client, _)) = listener.accept().await {
        let kept = Arc::clone(&kept);
        tokio::spawn(async move {
            let Ok(relay) = TcpStream::connect(relay).await else {
                return;
            };
            let _ = client.set_nodelay(true);
            let _ = relay.set_nodelay(true);
            let (from_client, to_client) = client.into_split();
            let (from_relay, to_relay) = relay.into_split();
            tokio::select! {
                () = carry(from_client, to_relay, &kept) => {}
                () = carry(from_relay, to_client, &kept) => {}
            }
        });
    }
}

async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, kept: &Kept) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        kept.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
