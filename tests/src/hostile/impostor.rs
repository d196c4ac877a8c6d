//! Someone who answers at the relay's address with a key of their own, and notes what they are
//! told.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

use crate::Certificate;

/// A TLS server that takes every connection, answers nothing and counts what it hears.
pub struct Impostor {
    address: SocketAddr,
    ears: Arc<Ears>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct Ears {
    called: AtomicUsize,
    heard: AtomicUsize,
}

impl Impostor {
    /// Listens with this certificate.
    pub async fn with(certificate: &Certificate) -> Self {
        let (listener, address) = crate::net::port::listening().await;
        let ears = Arc::<Ears>::default();
        let acceptor = TlsAcceptor::from(Arc::new(config(certificate, &[b"h2", b"http/1.1"])));
        let listening = tokio::spawn(listen(listener, acceptor, Arc::clone(&ears)));
        Self {
            address,
            ears,
            listening,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections that someone began.
    pub fn called(&self) -> usize {
        self.ears.called.load(Ordering::SeqCst)
    }

    /// Bytes that someone entrusted to it, within TLS.
    pub fn heard(&self) -> usize {
        self.ears.heard.load(Ordering::SeqCst)
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// TLS with this certificate, for these protocols.
pub(crate) fn config(certificate: &Certificate, protocols: &[&[u8]]) -> ServerConfig {
    let files = certificate.files();
    let chain = vec![CertificateDer::from_pem_file(files.cert).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(files.key).expect("a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("TLS 1.3")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("a pair");
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    config
}

async fn listen(listener: TcpListener, acceptor: TlsAcceptor, ears: Arc<Ears>) {
    while let Ok((stream, _)) = listener.accept().await {
        ears.called.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(hear(stream, acceptor.clone(), Arc::clone(&ears)));
    }
}

async fn hear(stream: TcpStream, acceptor: TlsAcceptor, ears: Arc<Ears>) {
    let Ok(mut stream) = acceptor.accept(stream).await else {
        return;
    };
    // Something comes, then the line is cut: the caller need not wait for an answer.
    let mut buffer = [0; 4096];
    let read = stream.read(&mut buffer).await.unwrap_or(0);
    ears.heard.fetch_add(read, Ordering::SeqCst);
}
