//! What goes out into logs: [`turns`] says whose turn it is, [`messages`] seals and submits what
//! was written, [`membership`] turns decided changes into commits ([`due`](mod@due) says which, [`claiming`] gets
//! what they need) by [`plans`] and [`welcomes`](mod@welcomes), and [`commits`] submits them. [`receipts`]
//! tells how far this device has come, beside all that; [`later`] says what waited for its time, and [`unsaid`] ends
//! what nobody would hear.

pub(super) mod claiming;
pub(super) mod commits;
pub(super) mod due;
pub(super) mod later;
pub(super) mod membership;
pub(super) mod messages;
pub(super) mod plans;
pub(crate) mod receipts;
pub(super) mod turns;
pub(super) mod unsaid;
pub(crate) mod welcomes;
