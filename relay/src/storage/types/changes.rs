//! What others may wait for.

use kith_protocol::ids::{DeviceId, GroupId};

/// A change that others may wait for. Told after it is durable and before the request that
/// made it is answered, in the order of the writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A log has grown.
    Group {
        /// Which.
        group: GroupId,
        /// Its newest sequence number.
        head: u64,
        /// The epoch that it has grown in: only who reaches that is told.
        node: u64,
    },
    /// An item came.
    Inbox {
        /// Whose inbox.
        device: DeviceId,
        /// Its sequence number.
        seq: u64,
    },
    /// The number of waiting key packages changed.
    KeyPackages {
        /// Whose.
        device: DeviceId,
        /// How many now, besides the one of last resort.
        waiting: u32,
    },
}

/// Is told of changes.
pub trait Observer: Send + Sync + 'static {
    /// Must neither block nor panic.
    fn changed(&self, change: Change);

    /// So many writes became durable together, in so many microseconds.
    fn batch(&self, _jobs: usize, _micros: u64) {}
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deaf;

impl Observer for Deaf {
    fn changed(&self, _: Change) {}
}
