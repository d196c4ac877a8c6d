//! What this device was shown of the log of a room's epoch, and what is open about it: another
//! device was shown something else, or the log does not show what the relay took.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

use crate::{
    content::stand::Seen,
    ids::PersonId,
    store::{
        ReadTx, StoreError, WriteTx,
        account::accounts::{column, to_column},
        circle::room::Room,
        rows::{EventRow, RoomRow},
    },
};

/// Another device stood where this one was shown something else, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The entry that it had read last.
    pub head: u64,
    /// What it was shown up to there.
    pub seen: ByteArray<8>,
    /// Whose device.
    pub person: PersonId,
}

/// What was shown to the user since the epoch began: each once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told(i64);

impl Told {
    /// The relay holds something back.
    pub const HELD: Self = Self(1);
    /// It has come.
    pub const CAME: Self = Self(2);
    /// Another device was shown something else.
    pub const OTHER: Self = Self(4);
    /// Nothing was: the relay was set back in this epoch, and who was away then may still bring a
    /// commit from before.
    const SET_BACK: Self = Self(8);

    /// Whether this was shown.
    pub fn has(self, what: Self) -> bool {
        self.0 & what.0 != 0
    }

    /// Whether the relay was set back since the epoch began.
    pub fn was_set_back(self) -> bool {
        self.has(Self::SET_BACK)
    }

    /// Notes that this is shown; answers whether it is news.
    pub fn tell(&mut self, what: Self) -> bool {
        let news = !self.has(what);
        self.0 |= what.0;
        news
    }
}

/// How this device stands to the log of its room's epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it was shown.
    pub seen: Seen,
    /// Its log was read once more since the epoch began.
    pub again: bool,
    /// What was shown to the user.
    pub told: Told,
    /// The last own message that the relay took and the log has not shown.
    pub awaits: Option<EventRow>,
    /// What another device was shown.
    pub doubt: Option<Doubt>,
}

impl Standing {
    /// Nothing was shown yet.
    pub fn from(room: &Room) -> Self {
        Self {
            seen: Seen::from(&room.group, room.node),
            again: false,
            told: Told::default(),
            awaits: None,
            doubt: None,
        }
    }
}

/// How this device stands to a room's log. A cursor that was moved on by anything but reading leaves a
/// hole that nobody fills before the epoch ends.
pub fn get(db: &ReadTx<'_>, room: &Room) -> Result<Standing, StoreError> {
    let kept: Option<(Standing, Option<Vec<u8>>)> = db
        .prepare_cached(
            "SELECT upto, again, told, awaits, doubt, seen FROM stand
             WHERE room = ?1 AND node = ?2",
        )?
        .query_row(params![room.row, room.node], |row| {
            let seen = Seen::restore(room.node, row.get(0)?, row.get_ref(5)?.as_blob()?);
            let standing = Standing {
                seen,
                again: row.get(1)?,
                told: Told(row.get(2)?),
                awaits: row.get(3)?,
                doubt: None,
            };
            Ok((standing, row.get(4)?))
        })
        .optional()?;
    let mut standing = match kept {
        Some((mut standing, doubt)) => {
            standing.doubt = doubt.as_deref().map(column).transpose()?;
            standing
        }
        None => Standing::from(room),
    };
    if standing.seen.upto() < room.cursor {
        standing.seen = Seen::unknown(room.node, room.cursor);
    }
    Ok(standing)
}

/// Keeps it.
pub fn put(db: &WriteTx<'_>, room: RoomRow, standing: &Standing) -> Result<(), StoreError> {
    let open = standing.doubt.is_some() || standing.awaits.is_some();
    db.prepare_cached(
        "INSERT INTO stand (room, open, node, upto, again, told, awaits, doubt, seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (room) DO UPDATE SET open = ?2, node = ?3, upto = ?4, again = ?5, told = ?6,
                                          awaits = ?7, doubt = ?8, seen = ?9",
    )?
    .execute(params![
        room,
        open,
        standing.seen.node(),
        standing.seen.upto(),
        standing.again,
        standing.told.0,
        standing.awaits,
        standing.doubt.as_ref().map(to_column),
        standing.seen.kept(),
    ])?;
    Ok(())
}

/// The relay was set back: the epoch's log is another one than it was.
pub fn set_back(db: &WriteTx<'_>, room: &Room) -> Result<(), StoreError> {
    let standing = Standing {
        told: Told::SET_BACK,
        ..Standing::from(room)
    };
    put(db, room.row, &standing)
}

/// Nothing counts any more: the room is another one than it was.
pub fn forget(db: &WriteTx<'_>, room: RoomRow) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM stand WHERE room = ?1")?
        .execute([room])?;
    Ok(())
}

/// The relay has taken this message, which the log is to show.
pub fn awaits(db: &WriteTx<'_>, room: &Room, message: EventRow) -> Result<(), StoreError> {
    let mut standing = get(db, room)?;
    standing.awaits = standing.awaits.max(Some(message));
    put(db, room.row, &standing)
}

/// The log of a room's epoch is read once more, from its beginning; once in an epoch, and not where
/// the beginning is gone.
pub fn read_again(
    db: &WriteTx<'_>,
    room: &Room,
    mut standing: Standing,
    whole: bool,
) -> Result<(), StoreError> {
    standing.again = true;
    if !whole {
        return put(db, room.row, &standing);
    }
    standing.seen = Seen::from(&room.group, room.node);
    put(db, room.row, &standing)?;
    db.prepare_cached("UPDATE room SET cursor = node, reread = 1 WHERE id = ?1")?
        .execute([room.row])?;
    Ok(())
}
