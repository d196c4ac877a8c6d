//! Who is asking: nonces, sessions, and what a session has proven.

mod nonces;
mod session;
mod sessions;

pub(crate) use nonces::{Nonces, Spent};
pub(crate) use session::{End, Session};
pub(crate) use sessions::{Found, Full, SESSION_SECONDS, Sessions};
