//! Threads that own connections and run the jobs sent to them.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::{error::StoreError, lock::ProcessLock};
use crate::process::wipe_stack;

/// Runs with a connection, or is told why it may not.
pub(super) type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// What is done with a connection of which nothing was asked for a while: answers whether that is done with.
pub(super) type Rest = fn(&Connection) -> bool;

/// After so long without a job.
const A_WHILE: Duration = Duration::from_secs(1);

/// Why queued jobs are no longer run.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    Suspended,
    Locked,
    Closed,
}

impl From<Stop> for StoreError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Suspended => Self::Suspended,
            Stop::Locked => Self::KeyNeeded,
            Stop::Closed => Self::Closed,
        }
    }
}

/// What all threads of an open store hold: its lock, for as long as any of them lives, and the
/// sign to stop.
pub(super) struct Shift {
    _lock: ProcessLock,
    stop: OnceLock<Stop>,
}

impl Shift {
    pub(super) fn new(lock: ProcessLock) -> Arc<Self> {
        Arc::new(Self {
            _lock: lock,
            stop: OnceLock::new(),
        })
    }

    /// From now on jobs are refused; one that runs is finished.
    pub(super) fn stop(&self, why: Stop) {
        let _ = self.stop.set(why);
    }
}

/// Threads with a connection each, and one queue for all of them. Dropping them waits for what
/// is queued: a thread must not outlive `main`, whose exit takes SQLCipher's ground from under it.
pub(super) struct Workers {
    /// `None` when no more jobs will come.
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<Connection>>,
}

impl Workers {
    /// Starts a thread for each connection; what each of them does when it rests.
    pub(super) fn start(
        name: &str,
        connections: Vec<Connection>,
        shift: &Arc<Shift>,
        rest: Option<Rest>,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let threads = connections
            .into_iter()
            .map(|connection| {
                let (queue, shift) = (Arc::clone(&queue), Arc::clone(shift));
                thread::Builder::new()
                    .name(name.to_owned())
                    .spawn(move || work(connection, &queue, &shift, rest))
            })
            .collect::<io::Result<_>>()?;
        Ok(Self {
            jobs: Some(jobs),
            threads,
        })
    }

    /// Queues a job.
    pub(super) fn submit(&self, job: Job) -> Result<(), StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.send(job).map_err(|_| StoreError::Closed)
    }

    /// Waits for the queue to empty and the threads to end; gives their connections back.
    pub(super) fn join(mut self) -> Vec<Connection> {
        self.end()
    }

    fn end(&mut self) -> Vec<Connection> {
        self.jobs = None;
        self.threads
            .drain(..)
            // The last hold on the store may be one that a job had.
            .filter(|thread| thread.thread().id() != thread::current().id())
            .filter_map(|thread| thread.join().ok())
            .collect()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        drop(self.end());
    }
}

fn work(
    connection: Connection,
    queue: &Mutex<Receiver<Job>>,
    shift: &Shift,
    rest: Option<Rest>,
) -> Connection {
    let mut owed = None;
    loop {
        let next = {
            let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            match owed {
                Some(_) => queue.recv_timeout(A_WHILE),
                None => queue.recv().map_err(RecvTimeoutError::from),
            }
        };
        match next {
            Ok(job) => {
                match shift.stop.get() {
                    None => job(Ok(&connection)),
                    Some(why) => job(Err((*why).into())),
                }
                owed = rest;
            }
            Err(RecvTimeoutError::Timeout) => owed = owed.filter(|rest| !rest(&connection)),
            Err(RecvTimeoutError::Disconnected) => {
                wipe_stack();
                return connection;
            }
        }
    }
}
