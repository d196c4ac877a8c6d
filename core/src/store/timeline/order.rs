//! In which order what is new is shown: each log's and each speaker's.

use std::collections::{BTreeSet, HashMap};

use rusqlite::params;

use super::kinds::MessageState;
use crate::{
    content::stamp::Stamp,
    store::{
        ReadTx, StoreError,
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
    },
};

/// Unsent messages stand behind everything that the log has placed.
pub(super) const UNSENT: i64 = 1 << 62;

/// A row that is not shown yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct New {
    pub(super) id: EventRow,
    /// Whose log it stands in; nothing for what is on its way there.
    room: Option<RoomRow>,
    /// Who said it, this device among them; nothing for what the device notes.
    pub(super) speaker: Option<Speaker>,
    pub(super) said: Stamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Speaker {
    Me,
    Voice(VoiceRow),
}

/// What got its place in this transaction.
pub(super) fn new_rows(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    shown: i64,
) -> Result<Vec<New>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT id, room, voice, state, sent_at FROM message
         WHERE conversation = ?1 AND position > ?2 AND position < ?3 ORDER BY position",
    )?;
    let rows = statement.query_map(params![conversation, shown, UNSENT], |row| {
        let voice: Option<VoiceRow> = row.get(2)?;
        let mine = row.get::<_, i64>(3)? != MessageState::Received as i64;
        Ok(New {
            id: row.get(0)?,
            room: Some(row.get(1)?),
            speaker: voice.map(Speaker::Voice).or(mine.then_some(Speaker::Me)),
            said: Stamp(row.get(4)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What waits to be sent and was written before something of one's own that has its place.
pub(super) fn overtaken(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    new: &[New],
) -> Result<Vec<New>, StoreError> {
    let own = new.iter().filter(|row| row.speaker == Some(Speaker::Me));
    let Some(last) = own.map(|row| row.said).max() else {
        return Ok(Vec::new());
    };
    let mut statement = db.prepare_cached(
        "SELECT id, sent_at FROM message
         WHERE conversation = ?1 AND position > ?2 AND sent_at < ?3 ORDER BY position",
    )?;
    let rows = statement.query_map(params![conversation, UNSENT, last.0], |row| {
        Ok(New {
            id: row.get(0)?,
            room: None,
            speaker: Some(Speaker::Me),
            said: Stamp(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The order of new rows, as indices: each log's, and each speaker's. Where both cannot be had (a
/// room was shut while its people talked on in another), the speaker's. Of what is free, what came
/// first.
pub(super) fn order(rows: &[New]) -> Vec<usize> {
    let mut before: Vec<[Option<usize>; 2]> = vec![[None, None]; rows.len()];
    let mut after: Vec<[Option<usize>; 2]> = vec![[None, None]; rows.len()];
    let mut chain = |kind: usize, members: &[usize]| {
        for pair in members.windows(2) {
            if let &[first, second] = pair
                && let (Some(first_after), Some(second_before)) =
                    (after.get_mut(first), before.get_mut(second))
            {
                first_after[kind] = Some(second);
                second_before[kind] = Some(first);
            }
        }
    };
    let mut logs: HashMap<RoomRow, Vec<usize>> = HashMap::new();
    let mut speakers: HashMap<Speaker, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(room) = row.room {
            logs.entry(room).or_default().push(at);
        }
        if let Some(speaker) = row.speaker {
            speakers.entry(speaker).or_default().push(at);
        }
    }
    for members in logs.values() {
        chain(0, members);
    }
    for members in speakers.values_mut() {
        members.sort_by_key(|at| rows.get(*at).map(|row| row.said));
        chain(1, members);
    }
    let mut left: BTreeSet<usize> = (0..rows.len()).collect();
    let mut free: BTreeSet<usize> = BTreeSet::new();
    let ready = |left: &BTreeSet<usize>, at: usize, kinds: std::ops::Range<usize>| {
        let links = before.get(at).copied().unwrap_or_default();
        kinds
            .filter_map(|kind| links.get(kind).copied().flatten())
            .all(|before| !left.contains(&before))
    };
    free.extend((0..rows.len()).filter(|at| ready(&left, *at, 0..2)));
    let mut ordered = Vec::with_capacity(rows.len());
    while let Some(&oldest) = left.first() {
        // A speaker's own order has no circles, so something is always free by it alone.
        let next = free
            .pop_first()
            .or_else(|| left.iter().copied().find(|at| ready(&left, *at, 1..2)))
            .unwrap_or(oldest);
        left.remove(&next);
        ordered.push(next);
        for follower in after.get(next).copied().unwrap_or_default() {
            if let Some(follower) = follower
                && left.contains(&follower)
                && ready(&left, follower, 0..2)
            {
                free.insert(follower);
            }
        }
    }
    ordered
}
