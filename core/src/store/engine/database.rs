//! The open store: a writer thread, a few reader threads, and their coming and going.

use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::task;

use super::{
    changes::{Change, ChangeStream, Publisher},
    error::StoreError,
    key::StoreKey,
    open::{self, OpenOptions, Opening},
    tx::{self, ReadTx, WriteTx},
    workers::{Job, Shift, Stop, Workers},
};
use crate::{crash, process::wipe_stack};

/// The encrypted store. Clones share it. Dropping the last one finishes what was asked for, which
/// blocks for as long; [`close`](Self::close) does not block, and wipes the key.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database(…)")
    }
}

struct Shared {
    state: Mutex<State>,
    changes: Publisher,
    /// Held while suspending, resuming or closing: one at a time.
    turning: Arc<tokio::sync::Mutex<()>>,
}

enum State {
    Open(Running, Opening),
    Suspended(Opening),
    Locked(PathBuf, OpenOptions),
    Closed,
}

struct Running {
    writer: Workers,
    readers: Workers,
    shift: Arc<Shift>,
}

impl Database {
    /// Opens the store in `dir`; the app's mode makes it there if need be. Blocks for some
    /// milliseconds, longer while migrating or waiting for the lock.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`Corrupt`](StoreError::Corrupt),
    /// [`NewerSchema`](StoreError::NewerSchema), [`NeedsMigration`](StoreError::NeedsMigration),
    /// [`Locked`](StoreError::Locked), [`DiskFull`](StoreError::DiskFull),
    /// [`Io`](StoreError::Io). After each of them the files are as they were.
    pub fn open(dir: &Path, key: &StoreKey, options: OpenOptions) -> Result<Self, StoreError> {
        let opening = Opening {
            dir: dir.to_owned(),
            key: key.clone(),
            options,
        };
        let running = Running::start(&opening);
        wipe_stack();
        let running = running?;
        Ok(Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State::Open(running, opening)),
                changes: Publisher::new(),
                turning: Arc::default(),
            }),
        })
    }

    /// Whether a store was made in `dir`.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(open::DATABASE).exists()
    }

    /// Runs `f` in the writer's thread in a transaction of its own, after those asked for
    /// before. `Ok` commits it: what `f` wrote is durable, and told to
    /// [`changes`](Self::changes), before this returns. `Err` and a panic roll it back.
    /// Dropping the future does not stop a transaction that was asked for.
    ///
    /// # Errors
    /// Those of `f`, and [`StoreError`]s, [`Panicked`](StoreError::Panicked) and
    /// [`Suspended`](StoreError::Suspended) among them.
    pub async fn write<T, E>(
        &self,
        f: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let publisher = self.shared.changes.clone();
        let job: Job = Box::new(move |connection| {
            let result = connection
                .map_err(E::from)
                .and_then(|connection| tx::write(connection, f));
            // Told before it is answered: who awaited the write finds it in the stream.
            let _ = reply.send(result.map(|(value, changes)| {
                publisher.publish(changes);
                value
            }));
        });
        self.shared.submit(|running| &running.writer, job)?;
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    /// Runs `f` in a reader's thread; all its queries see one state of the store.
    ///
    /// # Errors
    /// Those of `f`, and [`StoreError`]s as with [`write`](Self::write).
    pub async fn read<T, E>(
        &self,
        f: impl FnOnce(&ReadTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = connection
                .map_err(E::from)
                .and_then(|connection| tx::read(connection, f));
            let _ = reply.send(result);
        });
        self.shared.submit(|running| &running.readers, job)?;
        answer
            .await
            .unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }

    /// What is committed from now on. Outlives suspensions; after one it says
    /// [`Resync`](crate::store::ChangeEvent::Resync), for another process may have written.
    pub fn changes(&self) -> ChangeStream {
        self.shared.changes.subscribe()
    }

    /// Tells those who pull [`changes`](Self::changes) of something outside of the store.
    pub(crate) fn tell(&self, change: Change) {
        self.shared.changes.publish(change.into());
    }

    /// Lets go of the store: refuses new and queued work, finishes what runs, empties the
    /// write-ahead log, closes all connections and gives the lock back. Goes on to its end even
    /// if the future is dropped. Does nothing if suspended already.
    ///
    /// # Errors
    /// [`StoreError::Closed`]; or the log could not be emptied, which loses nothing: the store
    /// is suspended all the same.
    pub async fn suspend(&self) -> Result<(), StoreError> {
        self.turn(|shared| shared.stop(Stop::Suspended)).await
    }

    /// Opens a suspended store again. Does nothing if it is open.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), and then it stays suspended;
    /// [`KeyNeeded`](StoreError::KeyNeeded), [`Closed`](StoreError::Closed).
    pub async fn resume(&self) -> Result<(), StoreError> {
        self.turn(Shared::resume).await
    }

    /// Suspends and wipes the key: only [`unlock`](Self::unlock) opens it again.
    ///
    /// # Errors
    /// Those of [`suspend`](Self::suspend).
    pub async fn lock(&self) -> Result<(), StoreError> {
        self.turn(|shared| shared.stop(Stop::Locked)).await
    }

    /// Opens a locked store, or a suspended one, again. Does nothing if it is open.
    ///
    /// # Errors
    /// Those of [`open`](Self::open), and then it stays locked; [`StoreError::Closed`].
    pub async fn unlock(&self, key: StoreKey) -> Result<(), StoreError> {
        self.turn(move |shared| shared.unlock(key)).await
    }

    /// Suspends for good: wipes the key and ends all [`changes`](Self::changes) streams.
    pub async fn close(&self) {
        // The same as with `suspend`: a log that is not emptied loses nothing.
        let _ = self.turn(|shared| shared.stop(Stop::Closed)).await;
    }

    /// Runs `f` in a blocking thread, alone.
    async fn turn(
        &self,
        f: impl FnOnce(&Shared) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let shared = Arc::clone(&self.shared);
        let turn = Arc::clone(&shared.turning).lock_owned().await;
        let turned = task::spawn_blocking(move || {
            let _turn = turn;
            let done = f(&shared);
            wipe_stack();
            done
        });
        turned.await.unwrap_or(Err(StoreError::Panicked))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn submit(&self, to: impl FnOnce(&Running) -> &Workers, job: Job) -> Result<(), StoreError> {
        match &*self.state() {
            State::Open(running, _) => to(running).submit(job),
            State::Suspended(_) => Err(StoreError::Suspended),
            State::Locked(..) => Err(StoreError::KeyNeeded),
            State::Closed => Err(StoreError::Closed),
        }
    }

    fn stop(&self, why: Stop) -> Result<(), StoreError> {
        let running = {
            let mut state = self.state();
            let (running, opening) = match mem::replace(&mut *state, State::Closed) {
                State::Open(running, opening) => (Some(running), opening),
                State::Suspended(opening) => (None, opening),
                locked @ State::Locked(..) => {
                    match why {
                        Stop::Closed => self.changes.end(),
                        _ => *state = locked,
                    }
                    return Ok(());
                }
                State::Closed => return Err(StoreError::Closed),
            };
            match why {
                Stop::Suspended => *state = State::Suspended(opening),
                Stop::Locked => *state = State::Locked(opening.dir, opening.options),
                Stop::Closed => {}
            }
            running
        };
        let stopped = running.map_or(Ok(()), |running| running.stop(why));
        if matches!(why, Stop::Closed) {
            self.changes.end();
        }
        stopped
    }

    fn resume(&self) -> Result<(), StoreError> {
        let opening = match &*self.state() {
            State::Open(..) => return Ok(()),
            State::Suspended(opening) => opening.clone(),
            State::Locked(..) => return Err(StoreError::KeyNeeded),
            State::Closed => return Err(StoreError::Closed),
        };
        self.start(opening)
    }

    fn unlock(&self, key: StoreKey) -> Result<(), StoreError> {
        let (dir, options) = match &*self.state() {
            State::Open(..) => return Ok(()),
            State::Suspended(opening) => (opening.dir.clone(), opening.options),
            State::Locked(dir, options) => (dir.clone(), *options),
            State::Closed => return Err(StoreError::Closed),
        };
        self.start(Opening { dir, key, options })
    }

    fn start(&self, opening: Opening) -> Result<(), StoreError> {
        let running = Running::start(&opening)?;
        *self.state() = State::Open(running, opening);
        self.changes.resync();
        Ok(())
    }
}

impl Running {
    fn start(opening: &Opening) -> Result<Self, StoreError> {
        let connections = opening.open()?;
        let shift = Shift::new(connections.lock);
        let start = |name, connections, rest| -> io::Result<Workers> {
            Workers::start(name, connections, &shift, rest)
        };
        let writer = start(
            "kith-writer",
            vec![connections.writer],
            Some(open::empties_log),
        )?;
        let readers = start("kith-reader", connections.readers, None)?;
        Ok(Self {
            writer,
            readers,
            shift,
        })
    }

    fn stop(self, why: Stop) -> Result<(), StoreError> {
        self.shift.stop(why);
        // Readers first: a snapshot of theirs would keep the log from being emptied.
        drop(self.readers.join());
        for writer in self.writer.join() {
            crash::point("store.checkpoint");
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
