//! A network that wants a login first: it answers in the relay's place, in plain HTTP. And, to tell them
//! apart, whoever gives the same answers within the relay's TLS.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

use super::port::Server;
use crate::{Certificate, hostile::impostor};

/// Answers every connection with the same words, and notes what it was told.
pub struct Portal {
    server: Server,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Portal {
    /// Sends everyone to its own page.
    pub async fn that_redirects() -> Self {
        Self::that_redirects_to("http://login.hotel.example/").await
    }

    /// Sends everyone there.
    pub async fn that_redirects_to(page: &str) -> Self {
        Self::that_says(format!(
            "HTTP/1.1 302 Found\r\nLocation: {page}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
        .await
    }

    /// Answers with this, whatever it is asked.
    pub async fn that_says(answer: String) -> Self {
        Self::opens(None, answer).await
    }

    /// The same within TLS with this certificate, as what stands before the relay at the clinic may.
    pub async fn within(certificate: &Certificate, answer: String) -> Self {
        let config = impostor::config(certificate, &[b"http/1.1"]);
        Self::opens(Some(TlsAcceptor::from(Arc::new(config))), answer).await
    }

    async fn opens(tls: Option<TlsAcceptor>, answer: String) -> Self {
        let heard = Arc::default();
        let server =
            Server::open(|listener| answers(listener, tls, answer, Arc::clone(&heard))).await;
        Self { server, heard }
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What each caller said first.
    pub fn heard(&self) -> Vec<Vec<u8>> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.clone()
    }
}

async fn answers(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    answer: String,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let said = match &tls {
            None => say(stream, &answer).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(stream) => say(stream, &answer).await,
                Err(_) => continue,
            },
        };
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(said);
    }
}

async fn say(
    mut stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    answer: &str,
) -> Vec<u8> {
    let mut buffer = vec![0; 4096];
    let read = stream.read(&mut buffer).await.unwrap_or(0);
    buffer.truncate(read);
    // Whoever hangs up did not want to hear it.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    // What comes still is taken: closed with something unread, the answer could be lost to them.
    tokio::spawn(async move {
        let mut rest = vec![0; 4096];
        while matches!(stream.read(&mut rest).await, Ok(1..)) {}
    });
    buffer
}
