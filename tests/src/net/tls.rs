//! Certificates that nobody but their own key has signed.

use std::{fs, path::PathBuf};

use kith_protocol::ids::Digest32;
use kith_relay::{TlsFiles, tls};
use tempfile::TempDir;

/// A certificate and its key in two files.
pub struct Certificate {
    dir: TempDir,
}

impl Certificate {
    /// A new key that signs its own certificate.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let made = Self { dir };
        made.makes();
        made
    }

    /// Where they lie.
    pub fn files(&self) -> TlsFiles {
        TlsFiles {
            cert: self.path("cert.pem"),
            key: self.path("key.pem"),
        }
    }

    /// What a link pins: the digest of the key.
    pub fn pin(&self) -> Digest32 {
        tls::pin(&self.path("cert.pem")).expect("a certificate")
    }

    /// The certificate's text.
    pub fn text(&self) -> String {
        fs::read_to_string(self.path("cert.pem")).expect("a certificate")
    }

    /// A new certificate for the same key, as every few weeks.
    pub fn renews(&self) {
        self.certifies(|_| {});
    }

    fn certifies(&self, change: impl FnOnce(&mut rcgen::CertificateParams)) {
        let key = fs::read_to_string(self.path("key.pem")).expect("a key");
        let key = rcgen::KeyPair::from_pem(&key).expect("a key");
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("a name");
        change(&mut params);
        let fresh = params.self_signed(&key).expect("signed");
        fs::write(self.path("cert.pem"), fresh.pem()).expect("written");
    }

    /// A certificate for the same key that holds from the beginning of one year to that of another.
    pub fn holds(&self, from: i32, to: i32) {
        self.certifies(|params| {
            params.not_before = rcgen::date_time_ymd(from, 1, 1);
            params.not_after = rcgen::date_time_ymd(to, 1, 1);
        });
    }

    /// Another key, with its certificate, in the same files.
    pub fn takes_over(&self, next: &Self) {
        for name in ["cert.pem", "key.pem"] {
            fs::copy(next.path(name), self.path(name)).expect("copied");
        }
    }

    fn makes(&self) {
        tls::self_signed("localhost", &self.path("cert.pem"), &self.path("key.pem"))
            .expect("a certificate is made");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

impl Default for Certificate {
    fn default() -> Self {
        Self::new()
    }
}
