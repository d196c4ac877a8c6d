//! Where work runs: on a runtime of ours. The caller's thread is only told.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    thread,
};

use once_cell::sync::OnceCell;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::oneshot,
    task::{AbortHandle, JoinHandle},
};

use crate::KithError;

/// Threads of the app's runtime. They wait for the network; the store has threads of its own.
const THREADS: usize = 2;

/// A way onto a runtime. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Spawner {
    handle: Handle,
    /// Ends a runtime that is one client's own, when its last clone goes.
    _own: Option<Arc<Stop>>,
}

impl Spawner {
    /// The app's: made once, shared by all clients of the process.
    ///
    /// # Errors
    /// [`KithError::Internal`] where the system gives no thread.
    pub(crate) fn app() -> Result<Self, KithError> {
        static SHARED: OnceCell<Runtime> = OnceCell::new();
        // Whoever comes while it is made waits: a second one would be thrown away.
        let runtime = SHARED.get_or_try_init(|| {
            Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("kith")
                .enable_all()
                .build()
                .map_err(|_| KithError::internal("runtime.threads"))
        })?;
        Ok(Self {
            handle: runtime.handle().clone(),
            _own: None,
        })
    }

    /// One thread for everything: for an extension that has little memory and a short life.
    ///
    /// # Errors
    /// As [`Self::app`].
    pub(crate) fn extension() -> Result<Self, KithError> {
        let none = |_| KithError::internal("runtime.threads");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(1)
            .build()
            .map_err(none)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new()
            .name("kith".to_owned())
            .spawn(move || {
                // Ends by the sender's drop, which is an error to the channel and none to us.
                let _ = runtime.block_on(stopped);
                runtime.shutdown_background();
            })
            .map_err(none)?;
        Ok(Self {
            handle,
            _own: Some(Arc::new(Stop(stop))),
        })
    }

    /// Runs work to its end, unless the answer is dropped first.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, KithError>
    where
        T: Send + 'static,
        E: Into<KithError> + Send + 'static,
    {
        match self.spawn(work).await {
            Ok(done) => done.map_err(Into::into),
            Err(ended) => Err(ended.into()),
        }
    }

    /// Does something that starts work of its own.
    pub(crate) fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _entered = self.handle.enter();
        work()
    }

    /// Starts work; dropping what comes back ends it.
    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Running<T> {
        Running(self.handle.spawn(work))
    }
}

#[derive(Debug)]
struct Stop(#[expect(dead_code, reason = "its drop is what is waited for")] oneshot::Sender<()>);

/// Work that ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Running<T>(JoinHandle<T>);

impl<T> Running<T> {
    /// What ends the work, from elsewhere.
    pub(crate) fn abort_handle(&self) -> AbortHandle {
        self.0.abort_handle()
    }
}

/// Work had no result: it was called off, or it panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    CalledOff,
    Panicked,
}

impl From<Ended> for KithError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::CalledOff => Self::retry("task.cancelled"),
            Ended::Panicked => Self::internal("panic"),
        }
    }
}

impl<T> Future for Running<T> {
    type Output = Result<T, Ended>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(|error| {
            if error.is_panic() {
                Ended::Panicked
            } else {
                Ended::CalledOff
            }
        })
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T>(future: impl Future<Output = T>) -> T {
        Builder::new_current_thread()
            .build()
            .expect("a caller's own runtime")
            .block_on(future)
    }

    #[test]
    fn a_panic_is_an_error_and_the_runtime_goes_on() {
        let spawner = Spawner::app().expect("threads");
        let panics = async { panic!("on purpose") };
        let failed = wait(spawner.run::<(), KithError>(panics));
        assert!(matches!(failed, Err(KithError::Internal { code }) if code == "panic"));
        let works = wait(spawner.run(async { Ok::<_, KithError>(7) }));
        assert!(matches!(works, Ok(7)));
    }

    #[test]
    fn work_whose_caller_went_ends() {
        for spawner in [Spawner::app(), Spawner::extension()] {
            let spawner = spawner.expect("threads");
            let (held, dropped) = oneshot::channel::<()>();
            let running = spawner.spawn(async move {
                let _held = held;
                std::future::pending::<()>().await;
            });
            drop(running);
            // Comes when the work has let go of its end.
            assert!(wait(dropped).is_err());
        }
    }

    #[test]
    fn an_extension_s_thread_ends_with_its_last_clone() {
        let spawner = Spawner::extension().expect("a thread");
        let clone = spawner.clone();
        drop(spawner);
        assert!(wait(clone.run(async { Ok::<_, KithError>(()) })).is_ok());
        let handle = clone.handle.clone();
        let (held, dropped) = oneshot::channel::<()>();
        handle.spawn(async move {
            let _held = held;
            std::future::pending::<()>().await;
        });
        drop(clone);
        assert!(wait(dropped).is_err(), "the runtime has dropped its work");
    }
}
