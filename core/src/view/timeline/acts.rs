//! What someone may do with a message: what a menu offers is what the calls let through.

use kith_protocol::identity::Role;

use super::{act::Act, live, named};
use crate::{
    error::Error,
    rights::{WhyNot, judge::may_pin},
    store::{
        ReadTx, StoreError,
        circle::{conversations, participants},
        rows::EventRow,
        timeline::messages::{self, MessageState},
    },
    view::{CircleRow, RowContent, Standing, TimelineRow, circle_row},
};

/// Marks rows with what this person may do with them, in their conversation, with what their words lead to,
/// and with where they name people.
pub(super) fn mark(
    db: &ReadTx<'_>,
    rows: &mut [TimelineRow],
    circle: &CircleRow,
) -> Result<(), StoreError> {
    let role = participants::own_role(db, &circle.conversation)?;
    named::mark(db, rows, &circle.conversation)?;
    for row in rows {
        if let RowContent::Text { body, .. } = &row.content {
            row.live = live::find(body, row.sent_at);
        }
        let acts = Act::ALL.into_iter();
        row.may = acts
            .filter(|act| judge(row, circle, role, *act).is_none())
            .collect();
    }
    Ok(())
}

/// Why this person may not do something with a message; nothing where they may.
pub(crate) fn why_not(db: &ReadTx<'_>, row: EventRow, act: Act) -> Result<Option<WhyNot>, Error> {
    let row = TimelineRow::from(messages::get(db, row)?);
    let conversation = conversations::get(db, &row.conversation)?;
    let role = participants::own_role(db, &conversation.id)?;
    Ok(judge(&row, &circle_row(db, &conversation)?, role, act))
}

fn judge(row: &TimelineRow, circle: &CircleRow, role: Option<Role>, act: Act) -> Option<WhyNot> {
    if row.sender.is_none() || !matches!(row.content, RowContent::Text { .. }) {
        return Some(WhyNot::NoWords);
    }
    match circle.standing {
        Standing::Revoked => return Some(WhyNot::Revoked),
        Standing::Forgotten => return Some(WhyNot::Forgotten),
        Standing::Removed => return Some(WhyNot::NotInRoom),
        Standing::Member | Standing::Rejoining => {}
    }
    if !circle.audiences.contains(&row.audience) {
        return Some(WhyNot::NotInRoom);
    }
    if matches!(act, Act::Edit | Act::Delete | Act::WriteAgain) && !row.sender_is_me {
        return Some(WhyNot::NotTheirWords);
    }
    if act == Act::Pin && !may_pin(role) {
        return Some(WhyNot::NotTheirRole);
    }
    match (act, row.state == MessageState::Refused) {
        (Act::WriteAgain, false) => Some(WhyNot::NotRefused),
        (Act::WriteAgain, true) | (_, false) => None,
        (_, true) => Some(WhyNot::NotSent),
    }
}
