//! Keeps an account in step with its relay until it is stopped.
//!
//! While all is well it waits at the relay, which answers when there is news, or after a while without:
//! that answer is also what shows that the connection lives. Nothing else runs, and without a network
//! nothing at all. The bounds stand in docs/performance.md.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::{
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::{
    pass::{self, pass},
    pause::Pause,
    reach::stops,
};
use crate::{
    error::Error,
    store::StoreError,
    sync::{
        log::fetch,
        relay::link::Link,
        send::{later, receipts},
    },
};

/// How long one sync waits at the relay for news while someone looks. With [`MARGIN`] it bounds how
/// long a connection can be dead unnoticed. What follows, a pass over a new one, has the rest of the
/// 15 s within which who looks is to hear again.
const WAIT_IN_FRONT: Duration = Duration::from_secs(9);
/// The same while nobody does: fewer answers without news, fewer wake-ups.
const WAIT_BEHIND: Duration = Duration::from_millis(kith_protocol::limits::MAX_WAIT_MS);
/// How late the answer to a wait may come before the connection is taken for dead.
const MARGIN: Duration = Duration::from_secs(4);
/// How long waits without news may follow each other without a pass: it fetches the clinic's documents,
/// sweeps, and notes how fresh everything is.
const PASS_EVERY: Duration = Duration::from_secs(60);
/// An answer that came sooner did not wait.
const AT_ONCE: Duration = Duration::from_millis(200);
/// A wait that lasted so long was a good one, however it ended.
const LASTED: Duration = Duration::from_secs(1);
/// The longest pause after waits that were cut one after another: a box that cuts each after a second
/// costs a pass in five, and keeps news back no longer than that.
const LAST_AFTER_CUT: Duration = Duration::from_secs(4);

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
    let mut pause = Pause::new();
    let mut cuts = Pause::up_to(LAST_AFTER_CUT);
    loop {
        if !link.has_network() {
            link.lost();
            link.afresh.notified().await;
            pause.reset();
            continue;
        }
        let woken = tokio::select! {
            woken = step(&link) => woken,
            () = link.afresh.notified() => Ok(Woken::Afresh),
        };
        // A store that cannot go on may say so before anything was exchanged, or beside it.
        if matches!(&woken, Err(error) if after(error) != Next::End) {
            link.ended(&woken);
        }
        match woken {
            Ok(Woken::Bell | Woken::Due | Woken::Dead) => pause.reset(),
            Ok(Woken::News) => {
                pause.reset();
                cuts.reset();
            }
            // What was open may lead through a network that is gone.
            Ok(Woken::Afresh) => {
                link.delivery.renew();
                pause.reset();
            }
            // Not at once: whoever else waited there was cut at the same moment.
            Ok(Woken::Cut) => {
                pause.reset();
                wait(&link, cuts.next()).await;
            }
            Err(error) => match after(&error) {
                Next::End => return,
                Next::Bell => {
                    tracing::error!(%error, "sync stopped");
                    tokio::select! {
                        () = link.bell.notified() => {}
                        () = link.afresh.notified() => {}
                    }
                    pause.reset();
                }
                Next::Retry => {
                    tracing::debug!(%error, "sync waits");
                    let named = retry_after(&error).unwrap_or_default();
                    wait(&link, pause.next().max(named)).await;
                }
            },
            // An answer at once without news that a pass could use, or a time to wait that leads to the
            // next refusal: a relay that is confused, or lies, must not keep this device busy.
            Ok(Woken::Nothing) => wait(&link, pause.next()).await,
        }
    }
}

/// Waits so long, unless something is to go out or the network is another.
async fn wait(link: &Link, time: Duration) {
    tokio::select! {
        () = sleep(time) => {}
        () = link.bell.notified() => {}
        // Who waits for it next begins at once.
        () = link.afresh.notified() => link.afresh.notify_one(),
    }
}

/// How long the relay asks to wait.
fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Delivery(error) => error.retry_after(),
        _ => None,
    }
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
        // What is of one thing has stopped nothing else.
        error if stops(error) && !error.is_of_one_thing() => Next::Bell,
        _ => Next::Retry,
    }
}

/// What ended a step.
enum Woken {
    /// Something waits to go out.
    Bell,
    /// What the relay asked to wait with may be tried again, after a pass that was good for something.
    Due,
    /// The relay had news, or nothing for a while.
    News,
    /// The relay answered at once, or what it asked to wait with may be tried again, and a pass found
    /// nothing new.
    Nothing,
    /// A wait that had lasted was cut: no failure, and nothing is known yet of the next.
    Cut,
    /// A wait was not answered in time.
    Dead,
    /// The device's network is another, or someone looks again.
    Afresh,
}

/// A pass, then waits until there is news here or at the relay.
async fn step(link: &Link) -> Result<Woken, Error> {
    let report = pass(link).await?;
    let passed = Instant::now();
    // Both go on from one wait to the next: each that begins reads the store.
    let (telling, due) = (receipts::keep_telling(link), later::is_due(link));
    tokio::pin!(telling, due);
    loop {
        let whole = if link.device.foreground.load(Ordering::Relaxed) {
            WAIT_IN_FRONT
        } else {
            WAIT_BEHIND
        };
        let start = Instant::now();
        let waited = tokio::select! {
            waited = news(link, whole) => waited,
            () = link.bell.notified() => return Ok(Woken::Bell),
            error = &mut telling => return Err(error),
            due = &mut due => {
                due?;
                return Ok(Woken::Bell);
            }
            () = held(link) => return Ok(if report.progress {
                Woken::Due
            } else {
                Woken::Nothing
            }),
        };
        let lasted = start.elapsed();
        match waited {
            Err(error) if pass::is_unreachable(&error) && lasted >= LASTED => {
                if lasted < whole + MARGIN {
                    return Ok(Woken::Cut);
                }
                link.lost();
                return Ok(Woken::Dead);
            }
            waited => {
                link.ended(&waited);
                let news = waited?;
                if lasted < AT_ONCE && !report.progress {
                    return Ok(Woken::Nothing);
                }
                if news || lasted < AT_ONCE || passed.elapsed() >= PASS_EVERY {
                    return Ok(Woken::News);
                }
            }
        }
    }
}

/// Ends when something that the relay asked to wait with may be tried again.
async fn held(link: &Link) {
    match link.delivery.held() {
        Some(time) => sleep(time).await,
        None => std::future::pending().await,
    }
}

async fn news(link: &Link, whole: Duration) -> Result<bool, Error> {
    let ms = u64::try_from(whole.as_millis()).unwrap_or(u64::MAX);
    fetch::wait(link, ms, MARGIN).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_writes_again_starts_what_a_failing_store_has_stopped() {
        let after = |error| after(&Error::Store(error));
        assert_eq!(after(StoreError::Closed), Next::End);
        assert_eq!(after(StoreError::Corrupt), Next::Bell);
        assert_eq!(after(StoreError::Unreadable), Next::Bell);
        assert_eq!(after(StoreError::Panicked), Next::Retry);
        assert_eq!(after(StoreError::TransactionLost), Next::Retry);
        assert_eq!(after(StoreError::DiskFull), Next::Retry);
        assert_eq!(after(StoreError::Suspended), Next::Retry);
    }

    #[test]
    fn a_dead_connection_is_noticed_within_fifteen_seconds_while_someone_looks() {
        // The rest is for a pass over a new connection.
        let notices = Duration::from_secs(13);
        assert!(WAIT_IN_FRONT + MARGIN <= notices);
        assert!(crate::sync::relay::way::QUIET <= notices);
    }
}
