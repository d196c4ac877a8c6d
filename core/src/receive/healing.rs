//! Making good what was lost: who came again, what is missing, what was said again.

use kith_protocol::api::groups::Entry;
use openmls::group::MlsGroup;
use serde_bytes::ByteBuf;

use super::{
    batch::Batch,
    project::{Origin, Said, keep_erased, project},
    said_to_all::{SaidAgain, said_to_all},
};
use crate::{
    circle::healing::Again,
    content::event::{EventHash, NONE_BEFORE},
    error::Error,
    ids::{DeviceId, PersonId, PublicKey},
    mls::group,
    people::credential::Leaf,
    store::{
        Change, StoreError, WriteTx,
        circle::circles::{self, Room},
        healing::{
            missing::{self, Missing},
            readds::{self, Readded},
        },
        outgoing::{intents, telling},
        rows::RoomRow,
        timeline::{
            chain::{self, Link},
            events, left_over,
            messages::{self, NewNote, Places},
            notice::Notice,
        },
    },
};

impl Batch<'_> {
    /// A member's device was added again: shown, and nobody needs to answer that request once more.
    pub(super) fn device_came_again(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        person: &PublicKey,
        device: &DeviceId,
        request: u64,
    ) -> Result<(), Error> {
        let room = self.room.row;
        let done = Readded {
            request,
            at: entry.at,
        };
        readds::set_readded(tx, room, device, done)?;
        telling::tell_again(tx, &self.room, device, self.clock)?;
        for (intent, waiting) in intents::readds(tx, room)? {
            if waiting.device == *device && waiting.at <= request {
                intents::finish_intent(tx, intent)?;
            }
        }
        let about = Some(PersonId::of(person));
        self.note(tx, Notice::Readded, entry, about)?;
        tx.changed(Change::Circle(self.room.circle));
        Ok(())
    }

    /// Someone speaks in the group as it is here: they are in the same one. Ends the doubt of a
    /// device that one member alone let in again.
    pub(super) fn heard(
        &mut self,
        tx: &mut WriteTx<'_>,
        entry: &Entry,
        who: PersonId,
    ) -> Result<(), StoreError> {
        let alone = |vouching| vouching != who && who != self.identity.person_id();
        if self.room.vouched_by.is_some_and(alone) {
            self.room.vouched_by = None;
            circles::set_vouched_by(tx, self.room.row, None)?;
            self.note(tx, Notice::Confirmed, entry, Some(who))?;
        }
        Ok(())
    }

    /// Who has left is not asked any more, and says nothing again: what is missing of theirs is gone,
    /// and their devices' chains begin anew, should they come back.
    pub(super) fn end_ranges(&mut self, tx: &mut WriteTx<'_>, entry: &Entry) -> Result<(), Error> {
        let present: Vec<DeviceId> = group::devices(&self.mls)
            .into_iter()
            .map(|leaf| leaf.device)
            .collect();
        self.chains.retain(|device, _| present.contains(device));
        for person in missing::end_absent(tx, self.room.row, &present)? {
            let about = Some(PersonId::of(&person));
            self.note(tx, Notice::Gone, entry, about)?;
        }
        Ok(())
    }

    /// A device's chain jumps: what lies between can be asked for.
    pub(super) fn miss(
        &mut self,
        tx: &WriteTx<'_>,
        sender: &Leaf,
        last: Option<Link>,
        next: u64,
        before: Option<EventHash>,
    ) -> Result<(), Error> {
        let first = last.map_or(1, |last| last.counter + 1);
        if first < next {
            let missing = Missing {
                first,
                last: Some(next - 1),
                before,
                person: sender.person_key,
                device: sender.device,
            };
            missing::add_missing(tx, self.room.row, &missing)?;
            self.outcome.missing = true;
        }
        Ok(())
    }
}

/// This device was away from the room's log for a while: whatever others said since is missing,
/// up to what the log shows next of each.
pub(crate) fn expect_missing(
    tx: &WriteTx<'_>,
    room: RoomRow,
    mls: &MlsGroup,
    me: &DeviceId,
) -> Result<(), StoreError> {
    let seen = missing::chains(tx, room)?;
    for leaf in group::devices(mls) {
        if leaf.device == *me {
            continue;
        }
        let last = seen.iter().find(|(device, _)| *device == leaf.device);
        let missing = Missing {
            first: last.map_or(1, |(_, counter)| counter + 1),
            last: None,
            before: None,
            person: leaf.person_key,
            device: leaf.device,
        };
        missing::add_missing(tx, room, &missing)?;
    }
    Ok(())
}

/// A row that this device writes itself, apart from any entry of the log.
pub(crate) fn note_row(
    tx: &mut WriteTx<'_>,
    room: &Room,
    notice: Notice,
    about: Option<PersonId>,
    now: u64,
) -> Result<(), StoreError> {
    let note = NewNote {
        conversation: room.conversation_row,
        room: room.row,
        notice,
        about,
        at: now,
    };
    let mut places = Places::of(room.conversation_row);
    messages::insert_note(tx, &mut places, &note)?;
    places.settle(tx)?;
    tx.changed(Change::Timeline(room.conversation));
    Ok(())
}

/// What a device said again, `at` the relay's time and `now` ours. Its signature says that these are
/// its words; that they are the ones it said to all, the digest says that the next event here names,
/// and each names the one before. Where nothing is known to name the last (whatever it said came
/// while we were away, its chain went on elsewhere) its word counts, and the next event in the log
/// tells. What is here already is left as it is. What it says otherwise is refused, a row says so, and it is asked
/// for still.
pub(crate) fn take_again(
    tx: &mut WriteTx<'_>,
    room: &Room,
    from: &Leaf,
    missing: &Missing,
    again: &Again,
    events: &[ByteBuf],
    (at, now): (u64, u64),
) -> Result<(), Error> {
    let through = missing
        .last
        .map_or(again.through, |last| last.min(again.through));
    let range = missing.first..=through;
    let (said, cut) = said_to_all(events, &range, missing.before);
    let elsewhere = missing.before == Some(NONE_BEFORE);
    if cut {
        tracing::warn!("an answer says something else than all heard");
        note_row(tx, room, Notice::SaidOtherwise, Some(from.person), now)?;
    }
    if said.is_empty() && cut {
        return Ok(());
    }
    if !said.is_empty() {
        note_row(tx, room, Notice::Resent, Some(from.person), now)?;
    }
    let mut places = Places::of(room.conversation_row);
    for said in &said {
        insert(tx, &mut places, room, from, said, (at, now))?;
    }
    places.settle(tx)?;
    missing::end_missing(tx, room.row, &from.device, missing.first)?;
    telling::owe(tx, room.row, now)?;
    let oldest = said.first().map(|said| &said.event);
    match oldest.filter(|oldest| again.more && !cut && oldest.counter > missing.first) {
        Some(oldest) => {
            let rest = Missing {
                last: Some(oldest.counter - 1),
                before: Some(oldest.previous),
                ..*missing
            };
            missing::add_missing(tx, room.row, &rest)?;
        }
        None => {
            let whole = match (oldest, said.last()) {
                (Some(oldest), Some(newest)) => {
                    let begins = oldest.counter == missing.first || oldest.previous == NONE_BEFORE;
                    // What the next event names is the last, whatever counters were not used.
                    let ends = missing.before.is_some() || newest.event.counter >= through;
                    begins && ends && !cut
                }
                // Where a chain goes on elsewhere nothing shows that there was anything.
                _ => elsewhere || through < missing.first,
            };
            // Before its first event that we saw a device may have said what was never for us.
            if !whole && missing.first > 1 {
                note_row(tx, room, Notice::Gone, Some(from.person), now)?;
            }
        }
    }
    if let (None, Some(last)) = (missing.last, said.last()) {
        let last = Link {
            counter: last.event.counter,
            hash: last.hash,
            said: last.event.said,
        };
        // What the log still brings of it up to here is a repetition.
        chain::set_last(tx, room.row, &from.device, last)?;
    }
    tx.changed(Change::Timeline(room.conversation));
    Ok(())
}

fn insert(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    from: &Leaf,
    said_again: &SaidAgain,
    (at, now): (u64, u64),
) -> Result<(), StoreError> {
    let SaidAgain { event, hash, left } = said_again;
    // A device whose store was put back says under a new number what others have under the old.
    let what = (event.kind, &said_again.content());
    let here = events::is_known(tx, room, (&from.device, event.counter), hash)?
        || events::is_here(tx, room, &from.device, event.said, what)?;
    if !here {
        let said = Said {
            room,
            person: from.person,
            device: from.device,
            event,
            hash: *hash,
            origin: Origin::Again(at),
        };
        if let Some(left) = left {
            if let Some(kept) = keep_erased(tx, places, &said, left)? {
                left_over::add(tx, kept, now)?;
            }
        } else {
            project(tx, places, &said)?;
        }
    }
    Ok(())
}
