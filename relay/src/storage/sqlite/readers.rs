//! Connections that read, on the runtime's blocking threads.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::schema;
use crate::{data_dir::DataDir, storage::StorageError};

/// A bounded set of read connections, opened when they are first needed.
pub(super) struct Readers {
    dir: DataDir,
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    count: u32,
}

impl Readers {
    pub(super) fn new(dir: DataDir, count: u32) -> Self {
        Self {
            dir,
            idle: Arc::default(),
            permits: Arc::new(Semaphore::new(count as usize)),
            count,
        }
    }

    /// Runs `read` in one snapshot of the database.
    pub(super) async fn run<T, F>(&self, read: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| StorageError::Closed)?;
        let (dir, idle) = (self.dir.clone(), Arc::clone(&self.idle));
        let done = tokio::task::spawn_blocking(move || {
            let pop = || idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let conn = match pop() {
                Some(conn) => conn,
                None => schema::open_reader(&dir)?,
            };
            let answer = snapshot(&conn, read);
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(conn);
            drop(permit);
            answer
        });
        done.await.unwrap_or(Err(StorageError::Panicked))
    }

    /// Waits for the reads that are under way and closes all connections.
    pub(super) async fn close(&self) {
        drop(self.permits.acquire_many(self.count).await);
        self.permits.close();
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

fn snapshot<T>(
    conn: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    conn.prepare_cached("BEGIN")?.execute([])?;
    let answer = read(conn);
    conn.prepare_cached("COMMIT")?.execute([])?;
    answer
}
