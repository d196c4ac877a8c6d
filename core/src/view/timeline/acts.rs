//! What someone may do with a message: what a menu offers is what the calls let through.

use rusqlite::Connection;

use crate::{
    error::Error,
    rights::WhyNot,
    store::{
        circle::conversations,
        timeline::messages::{self, MessageState},
    },
    view::{CircleRow, RowContent, Standing, TimelineRow, circle_row},
};

/// What a screen offers to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Put a sign to it.
    React,
    /// Answer it.
    Reply,
    /// Put other words in place of its own.
    Edit,
    /// Take it back, for everyone.
    Delete,
}

impl Act {
    const ALL: [Self; 4] = [Self::React, Self::Reply, Self::Edit, Self::Delete];
}

/// Marks a row with what this person may do with it, in its conversation.
pub(super) fn mark(row: &mut TimelineRow, circle: &CircleRow) {
    let acts = Act::ALL.into_iter();
    row.may = acts
        .filter(|act| judge(row, circle, *act).is_none())
        .collect();
}

/// Why this person may not do something with a message; nothing where they may.
pub(crate) fn why_not(db: &Connection, row: i64, act: Act) -> Result<Option<WhyNot>, Error> {
    let row = TimelineRow::from(messages::get(db, row)?);
    let conversation = conversations::get(db, &row.conversation)?;
    Ok(judge(&row, &circle_row(db, &conversation)?, act))
}

fn judge(row: &TimelineRow, circle: &CircleRow, act: Act) -> Option<WhyNot> {
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
    if matches!(act, Act::Edit | Act::Delete) && !row.sender_is_me {
        return Some(WhyNot::NotTheirWords);
    }
    (row.state == MessageState::Refused).then_some(WhyNot::NotSent)
}
