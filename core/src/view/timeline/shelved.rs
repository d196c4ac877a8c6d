//! What stands on a conversation's shelf, as its screen shows it.

use super::acts;
use crate::{
    error::Error,
    ids::ConversationId,
    store::{ReadTx, circle::conversations, timeline::shelf},
    view::{Doubts, TimelineRow, circle_row},
};

/// Most of a shelf that is shown.
const MOST: u32 = 500;

/// What stands there, the newest message first, each with what this person may do with it.
pub(crate) fn shelf(db: &ReadTx<'_>, of: &ConversationId) -> Result<Vec<TimelineRow>, Error> {
    let conversation = conversations::get(db, of)?;
    let messages = shelf::shelf(db, conversation.row, MOST)?;
    let mut rows = Doubts::default().mark_all(db, messages)?;
    acts::mark(db, &mut rows, &circle_row(db, &conversation)?)?;
    Ok(rows)
}
