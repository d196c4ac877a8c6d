//! A network that wants a login first: it answers in the relay's place, in plain HTTP.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::port::Server;

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
        let heard = Arc::default();
        let server = Server::open(|listener| answers(listener, answer, Arc::clone(&heard))).await;
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

async fn answers(listener: TcpListener, answer: String, heard: Arc<Mutex<Vec<Vec<u8>>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let said = say(stream, &answer).await;
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(said);
    }
}

async fn say(mut stream: TcpStream, answer: &str) -> Vec<u8> {
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
