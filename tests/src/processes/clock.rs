//! A process's clock, which can be moved while it runs: a small library (`tests/power/clock.c`,
//! built here and preloaded into the process) shifts the time of day by what a file says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Builds the library into `dir`.
///
/// # Panics
/// Without a C compiler, which the encrypted store needs as well.
pub fn library(dir: &Path) -> PathBuf {
    let library = dir.join("libkith-clock.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/power/clock.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o"])
        .arg(&library)
        .args([source, "-lpthread"])
        .status()
        .expect("a C compiler is installed");
    assert!(built.success(), "the clock's library builds");
    library
}

/// The clock of one process.
#[derive(Clone, Debug)]
pub struct Clock {
    library: PathBuf,
    file: PathBuf,
}

impl Clock {
    /// A clock that is right, kept beside `folder`.
    pub fn beside(folder: &Path, library: &Path) -> Self {
        let mut file = folder.as_os_str().to_owned();
        file.push(".clock");
        let clock = Self {
            library: library.to_owned(),
            file: file.into(),
        };
        clock.is_off_by(0);
        clock
    }

    /// Sets it: so many milliseconds before or behind the machine's, from now on.
    pub fn is_off_by(&self, ms: i64) {
        // In place: the process has the file mapped.
        let file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.file)
            .expect("a file");
        std::os::unix::fs::FileExt::write_all_at(&file, &ms.to_le_bytes(), 0).expect("written");
    }

    /// Gives it to a process that `command` starts, which then goes by the machine's own clock.
    pub fn serves(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("KITH_CLOCK", &self.file);
    }
}
