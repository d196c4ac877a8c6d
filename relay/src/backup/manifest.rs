//! The list of a backup's files with their digests, in the form that `sha256sum --check` reads.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Component, Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// Its name in a backup.
pub(super) const NAME: &str = "MANIFEST.sha256";

/// The files of a backup, each by its path in it.
#[derive(Debug, Default)]
pub(super) struct Manifest(Vec<(String, PathBuf)>);

impl Manifest {
    /// Adds a file as it is now.
    pub(super) fn add(&mut self, root: &Path, file: PathBuf) -> io::Result<()> {
        self.0.push((digest(&root.join(&file))?, file));
        Ok(())
    }

    /// Writes it, last of all: a backup without one was not finished.
    pub(super) fn write(&self, root: &Path) -> io::Result<()> {
        let mut out = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(root.join(NAME))?;
        for (digest, file) in &self.0 {
            writeln!(out, "{digest}  {}", file.display())?;
        }
        out.sync_all()?;
        File::open(root)?.sync_all()
    }

    /// Reads it. A path that leads out of the backup is no path of a backup's.
    pub(super) fn read(root: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(root.join(NAME))?;
        let line = |line: &str| {
            let (digest, file) = line.split_once("  ")?;
            let file = PathBuf::from(file);
            let plain = file
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            plain.then(|| (digest.to_owned(), file))
        };
        let lines: Option<Vec<_>> = text.lines().map(line).collect();
        lines.map(Self).ok_or(io::ErrorKind::InvalidData.into())
    }

    /// The files.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(_, file)| file.as_path())
    }

    /// The files that are not what they were.
    pub(super) fn changed(&self, root: &Path) -> Vec<PathBuf> {
        let same = |(expected, file): &&(String, PathBuf)| {
            digest(&root.join(file)).is_ok_and(|found| found == *expected)
        };
        let changed = self.0.iter().filter(|line| !same(line));
        changed.map(|(_, file)| file.clone()).collect()
    }
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut sum) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(sum.finalize())),
            read => sum.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}
