//! Who someone is: keys, credentials, attestations.

pub mod credential;
pub mod identity;
pub mod letter;
pub mod likeness;
pub mod number;
