//! Keeps an account in step with its relay until it is stopped.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinHandle;

use super::{inbound, link::Link, pass};
use crate::error::{Error, Recovery};

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
            Err(error) if error.recovery() == Recovery::Fatal => {
                tracing::error!(%error, "sync stopped");
                return;
            }
            // An answer at once without news that a pass could use: a relay that is confused,
            // or lies, must not keep this device busy.
            other => {
                if let Err(error) = other {
                    tracing::debug!(%error, "sync waits");
                }
                tokio::select! {
                    () = tokio::time::sleep(retry) => {}
                    () = link.bell.notified() => {}
                }
                retry = (retry * 2).min(LAST_RETRY);
            }
        }
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
