//! Whose turn it is: what waits in the rooms of a circle goes out in the order in which it was
//! written, a long backlog by turns.

use std::collections::{BTreeMap, BTreeSet};

use kith_protocol::problem::Code;

use super::{
    commits::commit,
    due::Skipped,
    messages::{Went, send},
};
use crate::{
    error::Error,
    store::{
        StoreError,
        circle::circles::{self, Room},
        outgoing::outbox,
        rows::{ConversationRow, EventRow, RoomRow},
    },
    sync::relay::link::Link,
};

/// What has come of a pass's tries.
#[derive(Default)]
pub(crate) struct Tried {
    /// The rooms whose commits were waited for once: a log that does not show ours must not keep what is said
    /// elsewhere from going out.
    waited: BTreeSet<RoomRow>,
    /// Changes of people that cannot go now.
    skipped: Skipped,
    /// The rooms whose logs have no room for what waits.
    pub(crate) full: BTreeSet<RoomRow>,
}

/// Sends what waits in every room, but for the changes of people that cannot go now. Answers
/// whether anything changed that a fetch should follow.
pub(crate) async fn flush(link: &Link, tried: &mut Tried) -> Result<bool, Error> {
    let account = link.account;
    let rooms = link
        .db
        .read(move |tx| circles::rooms_with_work(tx, account))
        .await?;
    let mut circles: BTreeMap<ConversationRow, Vec<Room>> = BTreeMap::new();
    for room in rooms {
        circles.entry(room.conversation_row).or_default().push(room);
    }
    let mut any = false;
    for rooms in circles.into_values() {
        any |= flush_circle(link, rooms, tried).await?;
    }
    Ok(any)
}

/// Sends what waits in a circle's rooms in the order in which it was written: nothing goes out
/// before what was written earlier to another room, unless that room is shut now or so much waits
/// in both that they take turns ([`RUN`]).
async fn flush_circle(link: &Link, rooms: Vec<Room>, tried: &mut Tried) -> Result<bool, Error> {
    let (mut any, mut wait) = (false, false);
    let mut open = Vec::new();
    let filled = rooms.iter().filter(|room| room.filled.is_some());
    let filled: Vec<RoomRow> = filled.map(|room| room.row).collect();
    for room in rooms {
        let done = commit(link, &room, &mut tried.skipped).await;
        match unless_of_one_room(link, &room, done, tried).await? {
            Some(true) => {
                any = true;
                wait |= tried.waited.insert(room.row);
            }
            Some(false) => open.push(room),
            None => {}
        }
    }
    while !wait && !open.is_empty() {
        let (at, until) = next(link, &open).await?;
        let Some(room) = open.get(at) else {
            break;
        };
        let done = send(link, room, until).await;
        match unless_of_one_room(link, room, done, tried).await? {
            Some(Went::On) => {
                any = true;
                if room.filled.is_some() {
                    note_filled(link, room.row, None).await?;
                }
            }
            Some(Went::Stale) => (any, wait) = (true, true),
            Some(Went::Shut(progress)) => {
                any |= progress;
                open.remove(at);
            }
            None => {
                open.remove(at);
            }
        }
    }
    for room in filled {
        if !tried.full.contains(&room) && !waits(link, room).await? {
            note_filled(link, room, None).await?;
        }
    }
    Ok(any)
}

/// Whether anything waits for room in a log.
async fn waits(link: &Link, room: RoomRow) -> Result<bool, Error> {
    let waits = link.db.read(move |tx| -> Result<_, StoreError> {
        Ok(outbox::waits(tx, room)? || outbox::pending(tx, room)?.is_some())
    });
    Ok(waits.await?)
}

/// Nothing where something of a room cannot go now: the others need not wait for it.
async fn unless_of_one_room<T>(
    link: &Link,
    room: &Room,
    done: Result<T, Error>,
    tried: &mut Tried,
) -> Result<Option<T>, Error> {
    match done {
        Err(error) if error.is_of_one_thing() => {
            tracing::warn!(%error, "a room waits");
            // Whoever has used up the epoch's branches need not have signed anything; and what would be too large
            // was not asked for.
            let full = [Code::Quota, Code::TooManyBranches, Code::OverLimit].map(Some);
            if matches!(&error, Error::Delivery(error) if full.contains(&error.code())) {
                tried.full.insert(room.row);
                note_filled(link, room.row, Some(link.now())).await?;
            }
            Ok(None)
        }
        done => done.map(Some),
    }
}

/// Notes whether the relay has no room for more in a log: the patient's device does something about it.
async fn note_filled(link: &Link, room: RoomRow, since: Option<u64>) -> Result<(), Error> {
    link.db
        .write(move |tx| Ok(circles::set_filled(tx, room, since)?))
        .await
}

/// How many messages of one room go out at once although another room's were written between
/// them, where at least as many wait in both. Whoever hears them one room late puts them in their
/// order (decision 0017); a request for each message would cost whoever comes back from a week
/// without a network twice the time (docs/performance.md).
const RUN: usize = 16;

/// Which of the rooms has the oldest message that waits, and before which message it is another
/// room's turn.
async fn next(link: &Link, open: &[Room]) -> Result<(usize, Option<EventRow>), Error> {
    if open.len() < 2 {
        return Ok((0, None));
    }
    let rows: Vec<RoomRow> = open.iter().map(|room| room.row).collect();
    let mut heads = link
        .db
        .read(move |tx| -> Result<_, Error> {
            let mut heads = Vec::new();
            for (at, row) in rows.into_iter().enumerate() {
                // A room without any is found to be shut.
                let head = outbox::first(tx, row)?.unwrap_or(EventRow(i64::MIN));
                heads.push((head, at, outbox::behind(tx, row, RUN)?));
            }
            Ok(heads)
        })
        .await?;
    heads.sort_unstable();
    let [(_, at, run), (other, _, others), ..] = heads.as_slice() else {
        return Ok((0, None));
    };
    let until = match (run, others) {
        (Some(end), Some(_)) => *end.max(other),
        _ => *other,
    };
    Ok((*at, Some(until)))
}
