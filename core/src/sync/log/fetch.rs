//! Receiving. For each page of a room's log: one write transaction, a savepoint for each
//! commit; what cannot be opened is kept whole beside a visible placeholder; the cursor
//! advances in the same transaction; changes are told after the commit, then the relay hears
//! the acknowledgement.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use kith_protocol::{
    api::{
        endpoint,
        sync::{Access, Ack, GroupCursor, SyncAnswer, SyncRequest},
    },
    ids::{GroupId, Incarnation},
    limits::{MAX_PAGE, MAX_SYNC_GROUPS},
};
use tokio::time::timeout;

use super::{
    circle::{self, Page},
    forgotten, page, standing,
};
use crate::{
    crash,
    error::Error,
    ids::AccountId,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::circles::{self, Room, RoomState},
        outgoing::errands,
        rows::{ConversationRow, RoomRow},
    },
    sync::{
        healing::{follow, left_over, restored, vouched},
        inbox::items,
        jobs::key_packages::publish_key_packages,
        relay::link::Link,
    },
};

/// Rounds without progress before a pass gives up on proofs that the relay does not accept.
const PATIENCE: usize = 3;

/// Fetches and processes everything that is new. Answers whether anything was.
pub(crate) async fn fetch(link: &Link) -> Result<bool, Error> {
    let mut any = false;
    let mut idle = 0;
    // What was taken in is deleted at the relay: whatever it shows from the beginning is new, or shown
    // once more. No number that it told before decides what is read.
    let mut after = 0;
    loop {
        restored::settle(link).await?;
        link.prove(&active_rooms(link).await?).await?;
        // Without those that turned out to be lost.
        let rooms = active_rooms(link).await?;
        let round = fetch_round(link, &rooms, after).await?;
        after = inbox_cursor(link).await?;
        any |= round.progress;
        idle = if round.progress { 0 } else { idle + 1 };
        if !round.more || idle >= PATIENCE {
            let led = vouched::leave(link, &round.read).await?;
            items::take_answers(link, round.read.clone()).await?;
            left_over::tell(link, round.read).await?;
            return Ok(any || led);
        }
        if round.unproven {
            link.delivery.reset_proofs().await;
        }
    }
}

/// Asks the relay for its time and nothing else, where it has not said it in this process; within
/// `patience`. Who hears nothing goes by what is known.
pub(crate) async fn ask_time(link: &Link, patience: Duration) {
    if link.relay_now().is_some() || !link.has_network() {
        return;
    }
    let request = SyncRequest {
        inbox: None,
        groups: Vec::new(),
        wait_ms: 0,
        max_page: 1,
    };
    let asked = endpoint::SYNC.with(&request);
    match timeout(patience, link.delivery.send(&asked)).await {
        Ok(Ok(answer)) => link.tells(answer.now),
        Ok(Err(error)) => tracing::debug!(%error, "the relay does not say its time"),
        Err(_) => tracing::debug!("the relay does not say its time"),
    }
}

/// Waits until the relay has news of any room or the inbox, at most `wait_ms`. An answer that is late
/// by more than `margin` does not come. Answers whether there is news.
pub(crate) async fn wait(link: &Link, wait_ms: u64, margin: Duration) -> Result<bool, Error> {
    let account = link.account;
    let read = link.db.read(move |tx| -> Result<_, StoreError> {
        let inbox = accounts::get(tx, account)?.inbox_cursor;
        Ok((active(tx, account)?, Some(inbox)))
    });
    let (rooms, mut inbox) = read.await?;
    let patience = Duration::from_millis(wait_ms) + margin;
    let mut waits = FuturesUnordered::new();
    // As many requests as it takes, at once: whichever hears something first ends all of them.
    for chunk in chunks(&rooms) {
        let request = SyncRequest {
            inbox: inbox.take(),
            groups: cursors(chunk).collect(),
            wait_ms,
            max_page: 1,
        };
        waits.push(async move {
            link.delivery
                .send_within(&endpoint::SYNC.with(&request), patience)
                .await
        });
    }
    while let Some(answer) = waits.next().await {
        let answer = answer?;
        let news = !answer.inbox.is_empty()
            || !answer.groups.is_empty()
            || link.knows_another(answer.incarnation);
        if news {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The rooms in as many as one request may name; one request at least, for the inbox.
fn chunks(rooms: &[Room]) -> Vec<&[Room]> {
    if rooms.is_empty() {
        vec![rooms]
    } else {
        cut(rooms, MAX_SYNC_GROUPS, |room| room.conversation_row)
    }
}

/// Pieces of at most `most`, in order, none of which ends between two that belong together: one
/// answer tells of all rooms of a circle, as they are at one moment.
fn cut<T, C: PartialEq>(mut rest: &[T], most: usize, circle: impl Fn(&T) -> C) -> Vec<&[T]> {
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let mut end = 0;
        for together in rest.chunk_by(|one, next| circle(one) == circle(next)) {
            if end > 0 && end + together.len() > most {
                break;
            }
            end += together.len();
        }
        let (piece, after) = rest.split_at(end.min(most));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

async fn active_rooms(link: &Link) -> Result<Vec<Room>, Error> {
    let account = link.account;
    Ok(link.db.read(move |tx| active(tx, account)).await?)
}

fn active(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<Room>, StoreError> {
    let mut rooms = circles::rooms_of_account(db, account)?;
    // A room that is adrift has no place that the relay would know.
    rooms.retain(|room| room.state == RoomState::Active && room.adrift.is_none());
    rooms.sort_by_key(|room| room.conversation_row);
    Ok(rooms)
}

async fn inbox_cursor(link: &Link) -> Result<u64, Error> {
    let account = link.account;
    Ok(link
        .db
        .read(move |tx| accounts::get(tx, account))
        .await?
        .inbox_cursor)
}

fn cursors(rooms: &[Room]) -> impl Iterator<Item = GroupCursor> + '_ {
    rooms.iter().map(|room| GroupCursor {
        after: room.cursor,
        group: room.group,
    })
}

#[derive(Default)]
struct Round {
    progress: bool,
    more: bool,
    unproven: bool,
    /// Logs that were read to their end.
    read: Vec<GroupId>,
    /// Whether it is time to note how fresh everything is: of all rooms, those of a later request too.
    noting: bool,
}

async fn fetch_round(link: &Link, rooms: &[Room], after: u64) -> Result<Round, Error> {
    let mut round = Round::default();
    for (at, chunk) in chunks(rooms).into_iter().enumerate() {
        let request = SyncRequest {
            inbox: (at == 0).then_some(after),
            groups: cursors(chunk).collect(),
            wait_ms: 0,
            max_page: MAX_PAGE as u64,
        };
        let answer = link.delivery.send(&endpoint::SYNC.with(&request)).await?;
        take(link, chunk, (at == 0).then_some(after), answer, &mut round).await?;
    }
    Ok(round)
}

async fn take(
    link: &Link,
    rooms: &[Room],
    after: Option<u64>,
    answer: SyncAnswer,
    round: &mut Round,
) -> Result<(), Error> {
    link.tells(answer.now);
    if link.knows_another(answer.incarnation) {
        restored::noticed(link, answer.incarnation, answer.now).await?;
        // What it numbers means something else than it did when we asked.
        (round.progress, round.more) = (true, true);
        return Ok(());
    }
    let mut ack = Ack {
        inbox: None,
        groups: Vec::new(),
    };
    let emptied = after.is_some() && answer.inbox.is_empty();
    if emptied && after == Some(0) && inbox_cursor(link).await? != 0 {
        // Nor what is waited for.
        let account = link.account;
        link.db
            .write(move |tx| accounts::set_inbox_cursor(tx, account, 0))
            .await?;
    }
    if let Some((after, last)) = after.zip(answer.inbox.last()) {
        ack.inbox = Some(last.seq);
        // What was read before is no news, however often it is shown.
        let fresh = last.seq != inbox_cursor(link).await?;
        items::process(link, answer.inbox, after).await?;
        crash::point("inbox.committed");
        round.progress |= fresh;
        // A Welcome may have brought a room whose log is still to be read.
        round.more = true;
    }
    let mut behind: Vec<GroupId> = Vec::new();
    let mut pages = Vec::new();
    for mut update in answer.groups {
        let Some(room) = rooms.iter().find(|room| room.group == update.group) else {
            continue;
        };
        if update.access == Access::Member && update.head < room.cursor {
            // We have read more than there is: it was set back and does not say so, or it lied.
            restored::look_for_place(link, room.row, answer.now).await?;
            round.more = true;
            behind.push(update.group);
            continue;
        }
        if update.access == Access::Member {
            link.keeps_from(update.group, update.first);
            round.progress |= forgotten::note(link, room, &update).await?;
        }
        let (entries, cut) = page::consistent(room.cursor, &mut update);
        if update.more || cut || update.access != Access::Member {
            behind.push(update.group);
        }
        match update.access {
            Access::Member => pages.push(Page {
                room,
                entries,
                ends: !(update.more || cut),
                more: update.more && !cut,
            }),
            Access::Unproven => (round.more, round.unproven) = (true, true),
            Access::Unknown => {}
        }
    }
    let mut doubted = Vec::new();
    for circle in by_circle(pages) {
        let read = circle::read(link, circle).await?;
        round.progress |= !read.seen.is_empty();
        round.more |= read.more;
        behind.extend(read.behind);
        ack.groups.extend(read.seen);
        doubted.extend(read.doubted);
    }
    for room in rooms {
        let open = room.unsettled.is_some() || doubted.contains(&room.group);
        if open && !behind.contains(&room.group) && standing::settle(link, room).await? {
            (round.progress, round.more) = (true, true);
            behind.push(room.group);
        }
    }
    let read = |room: &&Room| room.reread && !behind.contains(&room.group);
    let reread: Vec<RoomRow> = rooms.iter().filter(read).map(|room| room.row).collect();
    if !reread.is_empty() {
        restored::finish(link, reread).await?;
    }
    let to_the_end = |room: &&Room| !behind.contains(&room.group);
    let read = rooms.iter().filter(to_the_end).map(|room| room.row);
    let went = follow::follow(link, read.collect()).await?;
    let read = rooms.iter().filter(to_the_end).map(|room| room.group);
    round.read.extend(read);
    round.more |= went;
    round.progress |= went;
    let relay = RelayNote {
        incarnation: answer.incarnation,
        key_packages: answer.key_packages,
        now: answer.now,
        emptied: emptied.then_some(answer.now),
    };
    round.noting |= relay.is_news(link);
    let fresh: Vec<&Room> = rooms
        .iter()
        .filter(|room| !behind.contains(&room.group))
        .collect();
    // What was never noted of a room is not put off: without a network nothing is known of it.
    if round.noting || fresh.iter().any(|room| room.as_of.is_none()) {
        note(link, &fresh, relay).await?;
    }
    if ack.inbox.is_some() || !ack.groups.is_empty() {
        crash::point("receive.ack");
        link.delivery.send(&endpoint::ACK.with(&ack)).await?;
        crash::point("receive.acked");
    }
    Ok(())
}

fn by_circle(pages: Vec<Page<'_>>) -> Vec<Vec<Page<'_>>> {
    let mut circles: BTreeMap<ConversationRow, Vec<Page<'_>>> = BTreeMap::new();
    for page in pages {
        let circle = circles.entry(page.room.conversation_row).or_default();
        circle.push(page);
    }
    circles.into_values().collect()
}

/// How old the note of freshness may be, in milliseconds.
const NOTE_MS: u64 = 1_000;
/// Few key packages are left: others could soon not add this device but by the last resort.
const FEW_KEY_PACKAGES: u32 = 5;

/// Notes how fresh these rooms are, and what the relay said of itself.
async fn note(link: &Link, fresh: &[&Room], relay: RelayNote) -> Result<(), Error> {
    let account: AccountId = link.account;
    let identity = Arc::clone(&link.identity);
    let rows: Vec<RoomRow> = fresh.iter().map(|room| room.row).collect();
    link.db
        .write(move |tx| -> Result<(), Error> {
            for row in rows {
                circles::set_as_of(tx, row, relay.now)?;
            }
            accounts::set_synced(tx, account, &relay.incarnation, relay.emptied)?;
            // Others are on their way already, or none are; what else waits has nothing to do with it.
            let few = relay.key_packages < FEW_KEY_PACKAGES;
            let kind = errands::ErrandKind::PublishKeyPackages;
            if few && errands::of_kind(tx, account, kind)?.is_empty() {
                publish_key_packages(tx, account, &identity, false, false)?;
            }
            Ok(())
        })
        .await?;
    link.meet(relay.incarnation);
    Ok(())
}

/// What a sync's answer says of the relay.
struct RelayNote {
    incarnation: Incarnation,
    key_packages: u32,
    now: u64,
    /// When it had nothing in the inbox; `None`: it had, or was not asked.
    emptied: Option<u64>,
}

impl RelayNote {
    /// Whether it is worth a write: freshness is shown in minutes, and a conversation syncs
    /// many times a second.
    fn is_news(&self, link: &Link) -> bool {
        let last = link.noted.load(Ordering::Relaxed);
        let news = self.now.abs_diff(last) >= NOTE_MS || self.key_packages < FEW_KEY_PACKAGES;
        if news {
            link.noted.store(self.now, Ordering::Relaxed);
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_request_parts_the_rooms_of_a_circle() {
        let lengths = |circles: &[i64], most| {
            let pieces = cut(circles, most, |circle| *circle);
            assert_eq!(pieces.concat(), circles);
            pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>()
        };
        assert_eq!(lengths(&[1, 1, 2, 2, 3, 3], 4), [4, 2]);
        assert_eq!(lengths(&[1, 2, 2, 3, 3, 4], 4), [3, 3]);
        assert_eq!(lengths(&[1, 2, 3, 4], 4), [4]);
        // There are two at most; a circle that had more than a request may name would be cut.
        assert_eq!(lengths(&[1, 1, 1, 1, 1, 2], 4), [4, 2]);
        assert!(lengths(&[], 4).is_empty());
        let circles: Vec<i64> = (0..2_001).map(|room| (room + 1) / 2).collect();
        let pieces = lengths(&circles, MAX_SYNC_GROUPS);
        assert!(pieces.iter().all(|length| *length <= MAX_SYNC_GROUPS));
    }
}
