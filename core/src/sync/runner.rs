//! Keeps an account in step with its relay until it is stopped.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use super::{inbound, link::Link, pass};
use crate::error::{Error, Recovery};

/// How long one sync waits at the relay for news.
const WAIT_MS: u64 = kith_protocol::limits::MAX_WAIT_MS;
const FIRST_RETRY: Duration = Duration::from_millis(500);
const LAST_RETRY: Duration = Duration::from_secs(60);

/// A running account. Ends when dropped.
#[derive(Debug)]
pub(crate) struct Runner(JoinHandle<()>);

impl Runner {
    /// Starts on the current tokio runtime.
    pub(crate) fn start(link: Arc<Link>) -> Self {
        Self(tokio::spawn(run(link)))
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn run(link: Arc<Link>) {
    let mut retry = FIRST_RETRY;
    loop {
        match step(&link).await {
            Ok(()) => retry = FIRST_RETRY,
            Err(error) if error.recovery() == Recovery::Fatal => {
                tracing::error!(%error, "sync stopped");
                return;
            }
            Err(error) => {
                tracing::debug!(%error, "sync waits");
                tokio::select! {
                    () = tokio::time::sleep(retry) => {}
                    () = link.bell.notified() => {}
                }
                retry = (retry * 2).min(LAST_RETRY);
            }
        }
    }
}

/// A pass, then until there is news here or at the relay.
async fn step(link: &Link) -> Result<(), Error> {
    pass(link).await?;
    tokio::select! {
        result = inbound::wait(link, WAIT_MS) => result,
        () = link.bell.notified() => Ok(()),
    }
}
