//! The database itself: opened, locked, read and written by one thread, changed by steps. It knows
//! no table.

pub(super) mod changes;
pub(super) mod check;
pub(super) mod database;
pub(super) mod error;
pub(super) mod files;
pub(super) mod key;
pub(super) mod lock;
pub(super) mod migrate;
pub(super) mod mode;
pub(super) mod open;
pub(super) mod select;
pub(super) mod tx;
pub(super) mod workers;
