//! The data directory: who may read it, what lies where, and that one relay at a time serves
//! from it. Secrets lie in `keys/`, apart from the database.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use kith_protocol::ids::PublicKey;
use rand_core::{OsRng, RngCore};
use zeroize::Zeroizing;

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process serves from it.
    #[error("another relay is serving from this data directory")]
    InUse,
    /// A key file does not hold a key.
    #[error("a key file in the data directory cannot be read as a key")]
    BadKey,
    /// The key of the audit is not there.
    #[error("the key of the audit is missing: keys/audit.key")]
    NoAuditKey,
    /// The operating system refused.
    #[error("the data directory cannot be used")]
    File(#[from] io::Error),
}

/// The file of the audit's key, among the keys.
pub(crate) const AUDIT_KEY: &str = "audit.key";

/// A data directory.
#[derive(Clone, Debug)]
pub struct DataDir {
    root: PathBuf,
}

/// Held while a relay serves from the directory.
#[derive(Debug)]
pub struct ServeLock(#[expect(dead_code, reason = "the lock lasts as long as the file")] File);

impl DataDir {
    /// Opens a data directory, making it (for its owner only) if it is not there.
    ///
    /// # Errors
    /// [`DataDirError::File`].
    pub fn open(root: &Path) -> Result<Self, DataDirError> {
        let dir = Self {
            root: root.to_owned(),
        };
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(&dir.root)?;
        builder.create(dir.keys())?;
        Ok(dir)
    }

    /// Where the keys lie.
    pub(crate) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The database, made empty and for its owner only if it is not there.
    ///
    /// # Errors
    /// The operating system's.
    pub fn database(&self) -> io::Result<PathBuf> {
        let path = self.root.join("relay.db");
        private_file(&path, OpenOptions::new().append(true).create(true))?;
        Ok(path)
    }

    /// What a copy of the database file, restored from a backup, does not share with it.
    ///
    /// # Errors
    /// The operating system's.
    pub fn database_place(&self) -> io::Result<String> {
        let metadata = fs::metadata(self.database()?)?;
        let born = metadata
            .created()
            .ok()
            .and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        Ok(format!("{}:{born}", metadata.ino()))
    }

    /// Takes the lock of the one relay that serves.
    ///
    /// # Errors
    /// [`DataDirError::InUse`] where another has it.
    pub fn lock(&self) -> Result<ServeLock, DataDirError> {
        let path = self.root.join("serve.lock");
        let file = private_file(&path, OpenOptions::new().append(true).create(true))?;
        match file.try_lock() {
            Ok(()) => Ok(ServeLock(file)),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// The keys of the audit: 32 bytes for its HMAC, 32 of the key that signs checkpoints.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn make_audit_secret(&self) -> Result<Zeroizing<[u8; 64]>, DataDirError> {
        let path = self.audit_key();
        if !path.exists() {
            let mut secret = Zeroizing::new([0; 64]);
            OsRng.fill_bytes(&mut secret[..]);
            match write_secret(&path, &secret[..]) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => other?,
            }
        }
        read_secret(&path)
    }

    /// The same, where it is there. Whoever only looks makes none: it would stand where a lost one
    /// belongs that turns up.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn audit_secret(&self) -> Result<Zeroizing<[u8; 64]>, DataDirError> {
        if !self.has_audit_secret() {
            return Err(DataDirError::NoAuditKey);
        }
        read_secret(&self.audit_key())
    }

    /// Whether there is one.
    pub(crate) fn has_audit_secret(&self) -> bool {
        self.audit_key().exists()
    }

    fn audit_key(&self) -> PathBuf {
        self.keys().join(AUDIT_KEY)
    }

    fn issuer_path(&self, issuer: &PublicKey) -> PathBuf {
        self.keys().join(issuer_file(issuer))
    }

    /// Stores the secret of an issuing key.
    ///
    /// # Errors
    /// The operating system's.
    pub fn write_issuer(&self, issuer: &PublicKey, secret: &[u8; 32]) -> io::Result<()> {
        write_secret(&self.issuer_path(issuer), secret)
    }

    /// Reads the secret of an issuing key.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub fn read_issuer(&self, issuer: &PublicKey) -> Result<Zeroizing<[u8; 32]>, DataDirError> {
        read_secret(&self.issuer_path(issuer))
    }
}

/// The name of the file of an issuing key.
pub(crate) fn issuer_file(issuer: &PublicKey) -> String {
    format!("issuer-{}.key", issuer.to_hex())
}

pub(crate) fn private_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.mode(0o600).open(path)
}

/// Writes a secret in hexadecimal to a file that must not exist, for its owner only. The file
/// appears whole or not at all.
///
/// # Errors
/// `AlreadyExists`, or the operating system's.
pub fn write_secret(path: &Path, secret: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", OsRng.next_u64()));
    let part = PathBuf::from(name);
    let mut file = private_file(&part, OpenOptions::new().write(true).create_new(true))?;
    let text = Zeroizing::new(hex::encode(secret) + "\n");
    let linked = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&part, path));
    fs::remove_file(&part)?;
    linked?;
    match path.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// Reads what [`write_secret`] wrote.
///
/// # Errors
/// [`DataDirError::BadKey`] where it is of another length or kind.
pub fn read_secret<const N: usize>(path: &Path) -> Result<Zeroizing<[u8; N]>, DataDirError> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    let mut secret = Zeroizing::new([0; N]);
    hex::decode_to_slice(text.trim(), &mut secret[..]).map_err(|_| DataDirError::BadKey)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_relay_at_a_time_holds_the_lock() {
        let home = tempfile::tempdir().expect("a directory");
        let dir = DataDir::open(&home.path().join("data")).expect("opens");
        let lock = dir.lock().expect("free");
        assert!(matches!(dir.lock(), Err(DataDirError::InUse)));
        drop(lock);
        dir.lock().expect("free again");
    }

    #[test]
    fn everything_is_for_its_owner_only_and_no_secret_is_overwritten() {
        let home = tempfile::tempdir().expect("a directory");
        let root = home.path().join("data");
        let dir = DataDir::open(&root).expect("opens");
        assert!(dir.audit_secret().is_err());
        dir.make_audit_secret().expect("makes a key");
        let database = dir.database().expect("makes a file");
        let mode = |path: &Path| fs::metadata(path).expect("is there").mode() & 0o777;
        assert_eq!(mode(&root), 0o700);
        assert_eq!(mode(&root.join("keys")), 0o700);
        assert_eq!(mode(&root.join("keys/audit.key")), 0o600);
        assert_eq!(mode(&database), 0o600);
        let again = write_secret(&root.join("keys/audit.key"), &[0; 64]);
        assert_eq!(
            again.expect_err("exists").kind(),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(
            dir.audit_secret().expect("reads")[..],
            dir.audit_secret().expect("reads")[..]
        );
    }
}
