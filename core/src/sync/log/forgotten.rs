//! A device that was away for longer than the relay keeps a log. What it missed it asks of the
//! senders' devices; where a commit was forgotten too, it asks to be added again.

use kith_protocol::api::sync::GroupUpdate;

use crate::{
    error::Error,
    mls::{Provider, group},
    receive::{expect_missing, note_row, restart, settle_forgotten},
    store::{
        Change,
        circle::circles::{self, Room, RoomState},
        timeline::{messages::Places, notice::Notice},
    },
    sync::relay::link::Link,
};

/// Whether the relay has forgotten entries that this device has not read, and notes what
/// follows from it: they are asked for, and the screen says so.
pub(super) async fn note(link: &Link, room: &Room, update: &GroupUpdate) -> Result<bool, Error> {
    let first = update.first;
    if first <= room.cursor + 1 || first > update.head + 1 || i64::try_from(first).is_err() {
        return Ok(false);
    }
    // Who speaks in an epoch that began in what is gone has followed a commit that we can't.
    let lost = update
        .entries
        .iter()
        .any(|entry| entry.node > room.cursor && entry.node < first && entry.node != room.node);
    let (row, me) = (room.row, link.identity.device_id());
    let now = link.now();
    link.db
        .write(move |tx| -> Result<(), Error> {
            let room = circles::room_by_row(tx, row)?;
            if room.state != RoomState::Active || first <= room.cursor + 1 {
                return Ok(());
            }
            let mls = group::load(&Provider::new(tx.connection()), &room.group)?;
            settle_forgotten(tx, &room, now)?;
            circles::set_cursor(tx, row, first - 1)?;
            expect_missing(tx, row, &mls, &me)?;
            note_row(tx, &room, Notice::Missed, None, now)?;
            Ok(())
        })
        .await?;
    if lost {
        lose_place(link, room).await?;
    }
    Ok(true)
}

/// A commit that ended our epoch is not in the log any more.
pub(crate) async fn lose_place(link: &Link, room: &Room) -> Result<(), Error> {
    let (row, node) = (room.row, room.node);
    let (now, me) = (link.now(), link.identity.person_id());
    let latest = now.max(link.clock.now_ms());
    link.db
        .write(move |tx| -> Result<(), Error> {
            let room = circles::room_by_row(tx, row)?;
            if room.state == RoomState::Active && room.node == node {
                circles::set_state(tx, row, RoomState::Broken)?;
                // Nothing here tells whether this store has said more than it knows: it may be a
                // copy from before that, and the log that would show it is gone. What waits and
                // went out all the same, others know by its time and words.
                let mut places = Places::of(room.conversation_row);
                restart(tx, &mut places, &room, latest)?;
                places.settle(tx)?;
                note_row(tx, &room, Notice::Forgotten, Some(me), now)?;
                tx.changed(Change::Circle(room.circle));
            }
            Ok(())
        })
        .await
}
