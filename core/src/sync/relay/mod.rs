//! The way to the relay. [`link`] is one account at work; [`delivery`] sends and hears, with
//! [`failure`] for why not; [`way`], [`tls`], [`proxy`] and [`portal`] are the connection;
//! [`heard`] and [`held`] what the relay says of the time and asks to wait with; [`clinic`] the
//! signed documents that it hands out, [`documents`] what of them holds; [`address`] where else it is,
//! [`urls`] when two addresses are one.

pub(super) mod address;
pub(super) mod clinic;
pub(super) mod delivery;
pub(super) mod documents;
pub(super) mod failure;
pub(super) mod heard;
pub(super) mod held;
pub(super) mod link;
pub(super) mod portal;
pub(super) mod proxy;
pub(super) mod tls;
mod urls;
pub(super) mod way;
