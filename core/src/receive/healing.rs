//! Making good what was lost: who came again, what is missing, what was said again.

use kith_protocol::api::groups::Entry;
use openmls::group::MlsGroup;
use serde_bytes::ByteBuf;

use super::batch::Batch;
use crate::{
    circle::healing::Again,
    content::{
        event::{ContentKind, Event, EventHash},
        stamp::Stamp,
        text::Text,
    },
    error::Error,
    ids::{DeviceId, MessageId, PersonId, PublicKey},
    mls::group,
    people::credential::Leaf,
    store::{
        Change, StoreError, WriteTx,
        circles::{self, Room},
        healing::{self, Missing, Readded},
        intents,
        messages::{self, Link, MessageState, NewMessage, Places, RowKind},
        notice::Notice,
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
        healing::set_readded(tx, room, device, done)?;
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
            healing::add_missing(tx, self.room.row, &missing)?;
            self.outcome.missing = true;
        }
        Ok(())
    }
}

/// This device was away from the room's log for a while: whatever others said since is missing,
/// up to what the log shows next of each.
pub(crate) fn expect_missing(
    tx: &WriteTx<'_>,
    room: i64,
    mls: &MlsGroup,
    me: &DeviceId,
) -> Result<(), StoreError> {
    let seen = healing::chains(tx, room)?;
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
        healing::add_missing(tx, room, &missing)?;
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
    let row = NewMessage {
        circle: room.circle_row,
        room: room.row,
        name: MessageId([0; 16]),
        kind: notice.kind(),
        state: MessageState::Received,
        sender: about,
        device: None,
        said: Stamp::at(now),
        at: None,
        seq: None,
        body: notice.code(),
    };
    messages::insert(tx, &mut Places::of(room.circle_row), &row)?;
    tx.changed(Change::Timeline(room.circle));
    Ok(())
}

/// What a device said again, `at` the relay's time and `now` ours. It is its own word for its own
/// events, so they need no proof but its signature; what is here already is left as it is.
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
    let mut next = missing.first;
    let (mut last, mut whole) = (None::<Link>, true);
    let mut places = Places::of(room.circle_row);
    for bytes in events {
        let Ok(event) = Event::decode(bytes) else {
            continue;
        };
        if event.counter < next || event.counter > through {
            continue;
        }
        // A counter that was never used leaves no hole: the digest names the event before.
        let follows = last.is_some_and(|last: Link| event.previous == last.hash);
        whole &= event.counter == next || follows;
        next = event.counter + 1;
        if last.is_none() {
            note_row(tx, room, Notice::Resent, Some(from.person), now)?;
        }
        let (counter, hash) = (event.counter, Event::hash(bytes));
        let said = event.said;
        last = Some(Link {
            counter,
            hash,
            said,
        });
        insert(tx, &mut places, room, from, &event, at)?;
    }
    places.settle(tx)?;
    whole &= next > through || last.is_some_and(|last: Link| missing.before == Some(last.hash));
    // Before its first event that we saw a device may have said what was never for us.
    if !whole && missing.first > 1 {
        note_row(tx, room, Notice::Gone, Some(from.person), now)?;
    }
    healing::end_missing(tx, room.row, &from.device, missing.first)?;
    if again.more && missing.last.is_none_or(|last| last > again.through) {
        let rest = Missing {
            first: again.through.saturating_add(1),
            ..*missing
        };
        healing::add_missing(tx, room.row, &rest)?;
    }
    if let (None, Some(last)) = (missing.last, last) {
        // What the log still brings of it up to here is a repetition.
        messages::set_chain(tx, room.row, &from.device, last)?;
    }
    tx.changed(Change::Timeline(room.circle));
    Ok(())
}

fn insert(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    from: &Leaf,
    event: &Event,
    at: u64,
) -> Result<(), StoreError> {
    let text = (event.kind == ContentKind::TEXT)
        .then(|| Text::decode(&event.content).ok())
        .flatten();
    let (kind, body) = match &text {
        Some(text) => (RowKind::Text, text.body.as_str()),
        None => (RowKind::Unknown, ""),
    };
    messages::insert(
        tx,
        places,
        &NewMessage {
            circle: room.circle_row,
            room: room.row,
            name: MessageId::derive(&room.group, &from.device, event.counter),
            kind,
            state: MessageState::Received,
            sender: Some(from.person),
            device: Some(from.device),
            said: event.said,
            at: Some(at),
            seq: None,
            body,
        },
    )?;
    Ok(())
}
