//! The network between everyone and the relay: a proxy on loopback that can go down, and lose
//! answers on their way back.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
};

use super::port::Server;

/// A network that scenarios command.
#[derive(Debug)]
pub struct Network {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    relay: watch::Sender<SocketAddr>,
    down: AtomicBool,
    answers_to_lose: AtomicUsize,
    cut: Notify,
}

impl Network {
    /// A network that leads to `relay`.
    pub async fn new(relay: SocketAddr) -> Self {
        let shared = Arc::new(Shared {
            relay: watch::Sender::new(relay),
            down: AtomicBool::new(false),
            answers_to_lose: AtomicUsize::new(0),
            cut: Notify::new(),
        });
        let server = Server::open(|listener| accept(listener, Arc::clone(&shared))).await;
        Self { server, shared }
    }

    /// Where clients find the relay.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Leads to another address from now on.
    pub fn leads_to(&self, relay: SocketAddr) {
        self.shared.relay.send_replace(relay);
        self.shared.cut.notify_waiters();
    }

    /// Cuts all connections and takes no new ones.
    pub fn goes_down(&self) {
        self.shared.down.store(true, Ordering::SeqCst);
        self.shared.cut.notify_waiters();
    }

    /// Works again.
    pub fn comes_back(&self) {
        self.shared.down.store(false, Ordering::SeqCst);
    }

    /// The next `count` requests reach the relay, but their answers are lost: the connection
    /// breaks instead.
    pub fn loses_answers(&self, count: usize) {
        self.shared.answers_to_lose.store(count, Ordering::SeqCst);
    }

    /// Answers that are still to be lost.
    pub fn answers_to_lose(&self) -> usize {
        self.shared.answers_to_lose.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        if !shared.down.load(Ordering::SeqCst) {
            tokio::spawn(carry(client, Arc::clone(&shared)));
        }
    }
}

async fn carry(client: TcpStream, shared: Arc<Shared>) {
    let relay = *shared.relay.borrow();
    let Ok(relay) = TcpStream::connect(relay).await else {
        return;
    };
    let _ = client.set_nodelay(true);
    let _ = relay.set_nodelay(true);
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_relay, mut to_relay) = relay.into_split();
    let there = async {
        let _ = tokio::io::copy(&mut from_client, &mut to_relay).await;
    };
    let back = async {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from_relay.read(&mut buffer).await {
            let lost = shared
                .answers_to_lose
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                })
                .is_ok();
            if lost || to_client.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
        () = shared.cut.notified() => {}
    }
}
