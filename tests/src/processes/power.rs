//! What a disk keeps when the power fails. A small library (`tests/power/disk.c`, built here and
//! preloaded into the process) copies a file's content aside whenever the process syncs it; when
//! the process is dead, what it had not synced is taken back, wholly or in part, as disks do.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Dice;

/// The unit in which a disk writes, or does not.
const SECTOR: usize = 512;

/// Builds the library into `dir`.
///
/// # Panics
/// Without a C compiler, which the encrypted store needs as well.
pub fn library(dir: &Path) -> PathBuf {
    let library = dir.join("libkith-disk.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/power/disk.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"])
        .arg(&library)
        .args([source, "-ldl"])
        .status()
        .expect("a C compiler is installed");
    assert!(built.success(), "the disk's library builds");
    library
}

/// A folder on such a disk.
#[derive(Clone, Debug)]
pub struct Disk {
    library: PathBuf,
    folder: PathBuf,
    kept: PathBuf,
}

impl Disk {
    /// Puts `folder` on a disk, with what is in it already.
    pub fn under(folder: &Path, library: &Path) -> Self {
        let mut kept = folder.as_os_str().to_owned();
        kept.push(".kept");
        let disk = Self {
            library: library.to_owned(),
            folder: folder.to_owned(),
            kept: kept.into(),
        };
        fs::create_dir_all(&disk.kept).expect("a folder");
        for name in files(folder) {
            let to = disk.kept.join(&name);
            fs::create_dir_all(to.parent().expect("a parent")).expect("a folder");
            fs::copy(folder.join(&name), to).expect("a copy");
        }
        disk
    }

    /// Makes a process that `command` starts write to this disk.
    pub fn serves(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("KITH_DISK", &self.folder)
            .env("KITH_DISK_KEPT", &self.kept)
            .env("KITH_DISK_FULL", self.full());
    }

    fn full(&self) -> PathBuf {
        let mut sign = self.folder.as_os_str().to_owned();
        sign.push(".full");
        sign.into()
    }

    /// From now on nothing can be written.
    pub fn fills_up(&self) {
        fs::write(self.full(), "").expect("a file");
    }

    /// There is room again.
    pub fn has_room(&self) {
        fs::remove_file(self.full()).expect("was full");
    }

    /// The power has failed and the process is gone: takes back what was not synced. Every other
    /// time all of it; else any sector of it may have been written.
    pub fn loses_power(&self, dice: &mut Dice) {
        let torn = dice.once_in(2);
        let names: BTreeSet<_> = files(&self.folder)
            .into_iter()
            .chain(files(&self.kept))
            .filter(|name| !name.to_string_lossy().ends_with(".part"))
            .collect();
        for name in names {
            let path = self.folder.join(&name);
            if name.to_string_lossy().ends_with("-shm") {
                // Shared memory, not a file of record: it is gone.
                fs::remove_file(&path).expect("removed");
                continue;
            }
            let kept = read(&self.kept.join(&name));
            let left = if torn {
                tear(&kept, &read(&path), dice)
            } else {
                kept
            };
            // In place: to the relay, another inode is another life.
            fs::write(&path, left).expect("written");
        }
        // What is there now is what the disk holds.
        for name in files(&self.folder) {
            fs::copy(self.folder.join(&name), self.kept.join(&name)).expect("a copy");
        }
    }
}

/// Any sector that was written and not synced may be as it was or as it was to be.
fn tear(kept: &[u8], written: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut left = kept.to_vec();
    left.resize(kept.len().max(written.len()), 0);
    for (at, sector) in written.chunks(SECTOR).enumerate() {
        if dice.once_in(2) {
            left[at * SECTOR..][..sector.len()].copy_from_slice(sector);
        }
    }
    left
}

fn read(path: &Path) -> Vec<u8> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read.expect("read"),
    }
}

/// The files below a folder, by their names relative to it.
fn files(folder: &Path) -> Vec<OsString> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(next) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it");
                found.push(name.as_os_str().to_owned());
            }
        }
    }
    found
}
