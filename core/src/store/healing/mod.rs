//! What a room needs to find its way back: gaps, epochs that were, and what others were shown.

pub(crate) mod asked_keys;
pub(crate) mod epochs;
pub(crate) mod led_by;
pub(crate) mod missing;
pub(crate) mod readds;
pub(crate) mod stand;
pub(crate) mod whereabouts;
