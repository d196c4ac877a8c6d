//! What is important: what somebody has put on the shelf, as it stands in the conversation.

use rusqlite::params;

use super::{messages::Message, search::of_rows};
use crate::store::{
    ReadTx, StoreError,
    rows::{ConversationRow, EventRow},
};

/// What stands on a conversation's shelf, the newest message first, at most `limit`.
pub fn shelf(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    // From the shelf to the rows, which are many: little stands there.
    let rows: Vec<EventRow> = db
        .prepare_cached(
            "SELECT item.event FROM item CROSS JOIN message ON message.id = item.event
             WHERE pinned = 1 AND conversation = ?1 ORDER BY position DESC LIMIT ?2",
        )?
        .query_map(params![conversation, limit], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    of_rows(db, &rows)
}

/// How many messages stand there.
pub fn shelved(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM item CROSS JOIN message ON message.id = item.event
               WHERE pinned = 1 AND conversation = ?1";
    Ok(db
        .prepare_cached(sql)?
        .query_row([conversation], |row| row.get(0))?)
}
