//! The files, and how they are written.

use std::path::PathBuf;

use super::{bodies, cast, documents, events, letters, links, sealed, sessions, vector::Vector};

/// Where they stand in this repository.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Each file with its vectors. Those of `sealed` are other bytes each time.
pub fn vector_files() -> Vec<(&'static str, Vec<Vector>)> {
    vec![
        ("keys", cast::vectors()),
        ("documents", documents::vectors()),
        ("links", links::vectors()),
        ("sessions", sessions::vectors()),
        ("bodies", bodies::vectors()),
        ("events", events::vectors()),
        ("letters", letters::vectors()),
        ("sealed", sealed::vectors()),
    ]
}

/// A file's text.
pub fn as_json(vectors: &[Vector]) -> String {
    let mut text = serde_json::to_string_pretty(vectors).expect("JSON");
    text.push('\n');
    text
}
