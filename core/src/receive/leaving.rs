//! This device loses its place in a room, by a commit that it cannot follow or that takes it out.

use kith_protocol::api::groups::Entry;

use super::batch::Batch;
use crate::{
    crash,
    error::Error,
    ids::PersonId,
    store::{
        Change, WriteTx,
        circle::circles::{self, RoomState},
        healing::readds,
        outgoing::denied,
        timeline::notice::Notice,
    },
};

/// For how long a copy of this store does not push out another one, unless someone writes here.
pub(crate) const HELD_MS: u64 = 24 * 60 * 60 * 1000;

impl Batch<'_> {
    /// The patient removed this person. What is here stays readable.
    pub(super) fn removed(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), Error> {
        self.provider.flush(&mut self.mls)?;
        crash::point("receive.removed");
        denied::forget(tx, self.room.row)?;
        self.leave_room(tx, entry, RoomState::Removed, Notice::Removed)
    }

    /// A request to be let in again was answered that put this device out of where it is: one of
    /// ours from before, or one that another copy of this store made.
    pub(super) fn pushed_out(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        request: u64,
    ) -> Result<(), Error> {
        if readds::last_readd(tx, self.room.row)? >= request {
            return self.broken(tx, entry);
        }
        readds::hold_readd(tx, self.room.row, self.now + HELD_MS)?;
        self.leave_room(tx, entry, RoomState::Broken, Notice::Copied)
    }

    /// The same of a commit of which it is known who made it: that is said, and is not this device's doing.
    pub(super) fn not_opened_here(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        maker: Option<PersonId>,
    ) -> Result<(), Error> {
        let about = maker.unwrap_or_else(|| self.identity.person_id());
        self.leave_room_over(tx, entry, RoomState::Broken, (Notice::LostPlace, about))
    }

    /// The commit opens for others but not for this device.
    pub(super) fn broken(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), Error> {
        self.leave_room(tx, entry, RoomState::Broken, Notice::LostPlace)
    }

    fn leave_room(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        state: RoomState,
        notice: Notice,
    ) -> Result<(), Error> {
        let me = self.identity.person_id();
        self.leave_room_over(tx, entry, state, (notice, me))
    }

    fn leave_room_over(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        state: RoomState,
        (notice, about): (Notice, PersonId),
    ) -> Result<(), Error> {
        self.room.state = state;
        circles::set_state(tx, self.room.row, state)?;
        self.note(tx, notice, entry, Some(about))?;
        tx.changed(Change::Circle(self.room.circle));
        Ok(())
    }
}
