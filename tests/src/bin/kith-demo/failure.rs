//! Why the demo stopped.

use std::{fmt, io};

use crate::scene::Mistake;

/// What went wrong, in a sentence.
#[derive(Debug)]
pub struct Failure(String);

/// Done, or why not.
pub type Done<T = ()> = Result<T, Failure>;

impl Failure {
    /// In these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The same, at a line of the scene.
    pub fn at(self, line: usize) -> Self {
        Self(format!("line {line}: {}", self.0))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self(mistake.to_string())
    }
}

impl From<kith_core::Error> for Failure {
    fn from(error: kith_core::Error) -> Self {
        Self(error.to_string())
    }
}
