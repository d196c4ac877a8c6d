//! What is on its way out: messages, decided changes, requests; and what came of them.

pub(crate) mod denied;
pub(crate) mod errands;
pub(crate) mod intents;
pub(crate) mod outbox;
pub(crate) mod refused;
pub(crate) mod sealed;
pub(crate) mod telling;
pub(crate) mod unshown;
