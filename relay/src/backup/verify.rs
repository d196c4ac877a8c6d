//! Looks a backup or a data directory through.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{BackupError, DATABASE, KEYS, Manifest};
use crate::{
    audit::{self, AuditKeys},
    data_dir::read_secret,
    storage::{
        StorageError,
        sqlite::{DatabaseFault, Snapshot},
    },
};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file of a backup is not what it was, or is gone.
    #[error("a file was changed since the backup: {}", .0.display())]
    File(PathBuf),
    /// A key that a relay needs is not there, or is none.
    #[error("a key is missing or cannot be read: {}", .0.display())]
    Key(PathBuf),
    /// The database or a log in it.
    #[error(transparent)]
    Database(DatabaseFault),
    /// The audit.
    #[error(transparent)]
    Audit(audit::Fault),
}

/// What was looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files of a backup that were compared with its manifest; 0 for a data directory.
    pub files: usize,
    /// Entries of the audit.
    pub audit_entries: u64,
    /// Everything that is wrong; empty if it holds.
    pub faults: Vec<Fault>,
}

/// Checks a backup, or a data directory from which a relay may be serving: the files against
/// the manifest of a backup, the database by SQLite's own check, each log for holes, the audit's
/// chains, and that the keys are there which a relay would need. Changes nothing.
///
/// # Errors
/// [`BackupError`] where there is nothing to check.
pub fn verify(dir: &Path) -> Result<Report, BackupError> {
    let database = dir.join(DATABASE);
    if !database.exists() {
        return Err(BackupError::NoData);
    }
    let mut report = Report::default();
    match Manifest::read(dir) {
        Ok(manifest) => {
            report.files = manifest.files().count();
            let changed = manifest.changed(dir);
            report.faults.extend(changed.into_iter().map(Fault::File));
        }
        // A data directory has none.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            report
                .faults
                .push(Fault::File(super::manifest::NAME.into()));
        }
        Err(error) => return Err(error.into()),
    }
    match look(dir, &database, &mut report) {
        // So damaged that it cannot be read to the end.
        Err(StorageError::Database(error)) => {
            let damage = DatabaseFault::Damaged(error.to_string());
            report.faults.push(Fault::Database(damage));
        }
        Err(StorageError::Record) => {
            let damage = DatabaseFault::Damaged(StorageError::Record.to_string());
            report.faults.push(Fault::Database(damage));
        }
        other => other?,
    }
    Ok(report)
}

fn look(dir: &Path, database: &Path, report: &mut Report) -> Result<(), StorageError> {
    let snapshot = Snapshot::open(database)?;
    let found = snapshot.faults()?;
    report.faults.extend(found.into_iter().map(Fault::Database));
    for issuer in snapshot.issuers()? {
        let key = Path::new(KEYS).join(format!("issuer-{}.key", issuer.to_hex()));
        if read_secret::<32>(&dir.join(&key)).is_err() {
            report.faults.push(Fault::Key(key));
        }
    }
    let key = Path::new(KEYS).join("audit.key");
    match read_secret::<64>(&dir.join(&key)) {
        Err(_) => report.faults.push(Fault::Key(key)),
        Ok(secret) => {
            let audited = audit::check(&snapshot.audit(), &AuditKeys::new(&secret))?;
            report.audit_entries = audited.entries;
            report
                .faults
                .extend(audited.faults.into_iter().map(Fault::Audit));
        }
    }
    Ok(())
}
