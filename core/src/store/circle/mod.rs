//! Circles and their rooms: who is in them, who was invited, and which group a room goes on in.

pub(crate) mod attention;
pub(crate) mod awaited;
pub(crate) mod circles;
pub(crate) mod conversations;
pub mod invitations;
pub(crate) mod joining;
pub(crate) mod listed;
pub(crate) mod participants;
pub(crate) mod refusals;
pub(super) mod room;
pub(crate) mod successors;
