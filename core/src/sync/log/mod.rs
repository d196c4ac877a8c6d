//! What the logs bring: [`fetch`](mod@fetch) asks, [`page`] says what can be true, [`circle`] takes
//! it in, [`keys`] asks for keys told otherwise, [`forgotten`] is for who was away too long, and
//! [`standing`] looks whether all was shown.

pub(super) mod circle;
pub(super) mod fetch;
pub(super) mod forgotten;
pub(super) mod keys;
pub(super) mod page;
pub(super) mod standing;
