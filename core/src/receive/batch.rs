//! One page of one room's log. The group is loaded once, its message secrets are written once,
//! and the cursor moves with them.

use std::{collections::HashMap, mem, sync::Arc};

use kith_protocol::{
    api::groups::Entry,
    ids::{DeviceId, PublicKey},
};
use openmls::group::MlsGroup;

use super::project::say;
use crate::{
    content::{event::ContentKind, head::Target, relation::redaction::Redaction},
    crash,
    error::Error,
    mls::{MlsError, Provider, group},
    people::identity::Identity,
    store::{
        Change, WriteTx,
        circle::circles::{self, Room, RoomState},
        healing::{
            epochs,
            stand::{self, Standing},
        },
        outgoing::{
            outbox::{self, PendingCommit},
            telling,
        },
        rows::{EventRow, RoomRow},
        timeline::{
            chain::{self, Link},
            messages::Places,
        },
    },
};

/// What a page brought that the network side has to act on.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The room stands in another epoch than before.
    pub(crate) epoch_changed: bool,
    /// Something is missing that its sender can be asked for.
    pub(crate) missing: bool,
    /// Accepted removals that the relay does not know as such.
    pub(crate) unmarked_removals: Vec<u64>,
    /// This store was found to be a copy from before.
    pub(crate) put_back: bool,
    /// Another device was shown another log.
    pub(crate) doubted: bool,
    /// The page goes no further before the epoch's log was read once more.
    pub(crate) again: bool,
    /// Whether the relay knows this key of a commit has to be asked. Where the commit stands in our
    /// epoch, the page goes no further before.
    pub(crate) asks: Option<(u64, PublicKey)>,
    /// The page goes no further.
    pub(crate) halted: bool,
    /// Counters of what this device has taken back and the log shows.
    pub(super) handed_out: Vec<u64>,
}

/// How long after a restore of the relay members are expected who have not noticed it yet.
const RETURNING_MS: u64 = 2 * 24 * 60 * 60 * 1000;

/// A page in work.
pub(crate) struct Batch<'t> {
    pub(super) provider: Provider<'t>,
    pub(super) identity: Arc<Identity>,
    pub(super) room: Room,
    pub(super) mls: MlsGroup,
    pub(super) pending: Option<PendingCommit>,
    pub(super) chains: HashMap<DeviceId, Link>,
    pub(super) places: Places,
    /// Own events that the log may lack, by name.
    pub(super) lost: HashMap<[u8; 16], EventRow>,
    pub(super) standing: Standing,
    pub(super) outcome: Outcome,
    /// The relay's time, where it has said it, milliseconds since 1970 (UTC).
    pub(super) now: u64,
    /// By this device's own, whatever the relay says.
    pub(super) clock: u64,
    /// Others said something: it is to be told that it came.
    pub(super) owes: bool,
    careful: bool,
    seen: bool,
}

impl<'t> Batch<'t> {
    /// Loads the room and its group. A `careful` page gives an entry up alone that the store does not
    /// take, for which each needs a savepoint: they cost a third of all the work, since with each the
    /// index of words is flushed. Any other page ends with the error, and is to be taken again so.
    pub(crate) fn begin(
        tx: &WriteTx<'t>,
        identity: Arc<Identity>,
        room: RoomRow,
        (now, clock): (u64, u64),
        careful: bool,
    ) -> Result<Self, Error> {
        let provider = Provider::deferring(tx.connection());
        let room = circles::room_by_row(tx, room)?;
        let mls = group::load(&provider, &room.group)?;
        let lost = if room.reread {
            epochs::lost(tx, room.row)?.into_iter().collect()
        } else {
            HashMap::new()
        };
        Ok(Self {
            lost,
            provider,
            identity,
            mls,
            pending: outbox::pending(tx, room.row)?,
            places: Places::of(room.conversation_row),
            standing: stand::get(tx, &room)?,
            room,
            chains: HashMap::new(),
            outcome: Outcome::default(),
            now,
            clock,
            owes: false,
            careful,
            seen: false,
        })
    }

    /// Takes one entry, and for its rows places that the circle's rooms share. Everything that an
    /// entry can be is dealt with here; an error is that of a store that cannot go on, and the whole
    /// page is given up without moving the cursor.
    pub(crate) fn take(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        places: &mut Places,
    ) -> Result<(), Error> {
        mem::swap(&mut self.places, places);
        let taken = self.take_entry(tx, entry);
        mem::swap(&mut self.places, places);
        taken
    }

    fn take_entry(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), Error> {
        if entry.seq <= self.room.cursor || self.outcome.halted {
            return Ok(());
        }
        let before = mem::replace(&mut self.room.cursor, entry.seq);
        if self.room.state != RoomState::Active {
            return Ok(());
        }
        if entry.node != self.room.node {
            self.stands_at(tx, entry)?;
            self.goes_on_beside(tx, entry)?;
            // A branch that the gate refused, or one that lost. Or ours is that branch: nobody honest
            // goes on beside one that they took. But who is out may say something beside whenever they
            // like: against one member's word it counts once.
            let beside = entry.node < self.room.node;
            return match self.room.vouched_by.filter(|_| beside) {
                Some(by) if epochs::leave_led(tx, &self.room, &by)? => self.broken(tx, entry),
                _ => Ok(()),
            };
        }
        let taken = match &entry.commit {
            Some(info) => tx.savepoint(|tx| self.take_commit(tx, entry, info)),
            None if self.careful => tx.savepoint(|tx| self.take_event(tx, entry)),
            None => self.take_event(tx, entry),
        };
        match taken {
            Err(Error::Mls(MlsError::Clock)) => return Err(Error::Clock),
            Err(Error::Mls(error)) => self.give_up(tx, entry, &error)?,
            // What one member says must not keep all others' words from being read.
            Err(error) if self.careful && error.is_of_one_thing() => {
                self.give_up(tx, entry, &error)?;
            }
            done => done?,
        }
        if self.outcome.halted {
            self.room.cursor = before;
            return Ok(());
        }
        Ok(self.stands_at(tx, entry)?)
    }

    /// The page goes no further now. The commit that is next counts as not opened.
    pub(super) fn halt(&mut self) -> Result<(), Error> {
        self.outcome.halted = true;
        self.not_opened()
    }

    /// What was opened since the group was written last counts as not opened: it opens again.
    pub(super) fn not_opened(&mut self) -> Result<(), Error> {
        let id = self.mls.group_id().clone();
        self.mls = self.provider.reload(&id)?.ok_or(MlsError::NoGroup)?;
        Ok(())
    }

    /// The library failed on an entry half-way, or the store does not take it. Its traces are rolled
    /// back, in the store and in memory, and the page goes on without it.
    fn give_up(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        error: &dyn std::error::Error,
    ) -> Result<(), Error> {
        tracing::error!(%error, commit = entry.commit.is_some(), "an entry was given up");
        self.not_opened()?;
        if entry.commit.is_some() {
            self.broken(tx, entry)
        } else {
            self.keep_raw(tx, entry, None)
        }
    }

    /// Writes what was held back and moves the cursor.
    pub(crate) fn finish(mut self, tx: &mut WriteTx<'_>) -> Result<Outcome, Error> {
        self.provider.flush(&mut self.mls)?;
        if self.room.state == RoomState::Removed {
            // Forward secrecy: nothing of the group can be opened with what is left here.
            self.provider.delete(self.mls)?;
        }
        self.provider.finish()?;
        stand::put(tx, self.room.row, &self.standing)?;
        for (device, link) in &self.chains {
            chain::set_last(tx, self.room.row, device, *link)?;
        }
        if !crash::flaw("receive.split") {
            circles::set_cursor(tx, self.room.row, self.room.cursor)?;
        }
        if self.owes {
            telling::owe(tx, self.room.row, self.clock)?;
        }
        let device = self.identity.device_id();
        for counter in mem::take(&mut self.outcome.handed_out) {
            let target = Target { device, counter };
            let content = Redaction { target }.encode();
            say(tx, &self.room, ContentKind::REDACTION, content, self.clock)?;
        }
        crash::point("receive.commit");
        if self.seen {
            tx.changed(Change::Timeline(self.room.conversation));
        }
        Ok(self.outcome)
    }

    /// Whether what is missing may have been forgotten by a relay that was set back.
    pub(super) fn recently_restored(&self, stamp: u64) -> bool {
        self.room
            .restored
            .is_some_and(|at| stamp < at.saturating_add(RETURNING_MS))
    }

    /// Something of this page shows.
    pub(super) fn shown(&mut self) {
        self.seen = true;
    }
}
