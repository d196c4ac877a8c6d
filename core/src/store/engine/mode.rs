//! Who opens a store, and what follows from that.

/// Who opens the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The app: makes the store and brings its schema up to date.
    App,
    /// A notification extension or worker in a process of its own: never migrates, and keeps
    /// its cache small.
    Extension,
}

impl Mode {
    /// The page cache of a connection, in KiB.
    pub(super) fn cache(self) -> u32 {
        match self {
            Self::App => 2000,
            Self::Extension => 256,
        }
    }
}
