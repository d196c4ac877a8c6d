//! What is said: the versioned event envelope and, one file a type, the contents of care.md.

pub mod event;
pub mod stamp;
pub mod stand;
pub mod text;
