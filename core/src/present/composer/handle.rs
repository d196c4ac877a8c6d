//! What an app holds of a field.

use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot};

use super::{
    desk::Shared,
    edits::is_edit,
    field::Field,
    naming,
    news::{Again, FieldChange, Trouble},
    work::{Job, work},
};
use crate::{
    client::{Client, settled},
    error::Error,
    ids::{ConversationId, PersonId},
    rights::table::Audience,
    store::{Change, ChangeEvent, ChangeStream, rows::EventRow},
};

/// The field of an open conversation. What the person does is shown at once and stored behind their back, in
/// its order and to its end: neither dropping this nor a store that is suspended or locked keeps something from
/// being stored.
///
/// What is begun in a conversation is one, however many have its field: what one writes the others show, and
/// what comes while somebody types stands behind what they type.
#[derive(Debug)]
pub struct Composer {
    shared: Arc<Shared>,
    jobs: mpsc::UnboundedSender<Job>,
    watching: Mutex<Watching>,
}

#[derive(Debug)]
struct Watching {
    stream: ChangeStream,
    /// What has changed since it was read; a new field has read nothing.
    stale: Stale,
}

/// What of a field has to be read anew. The last is the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stale {
    Nothing,
    /// The draft may be another; as a rule it is what was kept from here.
    Draft,
    All,
}

impl Client {
    /// The field of a conversation, as long as someone writes there. Stores on the current tokio
    /// runtime what was written.
    pub fn compose(&self, conversation: impl Into<ConversationId>) -> Composer {
        let (jobs, waiting) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::new(self.clone(), conversation.into()));
        tokio::spawn(work(Arc::clone(&shared), waiting));
        Composer {
            shared,
            jobs,
            watching: Mutex::new(Watching {
                stream: self.subscribe(),
                stale: Stale::All,
            }),
        }
    }
}

impl Composer {
    /// What the field shows now.
    pub fn field(&self) -> Field {
        self.shared.desk().show()
    }

    /// The person wrote: what they see of the field is this now. Words that they have not seen yet stay.
    pub fn write(&self, text: String) -> Field {
        let newest = self.shared.desk().newest();
        self.write_on(newest, text)
    }

    /// As [`write`](Self::write), where the person saw the field of this [`number`](Field::number) when they did:
    /// what came since stays, and what is begun is for whom that one showed.
    pub fn write_on(&self, number: u64, text: String) -> Field {
        if is_edit(number) {
            self.shared.desk().edits.write(number, text);
        } else {
            self.shared.desk().pen.write(number, text);
            self.keep();
        }
        self.field()
    }

    /// The person named one of those who read it: the whole name stands behind the @ at the end of the words.
    /// Nothing changes where there is none, or they do not read it.
    pub fn name(&self, person: PersonId) -> Field {
        let field = self.field();
        let named = field.readers.iter().find(|reader| reader.person == person);
        match named.and_then(|reader| naming::named(&field.text, &reader.name)) {
            Some(text) => self.write_on(field.number, text),
            None => field,
        }
    }

    /// The person chose who reads it.
    pub fn write_to(&self, audience: Audience) -> Field {
        self.shared.desk().pen.choose(audience);
        self.keep();
        self.field()
    }

    /// The person answers a row that these read: what is begun goes to them. Nothing changes where that is
    /// only for the clinic and others read the row. Whoever chooses other readers then answers nothing.
    pub fn answer(&self, row: EventRow, audience: Audience) -> Field {
        self.shared.desk().pen.answer(Some((row, audience)));
        self.keep();
        self.do_later(Job::Look);
        self.field()
    }

    /// The person answers nothing any more.
    pub fn answer_nothing(&self) -> Field {
        self.shared.desk().pen.answer(None);
        self.keep();
        self.field()
    }

    /// Sends what stands in the field, which is empty at once; nothing where that is nothing. Where it could
    /// not be sent it stands there again, before what was typed meanwhile.
    pub fn send(&self) -> Field {
        let newest = self.shared.desk().newest();
        self.send_of(newest)
    }

    /// As [`send`](Self::send), where the person saw the field of this [`number`](Field::number): what came since
    /// stays in it.
    pub fn send_of(&self, number: u64) -> Field {
        let job = if is_edit(number) {
            let sends = self.shared.desk().edits.send(number);
            sends.then_some(Job::Replace)
        } else {
            let sends = self.shared.desk().pen.send(number, None);
            sends.then_some(Job::Send)
        };
        if let Some(job) = job {
            self.do_later(job);
        }
        self.field()
    }

    /// As [`send`](Self::send), at a time: milliseconds since 1970 (UTC). Other words for a message wait for nothing:
    /// they are sent now.
    pub fn send_later(&self, at: u64) -> Field {
        let newest = self.shared.desk().newest();
        self.send_later_of(newest, at)
    }

    /// As [`send_of`](Self::send_of), at a time.
    pub fn send_later_of(&self, number: u64, at: u64) -> Field {
        if is_edit(number) {
            return self.send_of(number);
        }
        if self.shared.desk().pen.send(number, Some(at)) {
            self.do_later(Job::Send);
        }
        self.field()
    }

    /// Takes back a message that the relay will never take, or that was [said just now](Client::undo): its words stand
    /// behind what is in the field.
    pub fn take_back(&self, row: EventRow) {
        self.do_later(Job::TakeBack(row));
    }

    /// Puts the words of one's own message into the field, above what is begun there: sending puts what stands
    /// there then in their place.
    pub fn edit(&self, row: EventRow) {
        self.do_later(Job::Edit(row));
    }

    /// Leaves the message whose words stand in the field as it is: what was begun before stands there again.
    pub fn cancel_edit(&self) -> Field {
        self.shared.desk().edits.cancel();
        self.field()
    }

    /// Does once more what could not be done.
    pub fn again(&self, what: Again) -> Field {
        match what {
            Again::Send => {
                let sends = self.shared.desk().sends_again();
                if sends {
                    self.do_later(Job::Send);
                }
                // Whoever waits is told that a time is asked for.
                self.shared.turn();
            }
            Again::Replace => {
                let sent = self.shared.desk().edits.again();
                for _ in 0..sent {
                    self.do_later(Job::Replace);
                }
            }
            Again::Keep => self.keep(),
            Again::TakeBack(row) => self.take_back(row),
            Again::Edit(row) => self.edit(row),
        }
        self.field()
    }

    /// Waits until the field is not what it was, other than by what these calls answered: at once the first
    /// time. Nothing once the store is closed and it was told what of it could not be done; whoever asks for
    /// more then asks this too. May be dropped and called again without losing anything. Waits while the store
    /// is suspended or locked.
    ///
    /// # Errors
    /// [`StoreError`](crate::store::StoreError); the next call reads again. [`Error::NotFound`] where there is no
    /// such conversation.
    pub async fn next(&self) -> Result<Option<FieldChange>, Error> {
        let mut watching = self.watching.lock().await;
        let mut turns = self.shared.turned.subscribe();
        loop {
            let change = self.shared.desk().change();
            if let Some(change) = change {
                if change.trouble.as_ref().is_some_and(Trouble::gives_back) {
                    self.keep();
                }
                return Ok(Some(change));
            }
            // What came meanwhile is read with it.
            while let Some(event) = watching.stream.ready() {
                watching.stale = watching.stale.max(self.stale(&event));
            }
            if watching.stale != Stale::Nothing {
                let read = settled(self.read(watching.stale).await)?;
                watching.stale = Stale::Nothing;
                if read.is_some() {
                    // A store that was closed to it has not everything.
                    self.keep();
                    continue;
                }
            }
            tokio::select! {
                event = watching.stream.next() => match event {
                    Some(event) => watching.stale = self.stale(&event),
                    None => {
                        self.done().await;
                        return Ok(self.shared.desk().change());
                    }
                },
                _ = turns.changed() => {}
            }
        }
    }

    async fn read(&self, stale: Stale) -> Result<(), Error> {
        if stale == Stale::Draft && !self.shared.has_another_draft().await? {
            return Ok(());
        }
        self.shared.look().await
    }

    fn stale(&self, event: &ChangeEvent) -> Stale {
        let ChangeEvent::Changes(set) = event else {
            return Stale::All;
        };
        let of = |change| match change {
            Change::Circle(circle) if self.shared.is_of(circle) => Stale::All,
            Change::Timeline(of) if of == self.shared.conversation => Stale::All,
            Change::Marks(of) if of == self.shared.conversation => Stale::Draft,
            Change::Account => Stale::All,
            Change::Circle(_)
            | Change::Timeline(_)
            | Change::Marks(_)
            | Change::Invitations(_)
            | Change::Joining
            | Change::Reach => Stale::Nothing,
        };
        set.iter().map(of).max().unwrap_or(Stale::Nothing)
    }

    fn keep(&self) {
        if self.shared.desk().wants_keeping() {
            self.do_later(Job::Keep);
        }
    }

    /// Waits until everything is done that was asked for.
    async fn done(&self) {
        let (tell, told) = oneshot::channel();
        self.do_later(Job::Tell(tell));
        // Fails where the runtime has ended, which does nothing any more.
        let _ = told.await;
    }

    fn do_later(&self, job: Job) {
        // Fails where the runtime has ended, and the app with it.
        let _ = self.jobs.send(job);
    }
}
