//! Answers on their way out: each is charged to who asked until it was read, in portions, so that
//! what nobody reads is bounded and can be given up.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use kith_protocol::problem::Code;

use super::Failure;
use crate::{app::App, doors::Who, memory::Held};

/// What is not worth counting: a window of the connection.
const SMALL: u64 = 16 << 10;
/// One portion. What was handed on lies in the connection's buffers.
const PORTION: usize = 32 << 10;

/// Charges an answer to who asked for it; refused where they leave too many unread.
pub(super) async fn charged(response: Response, who: Who, app: &App) -> Result<Response, Failure> {
    let Some(length) = response.body().size_hint().exact() else {
        // A stream: it makes each piece when it is asked for.
        return Ok(response);
    };
    if length <= SMALL {
        return Ok(response);
    }
    let mut held = app.answers.hold(who);
    held.grow_to(usize::try_from(length).unwrap_or(usize::MAX))
        .map_err(|_| Failure::later(Code::Unavailable, 5_000))?;
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.map_err(|_| Code::Internal)?.to_bytes();
    let portions = Portions {
        left: Some((bytes, held)),
    };
    Ok(Response::from_parts(head, Body::new(portions)))
}

struct Portions {
    left: Option<(Bytes, Held<Who>)>,
}

impl HttpBody for Portions {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some((bytes, _)) = &mut self.left else {
            return Poll::Ready(None);
        };
        let next = bytes.split_to(bytes.len().min(PORTION));
        // A copy: a slice would keep the whole answer.
        let portion = Bytes::copy_from_slice(&next);
        if bytes.is_empty() {
            self.left = None;
        }
        Poll::Ready(Some(Ok(Frame::data(portion))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.left.as_ref().map_or(0, |(bytes, _)| bytes.len());
        SizeHint::with_exact(left as u64)
    }
}
