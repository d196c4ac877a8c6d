//! What was said, in the order in which it is shown: rows, search, how far it was read, and what is
//! not sent yet.

pub mod answering;
pub(crate) mod chain;
pub(crate) mod coming;
pub(crate) mod derived;
pub mod drafts;
pub mod events;
pub(crate) mod index;
pub(crate) mod items;
pub(super) mod kinds;
pub mod left_over;
pub mod messages;
pub(crate) mod newer;
pub mod notice;
mod order;
pub mod orphans;
pub(super) mod places;
pub mod read_marks;
pub(crate) mod receipts;
pub mod revisions;
pub mod search;
pub(crate) mod shelf;
mod shown;
pub(crate) mod targets;
pub(crate) mod told;
mod worded;
