//! Bodies of requests and answers, by resource. Every body is deterministic CBOR
//! (`application/cbor`) but for `/.well-known/kith` (JSON) and problems (RFC 9457, JSON).
//!
//! Which body goes where, and what answers it, stands once: in [`endpoint`].

use serde::{Deserialize, Serialize};

use crate::ids::Incarnation;

pub mod endpoint;
pub mod groups;
pub mod inbox;
mod page;
pub mod people;
pub mod session;
pub mod sync;

/// Media type of every body.
pub const CBOR_TYPE: &str = "application/cbor";

/// An answer that says no more than that it is done, durably.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

/// What a relay can do: `GET /.well-known/kith`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Protocol versions, newest first.
    pub versions: Vec<String>,
    /// Hexadecimal [`Incarnation`].
    pub incarnation: String,
    /// Largest request body in bytes.
    pub max_body: usize,
    /// Largest MLS application message in bytes.
    pub max_entry: usize,
    /// Largest commit in bytes.
    pub max_commit: usize,
    /// Days that a log entry is kept, unless a tenant says otherwise.
    pub retention_days: u32,
}

impl Capabilities {
    /// What this version of the relay offers.
    pub fn current(incarnation: Incarnation, retention_days: u32) -> Self {
        Self {
            versions: vec!["v1".to_owned()],
            incarnation: incarnation.to_hex(),
            max_body: crate::limits::MAX_BODY,
            max_entry: crate::limits::MAX_ENTRY,
            max_commit: crate::limits::MAX_COMMIT,
            retention_days,
        }
    }
}
