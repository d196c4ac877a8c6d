//! TLS 1.3, with a certificate that can be exchanged while connections stay.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use kith_protocol::ids::Digest32;
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
    version::TLS13,
};
use sha2::{Digest, Sha256};

use crate::config::TlsFiles;

/// Why there is no TLS with these files.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is not PEM, or not of the kind that was expected.
    #[error("the certificate or key is not a readable PEM file")]
    Pem(#[from] pem::Error),
    /// The key is not the certificate's, or of a kind that is not supported.
    #[error("the certificate and the key do not go together")]
    Pair(#[from] rustls::Error),
    /// The certificate cannot be parsed.
    #[error("the certificate cannot be parsed")]
    Certificate,
    /// No certificate could be made for this name.
    #[error("no certificate can be made for this host name")]
    Generate(#[from] rcgen::Error),
    /// A file could not be written.
    #[error("the file cannot be written")]
    File(#[from] io::Error),
}

/// Gives new connections the certificate that was loaded last.
#[derive(Debug)]
pub(crate) struct Certificate {
    files: TlsFiles,
    current: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    pub(crate) fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let current = RwLock::new(Arc::new(certified_key(&files)?));
        Ok(Self { files, current })
    }

    /// Reads the files again. Where they are no good, the old certificate stays.
    pub(crate) fn reload(&self) -> Result<(), TlsError> {
        let fresh = Arc::new(certified_key(&self.files)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

fn chain(cert: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    Ok(CertificateDer::pem_file_iter(cert)?.collect::<Result<_, _>>()?)
}

fn certified_key(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let key = PrivateKeyDer::from_pem_file(&files.key)?;
    let provider = ring::default_provider();
    Ok(CertifiedKey::from_der(chain(&files.cert)?, key, &provider)?)
}

/// A server that speaks TLS 1.3 only, HTTP/2 or HTTP/1.1.
pub(crate) fn server_config(certificate: Arc<Certificate>) -> Result<ServerConfig, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// What invitations pin: SHA-256 over the SubjectPublicKeyInfo of a certificate file's leaf.
///
/// # Errors
/// [`TlsError`].
pub fn pin(cert: &Path) -> Result<Digest32, TlsError> {
    let chain = chain(cert)?;
    let leaf = chain.first().ok_or(TlsError::Certificate)?;
    let parsed = webpki::EndEntityCert::try_from(leaf).map_err(|_| TlsError::Certificate)?;
    let digest = Sha256::digest(parsed.subject_public_key_info().as_ref());
    Ok(Digest32(digest.into()))
}

/// Makes a key and a certificate that signs itself, for loopback and demonstrations: trust in
/// it comes from the pin in an invitation. Neither file may exist; the key is its owner's only.
///
/// # Errors
/// [`TlsError`].
pub fn self_signed(host: &str, cert: &Path, key: &Path) -> Result<(), TlsError> {
    let made = rcgen::generate_simple_self_signed([host.to_owned()])?;
    let write = |path: &Path, mode, text: String| {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write(key, 0o600, made.signing_key.serialize_pem())?;
    write(cert, 0o644, made.cert.pem())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pin_of_a_certificate_is_that_of_its_key() {
        let home = tempfile::tempdir().expect("a directory");
        let path = |name| home.path().join(name);
        self_signed("localhost", &path("a.pem"), &path("a.key")).expect("makes a pair");
        self_signed("localhost", &path("b.pem"), &path("b.key")).expect("makes a pair");
        assert_ne!(
            pin(&path("a.pem")).expect("parses"),
            pin(&path("b.pem")).expect("parses")
        );
        let again = self_signed("localhost", &path("c.pem"), &path("a.key"));
        assert!(matches!(again, Err(TlsError::File(_))), "no overwriting");
        let mixed = TlsFiles {
            cert: path("a.pem"),
            key: path("b.key"),
        };
        assert!(matches!(certified_key(&mixed), Err(TlsError::Pair(_))));
        let swapped = TlsFiles {
            cert: path("a.key"),
            key: path("a.pem"),
        };
        assert!(Certificate::load(swapped).is_err());
    }
}
