//! Messaging Layer Security (RFC 9420): OpenMLS on the store, held to one profile, behind a
//! gate.

mod codec;
pub(crate) mod commit_data;
pub(crate) mod entry_id;
mod epoch;
mod error;
pub(crate) mod gate;
pub(crate) mod group;
pub(crate) mod key_package;
pub(crate) mod own;
pub(crate) mod profile;
mod provider;
pub(crate) mod readd;
mod rows;
pub(crate) mod seal;
mod storage;
pub(crate) mod suite;
pub(crate) mod welcome;

pub(crate) use epoch::EpochKey;
pub use error::MlsError;
pub(crate) use provider::{Engine, Provider, crypto};
pub use welcome::Pinned;
