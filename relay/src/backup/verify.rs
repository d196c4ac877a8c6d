//! Looks a backup or a data directory through.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{AUDIT_KEY, BackupError, DATABASE, KEYS, Manifest, is_key, manifest, needed};
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
/// the manifest of a backup, the database by SQLite's own check and each log for holes. With the
/// keys, which a data directory has and a backup's are in a directory apart (`keys`): that those
/// are there which a relay would need, and the audit's chains. Changes nothing.
///
/// # Errors
/// [`BackupError`] where there is nothing to check.
pub fn verify(dir: &Path, keys: Option<&Path>) -> Result<Report, BackupError> {
    let database = dir.join(DATABASE);
    if !database.exists() {
        return Err(BackupError::NoData);
    }
    let mut report = Report::default();
    let is_backup = compare(dir, "".as_ref(), &mut report)?;
    let own = dir.join(KEYS);
    let keys = keys.or((!is_backup).then_some(&own));
    if let Some(keys) = keys.filter(|keys| **keys != own) {
        compare(keys, KEYS.as_ref(), &mut report)?;
    }
    match look(keys, &database, &mut report) {
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

/// Compares a backup's files with its manifest; `false` where there is none, as in a data
/// directory. `called` goes before their names.
fn compare(dir: &Path, called: &Path, report: &mut Report) -> Result<bool, BackupError> {
    match Manifest::read(dir) {
        Ok(manifest) => {
            report.files += manifest.files().count();
            let changed = manifest.changed(dir).into_iter();
            let faults = changed.map(|file| Fault::File(called.join(file)));
            report.faults.extend(faults);
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            report.faults.push(Fault::File(called.join(manifest::NAME)));
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

fn look(keys: Option<&Path>, database: &Path, report: &mut Report) -> Result<(), StorageError> {
    let snapshot = Snapshot::open(database)?;
    let found = snapshot.faults()?;
    report.faults.extend(found.into_iter().map(Fault::Database));
    let Some(keys) = keys else {
        return Ok(());
    };
    let missing = needed(database)?
        .into_iter()
        .filter(|key| !is_key(keys, key));
    let faults = missing.map(|key| Fault::Key(Path::new(KEYS).join(key)));
    report.faults.extend(faults);
    if let Ok(secret) = read_secret::<64>(&keys.join(AUDIT_KEY)) {
        let audited = audit::check(&snapshot.audit(), &AuditKeys::new(&secret))?;
        report.audit_entries = audited.entries;
        report
            .faults
            .extend(audited.faults.into_iter().map(Fault::Audit));
    }
    Ok(())
}
