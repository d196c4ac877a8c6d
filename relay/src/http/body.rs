//! Request bodies: CBOR, bounded in size by what the endpoint takes, in memory by who asks, and in
//! time by how fast they come.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use kith_protocol::{
    api::CBOR_TYPE,
    cbor::{self, CborError},
    limits::MAX_BODY,
    problem::Code,
};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Failure, bounds::Bounded, caller::Asking};
use crate::{app::App, doors::Who, memory::Held};

/// How much of a body that is too large is read and thrown away, so that its sender gets to read
/// the answer: so many times what the endpoint takes.
const WASTE: usize = 16;
/// And for how long.
const WASTE_TIME: Duration = Duration::from_secs(30);
/// What is taken for a body that begins.
const FIRST: usize = 256;

/// A body, decoded; holds its share of the body memory until the handler is done.
pub(super) struct Cbor<T> {
    pub(super) value: T,
    _memory: Held<Who>,
}

impl<T: DeserializeOwned + Bounded> FromRequest<Arc<App>> for Cbor<T> {
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
        let most = T::MOST.min(MAX_BODY);
        if announced(&request).is_some_and(|length| length > most as u64) {
            waste(request.into_body(), most).await;
            return Err(Code::TooLarge.into());
        }
        let who = Asking::of(&request).who();
        let pool = match who {
            Who::Device(..) => &app.bodies,
            Who::Stranger(_) => &app.strangers,
        };
        let mut memory = pool.hold(who);
        let bytes = read(request.into_body(), app, most, &mut memory).await?;
        let value = cbor::decode(&bytes, most).map_err(|error| match error {
            CborError::TooLarge => Code::TooLarge,
            CborError::TooDeep | CborError::Malformed | CborError::Trailing => Code::BadRequest,
        })?;
        Ok(Self {
            value,
            _memory: memory,
        })
    }
}

/// Reads a body. It has to come at a least rate, from the first byte on.
async fn read(
    mut body: Body,
    app: &App,
    most: usize,
    memory: &mut Held<Who>,
) -> Result<Vec<u8>, Failure> {
    let limits = &app.limits;
    let began = Instant::now();
    let mut bytes = Vec::new();
    loop {
        let earned = Duration::from_secs(bytes.len() as u64) / limits.body_rate.max(1);
        let due = began + limits.body_grace + earned;
        let frame = timeout_at(due, body.frame()).await;
        let Some(frame) = frame.map_err(|_| Code::BadRequest)? else {
            return Ok(bytes);
        };
        let Ok(data) = frame.map_err(|_| Code::BadRequest)?.into_data() else {
            continue;
        };
        let length = bytes.len() + data.len();
        if length > most {
            drop(bytes);
            waste(body, most).await;
            return Err(Code::TooLarge.into());
        }
        if length > bytes.capacity() {
            // What is paid for is what is in memory, however small the pieces are.
            let room = length.next_power_of_two().max(FIRST).min(most);
            memory
                .grow_to(room)
                .map_err(|_| Failure::later(Code::Unavailable, 500))?;
            bytes.reserve_exact(room - bytes.len());
        }
        bytes.extend_from_slice(&data);
    }
}

fn announced(request: &Request) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH);
    length?.to_str().ok()?.parse().ok()
}

/// Whether a request announces a body that no endpoint reads.
pub(super) fn is_too_large(request: &Request) -> bool {
    announced(request).is_some_and(|length| length > MAX_BODY as u64)
}

/// Answers such a request, when its sender is ready to listen.
pub(super) async fn refuse(request: Request) -> Failure {
    waste(request.into_body(), MAX_BODY).await;
    Code::TooLarge.into()
}

async fn waste(mut body: Body, most: usize) {
    let read = async {
        let mut wasted = 0;
        while wasted < most * WASTE {
            match body.frame().await {
                Some(Ok(frame)) => wasted += frame.data_ref().map_or(0, Bytes::len),
                _ => break,
            }
        }
    };
    // Where it takes too long the answer may get lost with the connection.
    drop(timeout(WASTE_TIME, read).await);
}
