//! The encrypted store: one SQLCipher database, one writer, a few readers, one process at a
//! time. What is kept in it is described by the SQL files in `schema/`. A function on a table fails
//! where the store does, and [`StoreError`] says how.

// Said once above, for every table.
#![allow(clippy::missing_errors_doc)]

pub(crate) mod accounts;
pub mod answering;
pub(crate) mod asked_keys;
mod changes;
mod check;
pub(crate) mod checked;
pub(crate) mod circles;
mod database;
pub(crate) mod denied;
pub mod drafts;
pub(crate) mod enrolments;
pub(crate) mod epochs;
pub(crate) mod errands;
mod error;
mod files;
pub(crate) mod healing;
mod index;
pub(crate) mod intents;
pub mod invitations;
mod key;
mod kinds;
mod lock;
pub mod messages;
mod migrate;
mod mode;
pub mod notice;
mod open;
pub(crate) mod participants;
mod places;
#[cfg(test)]
mod plans;
pub(crate) mod queue;
pub mod reading;
pub(crate) mod refused;
pub(crate) mod sealed;
pub(crate) mod search;
pub mod settings;
pub(crate) mod stand;
pub(crate) mod successors;
mod tx;
pub(crate) mod unshown;
mod workers;

pub use changes::{Change, ChangeEvent, ChangeSet, ChangeStream};
pub use database::Database;
pub use error::StoreError;
pub use key::StoreKey;
pub use mode::Mode;
pub use open::OpenOptions;
pub use tx::{ReadTx, WriteTx};
