//! What lies in an inbox: [`items`] takes one after the other, [`consents`] is who redeemed an
//! invitation, [`welcomed`] what is known of where a Welcome leads, [`placed`] whether it does, [`waiting`]
//! what has to wait for a log, [`dropped`] why something comes to nothing.

pub(super) mod consents;
pub(super) mod dropped;
pub(super) mod items;
mod placed;
pub(super) mod waiting;
mod welcomed;
