//! `kith-relay backup`, `restore`, `verify`. A relay may be serving while it is backed up or
//! verified.

use std::path::PathBuf;

use clap::Args;

use super::Done;
use crate::backup;

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The relay's data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to write the backup: a new or empty directory
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The data directory to make: new or empty
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A backup, or a relay's data directory
    #[arg(long, value_name = "DIR", visible_alias = "from")]
    data: PathBuf,
}

impl Backup {
    pub(super) fn run(&self) -> Done {
        Ok(backup::backup(&self.data, &self.to)?)
    }
}

impl Restore {
    pub(super) fn run(&self) -> Done {
        Ok(backup::restore(&self.from, &self.data)?)
    }
}

impl Verify {
    pub(super) fn run(&self) -> Done {
        let report = backup::verify(&self.data)?;
        for fault in &report.faults {
            eprintln!("kith-relay: {fault}");
        }
        if !report.faults.is_empty() {
            return Err("it does not hold".into());
        }
        println!(
            "it holds: {} files, {} entries of the audit",
            report.files, report.audit_entries
        );
        Ok(())
    }
}
