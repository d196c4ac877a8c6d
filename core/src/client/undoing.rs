//! Undoing what was just said: docs/decisions/0027.

use super::{Client, annotating::annotate};
use crate::{
    content::{event::ContentKind, relation::redaction::Redaction},
    error::Error,
    ids::{AccountId, DeviceId},
    receive::{add_to_draft, open_room, take_back, withdraw, words_of},
    rights::judge::Action,
    store::{
        Change, StoreError, WriteTx,
        account::accounts,
        circle::conversations,
        outgoing::outbox,
        rows::EventRow,
        timeline::{
            messages::{self, Message, MessageState, Shown},
            targets,
        },
    },
    view::UNDO_MS,
};

impl Client {
    /// Takes back what this device has said not longer than [`UNDO_MS`] ago: its words stand behind what was begun in
    /// the conversation. Where it had not been sealed, nobody is ever told of it; else it is taken back for everyone,
    /// which those see who had it. What the relay will never take is taken back at any time, as by
    /// [`Self::write_again`].
    ///
    /// # Errors
    /// [`Error::TooLate`] after that time; [`StoreError::NotFound`] where this device said no such words, or they
    /// were taken back; else as [`Self::delete_for_everyone`] and [`Self::write_again`].
    pub async fn undo(&self, row: EventRow) -> Result<(), Error> {
        let now = self.inner.clock.now_ms();
        let account = self.inner.db.write(move |tx| undo(tx, row, now)).await?;
        self.ring(account);
        Ok(())
    }

    /// Takes one's own message back, for everyone. Where it was not sealed yet, nothing of it goes out and nothing is
    /// left of it. What others have noted elsewhere it cannot undo.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] where it is somebody else's; else as [`Self::react`].
    pub async fn delete_for_everyone(&self, row: EventRow) -> Result<(), Error> {
        let now = self.inner.clock.now_ms();
        let delete = move |tx: &mut WriteTx<'_>| {
            let message = messages::get(tx, row)?;
            delete(tx, &message, now)
        };
        let account = self.inner.db.write(delete).await?;
        self.ring(account);
        Ok(())
    }
}

fn undo(tx: &mut WriteTx<'_>, row: EventRow, now: u64) -> Result<AccountId, Error> {
    let message = messages::get(tx, row)?;
    if message.state == MessageState::Refused {
        return Ok(take_back(tx, row)?.account);
    }
    if !matches!(message.content, Shown::Text { .. }) {
        return Err(StoreError::NotFound.into());
    }
    let conversation = conversations::get(tx, &message.conversation)?;
    let device = accounts::me(tx, conversation.circle.account)?.device;
    if targets::of(tx, row)?.device != DeviceId::of(&device) {
        return Err(StoreError::NotFound.into());
    }
    // A clock that was set back since has not undone anything.
    if now.saturating_sub(message.said.clock()) > UNDO_MS {
        return Err(Error::TooLate);
    }
    let account = delete(tx, &message, now)?;
    add_to_draft(tx, &conversation, words_of(&message))?;
    Ok(account)
}

fn delete(tx: &mut WriteTx<'_>, message: &Message, now: u64) -> Result<AccountId, Error> {
    let row = message.row;
    if message.state == MessageState::Refused || outbox::is_untouched(tx, message.room_row, row)? {
        let room = open_room(tx, &message.room)?;
        withdraw(tx, &room, row)?;
        tx.changed(Change::Timeline(room.conversation));
        return Ok(room.account);
    }
    let redaction = |of: &super::annotating::Of| {
        let redaction = Redaction { target: of.target };
        let content = (ContentKind::REDACTION, redaction.encode());
        Ok(Vec::from_iter((!of.item.redacted).then_some(content)))
    };
    annotate(tx, row, Action::Redact, redaction, now)
}
