//! Every parser of what comes from outside, as plain functions on bytes, and a driver that
//! feeds them with mutated input (`scripts/fuzz`, docs/testing.md).
//!
//! | Module | Holds |
//! |---|---|
//! | [`targets`] | the table of targets |
//! | [`seeds`] | something genuine of each kind, to begin with |
//! | [`mutate`] | what is done to it |
//! | [`corpus`] | what is kept in the repository and read by the test-suite |

pub mod corpus;
pub mod mutate;
pub mod seeds;
pub mod targets;

pub use targets::{TARGETS, Target};
