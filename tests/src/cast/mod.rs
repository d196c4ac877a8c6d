//! Who plays: a relay and a clinic, people with real clients, and what they say and see.

pub(super) mod circle;
pub(super) mod person;
pub(super) mod seeing;
pub(super) mod talk;
pub(super) mod world;
