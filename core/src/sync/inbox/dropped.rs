//! Why what lay in an inbox comes to nothing.

use crate::error::Error;

/// Why an item was dropped.
pub(crate) enum Dropped {
    /// The store failed: stop, and come back to it.
    Store(Error),
    /// It is not what it says, or nobody waits for it.
    Refused(&'static str),
}

impl<E: Into<Error>> From<E> for Dropped {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}
