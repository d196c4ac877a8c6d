//! Checks a data directory's audit.

use std::{collections::BTreeMap, path::Path};

use super::{AuditEntry, AuditKeys, Checkpoint};
use crate::{
    data_dir::{DataDir, DataDirError},
    storage::{StorageError, sqlite::AuditReader},
};

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An entry was changed, removed or put in.
    #[error("the audit of chain {chain} is broken at entry {number}")]
    Entry {
        /// Which chain.
        chain: i64,
        /// The first entry that does not follow from the one before.
        number: u64,
    },
    /// The chain does not pass through a checkpoint: it was cut off or computed anew.
    #[error("the audit of chain {chain} does not agree with its checkpoint at entry {number}")]
    Checkpoint {
        /// Which chain.
        chain: i64,
        /// The entry that was signed.
        number: u64,
    },
}

/// What was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries.
    pub entries: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Everything that is wrong; empty if the audit holds.
    pub faults: Vec<Fault>,
}

/// Why the audit could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Checks every chain of a data directory; a relay may be serving from it.
///
/// # Errors
/// [`VerifyError`] where there is nothing to check.
pub fn verify(data: &Path) -> Result<Report, VerifyError> {
    let dir = DataDir::open(data)?;
    let keys = AuditKeys::new(&*dir.audit_secret()?);
    let reader = AuditReader::open(&dir)?;
    let mut report = Report::default();
    reader.snapshot(|reader| {
        report = check(reader, &keys)?;
        Ok(())
    })?;
    Ok(report)
}

/// Checks every chain that `reader` sees.
pub(crate) fn check(reader: &AuditReader, keys: &AuditKeys) -> Result<Report, StorageError> {
    let mut report = Report::default();
    for chain in reader.chains()? {
        let checkpoints = reader.checkpoints(chain)?;
        report.checkpoints += checkpoints.len() as u64;
        let mut check = Check::new(chain, checkpoints, keys);
        reader.for_each(chain, |entry| check.entry(&entry))?;
        report.entries += check.number;
        report.faults.extend(check.finish());
    }
    Ok(report)
}

struct Check {
    chain: i64,
    number: u64,
    hash: [u8; 32],
    expected: BTreeMap<u64, [u8; 32]>,
    faults: Vec<Fault>,
}

impl Check {
    fn new(chain: i64, checkpoints: Vec<Checkpoint>, keys: &AuditKeys) -> Self {
        let mut check = Self {
            chain,
            number: 0,
            hash: [0; 32],
            expected: BTreeMap::new(),
            faults: Vec::new(),
        };
        let key = keys.public();
        for checkpoint in checkpoints {
            if checkpoint.holds(&key) {
                check.expected.insert(checkpoint.number, checkpoint.hash);
            } else {
                check.checkpoint_fault(checkpoint.number);
            }
        }
        check
    }

    fn checkpoint_fault(&mut self, number: u64) {
        let chain = self.chain;
        self.faults.push(Fault::Checkpoint { chain, number });
    }

    fn entry(&mut self, entry: &AuditEntry) {
        self.number += 1;
        let follows = entry.number == self.number && entry.hash == entry.chain(&self.hash);
        // One break is named once; what stands after it is judged on its own.
        if !follows {
            self.faults.push(Fault::Entry {
                chain: self.chain,
                number: self.number.min(entry.number),
            });
        }
        self.number = entry.number;
        self.hash = entry.hash;
        if self
            .expected
            .remove(&entry.number)
            .is_some_and(|hash| hash != entry.hash)
        {
            self.checkpoint_fault(entry.number);
        }
    }

    fn finish(mut self) -> Vec<Fault> {
        for number in std::mem::take(&mut self.expected).into_keys() {
            self.checkpoint_fault(number);
        }
        self.faults
    }
}
