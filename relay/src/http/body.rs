//! Request bodies: CBOR, bounded in size, in memory and in time.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use kith_protocol::{
    api::CBOR_TYPE,
    cbor::{self, CborError},
    limits::MAX_BODY,
    problem::Code,
};
use serde::de::DeserializeOwned;
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use super::Failure;
use crate::app::{App, BODY_UNIT};

/// How much of a body that is too large is read and thrown away, so that its sender gets to
/// read the answer.
const MAX_WASTE: usize = 32 << 20;

/// A body, decoded; holds its share of the body memory until the handler is done.
pub(super) struct Cbor<T> {
    pub(super) value: T,
    _memory: Option<OwnedSemaphorePermit>,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Cbor<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let is_cbor = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(CBOR_TYPE));
        if !is_cbor {
            return Err(Code::MediaType.into());
        }
        let read = read(request.into_body(), app);
        let (bytes, memory) = timeout(app.limits.body_timeout, read)
            .await
            .unwrap_or(Err(Code::BadRequest.into()))?;
        let value = cbor::decode(&bytes, MAX_BODY).map_err(|error| match error {
            CborError::TooLarge => Code::TooLarge,
            CborError::TooDeep | CborError::Malformed | CborError::Trailing => Code::BadRequest,
        })?;
        Ok(Self {
            value,
            _memory: memory,
        })
    }
}

async fn read(mut body: Body, app: &App) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Failure> {
    let (mut bytes, mut memory) = (BytesMut::new(), None);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Code::BadRequest)?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > MAX_BODY {
            drop(bytes);
            waste(body).await;
            return Err(Code::TooLarge.into());
        }
        let units = u32::try_from(data.len().div_ceil(BODY_UNIT)).unwrap_or(u32::MAX);
        let share = Arc::clone(&app.body_memory)
            .try_acquire_many_owned(units)
            .map_err(|_| Failure::later(Code::Unavailable, 500))?;
        match &mut memory {
            None => memory = Some(share),
            Some(memory) => memory.merge(share),
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes.freeze(), memory))
}

/// Whether a request announces a body that no endpoint reads.
pub(super) fn is_too_large(request: &Request) -> bool {
    let length = request.headers().get(CONTENT_LENGTH);
    length
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok())
        .is_some_and(|length: u64| length > MAX_BODY as u64)
}

/// Answers such a request, when its sender is ready to listen.
pub(super) async fn refuse(app: &App, request: Request) -> Failure {
    // Where it takes too long the answer may get lost with the connection.
    drop(timeout(app.limits.body_timeout, waste(request.into_body())).await);
    Code::TooLarge.into()
}

async fn waste(mut body: Body) {
    let mut wasted = 0;
    while wasted < MAX_WASTE {
        match body.frame().await {
            Some(Ok(frame)) => wasted += frame.data_ref().map_or(0, Bytes::len),
            _ => break,
        }
    }
}
