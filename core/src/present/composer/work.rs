//! What becomes of a field in the background: one thing after the other, in the order in which it was asked for.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::{mpsc, oneshot};

use super::{
    desk::Shared,
    news::{Again, Trouble, is_shut},
};
use crate::store::rows::EventRow;

/// What is done in the background.
#[derive(Debug)]
pub(super) enum Job {
    /// Keeps what stands in the field. A slow disk skips some of its states.
    Keep,
    /// Sends the first of what is on its way.
    Send,
    /// Takes back a message that was refused, or said just now.
    TakeBack(EventRow),
    /// Reads what the store says of the field.
    Look,
    /// Puts a message's words into the field.
    Edit(EventRow),
    /// Sends the first of the edits that are on their way.
    Replace,
    /// Says that everything is done that was asked for before.
    Tell(oneshot::Sender<()>),
}

/// A job that is to be done.
struct Due {
    job: Job,
    /// The store was shut when it was tried. It is done when somebody has opened that again, unless
    /// whoever watches has read by then that it could not be done: what becomes of it is theirs to say.
    held: bool,
}

impl From<Job> for Due {
    fn from(job: Job) -> Self {
        Self { job, held: false }
    }
}

/// Does what is asked for until nobody is there to ask and everything is done.
pub(super) async fn work(shared: Arc<Shared>, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut store = shared.client.subscribe();
    let mut due = VecDeque::new();
    let mut asked = true;
    while asked || !due.is_empty() {
        tokio::select! {
            job = jobs.recv(), if asked => match job {
                Some(job) => due.push_back(Due::from(job)),
                None => asked = false,
            },
            // Whoever opens the store again says so, and whoever closes it for good ends this.
            _ = store.next(), if !due.is_empty() => {}
        }
        // Whoever opens it from here on wakes this once more.
        while store.ready().is_some() {}
        let mut later = VecDeque::new();
        while let Some(next) = due.pop_front() {
            match shared.does(next).await {
                Then::GoOn => {}
                Then::First(next) => due.push_front(next),
                Then::Wait(next) => later.push_back(next),
            }
        }
        due = later;
    }
}

/// How it goes on after a job.
enum Then {
    GoOn,
    /// This comes first.
    First(Due),
    /// This is done when the store is open again.
    Wait(Due),
}

impl Shared {
    async fn does(&self, due: Due) -> Then {
        let Due { job, held } = due;
        let again = match job {
            Job::Keep => Again::Keep,
            Job::Send => Again::Send,
            Job::TakeBack(row) => Again::TakeBack(row),
            Job::Look => {
                // Whoever watches reads it too, and is told what fails.
                let _ = self.look().await;
                self.turn();
                return Then::GoOn;
            }
            Job::Edit(row) => Again::Edit(row),
            Job::Replace => Again::Replace,
            Job::Tell(done) => {
                // Fails where whoever asked waits no more.
                let _ = done.send(());
                return Then::GoOn;
            }
        };
        if held && !self.desk().takes_back(again) {
            return Then::GoOn;
        }
        let _storing = self.storing.lock().await;
        let done = match again {
            Again::Keep => {
                self.desk().is_about_to_keep(false);
                self.keep().await
            }
            Again::Send => self.send().await,
            Again::TakeBack(row) => self.client.undo(row).await,
            Again::Edit(row) => self.edit(row).await,
            Again::Replace => self.replace().await,
        };
        match (done, again) {
            (Ok(()), Again::Send) => Then::First(Job::Keep.into()),
            (Ok(()), _) => Then::GoOn,
            (Err(error), Again::Keep) if is_shut(&error) => {
                self.desk().is_about_to_keep(true);
                Then::Wait(job.into())
            }
            (Err(error), _) if is_shut(&error) => {
                self.tell(Trouble { error, again });
                Then::Wait(Due { job, held: true })
            }
            (Err(error), Again::Send) => {
                self.gives_back();
                // Why it may not be kept either is said already.
                let kept = self.keep().await;
                self.tell(Trouble { error, again });
                match kept {
                    Err(error) if is_shut(&error) => Then::First(Job::Keep.into()),
                    _ => Then::GoOn,
                }
            }
            (Err(error), Again::Replace) => {
                self.gives_edits_back();
                self.tell(Trouble { error, again });
                Then::GoOn
            }
            (Err(error), _) => {
                self.tell(Trouble { error, again });
                Then::GoOn
            }
        }
    }
}
