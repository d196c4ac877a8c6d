//! The relay of Kith: delivery service and key directory for groups whose content it cannot
//! read.
//!
//! | Module | Holds |
//! |---|---|
//! | [`relay`] | a relay from start to end |
//! | [`config`], [`clock`] | what an operator may set; time, injectable |
//! | `http` | the endpoints, one file for each resource |
//! | `auth` | nonces, sessions, what a session has proven |
//! | `hub` | what is newest, in memory, and who waits for it |
//! | `doors`, `memory`, `rate`, `rates` | who may have how many connections, how much memory, how often |
//! | `lock`, `metrics` | locks that outlive a panic; counters |
//! | `serve` | listener and connections |
//! | `tree`, `network`, `counts` | whose part of the relay someone uses; what is held at once |
//! | [`storage`] | the trait, its conformance suite, the SQLite backend |
//! | [`clinic`] | root, issuing key, documents, invitations |
//! | [`cli`] | the command line |
//! | [`audit`] | the hash chain of what matters for security |
//! | [`backup`] | copies of a relay, taken while it serves; restored; checked |
//! | [`tls`] | TLS 1.3, certificate reload, self-signed certificates, pins |
//! | [`data_dir`] | what lies where on disk, and for whom |
//!
//! A message's way through: `http::groups::append` checks sizes, rates and the session's proof;
//! `storage::sqlite::append` runs on the writer thread, in one transaction with what else waits;
//! after the commit the `hub` is told, which wakes `http::sync` and `http::events`; then the
//! sender is answered.

#![forbid(unsafe_code)]

mod app;
pub mod audit;
mod auth;
pub mod backup;
pub mod cli;
pub mod clinic;
pub mod clock;
pub mod config;
mod counts;
pub mod data_dir;
mod doors;
mod http;
mod hub;
mod lock;
mod memory;
mod metrics;
mod network;
mod rate;
mod rates;
pub mod relay;
mod serve;
pub mod storage;
pub mod tls;
mod tree;

pub use config::{Config, Limits, TlsFiles};
pub use relay::{Relay, StartError};
