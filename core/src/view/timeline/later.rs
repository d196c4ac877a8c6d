//! What waits in a conversation for its time.

use super::quote::QuoteRow;
use crate::{
    error::Error,
    ids::RoomId,
    rights::{WhyNot, table::Audience},
    store::{
        ReadTx,
        circle::{circles, conversations::Conversation},
        outgoing::later::{self, Unsaid},
        rows::LaterId,
    },
    view::{CircleRow, Standing},
};

/// Words that wait for their time.
#[derive(Clone, PartialEq, Eq)]
pub struct LaterRow {
    /// Stable for as long as they wait.
    pub id: LaterId,
    /// To which room.
    pub room: RoomId,
    /// Who will read them.
    pub audience: Audience,
    /// The words.
    pub body: String,
    /// What they answer.
    pub quote: Option<QuoteRow>,
    /// When, by this device's clock: milliseconds since 1970 (UTC). They go out then, or when this device is awake
    /// and reaches the relay within a day from then.
    pub due: u64,
    /// Their time came, and they were not sent, for this reason. They stay until they are taken back or changed.
    pub unsaid: Option<WhyNot>,
}

/// What waits in a conversation, what comes first first.
pub(super) fn later(
    db: &ReadTx<'_>,
    of: &Conversation,
    circle: &CircleRow,
) -> Result<Vec<LaterRow>, Error> {
    let closed = match circle.standing {
        Standing::Revoked => WhyNot::Revoked,
        Standing::Forgotten => WhyNot::Forgotten,
        Standing::Member | Standing::Rejoining | Standing::Removed => WhyNot::NotInRoom,
    };
    let mut rows = Vec::new();
    for one in later::of(db, of)? {
        let room = circles::room_by_row(db, one.room)?;
        rows.push(LaterRow {
            id: one.id,
            room: room.id,
            audience: room.audience,
            body: one.body,
            quote: one.reply.map(|row| QuoteRow::of(db, row)).transpose()?,
            due: one.due,
            unsaid: one.unsaid.map(|why| match why {
                Unsaid::Closed => closed,
                Unsaid::TooLate => WhyNot::TooLate,
            }),
        });
    }
    Ok(rows)
}

kith_protocol::tells_nothing!(LaterRow);
