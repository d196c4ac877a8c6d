//! A store that was put back from a copy. The log shows envelopes of this device that this store
//! never sealed: its ratchets have been turned further elsewhere, its chain of events is longer
//! than it knows. No key of theirs must be used again: the next thing that this device does in
//! the room is a commit, whose epoch has ratchets of its own, and the commit says where the chain
//! goes on, far behind all that can have been said.

use kith_protocol::api::groups::Entry;
use serde_bytes::ByteArray;

use super::{batch::Batch, chaining::chain_anew, unshown};
use crate::{
    content::{erased::hash_of, event::NONE_BEFORE},
    error::Error,
    mls::{commit_data::Restart, group, own::Mark},
    people::credential::Leaf,
    store::{
        Change, WriteTx,
        circle::circles::{self, Room, RoomState},
        healing::missing,
        outgoing::{intents, outbox, refused, sealed},
        rows::EventRow,
        timeline::{
            chain::{self, Link},
            messages::Places,
            notice::Notice,
        },
    },
};

/// A stamp that a relay can mean: before the year 3084, milliseconds since 1970 (UTC).
const LATEST_MS: u64 = 1 << 45;

/// What shows that the store is a copy from before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// A message of this device that this store knows nothing of.
    Message,
    /// A commit of this device: the group has gone where only its maker could follow.
    Commit,
}

/// Who sealed an envelope that says it is this device's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// This store, these very bytes.
    ThisStore,
    /// One with the same keys that knows what this one does not.
    AnotherCopy,
    /// Nobody with this device's keys, or they were altered since.
    Forged,
}

impl Batch<'_> {
    /// Who sealed an envelope that says it is ours.
    pub(super) fn whose(
        &self,
        tx: &WriteTx<'_>,
        entry: &Entry,
        mark: Option<Mark>,
        commit: bool,
    ) -> Result<Whose, Error> {
        let room = self.room.row;
        if sealed::is_ours(tx, room, &entry.body)? {
            return Ok(Whose::ThisStore);
        }
        let Some(mark) = mark else {
            return Ok(Whose::Forged);
        };
        let ours = group::is_of(&self.mls, &self.identity, mark, commit)?;
        Ok(if ours && !sealed::is_ours(tx, room, &mark.0)? {
            Whose::AnotherCopy
        } else {
            Whose::Forged
        })
    }

    /// Notes what such an envelope proves.
    pub(super) fn was_put_back(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        proof: Proof,
    ) -> Result<(), Error> {
        let latest = entry.at.max(self.clock);
        let found = put_back(tx, &mut self.places, &self.room, proof, (self.now, latest))?;
        self.outcome.put_back |= found.news;
        let me = self.identity.person_id();
        if found.say {
            self.note(tx, Notice::PutBack, entry, Some(me))?;
        } else if proof == Proof::Commit {
            self.note(tx, Notice::LostPlace, entry, Some(me))?;
        }
        if proof == Proof::Commit {
            self.room.state = RoomState::Broken;
        }
        Ok(())
    }

    /// A member's device goes on elsewhere in its chain: what it still has and we lack was withheld
    /// and is asked for, nothing of what lies between was. A chain that goes on below where it was
    /// is followed there, and told: what its device says there must not be passed over.
    pub(super) fn chain_restarts(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        sender: &Leaf,
        restart: Restart,
    ) -> Result<(), Error> {
        let last = match self.chains.get(&sender.device) {
            Some(link) => Some(*link),
            None => chain::last(tx, self.room.row, &sender.device)?,
        };
        let Some(last) = last else {
            return Ok(());
        };
        // The gate has bounded it.
        let after = restart.said.saturating_add(1);
        let named = restart.last.map(ByteArray::into_array);
        let awaited = !self.chains.contains_key(&sender.device)
            && missing::close_missing(tx, self.room.row, &sender.device, after, named.as_ref())?;
        let lacks = last.counter < restart.said && !awaited;
        if lacks || last.counter > restart.from {
            self.note_gap(tx, entry, sender.person)?;
        }
        self.miss(tx, sender, Some(last), after, named)?;
        let link = Link {
            counter: restart.from,
            hash: NONE_BEFORE,
            said: last.said,
        };
        self.chains.insert(sender.device, link);
        Ok(())
    }
}

/// What was made of a proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// It is the first since the room's last new start.
    pub(crate) news: bool,
    /// [`Notice::PutBack`] has to be shown: it was not lately.
    pub(crate) say: bool,
}

/// This store is a copy from before. `latest` is the greatest of the other times that it can be:
/// this device's clock, the log's stamp.
pub(crate) fn put_back(
    tx: &mut WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    proof: Proof,
    (now, latest): (u64, u64),
) -> Result<Found, Error> {
    if proof == Proof::Commit {
        circles::set_state(tx, room.row, RoomState::Broken)?;
        tx.changed(Change::Circle(room.circle));
    }
    let news = restart(tx, places, room, now.max(latest))?;
    let say = news && sealed::set_put_back(tx, room.conversation_row, room.row, now)?;
    tracing::warn!(?proof, news, "this store is a copy from before");
    Ok(Found { news, say })
}

/// From the next commit on this device's chain goes on elsewhere. What waits to be sent is chained
/// to there: under its old names others may know something else. What the relay took and has not
/// shown counts as said, so that others ask for it. Answers whether that is news.
pub(crate) fn restart(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    now: u64,
) -> Result<bool, Error> {
    if intents::restarts(tx, room.row)? {
        return Ok(false);
    }
    unshown::settle_taken(tx, places, room, now)?;
    let (next, _) = outbox::next_link(tx, room.row)?;
    let last = missing::last_event(tx, room.row)?;
    let restart = Restart {
        said: last.as_ref().map_or(0, |(counter, _)| *counter),
        last: last.and_then(|(_, event)| hash_of(&event).map(ByteArray::new)),
        from: now.min(LATEST_MS).max(next),
    };
    intents::add_intent(tx, room.row, &intents::Change::Restart(restart))?;
    let waiting = refused::behind(tx, room.row, EventRow::BEFORE_ALL)?;
    let start = (Some(restart.from), NONE_BEFORE);
    let (counter, previous) = chain_anew(tx, places, room, waiting, start)?;
    let counter = counter.unwrap_or(restart.from);
    outbox::set_link(tx, room.row, counter, &previous)?;
    Ok(true)
}
