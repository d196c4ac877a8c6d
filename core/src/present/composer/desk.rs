//! What the app's side of a field and the background share.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use tokio::sync::watch;

use super::{
    edits::Edits,
    field::Field,
    naming,
    news::{Again, FieldChange, Trouble, is_shut},
    pen::{Going, Ground, Once, Pen},
};
use crate::{
    client::{Client, settled},
    error::Error,
    ids::{CircleId, ConversationId},
    rights::WhyNot,
    store::{
        circle::conversations,
        rows::EventRow,
        timeline::{answering, drafts, messages},
    },
    view::{self, Act, QuoteRow},
};

/// What both share.
pub(super) struct Shared {
    pub(super) client: Client,
    pub(super) conversation: ConversationId,
    /// Its circle, once it was read.
    circle: OnceLock<CircleId>,
    desk: Mutex<Desk>,
    /// Held by whoever reads or changes the draft that the store has.
    pub(super) storing: tokio::sync::Mutex<()>,
    /// Tells whoever waits that there is something to say.
    pub(super) turned: watch::Sender<()>,
}

/// The field and what of it was told.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) pen: Pen,
    pub(super) edits: Edits,
    /// Whether the field is another than the app was told.
    changed: bool,
    troubles: VecDeque<Trouble>,
    asks_when: bool,
    /// Whether keeping waits to be done.
    keeping: bool,
}

impl Desk {
    pub(super) fn show(&mut self) -> Field {
        self.changed = false;
        if self.pen.is_empty() {
            self.edits.come_back();
        }
        let mut field = self.edits.show(self.pen.show());
        if let Some(audience) = self.edits.audience() {
            field.readers = self.pen.readers(audience);
        }
        field.naming = naming::offered(&field.text, &field.readers);
        field
    }

    /// The field that was shown last.
    pub(super) fn newest(&self) -> u64 {
        self.edits.newest().unwrap_or_else(|| self.pen.newest())
    }

    /// What there is to say. Who reads that a shut store kept something from being sent has it in the field
    /// again.
    pub(super) fn change(&mut self) -> Option<FieldChange> {
        let trouble = self.troubles.pop_front();
        if trouble.as_ref().is_some_and(Trouble::gives_back) {
            self.pen.give_back();
            self.edits.give_back();
            self.troubles.retain(|trouble| !trouble.gives_back());
        }
        let changed = std::mem::take(&mut self.changed);
        let asks_when = std::mem::take(&mut self.asks_when);
        (changed || trouble.is_some() || asks_when).then_some(FieldChange { trouble, asks_when })
    }

    /// Sends once more what could not be; false where that comes to be seen first, or is there no more.
    pub(super) fn sends_again(&mut self) -> bool {
        let is_seen = self.edits.newest().is_none();
        match self.pen.again(is_seen) {
            Once::At(at) => {
                let newest = self.pen.newest();
                self.pen.send(newest, at)
            }
            Once::Seen { asks_when } => {
                self.edits.step_aside();
                self.asks_when = asks_when;
                false
            }
            Once::Not => false,
        }
    }

    /// What nobody has read yet of something that could not be done needs not be read any more; false where
    /// somebody has.
    pub(super) fn takes_back(&mut self, again: Again) -> bool {
        let of = |trouble: &Trouble| trouble.again == again;
        let told = self.troubles.iter().position(of);
        told.and_then(|told| self.troubles.remove(told)).is_some()
    }

    /// Whether there is something to keep that nobody is about to keep: then whoever asked is.
    pub(super) fn wants_keeping(&mut self) -> bool {
        let wants = !self.keeping && self.pen.to_keep().is_some();
        self.keeping |= wants;
        wants
    }

    pub(super) fn is_about_to_keep(&mut self, about: bool) {
        self.keeping = about;
    }
}

impl Shared {
    pub(super) fn new(client: Client, conversation: ConversationId) -> Self {
        Self {
            client,
            conversation,
            circle: OnceLock::new(),
            desk: Mutex::default(),
            storing: tokio::sync::Mutex::default(),
            turned: watch::Sender::default(),
        }
    }

    /// Whether the conversation may be of a circle.
    pub(super) fn is_of(&self, circle: CircleId) -> bool {
        self.circle.get().is_none_or(|own| *own == circle)
    }

    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what the store says of the field, between two changes of its draft from here.
    pub(super) async fn look(&self) -> Result<(), Error> {
        let _storing = self.storing.lock().await;
        let conversation = self.conversation;
        let reply = self.desk().pen.reply();
        let read = self.client.inner.db.read(move |tx| -> Result<_, Error> {
            let conversation = conversations::get(tx, &conversation)?;
            let row = view::circle_row(tx, &conversation)?;
            let reply = reply.or(row.draft.as_ref().and_then(|draft| draft.reply));
            let quote = |row| Ok::<_, Error>((row, QuoteRow::of(tx, row)?));
            let ground = Ground {
                answers: answering::answers(tx, conversation.row)?,
                audiences: row.audiences,
                quote: reply.map(quote).transpose()?,
                draft: row.draft,
                people: view::members(tx, &conversation)?,
            };
            Ok((row.id, ground))
        });
        let (circle, ground) = read.await?;
        self.circle.get_or_init(|| circle);
        let mut desk = self.desk();
        desk.pen.look(ground);
        desk.changed = true;
        Ok(())
    }

    /// Reads the store's draft alone: whether it is none that was put there or taken in here. Most of what
    /// changes it comes from here.
    pub(super) async fn has_another_draft(&self) -> Result<bool, Error> {
        let _storing = self.storing.lock().await;
        let conversation = self.conversation;
        let read = self.client.inner.db.read(move |tx| -> Result<_, Error> {
            Ok(drafts::get(tx, conversations::get(tx, &conversation)?.row)?)
        });
        let stored = read.await?;
        Ok(!self.desk().pen.knows(stored.as_ref()))
    }

    /// Keeps what stands in the field, as long as something comes to stand there meanwhile.
    pub(super) async fn keep(&self) -> Result<(), Error> {
        loop {
            let Some((base, now)) = self.desk().pen.to_keep() else {
                return Ok(());
            };
            let keep = self
                .client
                .keep_behind(self.conversation, base, now.clone())
                .await;
            let added = match keep {
                Err(error) if is_shut(&error) => return Err(error),
                // The words stand in the field, and sending them says why that cannot be.
                keep => match settled(keep)? {
                    Some(added) => added,
                    None => return Ok(()),
                },
            };
            let came = added.is_some();
            self.desk().pen.keep(now, added);
            if !came {
                return Ok(());
            }
            self.turn();
        }
    }

    /// Sends the first of what is on its way. What could not be sent stays so.
    pub(super) async fn send(&self) -> Result<(), Error> {
        // What was before it could not be sent, and it was given back with that.
        let Some(Going { words, at }) = self.desk().pen.going() else {
            return Ok(());
        };
        let (to, body) = ((self.conversation, words.audience), &words.body);
        match at {
            Some(at) => drop(self.client.say_later_in(to, body, at, words.reply).await?),
            None => drop(self.client.answer_in(to, body, words.reply).await?),
        }
        self.desk().pen.sent();
        Ok(())
    }

    /// What was on its way stands in the field again.
    pub(super) fn gives_back(&self) {
        self.desk().pen.give_back();
        self.turn();
    }

    /// Puts a message's words into the field.
    pub(super) async fn edit(&self, row: EventRow) -> Result<(), Error> {
        let read = self.client.inner.db.read(move |tx| -> Result<_, Error> {
            match view::why_not(tx, row, Act::Edit)? {
                None => Ok(messages::get(tx, row)?),
                Some(WhyNot::NotSent) => Err(Error::NotSent),
                Some(_) => Err(Error::NotAllowed),
            }
        });
        let message = read.await?;
        let words = message.content.words().to_owned();
        self.desk().edits.begin(row, words, message.audience);
        self.turn();
        Ok(())
    }

    /// Puts the first of the edits that are on their way in the place of its message's words. What could not be
    /// put there stays so.
    pub(super) async fn replace(&self) -> Result<(), Error> {
        let Some(edit) = self.desk().edits.going() else {
            return Ok(());
        };
        self.client.edit(edit.row, &edit.text).await?;
        self.desk().edits.sent();
        Ok(())
    }

    /// The edits that were on their way stand in the field again.
    pub(super) fn gives_edits_back(&self) {
        self.desk().edits.give_back();
        self.turn();
    }

    pub(super) fn tell(&self, trouble: Trouble) {
        self.desk().troubles.push_back(trouble);
        self.turned.send_replace(());
    }

    pub(super) fn turn(&self) {
        self.desk().changed = true;
        self.turned.send_replace(());
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Shared").finish_non_exhaustive()
    }
}
