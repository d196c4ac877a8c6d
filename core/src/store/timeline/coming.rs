//! The rows that a transaction brings, on their way into the index of words. They go in as it ends, each with the
//! words that it shows by then: what is edited or taken back in the meantime never was there. To take words out again
//! costs more than everything else of an edit, for they have to be gone from each part of the index.

use std::collections::BTreeMap;

use super::index;
use crate::store::{StoreError, WriteTx, rows::EventRow};

/// Most bytes of words that wait in memory; beyond, they are read once more.
const MOST: usize = 256 << 10;

/// Rows that are not in the index yet.
#[derive(Default)]
pub struct Coming {
    /// Each with the words that it came with, if they still count.
    rows: BTreeMap<EventRow, Option<String>>,
    bytes: usize,
}

impl Coming {
    /// A row came.
    pub(super) fn came(&mut self, row: EventRow, words: &str) {
        self.bytes += words.len();
        let kept = (self.bytes <= MOST).then(|| words.to_owned());
        self.rows.insert(row, kept);
    }

    /// Whether a row is among them. It may show other words now.
    pub(super) fn is_reworded(&mut self, row: EventRow) -> bool {
        self.rows.get_mut(&row).map(|words| *words = None).is_some()
    }

    /// Whether a row was among them; it is not any more.
    pub(super) fn leaves(&mut self, row: EventRow) -> bool {
        self.rows.remove(&row).is_some()
    }

    /// Some of them may have been undone with their savepoint, and others have come in their place: whatever came is
    /// read once more.
    pub(super) fn may_be_undone(&mut self) {
        self.rows.values_mut().for_each(|words| *words = None);
    }

    /// The next of them goes into the index, the first that came first: else the index would write out what it has
    /// gathered with each. Answers whether there was one.
    pub(super) fn index_next(&mut self, db: &WriteTx<'_>) -> Result<bool, StoreError> {
        let Some((row, words)) = self.rows.pop_first() else {
            return Ok(false);
        };
        match words {
            Some(words) => index::add(db, row, &words)?,
            None => index::add_own(db, row)?,
        }
        Ok(true)
    }
}

kith_protocol::tells_nothing!(Coming);
