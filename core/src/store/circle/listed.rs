//! What the list shows of conversations: read of all of them at once, and by the same words of one.

use std::collections::HashMap;

use rusqlite::{Row, params};

use super::{
    invitations::InvitationState,
    room::{RoomState, over},
};
use crate::{
    rights::table::Audience,
    store::{
        ReadTx, StoreError,
        rows::{ConversationRow, EventRow},
    },
};

/// Conversations by their rows.
#[derive(Clone, Copy, Debug)]
pub struct Conversations {
    first: ConversationRow,
    last: ConversationRow,
}

impl Conversations {
    /// All of them.
    pub const ALL: Self = Self {
        first: ConversationRow(0),
        last: ConversationRow(i64::MAX),
    };

    /// One.
    pub fn only(conversation: ConversationRow) -> Self {
        Self {
            first: conversation,
            last: conversation,
        }
    }

    /// Reads rows by their conversation, which stands in the first column. `sql` takes the first and the last of
    /// them as `?1` and `?2`.
    pub(in crate::store) fn read<T>(
        self,
        db: &ReadTx<'_>,
        sql: &str,
        value: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<HashMap<ConversationRow, Vec<T>>, StoreError> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(params![self.first, self.last])?;
        let mut found: HashMap<ConversationRow, Vec<T>> = HashMap::new();
        while let Some(row) = rows.next()? {
            found.entry(row.get(0)?).or_default().push(value(row)?);
        }
        Ok(found)
    }

    /// The same, of which a conversation has one at most.
    pub(in crate::store) fn read_one<T>(
        self,
        db: &ReadTx<'_>,
        sql: &str,
        value: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<HashMap<ConversationRow, T>, StoreError> {
        let found = self.read(db, sql, value)?.into_iter();
        Ok(found
            .filter_map(|(of, mut rows)| Some((of, rows.pop()?)))
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
    /// Nothing can be said there any more.
    pub over: bool,
    /// When the relay last had nothing more for it, milliseconds since 1970 (UTC).
    pub as_of: Option<u64>,
    /// The message that came last, by its row: rows count up as messages come.
    pub newest: EventRow,
}

/// The rooms of each.
pub fn rooms(
    db: &ReadTx<'_>,
    of: Conversations,
) -> Result<HashMap<ConversationRow, Vec<ListedRoom>>, StoreError> {
    let sql = format!(
        "SELECT conversation, audience, state, as_of, newest, {} FROM room
         WHERE conversation BETWEEN ?1 AND ?2 ORDER BY id",
        over()
    );
    of.read(db, &sql, |row| {
        Ok(ListedRoom {
            audience: Audience::from_code(row.get(1)?).ok_or(StoreError::Unreadable)?,
            state: RoomState::from_code(row.get(2)?)?,
            as_of: row.get(3)?,
            newest: row.get(4)?,
            over: row.get(5)?,
        })
    })
}

/// Of each circle's, how many people have said yes to an invitation and wait for the patient's.
pub fn to_approve(
    db: &ReadTx<'_>,
    of: Conversations,
) -> Result<HashMap<ConversationRow, u32>, StoreError> {
    let sql = format!(
        "SELECT conversation.id, count(*) FROM conversation
         JOIN invitation ON invitation.circle = conversation.circle
         WHERE conversation.id BETWEEN ?1 AND ?2 AND person IS NULL AND state = {}
         GROUP BY conversation.id",
        InvitationState::Consented as i64
    );
    of.read_one(db, &sql, |row| Ok(row.get(1)?))
}
