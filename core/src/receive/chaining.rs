//! What waits to be sent, chained to another event before it: its digest is another one then, and may be
//! its counter, and what names it by either names it so.

use crate::{
    content::{
        event::{Event, EventHash},
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
        let mut event = Event::decode(&waits.event)?;
        let before = (event.counter, event.hash());
        event.previous = previous;
        if let Some(last) = &mut after {
            *last += 1;
            event.counter = *last;
        }
        if let Some(content) = registry::renamed(event.kind, &event.content, &names) {
            events::set_content(tx, waits.message, &content)?;
            event.content = content;
            if let Some(target) = items::about(tx, waits.message)? {
                places.annotated(target);
            }
        }
        let encoded = event.encode();
        previous = event.hash();
        names.add(before, (event.counter, previous));
        if after.is_some() {
            let name = MessageId::derive(&room.group, &device, event.counter);
            refused::set_event(tx, room.row, waits.message, &name, event.counter, &encoded)?;
            events::set_name(tx, waits.message, &name)?;
        } else {
            refused::chain(tx, room.row, waits.message, &encoded)?;
        }
        events::set_link(tx, waits.message, event.counter, &previous)?;
    }
    Ok((after, previous))
}
