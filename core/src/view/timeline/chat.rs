//! A circle's conversation, as its screen shows it.

use rusqlite::Connection;

use super::window::{Anchor, Window, window};
use crate::{
    error::Error,
    ids::{AccountId, CircleId},
    store::{
        StoreError,
        circle::circles,
        timeline::{
            answering::{self, Answers},
            messages, read_marks,
        },
    },
    sync::Reach,
    view::{
        CircleRow, ClinicRow, PersonRow, TimelineRow,
        inbox::{circle_row, clinic_of},
        members,
    },
};

/// Everything that the screen of a conversation shows, as it was at one moment.
#[derive(Clone)]
pub struct Chat {
    /// The circle.
    pub circle: CircleRow,
    /// Its clinic.
    pub clinic: ClinicRow,
    /// Who is in it.
    pub people: Vec<PersonRow>,
    /// Whom new words are for, until this person says otherwise.
    pub answers: Answers,
    /// A window of the timeline, oldest first; what waits to be sent stands last.
    pub rows: Vec<TimelineRow>,
    /// Whether there are rows before the first.
    pub has_older: bool,
    /// Whether there are rows after the last.
    pub has_newer: bool,
    /// The row above which the unread mark stands, as it was when the conversation was opened.
    pub unread_from: Option<i64>,
    /// How many messages were unread then.
    pub unread_then: u32,
    /// The row that was asked for, to be marked.
    pub target: Option<i64>,
}

/// What stays of a conversation between two looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    anchor: Anchor,
    target: Option<i64>,
    unread_from: Option<i64>,
    unread_then: u32,
}

/// Where someone wants to go in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// To the newest rows.
    Newest,
    /// To have the page before a row.
    Older(i64),
    /// To have the page after a row.
    Newer(i64),
    /// To a row, which is marked.
    To(i64),
}

impl Place {
    /// Where a conversation opens: at what was not read yet, if there is anything.
    pub(crate) fn opening(db: &Connection, circle: &CircleId) -> Result<Self, Error> {
        let circle = circles::get(db, circle)?.row;
        let mark = read_marks::mark(db, circle)?;
        let first = read_marks::first_unread(db, circle, mark)?;
        Ok(Self {
            anchor: first.map_or(Anchor::Newest, |(_, position)| Anchor::Before(position)),
            target: None,
            unread_from: first.map(|(row, _)| row),
            unread_then: read_marks::unread(db, circle, mark)?.messages,
        })
    }

    /// Goes somewhere else in the same conversation. A row that is not of it moves nothing.
    pub(crate) fn go(
        mut self,
        db: &Connection,
        circle: &CircleId,
        to: Move,
    ) -> Result<Self, Error> {
        let (Move::Older(row) | Move::Newer(row) | Move::To(row)) = to else {
            (self.anchor, self.target) = (Anchor::Newest, None);
            return Ok(self);
        };
        let message = match messages::get(db, row) {
            Err(StoreError::NotFound) => return Ok(self),
            message => message?,
        };
        if message.circle != *circle {
            return Ok(self);
        }
        self.anchor = match to {
            Move::Older(_) => Anchor::Before(message.position),
            Move::Newer(_) => Anchor::After(message.position),
            Move::To(_) | Move::Newest => {
                self.target = Some(row);
                Anchor::Around(message.position)
            }
        };
        Ok(self)
    }
}

/// Reads a conversation at a place; the place moves along with the end.
pub(crate) fn chat(
    db: &Connection,
    circle: &CircleId,
    place: Place,
    reach: &impl Fn(AccountId) -> Reach,
) -> Result<(Chat, Place), Error> {
    let circle = circles::get(db, circle)?;
    let Window {
        rows,
        has_older,
        has_newer,
        anchor,
    } = window(db, circle.row, place.anchor)?;
    let chat = Chat {
        clinic: clinic_of(db, circle.account, reach(circle.account))?,
        circle: circle_row(db, &circle)?,
        people: members(db, &circle)?,
        answers: answering::answers(db, circle.row)?,
        rows,
        has_older,
        has_newer,
        unread_from: place.unread_from,
        unread_then: place.unread_then,
        target: place.target,
    };
    Ok((chat, Place { anchor, ..place }))
}

kith_protocol::tells_nothing!(Chat);
