//! The end of what is pulled.

use std::future::Future;

use kith_core::Error;
use tokio::sync::watch;

/// The end of a subscription, told to whoever waits.
pub(crate) struct End(watch::Sender<bool>);

impl Default for End {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl End {
    pub(crate) fn come(&self) {
        self.0.send_replace(true);
    }

    /// What `next` gives, unless the end comes first.
    pub(crate) fn unless<T>(
        &self,
        next: impl Future<Output = Result<Option<T>, Error>> + Send + 'static,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + 'static
    where
        T: Send + 'static,
    {
        let mut end = self.0.subscribe();
        async move {
            tokio::select! {
                biased;
                // An error is a subscription that is gone: the same end.
                _ = end.wait_for(|come| *come) => Ok(None),
                next = next => next,
            }
        }
    }
}
