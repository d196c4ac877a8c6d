//! What the list of conversations shows of circles: read of all of them at once, and by the same words of one.

use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::{invitations::InvitationState, room::RoomState};
use crate::{rights::table::Audience, store::StoreError};

/// Circles by their rows.
#[derive(Clone, Copy, Debug)]
pub struct Circles {
    first: i64,
    last: i64,
}

impl Circles {
    /// All of them.
    pub const ALL: Self = Self {
        first: 0,
        last: i64::MAX,
    };

    /// One.
    pub fn only(circle: i64) -> Self {
        Self {
            first: circle,
            last: circle,
        }
    }

    /// Reads rows by their circle, which stands in the first column. `sql` takes the first and the last of
    /// the circles as `?1` and `?2`.
    pub(in crate::store) fn read<T>(
        self,
        db: &Connection,
        sql: &str,
        value: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<HashMap<i64, Vec<T>>, StoreError> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([self.first, self.last])?;
        let mut found: HashMap<i64, Vec<T>> = HashMap::new();
        while let Some(row) = rows.next()? {
            found.entry(row.get(0)?).or_default().push(value(row)?);
        }
        Ok(found)
    }

    /// The same, of which a circle has one at most.
    pub(in crate::store) fn read_one<T>(
        self,
        db: &Connection,
        sql: &str,
        value: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<HashMap<i64, T>, StoreError> {
        let found = self.read(db, sql, value)?.into_iter();
        Ok(found
            .filter_map(|(circle, mut rows)| Some((circle, rows.pop()?)))
            .collect())
    }
}

/// A room, as the list knows it.
#[derive(Clone, Copy, Debug)]
pub struct ListedRoom {
    /// Who reads it.
    pub audience: Audience,
    /// How this device stands to it.
    pub state: RoomState,
    /// When the relay last had nothing more for it, milliseconds since 1970 (UTC).
    pub as_of: Option<u64>,
    /// The message that came last, by its row: rows count up as messages come.
    pub newest: i64,
}

/// The rooms of each circle.
pub fn rooms(
    db: &Connection,
    circles: Circles,
) -> Result<HashMap<i64, Vec<ListedRoom>>, StoreError> {
    let sql = "SELECT circle, audience, state, as_of, newest FROM room
               WHERE circle BETWEEN ?1 AND ?2 ORDER BY id";
    circles.read(db, sql, |row| {
        Ok(ListedRoom {
            audience: Audience::from_code(row.get(1)?).ok_or(StoreError::Unreadable)?,
            state: RoomState::from_code(row.get(2)?)?,
            as_of: row.get(3)?,
            newest: row.get(4)?,
        })
    })
}

/// Of each circle, how many people have said yes to an invitation and wait for the patient's.
pub fn to_approve(db: &Connection, circles: Circles) -> Result<HashMap<i64, u32>, StoreError> {
    let sql = format!(
        "SELECT circle, count(*) FROM invitation
         WHERE circle BETWEEN ?1 AND ?2 AND state = {} GROUP BY circle",
        InvitationState::Consented as i64
    );
    circles.read_one(db, &sql, |row| Ok(row.get(1)?))
}
