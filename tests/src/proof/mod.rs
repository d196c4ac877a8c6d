//! What is looked at afterwards: what must hold for all, and what must be found nowhere.

pub(super) mod census;
pub(super) mod files;
pub(super) mod logs;
pub(super) mod memory;
pub(super) mod needles;
pub(super) mod oracle;
pub(super) mod pages;
pub(super) mod secrets;
