//! What the logs bring: [`fetch`](mod@fetch) asks, [`page`] says what can be true, [`circle`] takes
//! it in, [`keys`] asks for keys told otherwise, [`forgotten`] is for who was away too long,
//! [`standing`] looks whether all was shown, and [`removals`] makes marks that are missing.

pub(super) mod circle;
pub(super) mod fetch;
pub(super) mod forgotten;
pub(super) mod keys;
pub(super) mod page;
pub(super) mod removals;
pub(super) mod standing;
