//! What waits to be sent, chained to another event before it: its digest is another one then, and may be
//! its counter, and what names it by either names it so.

use crate::{
    content::{
        erased::Erased,
        event::{ContentError, Event, EventHash},
        registry::{self, Renamed},
    },
    error::Error,
    ids::{DeviceId, MessageId},
    store::{
        WriteTx,
        account::accounts,
        circle::circles::Room,
        outgoing::refused::{self, Behind},
        timeline::{events, items, messages::Places},
    },
};

/// What waits: an event, or of one whose words are gone what is left of it.
enum Waits {
    Whole(Event),
    Left(Erased),
}

impl Waits {
    fn read(bytes: &[u8]) -> Result<Self, ContentError> {
        Event::decode(bytes)
            .map(Self::Whole)
            .or_else(|error| Erased::decode(bytes).map(Self::Left).ok_or(error))
    }

    /// Its counter, and the digest of the one before.
    fn link(&mut self) -> (&mut u64, &mut EventHash) {
        match self {
            Self::Whole(event) => (&mut event.counter, &mut event.previous),
            Self::Left(left) => (&mut left.counter, &mut left.previous),
        }
    }

    fn hash(&self) -> EventHash {
        match self {
            Self::Whole(event) => event.hash(),
            Self::Left(left) => left.hash(),
        }
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Whole(event) => event.encode(),
            Self::Left(left) => left.encode(),
        }
    }
}

/// Chains these events of this device to one before them: under the counters that they have, or, `after`
/// another one, under those that follow it. Answers the last counter, if they have others now, and the
/// digest of the last.
pub(crate) fn chain_anew(
    tx: &WriteTx<'_>,
    places: &mut Places,
    room: &Room,
    waiting: Vec<Behind>,
    (mut after, mut previous): (Option<u64>, EventHash),
) -> Result<(Option<u64>, EventHash), Error> {
    let device = DeviceId::of(&accounts::me(tx, room.account)?.device);
    let mut names = Renamed::of(device);
    for waits in waiting {
        let mut waiting = Waits::read(&waits.event)?;
        let before = (*waiting.link().0, waiting.hash());
        let (counter, before_it) = waiting.link();
        *before_it = previous;
        if let Some(last) = &mut after {
            *last += 1;
            *counter = *last;
        }
        if let Waits::Whole(event) = &mut waiting
            && let Some(content) = registry::renamed(event.kind, &event.content, &names)
        {
            events::set_content(tx, waits.message, &content)?;
            event.content = content;
            if let Some(target) = items::about(tx, waits.message)? {
                places.annotated(target);
            }
        }
        if let Waits::Left(left) = &mut waiting
            && let Some(about) = &mut left.about
        {
            names.head(&mut about.target, &mut about.parents);
            if let Some(edit) = left.edit() {
                events::set_content(tx, waits.message, &edit.encode())?;
            }
        }
        let (encoded, counter) = (waiting.encode(), *waiting.link().0);
        previous = waiting.hash();
        names.add(before, (counter, previous));
        if after.is_some() {
            let name = MessageId::derive(&room.group, &device, counter);
            refused::set_event(tx, room.row, waits.message, &name, counter, &encoded)?;
            events::set_name(tx, waits.message, &name)?;
        } else {
            refused::chain(tx, room.row, waits.message, &encoded)?;
        }
        events::set_link(tx, waits.message, counter, &previous)?;
    }
    Ok((after, previous))
}
