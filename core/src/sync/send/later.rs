//! What waits for its time goes out when that has come and this device is awake: not before, and not when it has long
//! passed. Days later nobody wants "I come at five" to be read, least of all from a store that was put back and whose
//! device has said it.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{
    content::text::Text,
    crash,
    error::Error,
    receive::{note_row, open_room, say_kept},
    store::{
        Change, WriteTx,
        circle::circles,
        outgoing::{
            later::{self, Later, Unsaid},
            outbox,
        },
        rows::RoomRow,
        timeline::notice::Notice,
    },
    sync::relay::link::Link,
};

/// The longest sleep before the clock is looked at again: it may have been set.
const LOOKS_EVERY: Duration = Duration::from_secs(60);
/// What was due longer ago is not said any more.
const TOO_LATE_MS: u64 = 24 * 60 * 60 * 1000;

/// Puts what is due behind what waits to go out. Before the relay has said how late it is nothing is said, for nothing
/// could go; what cannot be said any more is told all the same.
pub(crate) async fn say_due(link: &Link) -> Result<(), Error> {
    let (account, told) = (link.account, link.due_by());
    let now = told.unwrap_or_else(|| link.clock.now_ms());
    if next(link).await?.is_none_or(|next| next > now) {
        return Ok(());
    }
    let device = Arc::clone(&link.device);
    link.db
        .write(move |tx| -> Result<(), Error> {
            let held = device.held_later().clone();
            let mut unsaid = BTreeSet::new();
            for due in later::due(tx, account, now)? {
                if held.contains(&due.id) {
                    continue;
                }
                let said = tx.savepoint(|tx| say(tx, &due, now, told.is_some()));
                let why = match said {
                    // Each by itself.
                    Err(error) if error.is_of_one_thing() => {
                        tracing::error!(%error, "what is due cannot be said");
                        Some(Unsaid::Closed)
                    }
                    said => said?,
                };
                let Some(why) = why else {
                    continue;
                };
                later::set_unsaid(tx, due.id, why)?;
                // However much of a room it is, it is told once.
                if unsaid.insert((due.room, why)) {
                    tell(tx, due.room, why, now)?;
                }
            }
            crash::point("later.say");
            Ok(())
        })
        .await?;
    crash::point("later.said");
    Ok(())
}

/// When the next is due that nobody changes just now.
async fn next(link: &Link) -> Result<Option<u64>, Error> {
    let (account, held) = (link.account, link.device.held_later().clone());
    Ok(link
        .db
        .read(move |tx| later::next(tx, account, &held))
        .await?)
}

/// Ends when something is due.
pub(crate) async fn is_due(link: &Link) -> Result<(), Error> {
    loop {
        let Some(next) = next(link).await? else {
            return std::future::pending().await;
        };
        let left = link.due_by().map(|now| next.saturating_sub(now));
        if left == Some(0) {
            return Ok(());
        }
        sleep(
            left.map_or(LOOKS_EVERY, Duration::from_millis)
                .min(LOOKS_EVERY),
        )
        .await;
    }
}

/// Says what is due, where that can be and something may go out at all; answers why it is not said.
fn say(tx: &mut WriteTx<'_>, due: &Later, now: u64, goes: bool) -> Result<Option<Unsaid>, Error> {
    let known = circles::room_by_row(tx, due.room)?;
    let (room, text) = match (open_room(tx, &known.id), Text::new(&due.body)) {
        (Ok(room), Ok(text)) => (room, text),
        (Err(Error::NotAMember | Error::Revoked | Error::Forgotten), _) | (Ok(_), Err(_)) => {
            return Ok(Some(Unsaid::Closed));
        }
        (Err(error), _) => return Err(error),
    };
    if !goes {
        return Ok(None);
    }
    if due.due.saturating_add(TOO_LATE_MS) < now {
        return Ok(Some(Unsaid::TooLate));
    }
    // Another copy of this store may have said it at its time, or does yet: said as of that time, both are the same.
    let last = outbox::last_stamp(tx, room.conversation_row)?;
    let at = match last.may_follow_at(due.due) {
        true => due.due,
        false => now,
    };
    say_kept(tx, &room, due, text, at)?;
    Ok(None)
}

/// It is said that something of a room was not sent; its words stay to be had.
fn tell(tx: &mut WriteTx<'_>, room: RoomRow, why: Unsaid, now: u64) -> Result<(), Error> {
    let room = circles::room_by_row(tx, room)?;
    let notice = match why {
        Unsaid::Closed => Notice::LaterNotSent,
        Unsaid::TooLate => Notice::LaterTooLate,
    };
    note_row(tx, &room, notice, None, now)?;
    tx.changed(Change::Timeline(room.conversation));
    Ok(())
}
