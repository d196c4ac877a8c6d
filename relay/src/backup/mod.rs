//! Backups of a relay, taken while it serves: one state of its database, and apart from it the
//! keys that belong to it, so that whoever gets hold of the one has not the other. A restored
//! relay begins a new life: clients notice, and bring what it forgot.

mod manifest;
mod verify;

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{self, Path, PathBuf},
};

use crate::{
    data_dir::{DataDir, DataDirError, issuer_file, private_file, read_secret},
    storage::{StorageError, sqlite},
};
use manifest::Manifest;
pub use verify::{Fault, Report, verify};

const DATABASE: &str = "relay.db";
const KEYS: &str = "keys";
/// The file of the audit's key, among the keys.
pub(crate) use crate::data_dir::AUDIT_KEY;

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
    /// The keys would lie in the backup of the data, or the data in that of the keys.
    #[error("the keys and the data have to go to directories apart from each other")]
    Together,
    /// The data need keys that are not among those given.
    #[error("these keys are missing: {}", list(.0))]
    KeysMissing(Vec<PathBuf>),
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

fn list(files: &[PathBuf]) -> String {
    let names: Vec<_> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    names.join(", ")
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

/// Writes a backup of a data directory: the data into `to`, the keys into `keys`, each a new or
/// empty directory, neither within the other. A relay may be serving: the backup holds
/// everything that it had answered before the call.
///
/// # Errors
/// [`BackupError`]; what was written until then has no manifest and passes for no backup.
pub fn backup(data: &Path, to: &Path, keys: &Path) -> Result<(), BackupError> {
    if !data.join(DATABASE).exists() {
        return Err(BackupError::NoData);
    }
    let (one, other) = (path::absolute(to)?, path::absolute(keys)?);
    if one.starts_with(&other) || other.starts_with(&one) {
        return Err(BackupError::Together);
    }
    let dir = DataDir::open(data)?;
    make_empty(to)?;
    make_empty(keys)?;
    let mut manifest = Manifest::default();
    let database = to.join(DATABASE);
    let file = private_file(&database, OpenOptions::new().write(true).create_new(true))?;
    sqlite::copy_to(&dir, &database)?;
    file.sync_all()?;
    manifest.add(to, DATABASE.into())?;
    // The keys come after the database: a key is there before anything is signed with it, so
    // none that the copy speaks of is left out.
    dir.audit_secret()?;
    let mut of_keys = Manifest::default();
    for key in fs::read_dir(dir.keys())? {
        let name = PathBuf::from(key?.file_name());
        // A key that is just being written is not in use yet.
        if name.extension().is_some_and(|end| end == "key") {
            copy(&dir.keys().join(&name), &keys.join(&name))?;
            of_keys.add(keys, name)?;
        }
    }
    of_keys.write(keys)?;
    Ok(manifest.write(to)?)
}

/// The list of a finished backup whose files are what they were.
fn unchanged(from: &Path) -> Result<Manifest, BackupError> {
    let manifest = Manifest::read(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::InvalidData => BackupError::NoBackup,
        _ => error.into(),
    })?;
    match manifest.changed(from).into_iter().next() {
        Some(file) => Err(BackupError::Changed(file)),
        None => Ok(manifest),
    }
}

/// Makes a data directory of a backup and of the keys that were backed up apart from it; with
/// `None` without keys, for where they are lost. It begins a new life: clients notice that it
/// has another incarnation than the relay that was backed up. Answers which keys the data need
/// and do not have: none, where keys were given.
///
/// # Errors
/// [`BackupError`]; a directory with anything in it is left as it is, and none is made where
/// keys are missing from those given.
pub fn restore(from: &Path, keys: Option<&Path>, data: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if !unchanged(from)?.files().any(|file| file == DATABASE) {
        return Err(BackupError::NoBackup);
    }
    let given = keys
        .map(|keys| Ok::<_, BackupError>((keys, unchanged(keys)?)))
        .transpose()?;
    let missing: Vec<_> = needed(&from.join(DATABASE))?
        .into_iter()
        .filter(|key| !given.as_ref().is_some_and(|(dir, _)| is_key(dir, key)))
        .collect();
    if given.is_some() && !missing.is_empty() {
        return Err(BackupError::KeysMissing(missing));
    }
    make_empty(data)?;
    let dir = DataDir::open(data)?;
    if let Some((keys, manifest)) = given {
        for file in manifest.files() {
            copy(&keys.join(file), &dir.keys().join(file))?;
        }
        File::open(dir.keys())?.sync_all()?;
    }
    // The database last: without it, this passes for no data directory.
    copy(&from.join(DATABASE), &data.join(DATABASE))?;
    sqlite::begin_anew(&dir)?;
    File::open(data)?.sync_all()?;
    Ok(missing)
}

/// The files of the keys that a database needs: of the audit, and those with which its clinics
/// sign.
fn needed(database: &Path) -> Result<Vec<PathBuf>, StorageError> {
    let issuers = sqlite::Snapshot::open(database)?.issuers()?;
    let names = issuers
        .into_iter()
        .map(|issuer| issuer_file(&issuer).into());
    Ok(names.chain([AUDIT_KEY.into()]).collect())
}

/// Whether a key of that name is there and can be read.
fn is_key(dir: &Path, name: &Path) -> bool {
    let file = dir.join(name);
    if name == AUDIT_KEY {
        read_secret::<64>(&file).is_ok()
    } else {
        read_secret::<32>(&file).is_ok()
    }
}
