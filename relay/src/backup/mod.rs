//! Backups of a relay: one state of its database with the keys that belong to it, taken while
//! it serves. A restored relay begins a new life: clients notice, and bring what it forgot.

mod manifest;
mod verify;

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use crate::{
    data_dir::{DataDir, DataDirError, private_file},
    storage::{StorageError, sqlite},
};
use manifest::Manifest;
pub use verify::{Fault, Report, verify};

const DATABASE: &str = "relay.db";
const KEYS: &str = "keys";

/// Why there is no backup, or none was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is nothing to back up.
    #[error("there is no relay's data in this directory")]
    NoData,
    /// Something is there already.
    #[error("the directory is not empty; nothing is overwritten")]
    NotEmpty,
    /// It has no list of its files.
    #[error("this is no backup, or one that was not finished")]
    NoBackup,
    /// A file is not what it was.
    #[error("a file of the backup was changed: {}", .0.display())]
    Changed(PathBuf),
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The operating system refused.
    #[error("a file cannot be read or written")]
    File(#[from] io::Error),
}

/// Makes a directory for its owner only; one that is there must be empty.
fn make_empty(dir: &Path) -> Result<(), BackupError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700).create(dir)?;
    if fs::read_dir(dir)?.next().is_some() {
        return Err(BackupError::NotEmpty);
    }
    // It may have been there, empty and open to others.
    Ok(fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?)
}

/// Copies a file, for its owner only, to where none is.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut target = private_file(to, OpenOptions::new().write(true).create_new(true))?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}

/// Writes a backup of a data directory into `to`, a new or empty directory. A relay may be
/// serving: the backup holds everything that it had answered before the call.
///
/// # Errors
/// [`BackupError`]; what was written until then has no manifest and passes for no backup.
pub fn backup(data: &Path, to: &Path) -> Result<(), BackupError> {
    if !data.join(DATABASE).exists() {
        return Err(BackupError::NoData);
    }
    let dir = DataDir::open(data)?;
    make_empty(to)?;
    let mut manifest = Manifest::default();
    let database = to.join(DATABASE);
    let file = private_file(&database, OpenOptions::new().write(true).create_new(true))?;
    sqlite::copy_to(&dir, &database)?;
    file.sync_all()?;
    manifest.add(to, DATABASE.into())?;
    // The keys come after the database: a key is there before anything is signed with it, so
    // none that the copy speaks of is left out.
    dir.audit_secret()?;
    DirBuilder::new().mode(0o700).create(to.join(KEYS))?;
    for key in fs::read_dir(dir.keys())? {
        let name = key?.file_name();
        let name = Path::new(KEYS).join(name);
        // A key that is just being written is not in use yet.
        if name.extension().is_some_and(|end| end == "key") {
            copy(&data.join(&name), &to.join(&name))?;
            manifest.add(to, name)?;
        }
    }
    File::open(to.join(KEYS))?.sync_all()?;
    Ok(manifest.write(to)?)
}

/// Makes a data directory of a backup. It begins a new life: clients notice that it has another
/// incarnation than the relay that was backed up.
///
/// # Errors
/// [`BackupError`]; a directory with anything in it is left as it is.
pub fn restore(from: &Path, data: &Path) -> Result<(), BackupError> {
    let manifest = Manifest::read(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::InvalidData => BackupError::NoBackup,
        _ => error.into(),
    })?;
    if let Some(file) = manifest.changed(from).into_iter().next() {
        return Err(BackupError::Changed(file));
    }
    make_empty(data)?;
    let dir = DataDir::open(data)?;
    for file in manifest.files().filter(|file| *file != DATABASE) {
        copy(&from.join(file), &data.join(file))?;
    }
    // The database last: without it, this passes for no data directory.
    copy(&from.join(DATABASE), &data.join(DATABASE))?;
    sqlite::begin_anew(&dir)?;
    File::open(data)?.sync_all()?;
    Ok(())
}
