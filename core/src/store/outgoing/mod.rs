//! What is on its way out: messages, decided changes, requests; and what came of them.

pub(crate) mod denied;
pub(crate) mod errands;
pub(crate) mod intents;
pub mod later;
pub(crate) mod outbox;
pub(crate) mod refused;
pub(in crate::store) mod said;
pub(crate) mod sealed;
pub(in crate::store) mod stage;
pub(crate) mod telling;
pub(crate) mod unshown;
