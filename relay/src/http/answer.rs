//! Answers: CBOR, or a problem document.

use std::sync::LazyLock;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use kith_protocol::{
    api::CBOR_TYPE,
    cbor,
    problem::{Code, PROBLEM_TYPE, Problem},
};
use serde::Serialize;

use crate::{
    rates::NotNow,
    storage::{InvitationFault, Refusal, Stale, StorageError},
};

/// What a handler gives.
pub(super) type Reply<T> = Result<Encoded<T>, Failure>;

/// An answer in CBOR.
pub(super) struct Encoded<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Encoded<T> {
    fn into_response(self) -> Response {
        let mut response = Response::new(cbor::encode(&self.0).into());
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(CBOR_TYPE));
        response
    }
}

/// A problem, on its way out.
#[derive(Debug)]
pub(super) enum Failure {
    /// Without anything more: its body is made once.
    Plain(Code),
    /// With what a client needs to know.
    With(Code, Box<Problem>),
}

/// The bodies of plain problems, in the order of [`Code::ALL`].
static PLAIN: LazyLock<Vec<(Code, Bytes)>> = LazyLock::new(|| {
    let all = Code::ALL.iter();
    all.map(|code| (*code, encoded(&Problem::new(*code))))
        .collect()
});

fn encoded(problem: &Problem) -> Bytes {
    serde_json::to_vec(problem).unwrap_or_default().into()
}

/// The code of a problem response, for metrics.
#[derive(Clone, Copy)]
pub(super) struct ProblemCode(pub(super) &'static str);

impl Failure {
    /// The request may be made again after so many milliseconds.
    pub(super) fn later(code: Code, ms: u64) -> Self {
        let mut problem = Problem::new(code);
        problem.retry_after_ms = Some(ms);
        Self::With(code, Box::new(problem))
    }

    fn stale(stale: Stale) -> Self {
        let mut problem = Problem::new(Code::StaleEpoch);
        problem.epoch = Some(stale.epoch);
        problem.commits = stale.commits;
        Self::With(Code::StaleEpoch, Box::new(problem))
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::Plain(code)
    }
}

impl From<NotNow> for Failure {
    fn from(not_now: NotNow) -> Self {
        match not_now {
            NotNow::Later(ms) => Self::later(Code::RateLimited, ms),
            NotNow::Full => Code::Quota.into(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale(stale) => return Self::stale(stale),
            Refusal::TooManyBranches => Code::TooManyBranches,
            Refusal::Mismatch => Code::IdempotencyMismatch,
            Refusal::Unproven => Code::BadProof,
            Refusal::NotFound => Code::NotFound,
            Refusal::Exists => Code::Exists,
            Refusal::Guest => Code::Forbidden,
            Refusal::Quota => Code::Quota,
            Refusal::Revoked => Code::Revoked,
            Refusal::Forgotten => Code::Forgotten,
            Refusal::Invitation(fault) => match fault {
                InvitationFault::Unknown => Code::InvitationUnknown,
                InvitationFault::Used => Code::InvitationUsed,
                InvitationFault::Expired => Code::InvitationExpired,
                InvitationFault::Replaced => Code::InvitationReplaced,
                InvitationFault::Revoked => Code::InvitationRevoked,
            },
        }
        .into()
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Refused(refusal) => refusal.into(),
            StorageError::Full => {
                tracing::error!("the disk is full");
                Self::later(Code::Unavailable, 30_000)
            }
            StorageError::Busy | StorageError::Closed | StorageError::Transaction => {
                Self::later(Code::Unavailable, 1_000)
            }
            error => {
                tracing::error!(error = &error as &dyn std::error::Error, "storage failed");
                Code::Internal.into()
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (code, body, retry_after_ms) = match self {
            Self::Plain(code) => {
                let plain = PLAIN.iter().find(|(known, _)| *known == code);
                let body = plain.map(|(_, body)| body.clone()).unwrap_or_default();
                (code, body, None)
            }
            Self::With(code, problem) => (code, encoded(&problem), problem.retry_after_ms),
        };
        let mut response = Response::new(body.into());
        *response.status_mut() =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        if let Some(ms) = retry_after_ms {
            headers.insert(RETRY_AFTER, ms.div_ceil(1_000).into());
        }
        response.extensions_mut().insert(ProblemCode(code.as_str()));
        response
    }
}
