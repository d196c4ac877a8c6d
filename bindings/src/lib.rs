//! kith-bindings: what Kotlin and Swift see of Kith. The only crate that knows UniFFI, and one
//! without logic: what does more than convert stands in [`kith_core`].
//!
//! # Rules of this boundary
//!
//! - Few long-lived objects ([`KithClient`] and what it hands out); everything else is a record,
//!   ready to render. One call, one batch: a call costs microseconds, a record next to nothing.
//! - Codes, names, times and amounts go out. Sentences are the apps'.
//! - Work runs on our own runtime ([`runtime`]), never on the caller's thread. A panic becomes
//!   [`KithError::Internal`]. Dropping the future of a call ends what it waited for; whatever was
//!   asked of the store is done nevertheless, or not at all.
//! - Errors are named by what the app should do ([`error`]) and carry a code that stays.
//! - What the app brings ([`platform`]) is called from blocking threads and may fail.

// Kotlin and Swift read these comments too: what can go wrong, and what to do then.
#![warn(clippy::missing_errors_doc)]

mod client;
mod code;
mod composer;
mod end;
mod error;
mod ids;
mod may;
mod news;
mod platform;
mod problem;
mod records;
mod runtime;
mod subscriptions;
mod tasks;

pub use client::KithClient;
pub use code::{check_code, open_by_code, seal_by_code, wait_after_wrong_codes_ms};
pub use composer::Composer;
pub use error::KithError;
pub use platform::{KeyVault, PlatformError, WallClock};
pub use subscriptions::{ChatSubscription, InboxSubscription};
pub use tasks::{RedeemTask, SyncTask};

uniffi::setup_scaffolding!();

/// Memory is wiped when it is freed (docs/decisions/0012): the apps have no other place to say so.
#[global_allocator]
static WIPES: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
