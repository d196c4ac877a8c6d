//! What the log showed this device is held against where others stood when they spoke. A relay, or a
//! store, that was set back makes no fork; nor does what a second look brings. What is left is told
//! once in an epoch.

use kith_protocol::api::groups::Entry;
use serde_bytes::ByteArray;

use super::{batch::Batch, healing::note_row};
use crate::{
    content::stand::{Comparison, Stand},
    error::Error,
    mls::gate::Accepted,
    people::credential::Leaf,
    store::{
        Change, StoreError, WriteTx,
        circle::circles::{self, Room, RoomState},
        healing::stand::{self, Doubt, Standing, Told},
        outgoing::unshown,
        rows::EventRow,
        timeline::notice::Notice,
    },
};

impl Batch<'_> {
    /// Where a member stood when they said the entry that is being read.
    pub(super) fn compare(&mut self, entry: &Entry, sender: &Leaf, stand: Option<Stand>) {
        let standing = &mut self.standing;
        let Some(stand) = stand else {
            return;
        };
        let settled = standing.doubt.is_none() && !standing.told.has(Told::OTHER);
        let other = settled && standing.seen.compare(&stand, entry.seq) == Comparison::Other;
        if other && !self.recently_restored(entry.at) {
            tracing::warn!("another device was shown another log");
            // Nobody has read beyond what they write: that is another numbering, or a lie, and no sign of
            // a tail that is held back.
            self.standing.doubt = Some(Doubt {
                head: stand.head.min(entry.seq.saturating_sub(1)),
                seen: ByteArray::new(stand.seen),
                person: sender.person,
            });
            self.outcome.doubted = true;
        }
    }

    /// Where the committer stood. Not where the relay was set back since the epoch began.
    pub(super) fn compare_commit(&mut self, entry: &Entry, accepted: &Accepted) {
        if !self.standing.told.was_set_back() {
            self.compare(entry, &accepted.committer, accepted.stand);
        }
    }

    /// The entry is read. It may be what another device had read, and was not shown here before.
    pub(super) fn stands_at(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
    ) -> Result<(), StoreError> {
        let here = entry.node == self.room.node;
        let place = (self.standing.seen).read(entry.seq, here.then_some(entry.body.as_slice()));
        let doubted = |doubt: &Doubt| Some((doubt.head, doubt.seen.into_array())) == place;
        match self.standing.doubt.take_if(|doubt| doubted(doubt)) {
            Some(_) => self.came(tx, entry),
            None => Ok(()),
        }
    }

    /// A commit is about to end the epoch, after which nothing of its log opens any more: what is
    /// doubted of it is looked at before, or told. Answers whether the log is to be read once more.
    pub(super) fn looks_again(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
    ) -> Result<bool, StoreError> {
        let Some(doubt) = &self.standing.doubt else {
            return Ok(false);
        };
        if !self.standing.again {
            self.outcome.again = true;
            return Ok(true);
        }
        let about = doubt.person;
        self.standing.doubt = None;
        if self.standing.told.tell(Told::OTHER) {
            self.note(tx, Notice::ShownOtherwise, entry, Some(about))?;
        }
        Ok(false)
    }

    /// The log shows an own message.
    pub(super) fn no_longer_awaits(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        message: EventRow,
        all: bool,
    ) -> Result<(), StoreError> {
        match self.standing.awaits.take_if(|last| *last <= message) {
            Some(_) if all => self.came(tx, entry),
            _ => Ok(()),
        }
    }

    /// What was told as held back has come, if nothing else is.
    fn came(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), StoreError> {
        let Standing {
            told,
            awaits,
            doubt,
            ..
        } = &mut self.standing;
        let open = awaits.is_some() || doubt.is_some();
        if !open && told.has(Told::HELD) && told.tell(Told::CAME) {
            self.note(tx, Notice::HandedOut, entry, None)?;
        }
        Ok(())
    }
}

/// What follows from what is open about a room's log, now that it was read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing more than before.
    Nothing,
    /// It is read once more.
    Again,
}

/// The relay says that this was all. `asked` is the room as it was when it was asked: what came after
/// that it need not have shown. `whole`: the epoch's log is still there from its beginning.
pub(crate) fn verdict(
    tx: &mut WriteTx<'_>,
    asked: &Room,
    whole: bool,
    now: u64,
) -> Result<Verdict, Error> {
    let room = circles::room_by_row(tx, asked.row)?;
    let moved = room.node != asked.node || room.reread != asked.reread;
    if room.state != RoomState::Active || room.adrift.is_some() || moved {
        return Ok(Verdict::Nothing);
    }
    let mut standing = stand::get(tx, &room)?;
    let upto = asked.unsettled.unwrap_or(EventRow::BEFORE_ALL);
    let unshown = unshown::any(tx, room.row, upto, room.node)?;
    let Some(held) = standing
        .doubt
        .as_ref()
        .map(|doubt| standing.seen.upto() < doubt.head)
        .or(unshown.then_some(true))
    else {
        if standing.awaits.is_some_and(|last| last <= upto) {
            standing.awaits = None;
            stand::put(tx, room.row, &standing)?;
        }
        return Ok(Verdict::Nothing);
    };
    if !standing.again && whole {
        tracing::warn!("the log is read once more");
        stand::read_again(tx, &room, standing, whole)?;
        return Ok(Verdict::Again);
    }
    let (what, notice) = if held {
        (Told::HELD, Notice::HeldBack)
    } else {
        (Told::OTHER, Notice::ShownOtherwise)
    };
    let about = standing.doubt.as_ref().map(|doubt| doubt.person);
    if !held {
        standing.doubt = None;
    }
    let news = standing.told.tell(what);
    if news {
        note_row(tx, &room, notice, about, now)?;
        tx.changed(Change::Circle(room.circle));
    }
    if news || !held {
        stand::put(tx, room.row, &standing)?;
    }
    Ok(Verdict::Nothing)
}
