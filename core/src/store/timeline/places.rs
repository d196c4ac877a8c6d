//! Where rows stand on a conversation's screen. Its rooms have a log each, and are shown as one.
//!
//! The rule: a log's rows keep the log's order, and **what a device said stands before what it
//! said later**, in whichever room. What is shown already moves for neither: a row that comes
//! late is put in before it. What waits to be sent stands last, and takes its place no later than
//! what was written after it.

use std::{
    collections::{BTreeSet, HashMap},
    mem,
};

use rusqlite::{OptionalExtension, params};

use super::{
    coming::Coming,
    events, items,
    order::{New, UNSENT, new_rows, order, overtaken},
    orphans,
};
use crate::{
    content::stamp::Stamp,
    ids::{DeviceId, PersonId},
    store::{
        ReadTx, StoreError, WriteTx,
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
    },
};

/// Between two rows that came one after the other: what comes late finds room there.
const STRIDE: i64 = 1 << 20;
/// From a row to one that is put in behind it, where there is room: more follow.
const STEP: i64 = 1 << 10;

/// Hands out places in one transaction.
#[derive(Debug)]
pub struct Places {
    conversation: ConversationRow,
    ends: Option<Ends>,
    voices: HashMap<(DeviceId, PersonId), Voice>,
    /// Of what something was said.
    annotated: BTreeSet<EventRow>,
    /// Whether something is here whose target is not, as far as that is known.
    orphans: Option<bool>,
    /// Of rooms to which something came: the last row.
    newest: HashMap<RoomRow, EventRow>,
    /// What is to be found by its words.
    coming: Coming,
    /// New rows may not stand as they have to: [`Self::settle`] looks.
    unsettled: bool,
}

/// The last place when the transaction began, and the last one now.
#[derive(Clone, Copy, Debug)]
struct Ends {
    shown: i64,
    last: i64,
}

/// A device that has spoken in the conversation: its row, and its last stamp.
#[derive(Clone, Copy, Debug)]
struct Voice {
    row: VoiceRow,
    last: Stamp,
}

/// A place for what a device said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) position: i64,
    pub(super) voice: VoiceRow,
    /// It stands before what was shown.
    pub(super) late: bool,
}

impl Places {
    /// Of a conversation.
    pub fn of(conversation: ConversationRow) -> Self {
        Self {
            conversation,
            ends: None,
            voices: HashMap::new(),
            annotated: BTreeSet::new(),
            orphans: None,
            newest: HashMap::new(),
            coming: Coming::default(),
            unsettled: false,
        }
    }

    fn ends(&mut self, db: &ReadTx<'_>) -> Result<&mut Ends, StoreError> {
        let ends = match self.ends {
            Some(ends) => ends,
            None => {
                let last = db
                    .prepare_cached(
                        "SELECT coalesce(max(position), 0) FROM message
                         WHERE conversation = ?1 AND position < ?2",
                    )?
                    .query_row(params![self.conversation, UNSENT], |row| row.get(0))?;
                Ends { shown: last, last }
            }
        };
        Ok(self.ends.insert(ends))
    }

    /// The place behind everything that has one.
    pub(super) fn end(&mut self, db: &ReadTx<'_>) -> Result<i64, StoreError> {
        let ends = self.ends(db)?;
        ends.last += STRIDE;
        Ok(ends.last)
    }

    /// A place for what a device said: the end, or before what it said later, where that is shown.
    pub(super) fn of_event(
        &mut self,
        db: &WriteTx<'_>,
        who: (&DeviceId, &PersonId),
        said: Stamp,
    ) -> Result<Place, StoreError> {
        let shown = self.ends(db)?.shown;
        let voice = self.known(db, who)?;
        let later = if said > voice.last || crate::crash::flaw("receive.unordered") {
            None
        } else {
            first_after(db, voice.row, said)?
        };
        let last = said.max(voice.last);
        self.voices.insert(
            (*who.0, *who.1),
            Voice {
                row: voice.row,
                last,
            },
        );
        let late = later.filter(|position| *position <= shown);
        self.unsettled |= later.is_some() && late.is_none();
        Ok(Place {
            position: match late {
                Some(position) => self.before(db, position)?,
                None => self.end(db)?,
            },
            voice: voice.row,
            late: late.is_some(),
        })
    }

    /// The row of a device that speaks.
    pub fn voice(
        &mut self,
        db: &WriteTx<'_>,
        who: (&DeviceId, &PersonId),
    ) -> Result<VoiceRow, StoreError> {
        let voice = self.known(db, who)?;
        self.voices.insert((*who.0, *who.1), voice);
        Ok(voice.row)
    }

    fn known(
        &self,
        db: &WriteTx<'_>,
        (device, person): (&DeviceId, &PersonId),
    ) -> Result<Voice, StoreError> {
        if let Some(voice) = self.voices.get(&(*device, *person)) {
            return Ok(*voice);
        }
        let row = events::voice(db, self.conversation, device, person)?;
        let last = db
            .prepare_cached(
                "SELECT sent_at FROM message WHERE voice = ?1 ORDER BY sent_at DESC LIMIT 1",
            )?
            .query_row([row], |row| row.get(0))
            .optional()?;
        Ok(Voice {
            row,
            last: Stamp(last.unwrap_or(0)),
        })
    }

    /// A row came to a room: [`Self::settle`] notes it.
    pub(super) fn came(&mut self, room: RoomRow, row: EventRow) {
        self.newest.insert(room, row);
    }

    /// The rows that [`Self::settle`] puts into the index of words.
    pub fn coming(&mut self) -> &mut Coming {
        &mut self.coming
    }

    /// Something was said of an event: [`Self::settle`] makes of it what it is now.
    pub fn annotated(&mut self, event: EventRow) {
        self.annotated.insert(event);
    }

    /// What is about an event that has not come: there is some now.
    pub fn orphaned(&mut self) {
        self.orphans = Some(true);
    }

    /// Whether something may be here whose target is not: asked once.
    pub fn has_orphans(&mut self, db: &ReadTx<'_>) -> Result<bool, StoreError> {
        let has = match self.orphans {
            Some(has) => has,
            None => orphans::any(db)?,
        };
        self.orphans = Some(has);
        Ok(has)
    }

    /// Gives one's own message a place behind everything that has one. What has no row needs none.
    pub(super) fn own(&mut self, db: &WriteTx<'_>, row: EventRow) -> Result<(), StoreError> {
        let waited: Option<i64> = db
            .prepare_cached("SELECT position FROM message WHERE id = ?1")?
            .query_row([row], |row| row.get(0))
            .optional()?;
        let Some(waited) = waited.filter(|waited| *waited >= UNSENT) else {
            return Ok(());
        };
        // What was written before waits in another room: there may be a place for it soon.
        let overtakes: bool = db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM message
                 WHERE conversation = ?1 AND position > ?2 AND position < ?3)",
            )?
            .query_row(params![self.conversation, UNSENT, waited], |row| row.get(0))?;
        self.unsettled |= overtakes;
        let position = self.end(db)?;
        set_position(db, row, position)
    }

    /// A place just before one that is taken.
    fn before(&mut self, db: &WriteTx<'_>, position: i64) -> Result<i64, StoreError> {
        let previous = self.previous(db, position)?;
        let room = position - previous;
        if room >= 2 {
            return Ok(previous + STEP.min(room / 2));
        }
        self.spread(db, previous, position)?;
        Ok(previous + STEP)
    }

    fn previous(&self, db: &ReadTx<'_>, position: i64) -> Result<i64, StoreError> {
        Ok(db
            .prepare_cached(
                "SELECT coalesce(max(position), 0) FROM message
                 WHERE conversation = ?1 AND position < ?2",
            )?
            .query_row(params![self.conversation, position], |row| row.get(0))?)
    }

    /// Makes room between two rows: those that stand close behind them move up to the next gap,
    /// and no row passes another.
    fn spread(&mut self, db: &WriteTx<'_>, previous: i64, from: i64) -> Result<(), StoreError> {
        let mut close = Vec::new();
        let mut statement = db.prepare_cached(
            "SELECT id, position FROM message
             WHERE conversation = ?1 AND position >= ?2 AND position < ?3 ORDER BY position",
        )?;
        let mut rows = statement.query(params![self.conversation, from, UNSENT])?;
        while let Some(row) = rows.next()? {
            let (id, position): (EventRow, i64) = (row.get(0)?, row.get(1)?);
            let count = i64::try_from(close.len()).unwrap_or(i64::MAX >> 20);
            if position - previous > (count + 2) * STEP {
                break;
            }
            close.push((id, position));
        }
        drop(rows);
        let moved: Vec<(EventRow, i64, i64)> = close
            .into_iter()
            .zip(2..)
            .map(|((id, old), nth)| (id, old, previous + nth * STEP))
            .collect();
        // None may pass another, even for a moment: a position is of one row.
        for (id, _, new) in moved.iter().rev() {
            set_position(db, *id, *new)?;
        }
        // Where a place is now: its row's, or beyond all that moved.
        let after = |old: i64| match moved.last() {
            Some((_, was, new)) if *was < old => old.max(*new),
            _ => {
                let row = moved.iter().rfind(|(_, was, _)| *was <= old);
                row.map_or(old, |(.., new)| *new)
            }
        };
        if let Some(ends) = &mut self.ends {
            (ends.shown, ends.last) = (after(ends.shown), after(ends.last));
        }
        let mark: Option<i64> = db
            .prepare_cached("SELECT position FROM read_mark WHERE conversation = ?1")?
            .query_row([self.conversation], |row| row.get(0))
            .optional()?;
        if let Some(mark) = mark {
            db.prepare_cached("UPDATE read_mark SET position = ?2 WHERE conversation = ?1")?
                .execute(params![self.conversation, after(mark)])?;
        }
        Ok(())
    }

    /// As [`Self::settle`]; of what fails alone nothing is made. Answers whether any did. Each costs a savepoint.
    ///
    /// # Errors
    /// Of a store that cannot go on.
    pub fn settle_each(mut self, tx: &mut WriteTx<'_>) -> Result<bool, StoreError> {
        let mut failed = false;
        self.coming.may_be_undone();
        for event in mem::take(&mut self.annotated) {
            let coming = &mut self.coming;
            match tx.savepoint(|tx| items::refold(tx, event, coming)) {
                Err(error) if !error.ends_the_pass() => {
                    tracing::error!(%error, "nothing is made of what was said of an event");
                    failed = true;
                }
                done => done?,
            }
        }
        while match tx.savepoint(|tx| self.coming.index_next(tx)) {
            Err(error) if !error.ends_the_pass() => {
                tracing::error!(%error, "what was said is not found by its words");
                failed = true;
                true
            }
            done => done?,
        } {}
        self.settle(tx)?;
        Ok(failed)
    }

    /// Puts what is new in order, and notes what came last. To be called before the transaction ends.
    pub fn settle(mut self, db: &WriteTx<'_>) -> Result<(), StoreError> {
        for (room, row) in &self.newest {
            set_newest(db, *room, *row)?;
        }
        for event in &self.annotated {
            items::refold(db, *event, &mut self.coming)?;
        }
        while self.coming.index_next(db)? {}
        if !self.unsettled || crate::crash::flaw("receive.unordered") {
            return Ok(());
        }
        let shown = self.ends(db)?.shown;
        let mut rows = new_rows(db, self.conversation, shown)?;
        for row in overtaken(db, self.conversation, &rows)? {
            let own = |later: &New| later.speaker == row.speaker && later.said > row.said;
            let at = rows.iter().position(own).unwrap_or(rows.len());
            rows.insert(at, row);
        }
        let ordered = order(&rows);
        // Out of the way first: a position is of one row.
        for row in &rows {
            set_position(db, row.id, -row.id.0)?;
        }
        for (nth, at) in (1..).zip(ordered) {
            if let Some(row) = rows.get(at) {
                set_position(db, row.id, shown + nth * STRIDE)?;
            }
        }
        Ok(())
    }
}

/// Notes which row came last to a room.
pub(super) fn set_newest(db: &WriteTx<'_>, room: RoomRow, row: EventRow) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE room SET newest = max(newest, ?2) WHERE id = ?1")?
        .execute(params![room, row])?;
    Ok(())
}

fn set_position(db: &WriteTx<'_>, row: EventRow, position: i64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET position = ?2 WHERE id = ?1")?
        .execute(params![row, position])?;
    Ok(())
}

/// The place of the first thing that a device said after a stamp.
fn first_after(db: &ReadTx<'_>, voice: VoiceRow, said: Stamp) -> Result<Option<i64>, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT position FROM message WHERE voice = ?1 AND sent_at > ?2
             ORDER BY sent_at LIMIT 1",
        )?
        .query_row(params![voice, said.0], |row| row.get(0))
        .optional()?)
}

#[cfg(test)]
mod tests;
