//! Vectors for whoever writes another client: what Kith makes of fixed keys and invented people.

mod bodies;
mod cast;
mod diagnostic;
mod documents;
mod events;
mod files;
mod letters;
mod links;
mod sealed;
mod sessions;
mod vector;

pub use events::content_of;
pub use files::{as_json, folder, vector_files};
pub use sealed::opened;
pub use vector::Vector;
