//! The patient's circle: who is in it, who may read what, and the documents that prove it.

pub mod consent;
pub mod group_id;
pub mod healing;
mod member;
pub mod policy;
mod revoked;
pub mod room_id;
pub mod successor;
pub mod whereabouts;
