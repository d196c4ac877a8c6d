//! The one thread that writes. It takes what waits, up to [`MAX_BATCH`] jobs, into one
//! transaction, each job in a savepoint of its own; answers go out after the commit.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Instant,
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::write_tx::{WriteContext, WriteTx};
use crate::storage::{Change, StorageError, crash};

/// Jobs in one transaction.
const MAX_BATCH: usize = 512;
/// Jobs that may wait; further ones are turned away.
const QUEUE: usize = 8_192;

enum Message {
    Work(Box<dyn Work>),
    Stop,
}

trait Work: Send {
    /// Does the job; `true` if its changes shall stay.
    fn run(&mut self, tx: &WriteTx<'_>) -> bool;
    /// What became of it, told after the transaction.
    fn reply(self: Box<Self>, batch: Result<(), BatchFault>);
}

/// Why a whole transaction did not become durable.
#[derive(Clone, Copy)]
enum BatchFault {
    Full,
    Busy,
    Closed,
    Failed,
}

impl From<BatchFault> for StorageError {
    fn from(fault: BatchFault) -> Self {
        match fault {
            BatchFault::Full => Self::Full,
            BatchFault::Busy => Self::Busy,
            BatchFault::Closed => Self::Closed,
            BatchFault::Failed => Self::Transaction,
        }
    }
}

struct Job<T, F> {
    work: Option<F>,
    outcome: Result<T, StorageError>,
    reply: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, F> Work for Job<T, F>
where
    T: Send,
    F: FnOnce(&WriteTx<'_>) -> Result<T, StorageError> + Send,
{
    fn run(&mut self, tx: &WriteTx<'_>) -> bool {
        if let Some(work) = self.work.take() {
            // Nothing of a job that panicked stays: its savepoint is rolled back.
            self.outcome =
                catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or(Err(StorageError::Panicked));
        }
        self.outcome.is_ok()
    }

    fn reply(self: Box<Self>, batch: Result<(), BatchFault>) {
        let answer = match (batch, self.outcome) {
            (Err(fault), Ok(_)) => Err(fault.into()),
            (_, outcome) => outcome,
        };
        // Whoever asked may have gone: the write stands all the same.
        drop(self.reply.send(answer));
    }
}

/// The way to the writer thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    aborted: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, context: WriteContext) -> Result<Self, StorageError> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let aborted = Arc::new(AtomicBool::new(false));
        let mut writer = Thread {
            conn,
            context,
            aborted: Arc::clone(&aborted),
        };
        let thread = thread::Builder::new()
            .name("relay-writer".into())
            .spawn(move || writer.serve(jobs))?;
        Ok(Self {
            queue,
            aborted,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a job at once; the future is ready when it is durable or refused.
    pub(super) fn submit<T, F>(
        &self,
        work: F,
    ) -> impl Future<Output = Result<T, StorageError>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&WriteTx<'_>) -> Result<T, StorageError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Job {
            work: Some(work),
            outcome: Err(StorageError::Closed),
            reply,
        });
        let queued = match self.queue.try_send(Message::Work(job)) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(StorageError::Busy),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(StorageError::Closed),
        };
        async move {
            queued?;
            answer.await.unwrap_or(Err(StorageError::Closed))
        }
    }

    /// Writes what waits, then ends. Blocks.
    pub(super) fn close(&self) {
        drop(self.queue.blocking_send(Message::Stop));
        self.join();
    }

    /// Ends as if killed: what is not durable yet will not be. Blocks.
    pub(super) fn abort(&self) {
        self.aborted.store(true, Ordering::SeqCst);
        drop(self.queue.try_send(Message::Stop));
        self.join();
    }

    fn join(&self) {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.thread().id() != thread::current().id()
        {
            drop(thread.join());
        }
    }
}

/// Writes what waits, then ends. The thread must not outlive `main`: the exit takes SQLite's
/// and the cryptographic library's ground from under it.
impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = mpsc::channel(1).0;
        self.join();
    }
}

struct Thread {
    conn: Connection,
    context: WriteContext,
    aborted: Arc<AtomicBool>,
}

impl Thread {
    fn serve(&mut self, mut jobs: mpsc::Receiver<Message>) {
        let mut stop = false;
        while !stop {
            let Some(first) = jobs.blocking_recv() else {
                break;
            };
            let mut batch = Vec::new();
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Work(work) => batch.push(work),
                    Message::Stop => {
                        stop = true;
                        break;
                    }
                }
                next = (batch.len() < MAX_BATCH)
                    .then(|| jobs.try_recv().ok())
                    .flatten();
            }
            stop |= self.aborted.load(Ordering::SeqCst);
            if !batch.is_empty() {
                self.run(batch);
            }
        }
    }

    fn run(&mut self, mut batch: Vec<Box<dyn Work>>) {
        let started = Instant::now();
        let mut changes = Vec::new();
        let done = self.transact(&mut batch, &mut changes);
        if done.is_ok() {
            let observer = &self.context.observer;
            for change in changes {
                observer.changed(change);
            }
            let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            observer.batch(batch.len(), micros);
        } else if !self.conn.is_autocommit() {
            drop(self.conn.execute_batch("ROLLBACK"));
        }
        for work in batch {
            work.reply(done);
            crash::point("relay.answered");
        }
    }

    fn transact(
        &self,
        batch: &mut [Box<dyn Work>],
        changes: &mut Vec<Change>,
    ) -> Result<(), BatchFault> {
        self.statement("BEGIN IMMEDIATE")?;
        for work in batch {
            self.statement("SAVEPOINT job")?;
            let tx = WriteTx::new(&self.conn, &self.context);
            let keep = work.run(&tx);
            if self.conn.is_autocommit() {
                // SQLite gave up the whole transaction: the disk is full or broken.
                return Err(BatchFault::Full);
            }
            if keep {
                changes.extend(tx.into_changes());
            } else {
                self.statement("ROLLBACK TO job")?;
            }
            self.statement("RELEASE job")?;
            crash::point("relay.batch");
        }
        if self.aborted.load(Ordering::SeqCst) {
            return Err(BatchFault::Closed);
        }
        crash::point("relay.commit");
        self.statement("COMMIT")?;
        crash::point("relay.committed");
        Ok(())
    }

    fn statement(&self, sql: &str) -> Result<(), BatchFault> {
        let run = || self.conn.prepare_cached(sql)?.execute([]).map(drop);
        run().map_err(|error| match StorageError::from(error) {
            StorageError::Full => BatchFault::Full,
            StorageError::Busy => BatchFault::Busy,
            error => {
                tracing::error!(%error, "a write transaction failed");
                BatchFault::Failed
            }
        })
    }
}
