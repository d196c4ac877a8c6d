//! Requests that are not about a group's log, one after the other: [`letters`] and [`key_packages`] make
//! some, [`errands`] does them all; and the key package of last resort.

pub(super) mod errands;
pub(super) mod key_packages;
pub(super) mod last_resort;
pub(super) mod letters;
