//! Requests that are not about a group's log, one after the other; and the key package of last
//! resort.

pub(super) mod errands;
pub(super) mod last_resort;
