//! How far others have come with what this device said, as they told it: of each of their devices the
//! counters that they named, with the first time at which they had come so far. A counter says nothing
//! beside a larger one that was told no later. What is here can be made anew from the events, in any order.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use crate::{
    content::{
        event::ContentKind,
        registry::{self, Content},
        stamp::Stamp,
    },
    ids::{DeviceId, PersonId},
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts,
        circle::room::Room,
        rows::{ConversationRow, RoomRow, VoiceRow},
    },
};

/// A device of others' has told how far it has come, and its person. Answers whether that is news.
pub fn take(
    db: &WriteTx<'_>,
    room: RoomRow,
    voice: VoiceRow,
    (delivered, seen): (u64, u64),
    at: u64,
) -> Result<bool, StoreError> {
    let mut news = false;
    for (seen, counter) in [(false, delivered), (true, seen)] {
        news |= counter > 0 && add(db, room, voice, seen, counter, at)?;
    }
    Ok(news)
}

fn add(
    db: &WriteTx<'_>,
    room: RoomRow,
    voice: VoiceRow,
    seen: bool,
    counter: u64,
    at: u64,
) -> Result<bool, StoreError> {
    let key = params![room, voice, seen, counter, at];
    let known: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM receipt WHERE room = ?1 AND voice = ?2 AND seen = ?3
             AND counter >= ?4 AND at <= ?5 ORDER BY counter LIMIT 1)",
        )?
        .query_row(key, |row| row.get(0))?;
    if known {
        return Ok(false);
    }
    db.prepare_cached(
        "DELETE FROM receipt WHERE room = ?1 AND voice = ?2 AND seen = ?3 AND counter <= ?4
         AND at >= ?5",
    )?
    .execute(key)?;
    db.prepare_cached(
        "INSERT INTO receipt (room, voice, seen, counter, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(key)?;
    Ok(true)
}

/// What somebody's devices told of this device's words: how far they have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Come {
    /// The counter up to which they have it.
    pub delivered: u64,
    /// The counter up to which they saw it.
    pub seen: u64,
}

/// How far everyone has come in a room who has told it.
pub fn come(db: &ReadTx<'_>, room: &Room) -> Result<BTreeMap<PersonId, Come>, StoreError> {
    let mut come: BTreeMap<PersonId, Come> = BTreeMap::new();
    let mut last = db.prepare_cached(
        "SELECT max(counter) FROM receipt WHERE room = ?1 AND voice = ?2 AND seen = ?3",
    )?;
    for (voice, person) in voices(db, room.conversation_row)? {
        let mut last = |seen: bool| -> Result<u64, StoreError> {
            let counter: Option<u64> =
                last.query_row(params![room.row, voice, seen], |row| row.get(0))?;
            Ok(counter.unwrap_or(0))
        };
        let (delivered, seen) = (last(false)?, last(true)?);
        if delivered > 0 {
            let of = come.entry(person).or_default();
            of.delivered = of.delivered.max(delivered);
            of.seen = of.seen.max(seen);
        }
    }
    Ok(come)
}

/// When everyone came so far, by their own clocks, milliseconds since 1970 (UTC): had it, and saw it.
pub fn times(
    db: &ReadTx<'_>,
    room: &Room,
    counter: u64,
) -> Result<BTreeMap<PersonId, [Option<u64>; 2]>, StoreError> {
    let mut times: BTreeMap<PersonId, [Option<u64>; 2]> = BTreeMap::new();
    // A later counter is told later: the next one is the first that says it.
    let mut first = db.prepare_cached(
        "SELECT at FROM receipt WHERE room = ?1 AND voice = ?2 AND seen = ?3 AND counter >= ?4
         ORDER BY counter LIMIT 1",
    )?;
    for (voice, person) in voices(db, room.conversation_row)? {
        for (nth, seen) in [false, true].into_iter().enumerate() {
            let at: Option<u64> = first
                .query_row(params![room.row, voice, seen, counter], |row| row.get(0))
                .optional()?;
            let of = times.entry(person).or_default();
            if let (Some(at), Some(known)) = (at, of.get_mut(nth)) {
                *known = Some(known.map_or(at, |known| known.min(at)));
            }
        }
    }
    Ok(times)
}

fn voices(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
) -> Result<Vec<(VoiceRow, PersonId)>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT id, person FROM voice WHERE conversation = ?1")?;
    let rows = statement.query_map([conversation], |row| {
        Ok((row.get(0)?, PersonId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A row of what is kept: room, voice, seen, counter, time.
type Row = (RoomRow, VoiceRow, bool, u64, u64);

fn kept(db: &ReadTx<'_>) -> Result<BTreeSet<Row>, StoreError> {
    let mut statement = db.prepare_cached("SELECT room, voice, seen, counter, at FROM receipt")?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the events make of it: of each device the counters beside which no larger one was told no later.
fn fresh(db: &ReadTx<'_>) -> Result<BTreeSet<Row>, StoreError> {
    let mut told: BTreeMap<(RoomRow, VoiceRow, bool), Vec<(u64, u64)>> = BTreeMap::new();
    let mut statement = db.prepare_cached(
        "SELECT event.room, event.voice, content, event.said, account.id FROM event
         JOIN room ON room.id = event.room JOIN circle ON circle.id = room.circle
         JOIN account ON account.id = circle.account
         WHERE kind = ?1 AND content IS NOT NULL",
    )?;
    let mut rows = statement.query([ContentKind::RECEIPT.0])?;
    while let Some(row) = rows.next()? {
        let content = row.get_ref(2)?.as_blob();
        let content = content.map_err(|_| StoreError::Unreadable)?;
        let Ok(Content::Receipt(receipt)) = registry::read(ContentKind::RECEIPT, content) else {
            continue;
        };
        let me = accounts::me(db, crate::ids::AccountId(row.get(4)?))?;
        let (delivered, seen) = receipt.of(&DeviceId::of(&me.device)).unwrap_or_default();
        let at = Stamp(row.get::<_, Option<u64>>(3)?.unwrap_or(0)).clock();
        for (seen, counter) in [(false, delivered), (true, seen)] {
            let of = told.entry((row.get(0)?, row.get(1)?, seen)).or_default();
            of.extend((counter > 0).then_some((counter, at)));
        }
    }
    let mut fresh = BTreeSet::new();
    for ((room, voice, seen), mut points) in told {
        points.sort_unstable_by_key(|(counter, at)| (std::cmp::Reverse(*counter), *at));
        let mut first = u64::MAX;
        for (counter, at) in points {
            if at < first {
                first = at;
                fresh.insert((room, voice, seen, counter, at));
            }
        }
    }
    Ok(fresh)
}

/// Of how much something else is kept than the events make; of nothing, unless something wrote what it
/// must not.
pub fn verify(db: &ReadTx<'_>) -> Result<usize, StoreError> {
    Ok(kept(db)?.symmetric_difference(&fresh(db)?).count())
}

/// Drops it and makes it anew.
pub fn rebuild(db: &WriteTx<'_>) -> Result<(), StoreError> {
    db.execute("DELETE FROM receipt", [])?;
    for (room, voice, seen, counter, at) in fresh(db)? {
        add(db, room, voice, seen, counter, at)?;
    }
    Ok(())
}
