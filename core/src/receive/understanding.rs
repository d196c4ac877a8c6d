//! What an older version kept and did not know, read once more; what it made otherwise, made anew.

use super::project::{Author, annotate, answer};
use crate::{
    content::{
        fold,
        registry::{self, Content},
        stamp::Stamp,
    },
    store::{
        StoreError, WriteTx,
        circle::circles,
        rows::{EventRow, RoomRow},
        timeline::{
            derived::{self, Derived},
            events::{self, Verdict},
            items,
            messages::{self, Places},
            newer::{self, Newer},
            orphans, receipts,
        },
    },
};

/// Events that are looked at together.
const BATCH: u32 = 500;

/// Where another version has read the events, those whose kind it did not know are read by this one,
/// judged and folded; where another has folded them, all are folded anew. In one transaction.
pub(crate) fn understand(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    if derived::version(tx, Derived::Content)? != registry::version() {
        for room in newer::rooms(tx)? {
            read_again(tx, room)?;
        }
        derived::set_version(tx, Derived::Content, registry::version())?;
    }
    if derived::version(tx, Derived::Items)? != fold::VERSION {
        items::rebuild(tx)?;
        receipts::rebuild(tx)?;
        orphans::rebuild(tx)?;
        derived::set_version(tx, Derived::Items, fold::VERSION)?;
    }
    Ok(())
}

fn read_again(tx: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    let mut after = EventRow::BEFORE_ALL;
    loop {
        let newer = newer::next(tx, room, after, BATCH)?;
        let Some(last) = newer.last() else {
            return Ok(());
        };
        after = last.event;
        for event in &newer {
            match registry::read(event.kind, &event.content) {
                // What is not what its kind prescribes stays what it was.
                Err(_) | Ok(Content::Newer { .. }) => {}
                Ok(content) => take(tx, event, &content)?,
            }
        }
    }
}

fn take(tx: &WriteTx<'_>, event: &Newer, content: &Content) -> Result<(), StoreError> {
    let Some((target, action)) = content.annotates() else {
        events::set_verdict(tx, event.event, Verdict::Allowed)?;
        if let Some(target) = content.answers() {
            let room = circles::room_by_row(tx, event.room)?;
            answer(
                tx,
                &mut Places::of(room.conversation_row),
                &room,
                &target,
                event.event,
            )?;
        }
        let fallback = registry::fallback(&event.content);
        return messages::understood(tx, event.event, &fallback, content.words());
    };
    events::set_verdict(tx, event.event, Verdict::Waits)?;
    let room = circles::room_by_row(tx, event.room)?;
    let mut places = Places::of(room.conversation_row);
    let by = Author {
        annotation: event.event,
        person: event.person,
        voice: event.voice,
    };
    let at = Stamp::at(event.at.unwrap_or(0));
    annotate(tx, &mut places, &room, &target, action, &by, at)?;
    places.settle(tx)
}
