//! Keeps an account in step with its relay until it is stopped.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;

use super::{inbound, link::Link, pass};
use crate::{
    error::{Error, Recovery},
    store::StoreError,
};

/// How long one sync waits at the relay for news.
const WAIT_MS: u64 = kith_protocol::limits::MAX_WAIT_MS;
/// An answer that came sooner did not wait.
const AT_ONCE: Duration = Duration::from_millis(200);
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

    /// Ends it and waits until it has let go of everything, its keys among it.
    pub(crate) async fn end(mut self) {
        self.0.abort();
        // Aborted, or at its end by itself: either way it is over.
        let _ = (&mut self.0).await;
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
            Ok(Woken::Bell | Woken::News) => retry = FIRST_RETRY,
            Err(error) => match after(&error) {
                Next::End => return,
                Next::Bell => {
                    tracing::error!(%error, "sync stopped");
                    link.bell.notified().await;
                    retry = FIRST_RETRY;
                }
                Next::Retry => {
                    tracing::debug!(%error, "sync waits");
                    wait(&link, &mut retry).await;
                }
            },
            // An answer at once without news that a pass could use: a relay that is confused,
            // or lies, must not keep this device busy.
            Ok(Woken::Nothing) => wait(&link, &mut retry).await,
        }
    }
}

async fn wait(link: &Link, retry: &mut Duration) {
    tokio::select! {
        () = tokio::time::sleep(*retry) => {}
        () = link.bell.notified() => {}
    }
    *retry = (*retry * 2).min(LAST_RETRY);
}

/// What follows an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Nothing: the store is closed.
    End,
    /// Waiting until someone wants something: what failed here will not mend by itself, yet who
    /// writes or asks to try again may have mended it.
    Bell,
    /// Trying again after a while.
    Retry,
}

fn after(error: &Error) -> Next {
    match error {
        Error::Store(StoreError::Closed) => Next::End,
        error if error.recovery() == Recovery::Fatal => Next::Bell,
        _ => Next::Retry,
    }
}

/// What ended a step.
enum Woken {
    /// Something waits to go out.
    Bell,
    /// The relay had news, or nothing for the whole time.
    News,
    /// The relay answered at once, and a pass found nothing new.
    Nothing,
}

/// A pass, then until there is news here or at the relay.
async fn step(link: &Link) -> Result<Woken, Error> {
    let report = pass(link).await?;
    let start = Instant::now();
    tokio::select! {
        result = inbound::wait(link, WAIT_MS) => {
            link.ended(&result);
            result?;
            let at_once = start.elapsed() < AT_ONCE;
            Ok(if at_once && !report.progress { Woken::Nothing } else { Woken::News })
        }
        () = link.bell.notified() => Ok(Woken::Bell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_again_starts_what_a_failing_store_has_stopped() {
        let after = |error| after(&Error::Store(error));
        assert_eq!(after(StoreError::Closed), Next::End);
        assert_eq!(after(StoreError::Panicked), Next::Bell);
        assert_eq!(after(StoreError::TransactionLost), Next::Bell);
        assert_eq!(after(StoreError::DiskFull), Next::Retry);
        assert_eq!(after(StoreError::Suspended), Next::Retry);
    }
}
