//! HTTP as a client of the relay speaks it, and the answers it gets.

use std::sync::Arc;

use kith_protocol::{
    api::CBOR_TYPE,
    cbor,
    problem::{Code, PROBLEM_TYPE, Problem},
};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use serde::{Serialize, de::DeserializeOwned};

/// A client of one relay, with or without a session.
#[derive(Clone)]
pub struct Http {
    pub client: Client,
    pub base: String,
    pub token: Option<String>,
}

/// A client that trusts these certificates and no others.
pub fn builder(roots: &[CertificateDer<'static>]) -> ClientBuilder {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root.clone()).expect("a certificate");
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(store)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Client::builder()
        .tls_backend_preconfigured(config)
        .no_proxy()
}

impl Http {
    pub fn new(base: String) -> Self {
        Self {
            client: builder(&[]).build().expect("a client"),
            base,
            token: None,
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", CBOR_TYPE)
            .body(body);
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn post<T: Serialize>(&self, path: &str, body: &T) -> Answer {
        self.post_bytes(path, cbor::encode(body)).await
    }

    pub async fn send(&self, method: Method, path: &str) -> Answer {
        let request = self.request(method, path);
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path).await
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let kind = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let body = response.bytes().await.expect("a body").to_vec();
        Self { status, kind, body }
    }

    /// The body of an answer that must be good.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.kind, CBOR_TYPE);
        cbor::decode(&self.body, usize::MAX).expect("the announced type")
    }

    /// The problem of an answer that must be one.
    #[track_caller]
    pub fn problem(&self) -> Problem {
        assert_eq!(self.kind, PROBLEM_TYPE, "status {}", self.status);
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status);
        problem
    }

    /// The code of an answer that must be a problem.
    #[track_caller]
    pub fn code(&self) -> Code {
        self.problem().code().expect("a known code")
    }
}
