//! What one says of something that was said: signs, other words, taking it back. Stored at once, sent as
//! all else is.

use serde_bytes::ByteArray;

use super::Client;
use crate::{
    content::{
        event::{ContentError, ContentKind, EventHash},
        fold::Item,
        head::{MAX_PARENTS, Target},
        relation::{
            edit::{self, Edit},
            pin::Pin,
            reaction::Reaction,
        },
    },
    error::Error,
    ids::{AccountId, ConversationId, PersonId},
    receive::{open_room, say},
    rights::judge::{Action, may},
    store::{
        Change, StoreError, WriteTx,
        account::accounts,
        circle::participants,
        rows::EventRow,
        timeline::{
            index, items,
            messages::{self, MessageState},
            orphans, read_marks, receipts,
            revisions::{self, Revision},
            targets,
        },
    },
    view::{self, TimelineRow},
};

impl Client {
    /// Puts a sign to a message, or takes it away.
    ///
    /// # Errors
    /// [`Error::Content`] where it is no emoji, or too many of this person's stand there;
    /// [`Error::NotAMember`], [`Error::Revoked`], [`Error::Forgotten`] as [`Self::send`];
    /// [`StoreError::NotFound`] where there is no such message, [`Error::TakenBack`] where it was taken back,
    /// [`Error::NotSent`] where the relay will never take it.
    pub async fn react(&self, row: EventRow, sign: &str, on: bool) -> Result<(), Error> {
        let sign = sign.to_owned();
        self.annotate(row, Action::React, move |of| {
            of.stands()?;
            let own = of.item.reactions.get(&of.me);
            let replaces: Vec<EventHash> = own
                .into_iter()
                .flatten()
                .filter(|(_, put)| **put == sign)
                .map(|(hash, _)| hash.into_array())
                .collect();
            // It is as it is to be.
            if replaces.is_empty() != on {
                return Ok(Vec::new());
            }
            let few = own.is_none_or(|own| own.len() < MAX_PARENTS);
            if on && !few {
                return Err(ContentError::TooLarge.into());
            }
            let reaction = Reaction {
                target: of.target,
                replaces,
                sign: on.then(|| sign.clone()),
            };
            let content = reaction.encode();
            Reaction::decode(&content).map_err(|_| ContentError::NoSign)?;
            Ok(vec![(ContentKind::REACTION, content)])
        })
        .await
    }

    /// Puts other words in the place of those of one's own message.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or too much, [`Error::NotAllowed`] where they are somebody else's;
    /// else as [`Self::react`].
    pub async fn edit(&self, row: EventRow, words: &str) -> Result<(), Error> {
        let words = words.to_owned();
        self.annotate(row, Action::Edit, move |of| {
            if words.trim().is_empty() {
                return Err(ContentError::Empty.into());
            }
            if words.len() > edit::MAX_BYTES {
                return Err(ContentError::TooLarge.into());
            }
            of.stands()?;
            let heads = of.item.heads.iter().take(MAX_PARENTS);
            let edit = Edit {
                target: of.target,
                parents: heads.copied().map(ByteArray::into_array).collect(),
                body: words,
            };
            Ok(vec![(ContentKind::EDIT, edit.encode())])
        })
        .await
    }

    /// Puts a message on the shelf of what is important, for everyone who reads its room, or takes it off. What stands
    /// there and says something else by now ([`TimelineRow::pinned_otherwise`]) is put there anew.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where this person's role may not; else as
    /// [`Self::react`].
    pub async fn pin(&self, row: EventRow, on: bool) -> Result<(), Error> {
        self.annotate(row, Action::Pin, move |of| {
            let is_done = match on {
                true => !of.item.pins.is_empty() && !of.item.pinned_otherwise,
                false => of.item.pins.is_empty(),
            };
            if is_done {
                return Ok(Vec::new());
            }
            if on {
                of.stands()?;
            }
            let held = of.item.pins.keys().copied().map(ByteArray::into_array);
            let held: Vec<EventHash> = held.collect();
            let read = of.item.heads.iter().take(MAX_PARENTS);
            let read: Vec<EventHash> = read.copied().map(ByteArray::into_array).collect();
            let pin = |replaces: &[EventHash]| {
                let pin = Pin {
                    target: of.target,
                    replaces: replaces.to_vec(),
                    on,
                    read: match on {
                        true => read.clone(),
                        false => Vec::new(),
                    },
                };
                (ContentKind::PIN, pin.encode())
            };
            if on {
                // In the place of those who have put other words there.
                return Ok(vec![pin(held.get(..MAX_PARENTS).unwrap_or(&held))]);
            }
            // More of them hold it than one event can name.
            Ok(held.chunks(MAX_PARENTS).map(pin).collect())
        })
        .await
    }

    /// What stands on the shelf of a conversation, the newest message first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such conversation, [`StoreError`].
    pub async fn shelf(
        &self,
        conversation: impl Into<ConversationId>,
    ) -> Result<Vec<TimelineRow>, Error> {
        let conversation = conversation.into();
        let db = &self.inner.db;
        db.read(move |tx| view::shelf(tx, &conversation)).await
    }

    /// What a message said before what it says now, oldest first: as far as this person's role keeps it, which those
    /// who keep the clinic's record do.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revisions(&self, row: EventRow) -> Result<Vec<Revision>, Error> {
        let db = &self.inner.db;
        db.read(move |tx| -> Result<_, Error> {
            let mut all = revisions::revisions(tx, row, &items::get(tx, row)?)?;
            for one in &mut all {
                one.words = view::drawn(std::mem::take(&mut one.words));
            }
            Ok(all)
        })
        .await
    }

    /// Compares what was made of events with what is made of them anew: what stands there now, what it is looked for
    /// by, how far others have come, what waits for what it is about; and looks at what was read. Answers of how much
    /// it is something else: of nothing, unless something wrote what it must not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn verify_derived(&self) -> Result<usize, Error> {
        let verify = |tx: &mut WriteTx<'_>| -> Result<_, Error> {
            let made = items::verify(tx)?.len() + index::verify(tx)? + receipts::verify(tx)?;
            Ok(made + orphans::verify(tx)? + read_marks::verify(tx)?)
        };
        self.inner.db.write(verify).await
    }

    async fn annotate(
        &self,
        row: EventRow,
        action: Action,
        what: impl FnOnce(&Of) -> Result<Vec<(ContentKind, Vec<u8>)>, Error> + Send + 'static,
    ) -> Result<(), Error> {
        let now = self.inner.clock.now_ms();
        let account = self
            .inner
            .db
            .write(move |tx| annotate(tx, row, action, what, now))
            .await?;
        self.ring(account);
        Ok(())
    }
}

/// What something is said of.
pub(super) struct Of {
    pub(super) target: Target,
    pub(super) item: Item,
    me: PersonId,
}

impl Of {
    /// Nothing more is said of what was taken back.
    fn stands(&self) -> Result<(), Error> {
        if self.item.redacted {
            return Err(Error::TakenBack);
        }
        Ok(())
    }
}

pub(super) fn annotate(
    tx: &mut WriteTx<'_>,
    row: EventRow,
    action: Action,
    what: impl FnOnce(&Of) -> Result<Vec<(ContentKind, Vec<u8>)>, Error>,
    now: u64,
) -> Result<AccountId, Error> {
    let message = messages::get(tx, row)?;
    let whose = message.name.and(message.sender);
    let whose = whose.ok_or(StoreError::NotFound)?;
    let room = open_room(tx, &message.room)?;
    if message.state == MessageState::Refused {
        return Err(Error::NotSent);
    }
    let me = PersonId::of(&accounts::me(tx, room.account)?.person);
    let role = participants::role(tx, room.row, &me)?;
    if !may(action, &me, role, &whose) {
        return Err(Error::NotAllowed);
    }
    let of = Of {
        target: targets::of(tx, row)?,
        item: items::get(tx, row)?,
        me,
    };
    for (kind, content) in what(&of)? {
        say(tx, &room, kind, content, now)?;
        tx.changed(Change::Timeline(room.conversation));
    }
    Ok(room.account)
}
