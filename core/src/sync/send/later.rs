//! What waits for its time goes out when that has come and this device is awake: not before.

use std::time::Duration;

use tokio::time::sleep;

use crate::{
    content::text::Text,
    crash,
    error::Error,
    receive::{note_row, open_room, say_words},
    store::{
        Change, StoreError, WriteTx,
        circle::circles::{self, Room},
        outgoing::later::{self, Later},
        timeline::{items, notice::Notice},
    },
    sync::relay::link::Link,
};

/// The longest sleep before the clock is looked at again: it may have been set.
const LOOKS_EVERY: Duration = Duration::from_secs(60);

/// Puts what is due behind what waits to go out.
pub(crate) async fn say_due(link: &Link) -> Result<(), Error> {
    let (account, now) = (link.account, link.clock.now_ms());
    let next = link.db.read(move |tx| later::next(tx, account)).await?;
    if next.is_none_or(|next| next > now) {
        return Ok(());
    }
    link.db
        .write(move |tx| -> Result<(), Error> {
            for due in later::due(tx, account, now)? {
                say(tx, &due, now)?;
            }
            crash::point("later.say");
            Ok(())
        })
        .await?;
    crash::point("later.said");
    Ok(())
}

/// Ends when something is due.
pub(crate) async fn is_due(link: &Link) -> Result<(), Error> {
    loop {
        let account = link.account;
        let Some(next) = link.db.read(move |tx| later::next(tx, account)).await? else {
            return std::future::pending().await;
        };
        let Some(left) = next
            .checked_sub(link.clock.now_ms())
            .filter(|left| *left > 0)
        else {
            return Ok(());
        };
        sleep(Duration::from_millis(left).min(LOOKS_EVERY)).await;
    }
}

fn say(tx: &mut WriteTx<'_>, due: &Later, now: u64) -> Result<(), Error> {
    let known = circles::room_by_row(tx, due.room)?;
    let (room, text) = match (open_room(tx, &known.id), Text::new(&due.body)) {
        (Ok(room), Ok(text)) => (room, text),
        (Err(Error::NotAMember | Error::Revoked | Error::Forgotten), _) | (Ok(_), Err(_)) => {
            return give_up(tx, due, &known, now);
        }
        (Err(error), _) => return Err(error),
    };
    // What it answers may have gone meanwhile.
    let reply = match due.reply.map(|row| items::answerable(tx, room.row, row)) {
        None | Some(Err(StoreError::NotFound)) => None,
        Some(answered) => answered?.and(due.reply),
    };
    later::remove(tx, due.id)?;
    say_words(tx, &room, text, reply, now)?;
    Ok(())
}

/// Nothing can be said there any more: it is said that it was not, and its words stay to be had.
fn give_up(tx: &mut WriteTx<'_>, due: &Later, room: &Room, now: u64) -> Result<(), Error> {
    later::set_unsaid(tx, due.id)?;
    note_row(tx, room, Notice::LaterNotSent, None, now)?;
    tx.changed(Change::Timeline(room.conversation));
    Ok(())
}
