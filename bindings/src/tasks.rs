//! Work that waits for the network and can be called off. Swift's cancellation does not reach Rust:
//! therefore a handle. Dropping it calls the work off as well.

use std::{future::Future, sync::Arc};

use kith_core::{Error, Redeemed, Report};
use tokio::sync::Mutex;

use crate::{
    KithError,
    runtime::{Running, Spawner},
};

/// An invitation that is being redeemed. Whatever point it has come to, it can be begun anew.
#[derive(uniffi::Object)]
pub struct RedeemTask(Task<Redeemed>);

/// An exchange with every relay.
#[derive(uniffi::Object)]
pub struct SyncTask(Task<Report>);

impl RedeemTask {
    pub(crate) fn new(
        spawner: &Spawner,
        work: impl Future<Output = Result<Redeemed, Error>> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self(Task::start(spawner, work)))
    }
}

#[uniffi::export]
impl RedeemTask {
    /// What it led to. Asked a second time, or after [`Self::cancel`]: [`KithError::Retry`].
    ///
    /// # Errors
    /// [`KithError::AskForInvitation`], and those of [`KithClient::read_link`](crate::KithClient::read_link), for
    /// the invitation; [`KithError::FixInput`] with `name.blank`, `name.too-long` or `name.unfit` for the name, with
    /// `link.own` for one's own invitation, with `link.already-in` for a circle that one is in, with `clock` where
    /// the device's clock says a time that cannot be; [`KithError::WaitForNetwork`];
    /// [`KithError::CallClinic`] where the relay or the clinic's documents cannot be trusted; [`KithError::Retry`]
    /// with `task.over`, or where it was called off; those of the store.
    pub async fn outcome(&self) -> Result<Redeemed, KithError> {
        self.0.outcome().await
    }

    /// Calls it off.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

impl SyncTask {
    pub(crate) fn new(
        spawner: &Spawner,
        work: impl Future<Output = Result<Report, Error>> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self(Task::start(spawner, work)))
    }
}

#[uniffi::export]
impl SyncTask {
    /// How it ended. As [`RedeemTask::outcome`].
    ///
    /// # Errors
    /// The first failure, after every account had its turn: [`KithError::WaitForNetwork`],
    /// [`KithError::CallClinic`], [`KithError::NotAllowed`] with `revoked`, [`KithError::FixInput`] with `clock`,
    /// [`KithError::Retry`]; those of the store.
    pub async fn outcome(&self) -> Result<Report, KithError> {
        self.0.outcome().await
    }

    /// Calls it off. What was written goes out another time.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

struct Task<T> {
    running: Mutex<Option<Running<Result<T, Error>>>>,
    abort: tokio::task::AbortHandle,
}

impl<T: Send + 'static> Task<T> {
    fn start(
        spawner: &Spawner,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Self {
        let running = spawner.spawn(work);
        Self {
            abort: running.abort_handle(),
            running: Mutex::new(Some(running)),
        }
    }

    /// Only tells; the work itself runs on our runtime.
    async fn outcome(&self) -> Result<T, KithError> {
        let mut running = self.running.lock().await;
        let ended = match running.as_mut() {
            Some(running) => running.await,
            None => return Err(KithError::retry("task.over")),
        };
        *running = None;
        match ended {
            Ok(done) => done.map_err(KithError::from),
            Err(ended) => Err(ended.into()),
        }
    }

    fn cancel(&self) {
        self.abort.abort();
    }
}
