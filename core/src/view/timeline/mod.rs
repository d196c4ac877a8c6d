//! One conversation as it is drawn: its rows, the window over them, what is found in them.

pub(super) mod act;
pub(super) mod acts;
pub(super) mod chat;
mod dates;
pub(super) mod details;
pub(super) mod drawn;
pub(super) mod later;
pub(super) mod live;
pub(super) mod named;
pub(super) mod quote;
pub(crate) mod reached;
pub(super) mod rows;
pub(super) mod search;
pub(super) mod shelved;
pub(super) mod span;
pub(super) mod window;
