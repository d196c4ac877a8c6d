//! What this device has to tell of how far it has come with what others said, and its person with reading
//! it. It goes out beside everything else: no message waits for it, and no refused one keeps it. Nothing of
//! it is said again: what is told next says more.

use rusqlite::{OptionalExtension, params};

use crate::{
    content::receipt::{MAX_MARKS, Mark},
    ids::{AccountId, DeviceId},
    store::{
        Change, ReadTx, StoreError, WriteTx,
        circle::room::{Room, RoomState},
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
    },
};

/// So long is gathered before it is told, in milliseconds.
pub const GATHERED_MS: u64 = 3_000;

/// Notes that there is something to tell to a room.
pub fn owe(db: &WriteTx<'_>, room: RoomRow, now: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET owes = ?2 WHERE id = ?1 AND owes IS NULL")?
        .execute(params![room, now])?;
    Ok(())
}

/// Most rows that are looked at for what was on the screen. Of who spoke last before those it is told that they
/// were seen when they speak again.
const LOOKED_AT: u32 = 1000;

/// What of a conversation was on the screen: what stands from after one position up to another, and what came late
/// before it. Answers whether others said any of it. While others are not told, nothing is noted.
pub fn saw(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    (after, upto): (i64, i64),
    late: &[EventRow],
    now: u64,
) -> Result<bool, StoreError> {
    if !tells_seen(db)? {
        return Ok(false);
    }
    let further: Option<i64> = db
        .prepare_cached(
            "SELECT position FROM message WHERE conversation = ?1 AND position <= ?2
             ORDER BY position DESC LIMIT 1 OFFSET ?3",
        )?
        .query_row(params![conversation, upto, LOOKED_AT], |row| row.get(0))
        .optional()?;
    let after = further.map_or(after, |further| further.max(after));
    let mut seen: Vec<(RoomRow, VoiceRow, u64)> = db
        .prepare_cached(
            "SELECT message.room, message.voice, max(counter)
             FROM message JOIN event ON event.id = message.id
             WHERE conversation = ?1 AND position > ?2 AND position <= ?3 AND message.voice IS NOT NULL
             GROUP BY message.room, message.voice",
        )?
        .query_map(params![conversation, after, upto], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    for row in late {
        let of = db
            .prepare_cached("SELECT room, voice, counter FROM event WHERE id = ?1")?
            .query_row([row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        seen.extend(of);
    }
    for (room, voice, counter) in &seen {
        db.prepare_cached(
            "INSERT INTO reading (room, voice, seen) VALUES (?1, ?2, ?3)
             ON CONFLICT (room, voice) DO UPDATE SET seen = max(seen, ?3)",
        )?
        .execute(params![room, voice, counter])?;
        owe(db, *room, now)?;
    }
    Ok(!seen.is_empty())
}

/// Whether this person lets others know what they saw: as long as they do not say otherwise.
pub fn tells_seen(db: &ReadTx<'_>) -> Result<bool, StoreError> {
    let told: Option<bool> = db
        .prepare_cached("SELECT tells_seen FROM setting")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(told.unwrap_or(true))
}

/// Notes whether they do. What they saw while they did not is not told later: only what they see from then on,
/// and what lies before that. What was on its way is made anew, without it.
pub fn set_tells_seen(db: &WriteTx<'_>, tells: bool) -> Result<(), StoreError> {
    let on_their_way: Vec<RoomRow> = db
        .prepare_cached("SELECT room FROM telling")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for room in on_their_way {
        drop(db, room)?;
    }
    db.prepare_cached(
        "INSERT INTO setting (id, tells_seen) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET tells_seen = ?1",
    )?
    .execute([tells])?;
    db.changed(Change::Account);
    Ok(())
}

/// The rooms of an account that something is to be told to, by their rows, and since when: where it was gathered
/// for long enough, or is on its way.
pub fn due(db: &ReadTx<'_>, account: AccountId) -> Result<Vec<(RoomRow, u64)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT room.id, coalesce(owes, 0) FROM room JOIN circle ON circle.id = room.circle
         WHERE circle.account = ?1 AND state = {} AND adrift IS NULL AND reread = 0
           AND (owes IS NOT NULL OR EXISTS (SELECT 1 FROM telling WHERE telling.room = room.id))",
        RoomState::Active as i64
    ))?;
    let rows = statement.query_map([account.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What there is to tell to a room that was not told: it is owed no longer. Of nothing that stands behind a gap
/// is it said that it came, and of nothing that stands behind what came late and was not seen that it was seen.
pub fn take(db: &WriteTx<'_>, room: &Room, tells_seen: bool) -> Result<Vec<Mark>, StoreError> {
    db.prepare_cached("UPDATE room SET owes = NULL WHERE id = ?1")?
        .execute([room.row])?;
    let mut statement = db.prepare_cached(
        "SELECT chain.device, chain.counter,
                (SELECT min(first) FROM missing
                 WHERE missing.room = chain.room AND missing.device = chain.device),
                max(coalesce(reading.seen, 0)), max(coalesce(told_delivered, 0)),
                max(coalesce(told_seen, 0)),
                min((SELECT min(counter) FROM late JOIN event ON event.id = late.message
                     WHERE late.conversation = ?2 AND event.voice = voice.id AND event.room = chain.room))
         FROM chain JOIN voice ON voice.conversation = ?2 AND voice.device = chain.device
         LEFT JOIN reading ON reading.room = chain.room AND reading.voice = voice.id
         WHERE chain.room = ?1 GROUP BY chain.device",
    )?;
    let mut rows = statement.query(params![room.row, room.conversation_row])?;
    let mut marks = Vec::new();
    while let Some(row) = rows.next()? {
        let missing: Option<u64> = row.get(2)?;
        let here = missing.map_or(u64::MAX, |first| first.saturating_sub(1));
        let delivered = row.get::<_, u64>(1)?.min(here);
        let (seen, told_delivered, told_seen) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let unseen: Option<u64> = row.get(6)?;
        let upto = unseen.map_or(delivered, |first| delivered.min(first.saturating_sub(1)));
        let seen = if tells_seen { upto.min(seen) } else { 0 };
        let mark = Mark {
            device: DeviceId(row.get(0)?),
            delivered: if delivered > told_delivered {
                delivered
            } else {
                0
            },
            seen: if seen > told_seen { seen } else { 0 },
        };
        if mark.delivered > 0 || mark.seen > 0 {
            marks.push(mark);
        }
    }
    if marks.len() > MAX_MARKS {
        marks.truncate(MAX_MARKS);
        // The others follow.
        owe(db, room.row, 0)?;
    }
    Ok(marks)
}

/// What is on its way to a room.
pub struct Telling {
    /// Names it at the relay.
    pub name: [u8; 16],
    /// The epoch that it was sealed in.
    pub node: u64,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// What it says: a receipt's content.
    pub content: Vec<u8>,
}

/// What is on its way to a room.
pub fn get(db: &ReadTx<'_>, room: RoomRow) -> Result<Option<Telling>, StoreError> {
    Ok(db
        .prepare_cached("SELECT name, node, sealed, content FROM telling WHERE room = ?1")?
        .query_row([room], |row| {
            Ok(Telling {
                name: row.get(0)?,
                node: row.get(1)?,
                sealed: row.get(2)?,
                content: row.get(3)?,
            })
        })
        .optional()?)
}

/// Notes what is on its way, beside the ratchet's advance.
pub fn set(db: &WriteTx<'_>, room: RoomRow, telling: &Telling) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO telling (room, name, node, sealed, content) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (room) DO UPDATE SET name = ?2, node = ?3, sealed = ?4, content = ?5",
    )?
    .execute(params![
        room,
        telling.name,
        telling.node,
        telling.sealed,
        telling.content
    ])?;
    Ok(())
}

/// Nothing is on its way any more: what it said is to be told anew.
pub fn drop(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    let gone = db
        .prepare_cached("DELETE FROM telling WHERE room = ?1")?
        .execute([room])?;
    if gone == 0 {
        return Ok(());
    }
    owe(db, room, 0)
}

/// Nobody is there any more to be told: whoever comes is told of what they say.
pub fn let_go(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM telling WHERE room = ?1")?
        .execute([room])?;
    db.prepare_cached("UPDATE room SET owes = NULL WHERE id = ?1")?
        .execute([room])?;
    Ok(())
}

/// The relay has it: it was told. Not where something else is on its way by now.
pub fn told(
    db: &WriteTx<'_>,
    room: &Room,
    name: &[u8; 16],
    marks: &[Mark],
) -> Result<(), StoreError> {
    let gone = db
        .prepare_cached("DELETE FROM telling WHERE room = ?1 AND name = ?2")?
        .execute(params![room.row, name])?;
    if gone == 0 {
        return Ok(());
    }
    for mark in marks {
        db.prepare_cached(
            "INSERT INTO reading (room, voice, told_delivered, told_seen)
             SELECT ?1, id, ?4, ?5 FROM voice WHERE conversation = ?2 AND device = ?3
             ON CONFLICT (room, voice) DO UPDATE SET
                 told_delivered = max(told_delivered, ?4), told_seen = max(told_seen, ?5)",
        )?
        .execute(params![
            room.row,
            room.conversation_row,
            mark.device.0,
            mark.delivered,
            mark.seen
        ])?;
    }
    Ok(())
}

/// A device may have missed what it was told: it is told once more.
pub fn tell_again(
    db: &WriteTx<'_>,
    room: &Room,
    device: &DeviceId,
    now: u64,
) -> Result<(), StoreError> {
    let any = db
        .prepare_cached(
            "UPDATE reading SET told_delivered = 0, told_seen = 0 WHERE room = ?1 AND voice IN
                 (SELECT id FROM voice WHERE conversation = ?2 AND device = ?3)",
        )?
        .execute(params![room.row, room.conversation_row, device.0])?;
    if any > 0 {
        owe(db, room.row, now)?;
    }
    Ok(())
}

kith_protocol::tells_nothing!(Telling);
