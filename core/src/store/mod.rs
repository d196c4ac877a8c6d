//! The encrypted store: one SQLCipher database, one writer, a few readers, one process at a
//! time. What is kept in it is described by the SQL files in `schema/`. A function on a table fails
//! where the store does, and [`StoreError`] says how.

// Said once above, for every table.
#![allow(clippy::missing_errors_doc)]

pub mod account;
pub mod circle;
pub(crate) mod engine;
pub(crate) mod healing;
#[cfg(test)]
mod numbers;
pub(crate) mod outgoing;
#[cfg(test)]
mod plans;
pub mod rows;
pub mod timeline;

pub use engine::{
    changes::{Change, ChangeEvent, ChangeOf, ChangeSet, ChangeStream},
    database::Database,
    error::StoreError,
    key::StoreKey,
    mode::Mode,
    open::OpenOptions,
    select::Select,
    tx::{ReadTx, WriteTx},
};
