//! Saying something at a time to come: kept here until then, shown, changed or taken back.

use super::{Client, writing::checked};
use crate::{
    clock::LATEST_MS,
    content::text::Text,
    error::Error,
    ids::{AccountId, ConversationId, RoomId},
    receive::{add_to_draft, open_room, say_kept},
    rights::table::Audience,
    store::{
        Change, ReadTx, WriteTx,
        circle::{circles, conversations},
        outgoing::later,
        rows::{EventRow, LaterId},
        timeline::{
            drafts::{self as begun, Draft},
            targets,
        },
    },
};

/// How late what is due may be before it is said that it did not go out: an exchange takes its time.
const GRACE_MS: u64 = 2 * 60 * 1000;

/// What a device that nobody wakes in time says by itself of what is to be said later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// When it says next that something did not go out, unless it hears otherwise before: milliseconds since 1970 (UTC).
    pub at: Option<u64>,
    /// Whether the time of something has passed that has not gone out: what is said of it stays.
    pub overdue: bool,
}

/// What is to be said, and when.
struct Due {
    body: String,
    reply_to: Option<EventRow>,
    at: u64,
}

impl Due {
    fn new(body: &str, reply_to: Option<EventRow>, at: u64) -> Result<Self, Error> {
        checked(body, reply_to)?;
        if at > LATEST_MS {
            return Err(Error::Field);
        }
        Ok(Self {
            body: body.to_owned(),
            reply_to,
            at,
        })
    }
}

impl Client {
    /// As [`Self::answer`], at a time: milliseconds since 1970 (UTC), by this device's clock; where that is wrong by
    /// the relay's, by both. It goes out with the first exchange with the relay within a day from then; later it is not
    /// said, which a row tells. A time that is over is now. Until it goes it is nobody's but this device's. Answers its
    /// row among [what waits](crate::view::Chat::later).
    ///
    /// # Errors
    /// As [`Self::answer`]; [`Error::Field`] for a time that no clock shows; [`Error::TooManyLater`] where
    /// [`later::MOST`] wait in that conversation.
    pub async fn say_later(
        &self,
        room: RoomId,
        body: &str,
        at: u64,
        reply_to: Option<EventRow>,
    ) -> Result<LaterId, Error> {
        let due = Due::new(body, reply_to, at)?;
        self.keep_later(due, move |_| Ok(room)).await
    }

    /// As [`Self::say_later`], to an audience of a conversation.
    pub(crate) async fn say_later_in(
        &self,
        (conversation, audience): (ConversationId, Audience),
        body: &str,
        at: u64,
        reply_to: Option<EventRow>,
    ) -> Result<LaterId, Error> {
        let due = Due::new(body, reply_to, at)?;
        let named = move |tx: &WriteTx<'_>| {
            let conversation = conversations::get(tx, &conversation)?;
            Ok(conversation.room(audience))
        };
        self.keep_later(due, named).await
    }

    async fn keep_later(
        &self,
        due: Due,
        room: impl FnOnce(&WriteTx<'_>) -> Result<RoomId, Error> + Send + 'static,
    ) -> Result<LaterId, Error> {
        let now = self.inner.clock.now_ms();
        let keep = move |tx: &mut WriteTx<'_>| {
            let room = room(tx)?;
            keep(tx, &room, &due, now)
        };
        let (account, id) = self.inner.db.write(keep).await?;
        self.ring(account);
        Ok(id)
    }

    /// Other words, or another time, for what waits: a time that has come says them at once. What was not sent waits
    /// again.
    ///
    /// # Errors
    /// [`crate::store::StoreError::NotFound`] where it waits no longer; else as [`Self::say_later`].
    pub async fn change_later(&self, id: LaterId, body: &str, at: u64) -> Result<(), Error> {
        let (body, now) = (body.to_owned(), self.inner.clock.now_ms());
        let change = move |tx: &mut WriteTx<'_>| {
            let waits = later::get(tx, id)?;
            let due = Due::new(&body, waits.reply, at)?;
            let room = open_room(tx, &circles::room_by_row(tx, waits.room)?.id)?;
            if due.at <= now {
                say_kept(tx, &room, &waits, Text::new(&due.body)?, now)?;
            } else {
                later::change(tx, id, due.at, &due.body)?;
            }
            tx.changed(Change::Timeline(room.conversation));
            Ok::<_, Error>(room.account)
        };
        let account = self.inner.db.write(change).await?;
        self.ring(account);
        Ok(())
    }

    /// Takes back what waits: its words stand behind what was begun in the conversation.
    ///
    /// # Errors
    /// [`crate::store::StoreError::NotFound`] where it waits no longer; [`Error::NotAMember`], [`Error::Revoked`] and
    /// [`Error::Forgotten`] where nothing can be said there any more: there is no field for the words; and
    /// [`Error::Content`] where they and what was begun are too much together. Then everything stays as it was.
    pub async fn take_back_later(&self, id: LaterId) -> Result<(), Error> {
        let take_back = move |tx: &mut WriteTx<'_>| {
            let waits = later::get(tx, id)?;
            let room = open_room(tx, &circles::room_by_row(tx, waits.room)?.id)?;
            later::remove(tx, id)?;
            let words = Draft {
                audience: room.audience,
                body: waits.body,
                reply: waits.reply,
            };
            let conversation = conversations::get(tx, &room.conversation)?;
            add_to_draft(tx, &conversation, words)?;
            tx.changed(Change::Timeline(room.conversation));
            Ok::<_, Error>(())
        };
        self.inner.db.write(take_back).await
    }

    /// Throws away what waits: its words are nowhere any more.
    ///
    /// # Errors
    /// [`crate::store::StoreError::NotFound`] where it waits no longer.
    pub async fn throw_away_later(&self, id: LaterId) -> Result<(), Error> {
        let throw_away = move |tx: &mut WriteTx<'_>| {
            let waits = later::get(tx, id)?;
            let room = circles::room_by_row(tx, waits.room)?;
            later::remove(tx, id)?;
            tx.changed(Change::Timeline(room.conversation));
            Ok::<_, Error>(())
        };
        self.inner.db.write(throw_away).await
    }

    /// Holds back what waits, whatever time it is, until the answer is dropped: somebody changes it, and neither what
    /// they type is lost nor does what they do not mean any more go out.
    pub fn hold_later(&self, id: LaterId) -> HeldLater {
        self.inner.device.held_later().push(id);
        HeldLater {
            client: self.clone(),
            id,
        }
    }

    /// When the next of what waits is due, milliseconds since 1970 (UTC): the app should be awake then. Nothing where
    /// nothing waits.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn next_later(&self) -> Result<Option<u64>, Error> {
        let accounts = self.enrolled().await?;
        let next = move |tx: &ReadTx<'_>| {
            let mut all = Vec::new();
            for account in accounts {
                all.extend(later::next(tx, account, &[])?);
            }
            Ok(all.into_iter().min())
        };
        self.inner.db.read(next).await
    }

    /// What a device that nobody wakes in time has to say by itself, as things stand now.
    ///
    /// # Errors
    /// [`crate::store::StoreError`].
    pub async fn unsent_later(&self) -> Result<Unsent, Error> {
        let (accounts, now) = (self.enrolled().await?, self.inner.clock.now_ms());
        let read = move |tx: &ReadTx<'_>| {
            let mut unsent = Unsent::default();
            for account in accounts {
                for due in later::times(tx, account)? {
                    let said = due.saturating_add(GRACE_MS);
                    if said <= now {
                        unsent.overdue = true;
                    } else {
                        unsent.at = Some(unsent.at.map_or(said, |at| at.min(said)));
                    }
                }
            }
            Ok(unsent)
        };
        self.inner.db.read(read).await
    }
}

/// Words that do not go out at their time, for as long as somebody has this.
#[derive(Debug)]
pub struct HeldLater {
    client: Client,
    id: LaterId,
}

impl Drop for HeldLater {
    fn drop(&mut self) {
        let mut held = self.client.inner.device.held_later();
        if let Some(at) = held.iter().position(|id| *id == self.id) {
            held.swap_remove(at);
        }
        drop(held);
        self.client.ring_all();
    }
}

fn keep(
    tx: &mut WriteTx<'_>,
    room: &RoomId,
    due: &Due,
    now: u64,
) -> Result<(AccountId, LaterId), Error> {
    let room = open_room(tx, room)?;
    if let Some(row) = due.reply_to {
        targets::answerable(tx, room.row, row)?;
    }
    let conversation = conversations::get(tx, &room.conversation)?;
    if later::of(tx, &conversation)?.len() >= later::MOST as usize {
        return Err(Error::TooManyLater);
    }
    let at = due.at.max(now);
    let id = later::put(tx, room.row, at, &due.body, due.reply_to)?;
    begun::sent(tx, &room, &due.body)?;
    tx.changed(Change::Timeline(room.conversation));
    Ok((room.account, id))
}
