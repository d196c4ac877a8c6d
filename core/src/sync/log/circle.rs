//! What the logs of one circle's rooms brought, taken together: on the screen they are one
//! conversation. Each log keeps its order; between them the relay's time decides, so that two
//! devices which read the same show the same.

use std::sync::Arc;

use kith_protocol::{
    api::{groups::Entry, sync::GroupCursor},
    ids::GroupId,
};

use super::{keys, removals, standing};
use crate::{
    crash,
    error::Error,
    ids::AccountId,
    people::identity::Identity,
    receive::{Batch, Outcome, note_row},
    store::{
        WriteTx,
        circle::circles::{self, Room},
        rows::{ConversationRow, RoomRow},
        timeline::{messages::Places, notice::Notice},
    },
    sync::{jobs::key_packages::publish_key_packages, relay::link::Link},
};

/// Entries that one transaction takes: long enough to share its cost, short enough that a
/// message written meanwhile does not wait.
const BATCH: usize = 500;

/// What came of one room's log.
pub(super) struct Page<'a> {
    pub(super) room: &'a Room,
    /// In order, without holes.
    pub(super) entries: Vec<Entry>,
    /// The log ends here for now.
    pub(super) ends: bool,
    /// The relay says that there is more.
    pub(super) more: bool,
}

/// How far the logs of a circle were read.
#[derive(Default)]
pub(super) struct Read {
    pub(super) seen: Vec<GroupCursor>,
    /// Rooms of which something waits for the other.
    pub(super) behind: Vec<GroupId>,
    pub(super) more: bool,
    /// Rooms of which another device was shown another log.
    pub(super) doubted: Vec<GroupId>,
}

/// Takes in what came to a circle.
pub(super) async fn read(link: &Link, mut pages: Vec<Page<'_>>) -> Result<Read, Error> {
    let mut read = Read::default();
    let horizon = horizon(&pages);
    for page in &mut pages {
        let come = page.entries.len();
        page.entries.truncate(
            page.entries
                .iter()
                .position(|entry| entry.at > horizon)
                .unwrap_or(come),
        );
        if page.entries.len() < come {
            page.more = true;
            read.behind.push(page.room.group);
        }
        read.more |= page.more;
        read.seen
            .extend(page.entries.last().map(|last| GroupCursor {
                after: last.seq,
                group: page.room.group,
            }));
    }
    let rooms: Vec<&Room> = pages.iter().map(|page| page.room).collect();
    let mut entries = merge(pages.into_iter().map(|page| page.entries).collect());
    while !entries.is_empty() {
        let rest = entries.split_off(entries.len().min(BATCH));
        let part = std::mem::replace(&mut entries, rest);
        for (room, done) in rooms.iter().zip(process(link, &rooms, part).await?) {
            // After a removal the relay shows what follows only to those who prove the new epoch.
            read.more |= done.epoch_changed;
            read.doubted.extend(done.doubted.then_some(room.group));
            removals::note(link, room, done.unmarked_removals);
            if done.halted {
                // What comes after it in this log waits.
                entries.retain(|(log, _)| rooms.get(*log).is_none_or(|of| of.row != room.row));
                read.seen.retain(|seen| seen.group != room.group);
            }
            if done.again {
                standing::read_again(link, room).await?;
            }
            let asked = match done.asks {
                Some((seq, key)) => keys::ask(link, room, seq, key).await?,
                None => false,
            };
            if done.halted || asked {
                read.more = true;
                read.behind.push(room.group);
            }
        }
        crash::point("receive.committed");
    }
    Ok(read)
}

/// Up to when all of the logs are known: where one goes on, what the others hold after that waits.
fn horizon(pages: &[Page<'_>]) -> u64 {
    let cut = pages.iter().filter(|page| !page.ends);
    let last = cut.filter_map(|page| page.entries.last().map(|entry| entry.at));
    last.min().unwrap_or(u64::MAX)
}

/// The entries of several logs, each with its log's place in the list, in the order of the relay's
/// time. No log's own order changes, whatever times it shows.
fn merge(logs: Vec<Vec<Entry>>) -> Vec<(usize, Entry)> {
    let mut merged: Vec<(u64, usize, Entry)> = Vec::new();
    for (log, entries) in logs.into_iter().enumerate() {
        let mut last = 0;
        merged.extend(entries.into_iter().map(|entry| {
            last = entry.at.max(last);
            (last, log, entry)
        }));
    }
    // Stable: equal times stay as they came, log by log.
    merged.sort_by_key(|(at, ..)| *at);
    merged
        .into_iter()
        .map(|(_, log, entry)| (log, entry))
        .collect()
}

/// One transaction; answers what it brought to each of the rooms.
async fn process(
    link: &Link,
    rooms: &[&Room],
    entries: Vec<(usize, Entry)>,
) -> Result<Vec<Outcome>, Error> {
    let identity = Arc::clone(&link.identity);
    let (account, now) = (link.account, (link.now(), link.clock.now_ms()));
    let Some(conversation) = rooms.first().map(|room| room.conversation_row) else {
        return Ok(Vec::new());
    };
    let rooms: Vec<RoomRow> = rooms.iter().map(|room| room.row).collect();
    let last: Vec<(RoomRow, u64)> = entries
        .iter()
        .filter_map(|(at, entry)| rooms.get(*at).map(|room| (*room, entry.seq)))
        .collect();
    let entries = Arc::new(entries);
    let page = |careful| {
        let (identity, rooms) = (Arc::clone(&identity), rooms.clone());
        let entries = Arc::clone(&entries);
        let work = move |tx: &mut WriteTx<'_>| {
            let page = (account, conversation, rooms.as_slice());
            take(tx, &identity, page, &entries, now, careful)
        };
        link.db.write(work)
    };
    let done = match page(false).await {
        Err(error) if error.is_of_one_thing() => {
            tracing::warn!(%error, "a page is taken entry by entry");
            page(true).await?
        }
        done => done?,
    };
    if crash::flaw("receive.split") {
        crash::point("flaw.receive.split");
        link.db
            .write(move |tx| -> Result<(), Error> {
                Ok(last
                    .iter()
                    .try_for_each(|(room, seq)| circles::set_cursor(tx, *room, *seq))?)
            })
            .await?;
    }
    Ok(done)
}

fn take(
    tx: &mut WriteTx<'_>,
    identity: &Arc<Identity>,
    (account, conversation, rooms): (AccountId, ConversationRow, &[RoomRow]),
    entries: &[(usize, Entry)],
    now: (u64, u64),
    careful: bool,
) -> Result<Vec<Outcome>, Error> {
    let mut batches: Vec<Option<Batch<'_>>> = rooms.iter().map(|_| None).collect();
    let mut places = Places::of(conversation);
    for (at, entry) in entries {
        let (Some(batch), Some(room)) = (batches.get_mut(*at), rooms.get(*at)) else {
            continue;
        };
        let batch = match batch {
            Some(batch) => batch,
            none => none.insert(Batch::begin(tx, Arc::clone(identity), *room, now, careful)?),
        };
        batch.take(tx, entry, &mut places)?;
    }
    // One by one where something failed before: what others say of a message stops no circle.
    let failed = if careful {
        places.settle_each(tx)?
    } else {
        places.settle(tx)?;
        false
    };
    if let Some(room) = rooms.first().filter(|_| failed) {
        let room = circles::room_by_row(tx, *room)?;
        note_row(tx, &room, Notice::Undecryptable, None, now.0)?;
    }
    let mut done = Vec::with_capacity(batches.len());
    for batch in batches {
        done.push(match batch {
            Some(batch) => batch.finish(tx)?,
            None => Outcome::default(),
        });
    }
    if done.iter().any(|done| done.put_back) {
        // Of those that the relay hands out this store may not have the private halves.
        publish_key_packages(tx, account, identity, true, true)?;
    }
    Ok(done)
}
