//! Telling others how far this device has come: beside what was written, after it, and so that nothing of it
//! holds anything up.

use std::{future::pending, sync::Arc, time::Duration};

use kith_protocol::{
    api::{
        endpoint,
        groups::{Append, NewEntry},
    },
    ids::RequestId,
};
use serde_bytes::ByteBuf;
use tokio::time::sleep;

use super::messages::{Answer, answer, is_for_nobody, look_again};
use crate::{
    content::{
        event::{ContentKind, Event, NONE_BEFORE},
        receipt::Receipt,
        stamp::Stamp,
        stand::Stand,
    },
    crash,
    error::Error,
    ids::{MessageId, random},
    mls::{Provider, entry_id, group},
    people::identity::Identity,
    store::{
        ReadTx, StoreError, WriteTx,
        circle::{
            circles::{self, Room, RoomState},
            refusals,
        },
        healing::stand,
        outgoing::{
            intents, outbox, sealed,
            telling::{self, GATHERED_MS, Telling},
        },
        rows::RoomRow,
    },
    sync::relay::link::Link,
};

/// How often the clock is looked at while something is gathered.
const LOOK: Duration = Duration::from_secs(1);
/// How long what could not be told waits.
const AGAIN: Duration = Duration::from_secs(10);

/// Which of what was gathered is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// What was gathered for long enough.
    Due,
    /// All of it: there may be no other time.
    All,
}

/// Tells each room what is to be told to it. What cannot be told now is another time: whatever else there is to
/// do goes on.
pub(crate) async fn tell(link: &Link, which: Which) -> Result<(), Error> {
    for room in rooms(link, which).await? {
        match one(link, room).await {
            Ok(()) => {}
            Err(Error::Store(error)) if error.ends_the_pass() => return Err(error.into()),
            Err(error) => {
                tracing::debug!(%error, "how far this device has come is told another time")
            }
        }
    }
    Ok(())
}

/// Tells what is gathered whenever it is time, and never ends but where the store cannot be used.
pub(crate) async fn keep_telling(link: &Link) -> Error {
    loop {
        if let Err(error) = wait(link).await {
            return error;
        }
        if let Err(error) = tell(link, Which::Due).await {
            return error;
        }
        // What could not be told now is not tried at once again.
        match rooms(link, Which::Due).await {
            Ok(left) if left.is_empty() => {}
            Ok(_) => sleep(AGAIN).await,
            Err(error) => return error,
        }
    }
}

/// Waits until something is to be told.
async fn wait(link: &Link) -> Result<(), Error> {
    loop {
        let owing = owing(link).await?;
        let now = link.clock.now_ms();
        if owing.iter().any(|(_, since)| is_due(*since, now)) {
            return Ok(());
        }
        let gathers = !owing.is_empty();
        let looks = async {
            if gathers {
                sleep(LOOK).await;
            } else {
                pending::<()>().await;
            }
        };
        tokio::select! {
            () = looks => {}
            () = link.owes.notified() => {}
        }
    }
}

/// Rooms for which something is gathered, and since when. Where nothing can be said for now it waits for the pass that
/// ends that, and wakes nobody before.
async fn owing(link: &Link) -> Result<Vec<(RoomRow, u64)>, Error> {
    let account = link.account;
    let owing = move |tx: &ReadTx<'_>| {
        let mut owing = Vec::new();
        for (row, since) in telling::due(tx, account)? {
            if may_tell(tx, row)? {
                owing.push((row, since));
            }
        }
        Ok(owing)
    };
    link.db.read(owing).await
}

/// Whether something can be told to a room now.
fn may_tell(db: &ReadTx<'_>, row: RoomRow) -> Result<bool, Error> {
    Ok(circles::room_by_row(db, row)?.state == RoomState::Active
        && outbox::pending(db, row)?.is_none()
        && refusals::all(db, row)?.is_empty()
        && !intents::must_not_speak(db, row)?)
}

/// Whether it was gathered for long enough. A clock that was set back since has waited long enough.
fn is_due(since: u64, now: u64) -> bool {
    since > now || since.saturating_add(GATHERED_MS) <= now
}

async fn rooms(link: &Link, which: Which) -> Result<Vec<RoomRow>, Error> {
    let (owing, now) = (owing(link).await?, link.clock.now_ms());
    let owing = owing.into_iter();
    Ok(owing
        .filter(|(_, since)| which == Which::All || is_due(*since, now))
        .map(|(room, _)| room)
        .collect())
}

async fn one(link: &Link, row: RoomRow) -> Result<(), Error> {
    let (identity, now) = (Arc::clone(&link.identity), link.clock.now_ms());
    let seal = move |tx: &mut WriteTx<'_>| seal(tx, &identity, row, now);
    let Some((room, telling)) = link.db.write(seal).await? else {
        return Ok(());
    };
    crash::point("receipt.sealed");
    link.prove(std::slice::from_ref(&room)).await?;
    let append = Append {
        node: room.node,
        entries: vec![NewEntry {
            id: RequestId(telling.name),
            body: ByteBuf::from(telling.sealed.clone()),
        }],
    };
    let asked = endpoint::APPEND.of_with(&room.group, &append);
    let answered = link.delivery.send(&asked).await;
    crash::point("receipt.submitted");
    match answer(answered)? {
        // What the relay will never take is not tried for ever.
        Answer::Taken | Answer::Known | Answer::Refused => settle(link, room, telling).await,
        Answer::Stale(commits) => {
            link.db
                .write(move |tx| telling::drop(tx, row).map_err(Error::from))
                .await?;
            look_again(link, &room, commits).await
        }
    }
}

/// Seals what there is to tell to a room, or finds it sealed; nothing where nothing can be said there now.
fn seal(
    tx: &mut WriteTx<'_>,
    identity: &Identity,
    row: RoomRow,
    now: u64,
) -> Result<Option<(Room, Telling)>, Error> {
    if !may_tell(tx, row)? {
        return Ok(None);
    }
    let room = circles::room_by_row(tx, row)?;
    if let Some(waiting) = telling::get(tx, row)? {
        if waiting.node == room.node {
            return Ok(Some((room, waiting)));
        }
        telling::drop(tx, row)?;
    }
    let provider = Provider::deferring(tx.connection());
    let mut mls = group::load(&provider, &room.group)?;
    if is_for_nobody(&mls, identity, &room) {
        telling::let_go(tx, row)?;
        return Ok(None);
    }
    if sealed::is_spent(tx, row)? {
        intents::add_renewal(tx, row)?;
        return Ok(None);
    }
    let receipt = Receipt {
        marks: telling::take(tx, &room, telling::tells_seen(tx)?)?,
    };
    if receipt.marks.is_empty() {
        return Ok(None);
    }
    let content = receipt.encode();
    let event = Event {
        kind: ContentKind::RECEIPT,
        counter: 0,
        previous: NONE_BEFORE,
        said: Stamp::at(now),
        content: content.clone(),
    };
    let said = Stand::before(stand::get(tx, &room)?.seen.stand(), &event.encode());
    let sealed = group::encrypt(&mut mls, &provider, identity, &said)?;
    provider.flush(&mut mls)?;
    provider.finish()?;
    sealed::remember(tx, row, &sealed)?;
    sealed::turn(tx, row, 1)?;
    let telling = Telling {
        name: entry_id::at_relay(identity, &MessageId(random()))?.0,
        node: room.node,
        sealed,
        content,
    };
    telling::set(tx, row, &telling)?;
    crash::point("receipt.seal");
    Ok(Some((room, telling)))
}

async fn settle(link: &Link, room: Room, telling: Telling) -> Result<(), Error> {
    link.db
        .write(move |tx| -> Result<(), Error> {
            let receipt = Receipt::decode(&telling.content).map_err(|_| StoreError::Unreadable)?;
            telling::told(tx, &room, &telling.name, &receipt.marks)?;
            crash::point("receipt.settle");
            Ok(())
        })
        .await
}
