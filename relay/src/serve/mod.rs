//! The listener and its connections.

mod connection;
mod listener;

pub(crate) use listener::Listener;
