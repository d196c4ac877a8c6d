//! `kith-relay backup`, `restore`, `verify`. A relay may be serving while it is backed up or
//! verified.

use std::path::PathBuf;

use clap::Args;

use super::Done;
use crate::backup;

/// What follows from a restore without it.
const AUDIT_KEY_LOST: &str = "\
kith-relay: THE KEY OF THE AUDIT IS NOT HERE. The next command that uses this data makes a new one, and says so.
kith-relay: From then on nobody can check what the audit says of the time before, nor look up in it who did what.
kith-relay: If keys/audit.key turns up, lay it there before you start the relay or run any `clinic` command.";

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The relay's data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to write the data: a new or empty directory
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Where to write the keys: another new or empty directory. Keep it elsewhere than the data
    #[arg(long, value_name = "DIR")]
    keys: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup of the data
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The backup of the keys
    #[arg(long, value_name = "DIR", required_unless_present = "without_keys")]
    keys: Option<PathBuf>,
    /// The keys are lost: restore the data alone, and say which keys they need
    #[arg(long, conflicts_with = "keys")]
    without_keys: bool,
    /// The data directory to make: new or empty
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A backup, or a relay's data directory
    #[arg(long, value_name = "DIR", visible_alias = "from")]
    data: PathBuf,
    /// The backup of the keys, for a backup. Without it a backup's keys and audit are not checked
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
}

impl Backup {
    pub(super) fn run(&self) -> Done {
        Ok(backup::backup(&self.data, &self.to, &self.keys)?)
    }
}

impl Restore {
    pub(super) fn run(&self) -> Done {
        let missing = backup::restore(&self.from, self.keys.as_deref(), &self.data)?;
        for key in &missing {
            eprintln!(
                "kith-relay: restored without the key keys/{}",
                key.display()
            );
        }
        if missing.iter().any(|key| key.ends_with(backup::AUDIT_KEY)) {
            eprintln!("{AUDIT_KEY_LOST}");
        }
        Ok(())
    }
}

impl Verify {
    pub(super) fn run(&self) -> Done {
        let report = backup::verify(&self.data, self.keys.as_deref())?;
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
