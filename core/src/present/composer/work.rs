//! What becomes of a field in the background: one thing after the other, in the order in which it was asked for.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{mpsc, oneshot, watch};

use super::{
    news::{Again, FieldChange, Trouble},
    pen::{Field, Ground, Pen},
};
use crate::{
    client::{Client, settled},
    error::Error,
    ids::CircleId,
    store::{circle::circles, timeline::answering},
    view,
};

/// What is done in the background.
#[derive(Debug)]
pub(super) enum Job {
    /// Keeps what stands in the field. A slow disk skips some of its states.
    Keep,
    /// Sends the first of what is on its way.
    Send,
    /// Takes a refused message back.
    TakeBack(i64),
    /// Says that everything is done that was asked for before.
    Tell(oneshot::Sender<()>),
}

/// What the app's side and the background share.
pub(super) struct Shared {
    client: Client,
    pub(super) circle: CircleId,
    desk: Mutex<Desk>,
    /// Held by whoever reads or changes the draft that the store has.
    storing: tokio::sync::Mutex<()>,
    /// Tells whoever waits that there is something to say.
    pub(super) turned: watch::Sender<()>,
}

/// The field and what of it was told.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) pen: Pen,
    /// Whether the field is another than the app was told.
    changed: bool,
    troubles: VecDeque<Trouble>,
    /// Whether keeping waits to be done.
    keeping: bool,
}

impl Desk {
    pub(super) fn show(&mut self) -> Field {
        self.changed = false;
        self.pen.show()
    }

    pub(super) fn change(&mut self) -> Option<FieldChange> {
        let trouble = self.troubles.pop_front();
        let changed = std::mem::take(&mut self.changed);
        (changed || trouble.is_some()).then_some(FieldChange { trouble })
    }

    /// Whether there is something to keep that nobody is about to keep: then whoever asked is.
    pub(super) fn wants_keeping(&mut self) -> bool {
        let wants = !self.keeping && self.pen.to_keep(false).is_some();
        self.keeping |= wants;
        wants
    }
}

/// Does what is asked for until nobody is there to ask.
pub(super) async fn work(shared: Arc<Shared>, mut jobs: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = jobs.recv().await {
        let _storing = shared.storing.lock().await;
        let done = match job {
            Job::Keep => {
                shared.desk().keeping = false;
                (shared.keep(false).await, Again::Keep)
            }
            Job::Send => (shared.send().await, Again::Send),
            Job::TakeBack(row) => (shared.client.write_again(row).await, Again::TakeBack(row)),
            Job::Tell(done) => {
                // Fails where whoever asked waits no more.
                let _ = done.send(());
                continue;
            }
        };
        if let (Err(error), again) = done {
            shared.tell(Trouble { error, again });
        }
    }
}

impl Shared {
    pub(super) fn new(client: Client, circle: CircleId) -> Self {
        Self {
            client,
            circle,
            desk: Mutex::default(),
            storing: tokio::sync::Mutex::default(),
            turned: watch::Sender::default(),
        }
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what the store says of the field, between two changes of its draft from here.
    pub(super) async fn look(&self) -> Result<(), Error> {
        let _storing = self.storing.lock().await;
        let circle = self.circle;
        let read = self.client.inner.db.read(move |tx| -> Result<_, Error> {
            let circle = circles::get(tx, &circle)?;
            let row = view::circle_row(tx, &circle)?;
            Ok(Ground {
                answers: answering::answers(tx, circle.row)?,
                audiences: row.audiences,
                draft: row.draft,
                people: view::members(tx, &circle)?,
            })
        });
        let ground = read.await?;
        let mut desk = self.desk();
        desk.pen.look(ground);
        desk.changed = true;
        Ok(())
    }

    async fn keep(&self, mut always: bool) -> Result<(), Error> {
        loop {
            let Some((base, now)) = self.desk().pen.to_keep(always) else {
                return Ok(());
            };
            let keep = self
                .client
                .keep_behind(self.circle, base, now.clone())
                .await;
            // Kept when whoever has closed the store opens it again.
            let Some(added) = settled(keep)? else {
                return Ok(());
            };
            let came = added.is_some();
            self.desk().pen.keep(now, added);
            if !came {
                return Ok(());
            }
            self.turn();
            always = false;
        }
    }

    async fn send(&self) -> Result<(), Error> {
        // What was before it could not be sent, and it was given back with that.
        let Some(words) = self.desk().pen.going() else {
            return Ok(());
        };
        let sent = self
            .client
            .send(self.circle, words.audience, &words.body)
            .await;
        match sent {
            Ok(_) => {
                self.desk().pen.sent();
                self.keep(true).await.or_else(|error| {
                    self.tell(Trouble {
                        error,
                        again: Again::Keep,
                    });
                    Ok(())
                })
            }
            Err(error) => {
                self.desk().pen.give_back();
                self.turn();
                // Why it may not be kept either is said already.
                let _ = self.keep(true).await;
                Err(error)
            }
        }
    }

    fn turn(&self) {
        self.desk().changed = true;
        self.turned.send_replace(());
    }

    fn tell(&self, trouble: Trouble) {
        self.desk().troubles.push_back(trouble);
        self.turned.send_replace(());
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shared").finish_non_exhaustive()
    }
}
