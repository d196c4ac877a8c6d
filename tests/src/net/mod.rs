//! Networks as they are, and worse: what drops, delays, cuts, listens in, wants a login.

pub(super) mod browser;
pub(super) mod connect_proxy;
pub(super) mod middlebox;
pub(super) mod network;
pub(super) mod port;
pub(super) mod portal;
pub(super) mod tls;
pub(super) mod weather;
pub(super) mod wire;
