//! The wire types that `kith-core` and `kith-relay` share. No I/O happens here.
//!
//! | Module | Holds |
//! |---|---|
//! | [`cbor`] | deterministic CBOR (RFC 8949 §4.2.1) with bounds on size and depth |
//! | [`ids`] | 16-byte identifiers whose `Debug` tells nothing |
//! | [`signed`] | documents that carry the exact bytes that were signed |
//! | [`identity`] | clinic, issuer, attestation, device certificate, revocations |
//! | [`invitation`] | one-time invitations and their links |
//! | [`link`] | finding a link in what people paste, share or scan |
//! | [`list`] | lists that hold no more than so many |
//! | [`names`] | what may stand in a name, a title, a relationship |
//! | [`api`] | bodies of every request and answer of the relay, by resource |
//! | `private` | a `Debug` that tells nothing, for what holds words or names |
//! | [`problem`] | RFC 9457 problem documents and their codes |
//! | [`limits`] | every bound that both sides hold each other to |
//!
//! `docs/protocol.md` describes the same bytes in prose.

// Whoever calls is told what can go wrong.
#![warn(clippy::missing_errors_doc)]

pub mod api;
pub mod cbor;
pub mod identity;
pub mod ids;
pub mod invitation;
pub mod limits;
pub mod link;
pub mod list;
pub mod names;
mod private;
pub mod problem;
pub mod signed;
