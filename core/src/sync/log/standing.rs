//! Whether the relay has shown all, and to all the same: looked at where a log was read to its end.

use crate::{
    error::Error,
    receive::{Verdict, verdict},
    store::{
        circle::circles::{self, Room},
        healing::stand,
        outgoing::unshown,
        rows::EventRow,
    },
    sync::relay::link::Link,
};

/// What is open about a room's log is settled, as it was when the relay was asked. Answers whether it
/// is read once more.
pub(super) async fn settle(link: &Link, asked: &Room) -> Result<bool, Error> {
    let (room, now) = (asked.clone(), link.now());
    // Most often what was awaited has come: that is looked at without a write.
    let open = link
        .db
        .read(move |tx| -> Result<bool, Error> {
            let standing = stand::get(tx, &room)?;
            let upto = room.unsettled.unwrap_or(EventRow::BEFORE_ALL);
            Ok(standing.doubt.is_some()
                || standing.awaits.is_some() && unshown::any(tx, room.row, upto, room.node)?)
        })
        .await?;
    if !open {
        return Ok(false);
    }
    let whole = !link.has_forgotten(&asked.group, asked.node + 1);
    let room = asked.clone();
    let verdict = link
        .db
        .write(move |tx| verdict(tx, &room, whole, now))
        .await?;
    Ok(verdict == Verdict::Again)
}

/// The log of a room's epoch is read once more, if its beginning is still there.
pub(super) async fn read_again(link: &Link, room: &Room) -> Result<(), Error> {
    let row = room.row;
    let room = link
        .db
        .read(move |tx| circles::room_by_row(tx, row))
        .await?;
    let whole = !link.has_forgotten(&room.group, room.node + 1);
    link.db
        .write(move |tx| -> Result<(), Error> {
            let now = circles::room_by_row(tx, row)?;
            if now.node == room.node {
                let standing = stand::get(tx, &now)?;
                stand::read_again(tx, &now, standing, whole)?;
            }
            Ok(())
        })
        .await
}
