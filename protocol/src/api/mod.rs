//! Bodies of requests and answers, by resource. Every body is deterministic CBOR
//! (`application/cbor`) but for `/.well-known/kith` (JSON) and problems (RFC 9457, JSON).
//!
//! | Request | Body → answer |
//! |---|---|
//! | `GET /.well-known/kith` | → [`Capabilities`] as JSON |
//! | `POST /v1/nonces` | [`session::NonceRequest`] → [`session::Nonce`] |
//! | `POST /v1/sessions` | [`session::SessionRequest`] → [`session::Session`] |
//! | `POST /v1/proofs` | [`session::Proofs`] → [`session::ProofResults`] |
//! | `POST /v1/enrolments` (no session) | [`people::Enrolment`] → [`people::Enrolled`] |
//! | `GET /v1/clinic` | → [`people::Clinic`] |
//! | `GET /v1/people/{person}/devices` | → [`people::Devices`] |
//! | `POST /v1/invitations` | [`people::GuestInvitation`] → [`Done`] |
//! | `DELETE /v1/invitations/{id}` | → [`Done`] |
//! | `DELETE /v1/guests/{person}` · `PUT` | → [`Done`] |
//! | `POST /v1/key-packages` | [`people::KeyPackages`] → [`Done`] |
//! | `POST /v1/key-packages/claim` | [`people::Claim`] → [`people::Claimed`] |
//! | `POST /v1/groups` | [`groups::NewGroup`] → [`Done`] |
//! | `POST /v1/groups/{group}/entries` | [`groups::Append`] → [`groups::Appended`] |
//! | `POST /v1/groups/{group}/commits` | [`groups::Commit`] → [`groups::Committed`] |
//! | `POST /v1/groups/{group}/removals` | [`groups::MarkRemoval`] → [`Done`] |
//! | `POST /v1/inbox/{device}` | [`inbox::Deposit`] → [`Done`] |
//! | `POST /v1/sync` | [`sync::SyncRequest`] → [`sync::SyncAnswer`] |
//! | `POST /v1/acks` | [`sync::Ack`] → [`Done`] |
//! | `GET /v1/events` | → `text/event-stream` of hints: `event: group` with the group in hex, `event: inbox` |

use serde::{Deserialize, Serialize};

use crate::ids::Incarnation;

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
