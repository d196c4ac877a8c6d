//! A proxy as companies and clinics have one: it takes `CONNECT` and nothing else, and notes all that it
//! sees.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::port::Server;

/// Longest head of a request that it reads.
const MAX_HEAD: usize = 8 << 10;

/// One request to it.
#[derive(Clone, Debug, Default)]
pub struct Tunnel {
    /// The head of the request, as it came.
    pub head: String,
    /// What went through it to the relay.
    pub sent: Vec<u8>,
}

impl Tunnel {
    /// The first line.
    pub fn asked(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }
}

/// A proxy that notes what it sees.
pub struct ConnectProxy {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// What has to follow `Proxy-Authorization: `.
    login: Option<String>,
    tunnels: Mutex<Vec<Tunnel>>,
}

impl Shared {
    fn tunnels(&self) -> MutexGuard<'_, Vec<Tunnel>> {
        self.tunnels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectProxy {
    /// One for everyone.
    pub async fn open() -> Self {
        Self::begin(None).await
    }

    /// One that wants this login: `Basic` and user and password in base64.
    pub async fn with_login(login: &str) -> Self {
        Self::begin(Some(login.to_owned())).await
    }

    async fn begin(login: Option<String>) -> Self {
        let shared = Arc::new(Shared {
            login,
            ..Shared::default()
        });
        let server = Server::open(|listener| accept(listener, Arc::clone(&shared))).await;
        Self { server, shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// All that it was asked so far, and what it carried.
    pub fn saw(&self) -> Vec<Tunnel> {
        self.shared.tunnels().clone()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(serve(client, Arc::clone(&shared)));
    }
}

async fn serve(mut client: TcpStream, shared: Arc<Shared>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match client.read_u8().await {
            Ok(byte) if head.len() < MAX_HEAD => head.push(byte),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let tunnel = Tunnel {
        head: head.clone(),
        sent: Vec::new(),
    };
    let to = head.lines().next().and_then(|line| {
        let to = line.strip_prefix("CONNECT ")?;
        Some(to.split(' ').next()?.to_owned())
    });
    let may = shared.login.as_ref().is_none_or(|login| {
        let wanted = format!("proxy-authorization: {}", login.to_lowercase());
        head.lines().any(|line| line.to_lowercase() == wanted)
    });
    let number = {
        let mut tunnels = shared.tunnels();
        tunnels.push(tunnel);
        tunnels.len() - 1
    };
    let answer = match (&to, may) {
        (None, _) => "HTTP/1.1 405 Method Not Allowed\r\n\r\n",
        (Some(_), false) => {
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"
        }
        (Some(_), true) => "HTTP/1.1 200 Connection established\r\n\r\n",
    };
    let relay = match &to {
        Some(to) if may => TcpStream::connect(to).await.ok(),
        _ => None,
    };
    if client.write_all(answer.as_bytes()).await.is_err() {
        return;
    }
    let Some(relay) = relay else { return };
    let _ = (client.set_nodelay(true), relay.set_nodelay(true));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_relay, mut to_relay) = relay.into_split();
    let there = async {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            if let Some(tunnel) = shared.tunnels().get_mut(number) {
                tunnel.sent.extend_from_slice(&buffer[..read]);
            }
            if to_relay.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let _ = tokio::io::copy(&mut from_relay, &mut to_client).await;
    };
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}
