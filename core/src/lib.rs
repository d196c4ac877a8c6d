//! kith-core

pub mod store;
mod mls;
