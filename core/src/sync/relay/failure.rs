//! Why a request did not do what it asked for.

use std::time::Duration;

use kith_protocol::problem::{Code, Problem};
use rustls::{AlertDescription as Alert, CertificateError as Flaw};

/// The longest time that is waited for where a relay names one: whoever poses as a relay must not
/// silence a device for years.
const LONGEST_MS: u64 = 60 * 60 * 1000;

/// Why a request did not do what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// No network, no relay, or the connection broke: nothing is known of the outcome.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// Something else answers in the relay's place: with another key than the invitation or the
    /// clinic pinned, without TLS, or with the page of a network that wants a login first. Whether it
    /// is such a network or someone who means harm cannot be told from here. Nothing went out that
    /// was written: it waits.
    #[error("something else answers in the relay's place")]
    Untrusted,
    /// This device's clock is wrong: it says a time before 1970, or one by which the certificate that
    /// was shown does not hold, and the relay was last heard at another. Nothing was sent.
    #[error("this device's clock is wrong")]
    Clock,
    /// The network's proxy wants a name and a password, or others.
    #[error("the proxy wants a login")]
    ProxyLogin,
    /// The relay answered with a problem.
    #[error("the relay refused: {}", .0.title)]
    Problem(Box<Problem>),
    /// The relay answered with something that is not the protocol.
    #[error("the relay's answer cannot be read")]
    BadAnswer,
    /// The address in an invitation is not one that may be used.
    #[error("the relay's address is not https, nor this machine")]
    BadAddress,
}

impl DeliveryError {
    /// The problem's code, where the relay answered with one that is known.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => problem.code(),
            _ => None,
        }
    }

    /// How long the relay asks to wait before this is tried again, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Problem(problem) => problem.retry_after_ms.map(believed),
            _ => None,
        }
    }

    /// Whether trying again later, unchanged, may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable | Self::BadAnswer | Self::ProxyLogin | Self::Clock => true,
            Self::Problem(problem) => {
                problem.status >= 500 || problem.status == 429 || problem.status == 401
            }
            Self::Untrusted | Self::BadAddress => false,
        }
    }
}

/// The time that is waited for where a relay names this one.
fn believed(ms: u64) -> Duration {
    Duration::from_millis(ms.min(LONGEST_MS))
}

/// What hyper-util's tunnel says of the status 407; its error has no public type.
const PROXY_LOGIN: &str = "tunnel error: proxy authorization required";

impl From<reqwest::Error> for DeliveryError {
    fn from(error: reqwest::Error) -> Self {
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(error) = next {
            if let Some(failed) = error.downcast_ref().and_then(of_tls) {
                return failed;
            }
            if error.to_string() == PROXY_LOGIN {
                return Self::ProxyLogin;
            }
            // An io::Error hides what it wraps from `source`; TLS errors come wrapped twice.
            next = match error.downcast_ref().and_then(std::io::Error::get_ref) {
                Some(wrapped) => Some(wrapped),
                None => error.source(),
            };
        }
        Self::Unreachable
    }
}

/// What TLS says by the way in which it failed, if anything.
fn of_tls(error: &rustls::Error) -> Option<DeliveryError> {
    match error {
        // The clock, or whoever made this certificate: who asked knows more of the clock.
        rustls::Error::InvalidCertificate(
            Flaw::NotValidYet
            | Flaw::NotValidYetContext { .. }
            | Flaw::Expired
            | Flaw::ExpiredContext { .. },
        ) => Some(DeliveryError::Clock),
        error => is_someone_else(error).then_some(DeliveryError::Untrusted),
    }
}

/// Whether TLS failed as it does with whoever is not the relay: one speaks another key, another
/// version, or no TLS at all.
fn is_someone_else(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(_)
        | rustls::Error::InvalidMessage(_)
        | rustls::Error::PeerIncompatible(_) => true,
        rustls::Error::AlertReceived(alert) => matches!(
            alert,
            Alert::ProtocolVersion | Alert::HandshakeFailure | Alert::UnrecognisedName
        ),
        _ => false,
    }
}
