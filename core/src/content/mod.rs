//! What is said: the versioned event envelope, what all contents begin with, and, one file a type,
//! the contents themselves. [`registry`] knows them all.

pub mod erased;
pub mod event;
pub mod fields;
pub mod fold;
pub mod head;
pub mod mention;
pub mod receipt;
pub mod registry;
pub mod relation;
pub mod reply;
pub mod stamp;
pub mod stand;
pub mod text;
pub mod when;

/// The example on the page of how a type is added.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/adding-a-content-type.md")]
struct Adding;
