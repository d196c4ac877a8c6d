//! Everything that is logged in this process, by anyone, at the most talkative level.

use std::{
    collections::BTreeSet,
    io,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

use crate::Needles;

static LOGS: OnceLock<Mutex<Vec<u8>>> = OnceLock::new();

/// What was logged since [`Logs::capture`].
#[derive(Clone, Copy)]
pub struct Logs;

fn lines() -> MutexGuard<'static, Vec<u8>> {
    LOGS.get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

impl Logs {
    /// Captures from now on, `tracing` and `log` alike, all targets, TRACE and up.
    pub fn capture() -> Self {
        // Another test of this process may have begun to: then it goes on.
        let _ = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(Self)
            .try_init();
        Self
    }

    /// All of it.
    pub fn text(self) -> Vec<u8> {
        lines().clone()
    }
}

/// The beginnings of the lines that hold a needle: time, level, target.
pub fn speakers(needles: &Needles, text: &[u8]) -> BTreeSet<String> {
    text.split(|byte| *byte == b'\n')
        .filter(|line| !needles.found_in(line).is_empty())
        .map(|line| String::from_utf8_lossy(&line[28..line.len().min(120)]).into_owned())
        .collect()
}

impl MakeWriter<'_> for Logs {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl io::Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lines().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
