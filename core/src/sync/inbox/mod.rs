//! What lies in an inbox: [`items`] takes one after the other, [`consents`] is who redeemed an
//! invitation, [`welcomed`] what is known of where a Welcome leads, [`placed`] whether it does, [`dropped`] why something comes to nothing.

pub(super) mod consents;
pub(super) mod dropped;
pub(super) mod items;
mod placed;
mod welcomed;
