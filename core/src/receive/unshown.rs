//! What the relay took and does not show. It is answered for, so it counts as sent; but the log has
//! gone past it, and nobody else may have it. So it is with what is said over and cannot be.

use super::batch::Batch;
use crate::{
    error::Error,
    store::{
        StoreError, WriteTx,
        circle::circles::Room,
        healing::{missing, stand},
        outgoing::{outbox, unshown},
        rows::{EventRow, RoomRow},
        timeline::messages::{self, Places},
    },
};

impl Batch<'_> {
    /// The log shows what was handed in after them: they stand among what was said, so that
    /// whoever finds the gap can have them. Answers whether there are any.
    pub(super) fn passed_over(
        &mut self,
        tx: &WriteTx<'_>,
        message: EventRow,
        at: u64,
    ) -> Result<bool, Error> {
        let passed_over = unshown::before(tx, self.room.row, message)?;
        for passed in &passed_over {
            tracing::warn!("the log has gone past what the relay took");
            outbox::pop(tx, self.room.row, *passed, at)?;
            messages::set_placed(tx, &mut self.places, *passed)?;
        }
        Ok(!passed_over.is_empty())
    }

    /// The epoch is over in whose log they had to be. They are said once more, unless someone
    /// would read them who was not in then: the next event leads the others to them.
    pub(super) fn never_shown(
        &mut self,
        tx: &WriteTx<'_>,
        ended: u64,
        at: u64,
    ) -> Result<(), Error> {
        let room = self.room.row;
        let unshown = unshown::of_other_epochs(tx, room, self.room.node)?;
        if unshown.is_empty() {
            return Ok(());
        }
        tracing::warn!("an epoch ended without what the relay took");
        let someone_came = unshown::someone_came(tx, room, ended)?;
        for message in unshown {
            if someone_came {
                outbox::pop(tx, room, message, at)?;
                messages::set_placed(tx, &mut self.places, message)?;
            } else {
                unshown::wait_again(tx, room, message, ended, at)?;
                messages::set_queued(tx, message)?;
            }
        }
        self.shown();
        Ok(())
    }
}

/// The relay does not keep any more what it was to show: that is no sign that it holds it back.
pub(crate) fn settle_forgotten(tx: &WriteTx<'_>, room: &Room, now: u64) -> Result<(), Error> {
    let mut places = Places::of(room.conversation_row);
    settle_taken(tx, &mut places, room, now)?;
    places.settle(tx)?;
    let mut standing = stand::get(tx, room)?;
    if standing.awaits.take().is_some() {
        stand::put(tx, room.row, &standing)?;
    }
    Ok(())
}

/// What the relay took counts as said, whether or not the log comes to show it.
pub(super) fn settle_taken(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    now: u64,
) -> Result<(), Error> {
    for message in unshown::taken(tx, room.row)? {
        outbox::pop(tx, room.row, message, now)?;
        messages::set_placed(tx, places, message)?;
    }
    Ok(())
}

/// What was said before, and is only to be said over, counts as said where it cannot be: it stays as it was said,
/// and whoever misses it is led to it by what this device says next. Answers whether it was.
pub(crate) fn counts_as_said(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: RoomRow,
    event: EventRow,
) -> Result<bool, StoreError> {
    let Some(said) = missing::said_at(tx, event)? else {
        return Ok(false);
    };
    outbox::pop(tx, room, event, said.at)?;
    messages::set_placed(tx, places, event)?;
    Ok(true)
}
