//! What is said of something that was said: silent, without a row of its own.

pub mod edit;
pub mod pin;
pub mod reaction;
pub mod redaction;
pub mod withdrawn;
