//! One complete exchange, repeated: [`pass`](mod@pass) in its order, [`runner`] again and again,
//! [`pause`] between, [`reach`] as the user sees it.

pub(super) mod pass;
pub(super) mod pause;
pub(super) mod reach;
pub(super) mod runner;
