//! What was begun and not sent: kept, added to, and taken back from where the relay refused it.

use super::Client;
use crate::{
    circle::rights::Audience,
    content::{
        event::{ContentError, Event},
        text::Text,
    },
    error::Error,
    ids::{AccountId, CircleId, DeviceId, MessageId},
    store::{
        Change, StoreError, WriteTx, accounts, answering,
        circles::{self, Room},
        drafts::{self, Draft},
        messages::{self, MessageState},
        queue, refused,
    },
};

impl Client {
    /// Keeps what was begun to be written in a circle; nothing but white space throws it away.
    /// Sending the same words throws it away too, in one transaction with them.
    ///
    /// # Errors
    /// [`Error::Content`] for too much, [`StoreError`].
    pub async fn keep_draft(
        &self,
        circle: CircleId,
        audience: Audience,
        body: &str,
    ) -> Result<(), Error> {
        let draft = match Text::new(body) {
            Ok(text) => Some(Draft {
                audience,
                body: text.body,
            }),
            Err(ContentError::Empty) => None,
            Err(error) => return Err(error.into()),
        };
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let row = circles::get(tx, &circle)?.row;
                match &draft {
                    Some(draft) => drafts::set(tx, row, draft)?,
                    None => drafts::clear(tx, row)?,
                }
                tx.changed(Change::Marks(circle));
                Ok(())
            })
            .await
    }

    /// Puts words behind what was begun to be written in a circle, for whom that was meant; where
    /// nothing was begun, for whom words begun now are.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or too much, [`StoreError`].
    pub async fn add_to_draft(&self, circle: CircleId, words: &str) -> Result<(), Error> {
        let words = Text::new(words)?.body;
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let row = circles::get(tx, &circle)?.row;
                let audience = match drafts::get(tx, row)? {
                    Some(begun) => begun.audience,
                    None => answering::answers(tx, row)?.audience,
                };
                add(tx, circle, row, audience, &words)
            })
            .await
    }

    /// Takes back a message that the relay will never take. It is no longer among the messages; its
    /// words stand behind what was begun in the circle, and what waited behind it goes out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is no such message, or it was not refused;
    /// [`Error::Content`] where the words and what was begun are too much together: then everything
    /// stays as it was.
    pub async fn write_again(&self, row: i64) -> Result<(), Error> {
        let account = self.inner.db.write(move |tx| take_back(tx, row)).await?;
        self.ring(account);
        Ok(())
    }
}

fn add(
    tx: &mut WriteTx<'_>,
    circle: CircleId,
    row: i64,
    audience: Audience,
    words: &str,
) -> Result<(), Error> {
    let draft = match drafts::get(tx, row)? {
        Some(begun) => Draft {
            // What only the clinic was to read is read by nobody else.
            audience: begun.audience.max(audience),
            body: Text::new(&format!("{}\n{words}", begun.body.trim_end()))?.body,
        },
        None => Draft {
            audience,
            body: words.to_owned(),
        },
    };
    drafts::set(tx, row, &draft)?;
    tx.changed(Change::Circle(circle));
    Ok(())
}

fn take_back(tx: &mut WriteTx<'_>, row: i64) -> Result<AccountId, Error> {
    let message = messages::get(tx, row)?;
    if message.state != MessageState::Refused {
        return Err(StoreError::NotFound.into());
    }
    let room = circles::rooms_of_circle(tx, &message.circle)?
        .into_iter()
        .find(|room| room.audience == message.audience)
        .ok_or(StoreError::NotFound)?;
    let event = refused::take_out(tx, room.row, row)?.ok_or(StoreError::NotFound)?;
    close_the_gap(tx, &room, row, &Event::decode(&event)?)?;
    messages::remove_unsent(tx, row)?;
    add(
        tx,
        room.circle,
        room.circle_row,
        room.audience,
        &message.body,
    )?;
    tx.changed(Change::Timeline(room.circle));
    Ok(room.account)
}

/// Chains what waited behind an event to what was before it. Where the relay may have some of that
/// under its old names, it stays as it is: the others then miss one event, as they do.
fn close_the_gap(tx: &mut WriteTx<'_>, room: &Room, row: i64, gone: &Event) -> Result<(), Error> {
    let behind = refused::behind(tx, room.row, row)?;
    if behind.iter().any(|waits| waits.again) {
        return Ok(());
    }
    let device = DeviceId::of(&accounts::me(tx, room.account)?.device);
    let (mut counter, mut previous) = (gone.counter, gone.previous);
    for waits in behind {
        let event = Event {
            counter,
            previous,
            ..Event::decode(&waits.event)?
        }
        .encode();
        let name = MessageId::derive(&room.group, &device, counter);
        refused::set_event(tx, room.row, waits.message, &name, counter, &event)?;
        messages::set_name(tx, waits.message, &name)?;
        (counter, previous) = (counter + 1, Event::hash(&event));
    }
    queue::set_link(tx, room.row, counter - 1, &previous)?;
    Ok(())
}
