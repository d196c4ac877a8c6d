//! A box on the way that forgets connections, as those of mobile networks and hotels do: some cut, some
//! take everything and pass nothing on.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use super::port::Server;

/// How long a scenario waits for a connection.
const PATIENCE: Duration = Duration::from_secs(60);

/// A TCP forwarder that scenarios break.
pub struct Middlebox {
    server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    to: SocketAddr,
    /// Connections up to this number are dead: what comes is swallowed, from either side.
    dead_up_to: watch::Sender<usize>,
    /// After so long a connection is cut.
    cuts_after: Option<Duration>,
    /// Connections so far.
    taken: watch::Sender<usize>,
}

impl Middlebox {
    /// One that passes everything on, until it is told otherwise.
    pub async fn before(to: SocketAddr) -> Self {
        Self::begin(to, None).await
    }

    /// One that cuts each connection when it has been there for so long.
    pub async fn that_cuts_after(to: SocketAddr, time: Duration) -> Self {
        Self::begin(to, Some(time)).await
    }

    async fn begin(to: SocketAddr, cuts_after: Option<Duration>) -> Self {
        let shared = Arc::new(Shared {
            to,
            cuts_after,
            dead_up_to: watch::Sender::new(0),
            taken: watch::Sender::new(0),
        });
        let server = Server::open(|listener| accept(listener, Arc::clone(&shared))).await;
        Self { server, shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Forgets every connection that there is, and closes none: what comes in is taken and goes nowhere.
    /// New ones are passed on.
    pub fn forgets_connections(&self) {
        let taken = *self.shared.taken.borrow();
        self.shared.dead_up_to.send_replace(taken);
    }

    /// The same, with every new one too.
    pub fn swallows_everything(&self) {
        self.shared.dead_up_to.send_replace(usize::MAX);
    }

    /// Passes new connections on again.
    pub fn recovers(&self) {
        self.forgets_connections();
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        *self.shared.taken.borrow()
    }

    /// Waits until there were so many connections.
    pub async fn takes(&self, connections: usize) {
        let mut taken = self.shared.taken.subscribe();
        let taken = taken.wait_for(|taken| *taken >= connections);
        tokio::time::timeout(PATIENCE, taken)
            .await
            .expect("so many connections in a minute")
            .expect("the box is there");
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let mut number = 0;
        shared.taken.send_modify(|taken| {
            *taken += 1;
            number = *taken;
        });
        tokio::spawn(carry(client, number, Arc::clone(&shared)));
    }
}

async fn carry(client: TcpStream, number: usize, shared: Arc<Shared>) {
    let Ok(relay) = TcpStream::connect(shared.to).await else {
        return;
    };
    let _ = (client.set_nodelay(true), relay.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_relay, to_relay) = relay.into_split();
    let forever = Duration::from_secs(24 * 60 * 60);
    tokio::select! {
        () = pass(from_client, to_relay, number, &shared) => {}
        () = pass(from_relay, to_client, number, &shared) => {}
        () = tokio::time::sleep(shared.cuts_after.unwrap_or(forever)) => {}
    }
}

/// Ends when either side does; never once the connection is dead.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, number: usize, shared: &Shared) {
    let is_dead = || *shared.dead_up_to.borrow() >= number;
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        if is_dead() {
            // Whether more comes or the end of it: nobody is told.
            if read == 0 {
                return std::future::pending().await;
            }
            continue;
        }
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
