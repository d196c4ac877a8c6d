//! From an event to everything that is shown of it: one path for what the log brings, for what is said
//! again, and for what this device says itself.

use crate::{
    content::{
        event::{ContentError, ContentKind, Event, EventHash},
        registry::{self, Class, Content},
    },
    error::Error,
    ids::{DeviceId, MessageId, PersonId},
    store::{
        StoreError, WriteTx,
        account::accounts,
        circle::circles::Room,
        outgoing::outbox,
        timeline::{
            events::{self, MOST_NEWER, NewEvent, Verdict},
            messages::{self, Places},
        },
    },
};

/// How an event came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the room's log, at a place and a time of the relay's.
    Log {
        /// Where it stands.
        seq: u64,
        /// Milliseconds since 1970 (UTC).
        at: u64,
    },
    /// Said again by its device, whose word the relay had at this time, milliseconds since 1970 (UTC).
    Again(u64),
    /// From this device, which has yet to send it.
    Here,
}

/// An event, and whose it is.
pub(crate) struct Said<'a> {
    /// Where it was said.
    pub(crate) room: &'a Room,
    /// Who said it.
    pub(crate) person: PersonId,
    /// With which device.
    pub(crate) device: DeviceId,
    /// What was said; its stamp is not below that of the one before in the room.
    pub(crate) event: &'a Event,
    /// The event's digest.
    pub(crate) hash: EventHash,
    /// How it came.
    pub(crate) origin: Origin,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Projected {
    /// It is kept: its id.
    Kept(i64),
    /// It is not kept, and nothing of it shows.
    Passed,
    /// It is not what its kind prescribes, and not kept.
    Unreadable,
}

/// Keeps an event, and makes of it what is shown.
pub(crate) fn project(
    tx: &WriteTx<'_>,
    places: &mut Places,
    said: &Said<'_>,
) -> Result<Projected, StoreError> {
    let (event, room) = (said.event, said.room);
    let Ok(content) = registry::read(event.kind, &event.content) else {
        return Ok(Projected::Unreadable);
    };
    let class = event.kind.class();
    if class == Class::Ephemeral {
        return Ok(Projected::Passed);
    }
    let (seq, at) = match said.origin {
        Origin::Log { seq, at } => (Some(seq), Some(at)),
        Origin::Again(at) => (None, Some(at)),
        Origin::Here => (None, None),
    };
    let new = NewEvent {
        circle: room.circle_row,
        room: room.row,
        device: said.device,
        person: said.person,
        counter: event.counter,
        kind: event.kind,
        said: event.said,
        policy: matches!(said.origin, Origin::Log { .. }).then_some(room.policy_version),
        seq,
        at,
        name: MessageId::derive(&room.group, &said.device, event.counter),
        hash: said.hash,
        verdict: verdict(&content),
        content: &event.content,
    };
    let id = match class {
        Class::Words | Class::Item if said.origin == Origin::Here => {
            let voice = places.voice(tx, (&said.device, &said.person))?;
            messages::insert_unsent(tx, voice, &new)?
        }
        Class::Words | Class::Item => messages::insert(tx, places, &new, content.words())?,
        Class::Annotation | Class::Ephemeral => {
            let voice = places.voice(tx, (&said.device, &said.person))?;
            events::insert(tx, voice, &new)?
        }
    };
    if new.verdict == Verdict::Newer {
        events::bound_newer(tx, room.row, MOST_NEWER)?;
    }
    Ok(Projected::Kept(id))
}

fn verdict(content: &Content) -> Verdict {
    match content {
        Content::Text(_) => Verdict::Allowed,
        Content::Newer { .. } => Verdict::Newer,
    }
}

/// Says something to a room: it goes out in order, once, when the relay can be reached. Answers its
/// name.
///
/// # Errors
/// [`ContentError`] where it is not what its kind prescribes.
pub(crate) fn say(
    tx: &WriteTx<'_>,
    room: &Room,
    kind: ContentKind,
    content: Vec<u8>,
    now: u64,
) -> Result<MessageId, Error> {
    let me = accounts::me(tx, room.account)?;
    let (person, device) = (PersonId::of(&me.person), DeviceId::of(&me.device));
    let (counter, previous) = outbox::next_link(tx, room.row)?;
    let event = Event {
        kind,
        counter,
        previous,
        said: outbox::next_stamp(tx, room.circle_row, room.row, now)?,
        content,
    };
    let encoded = event.encode();
    let hash = Event::hash(&encoded);
    outbox::set_link(tx, room.row, counter, &hash)?;
    let mut places = Places::of(room.circle_row);
    let said = Said {
        room,
        person,
        device,
        event: &event,
        hash,
        origin: Origin::Here,
    };
    let Projected::Kept(id) = project(tx, &mut places, &said)? else {
        return Err(ContentError::Unreadable.into());
    };
    let name = MessageId::derive(&room.group, &device, counter);
    outbox::push(tx, room.row, id, &name, counter, &encoded)?;
    Ok(name)
}
