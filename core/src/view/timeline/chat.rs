//! A conversation, as its screen shows it.

use super::{
    acts,
    later::{LaterRow, later},
    window::{Anchor, Window, window},
};
use crate::{
    content::when::When,
    error::Error,
    ids::{AccountId, CircleId, ConversationId},
    store::{
        Change, ChangeOf, ReadTx, StoreError,
        circle::conversations,
        rows::{ConversationRow, EventRow},
        timeline::{
            answering::{self, Answers},
            messages::{self, is_unsent},
            read_marks, shelf,
        },
    },
    sync::Reach,
    view::{CircleRow, ClinicRow, PersonRow, TimelineRow, circle_row, inbox::clinic_of, members},
};

/// Everything that the screen of a conversation shows, as it was at one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Chat {
    /// The conversation, as the list shows it.
    pub circle: CircleRow,
    /// Its clinic.
    pub clinic: ClinicRow,
    /// Who is in it.
    pub people: Vec<PersonRow>,
    /// Whom new words are for, until this person says otherwise.
    pub answers: Answers,
    /// A window of the timeline, oldest first; what waits to be sent stands last.
    pub rows: Vec<TimelineRow>,
    /// What waits for its time, what comes first first.
    pub later: Vec<LaterRow>,
    /// Whether there are rows before the first.
    pub has_older: bool,
    /// Whether there are rows after the last.
    pub has_newer: bool,
    /// The row above which the unread mark stands, as it was when the conversation was opened.
    pub unread_from: Option<EventRow>,
    /// How many messages were unread then.
    pub unread_then: u32,
    /// The row that was asked for, to be marked.
    pub target: Option<EventRow>,
    /// How often a row was asked for: another number, and it is gone to, even where it is the same one again.
    pub target_turn: u32,
    /// The newest of these rows that is one's own and went out: how far it has come is told there in words.
    pub reached_row: Option<EventRow>,
    /// How many messages stand on its shelf of what is important.
    pub shelved: u32,
}

/// What stays of a conversation between two looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    anchor: Anchor,
    target: Option<EventRow>,
    target_turn: u32,
    unread_from: Option<EventRow>,
    unread_then: u32,
}

/// Where someone wants to go in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// To the newest rows.
    Newest,
    /// To have the page before a row.
    Older(EventRow),
    /// To have the page after a row.
    Newer(EventRow),
    /// To a row, which is marked.
    To(EventRow),
    /// To the newest rows, where they are not shown: one's own words are among them.
    Said,
    /// To the first row from a moment on, milliseconds since 1970 (UTC), which is marked.
    Day(u64),
}

impl Place {
    /// Where a conversation opens: at what was not read yet, if there is anything.
    pub(crate) fn opening(db: &ReadTx<'_>, of: &ConversationId) -> Result<Self, Error> {
        let row = conversations::get(db, of)?.row;
        let mark = read_marks::mark(db, row)?;
        let first = read_marks::first_unread(db, row, mark)?;
        Ok(Self {
            anchor: first.map_or(Anchor::Newest, |(_, position)| Anchor::Before(position)),
            target: None,
            target_turn: 0,
            unread_from: first.map(|(row, _)| row),
            unread_then: read_marks::unread(db, row, mark)?.messages,
        })
    }

    /// Whether a move leads where it is already.
    pub(crate) fn is_at(&self, to: Move) -> bool {
        to == Move::Said && matches!(self.anchor, Anchor::Newest | Anchor::End(_))
    }

    /// Goes somewhere else in the same conversation. A row that is not of it moves nothing.
    pub(crate) fn go(
        mut self,
        db: &ReadTx<'_>,
        of: &ConversationId,
        to: Move,
    ) -> Result<Self, Error> {
        let row = match to {
            Move::Older(row) | Move::Newer(row) | Move::To(row) => Some(row),
            Move::Day(from) => first_from(db, conversations::get(db, of)?.row, from)?,
            Move::Newest | Move::Said => None,
        };
        let Some(row) = row else {
            (self.anchor, self.target) = (Anchor::Newest, None);
            return Ok(self);
        };
        let message = match messages::get(db, row) {
            Err(StoreError::NotFound) => return Ok(self),
            message => message?,
        };
        if message.conversation != *of {
            return Ok(self);
        }
        self.anchor = match to {
            Move::Older(_) => Anchor::Before(message.position),
            Move::Newer(_) => Anchor::After(message.position),
            Move::To(_) | Move::Day(_) | Move::Newest | Move::Said => {
                self.target = Some(row);
                self.target_turn = self.target_turn.wrapping_add(1);
                Anchor::Around(message.position)
            }
        };
        Ok(self)
    }
}

/// The first row that was said at a moment or later, by the times that rows show; nothing where there is none.
/// Rows stand in the order of their positions, and times grow with them but for clocks that are wrong: of what lies
/// between two such rows it may be any.
fn first_from(
    db: &ReadTx<'_>,
    conversation: ConversationRow,
    from: u64,
) -> Result<Option<EventRow>, StoreError> {
    let (mut low, mut high) = (0, i64::MAX);
    let mut found = None;
    while low < high {
        let middle = low + (high - low) / 2;
        let next = messages::page_from(db, conversation, middle, 1)?.pop();
        match next.filter(|next| !is_unsent(next.position)) {
            Some(next) if When::of(next.said, next.at).at < from => low = next.position + 1,
            next => {
                found = next.map(|next| next.row).or(found);
                high = middle;
            }
        }
    }
    Ok(found)
}

/// What stands around the rows of a conversation.
#[derive(Clone)]
pub(crate) struct Around {
    circle: CircleRow,
    clinic: ClinicRow,
    people: Vec<PersonRow>,
}

/// What of a conversation that was read before may be another by now, beside its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stale {
    circle: bool,
    around: bool,
}

impl Stale {
    /// All of it.
    pub(crate) const ALL: Self = Self {
        circle: true,
        around: true,
    };

    /// What a change makes stale of a conversation, of a circle that is known once it was read; `None`: nothing
    /// that it shows. How far it was read stays as it was when it was opened.
    pub(crate) fn of(
        change: Change,
        conversation: &ConversationId,
        circle: Option<CircleId>,
    ) -> Option<Self> {
        let other = match change.of() {
            ChangeOf::All => false,
            ChangeOf::Circle(of) => circle.is_some_and(|circle| circle != of),
            ChangeOf::Conversation(of) => of != *conversation,
        };
        if other {
            return None;
        }
        match change {
            Change::Account | Change::Circle(_) | Change::Reach => Some(Self::ALL),
            Change::Timeline(_) | Change::Invitations(_) => Some(Self {
                circle: true,
                around: false,
            }),
            Change::Marks(_) | Change::Joining => None,
        }
    }

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            circle: self.circle || other.circle,
            around: self.around || other.around,
        }
    }
}

/// Reads a conversation at a place; the place moves along with the end. Of what was read around it `before`
/// only what is stale is read anew.
pub(crate) fn chat(
    db: &ReadTx<'_>,
    of: &ConversationId,
    place: Place,
    reach: &impl Fn(AccountId) -> Reach,
    (before, stale): (Option<Around>, Stale),
) -> Result<(Chat, Place), Error> {
    let conversation = conversations::get(db, of)?;
    let Window {
        mut rows,
        has_older,
        has_newer,
        anchor,
    } = window(db, conversation.row, place.anchor)?;
    let account = conversation.circle.account;
    let around = match before {
        Some(before) if !stale.around && !stale.circle => before,
        Some(before) if !stale.around => Around {
            circle: circle_row(db, &conversation)?,
            ..before
        },
        _ => Around {
            circle: circle_row(db, &conversation)?,
            clinic: clinic_of(db, account, reach(account))?,
            people: members(db, &conversation)?,
        },
    };
    acts::mark(db, &mut rows, &around.circle)?;
    let reached = rows.iter().rfind(|row| row.reached.is_some());
    let chat = Chat {
        reached_row: reached.map(|row| row.id),
        shelved: shelf::shelved(db, conversation.row)?,
        later: later(db, &conversation, &around.circle)?,
        clinic: around.clinic,
        circle: around.circle,
        people: around.people,
        answers: answering::answers(db, conversation.row)?,
        rows,
        has_older,
        has_newer,
        unread_from: place.unread_from,
        unread_then: place.unread_then,
        target: place.target,
        target_turn: place.target_turn,
    };
    Ok((chat, Place { anchor, ..place }))
}

impl Chat {
    /// What stands around its rows.
    pub(crate) fn around(&self) -> Around {
        Around {
            circle: self.circle.clone(),
            clinic: self.clinic.clone(),
            people: self.people.clone(),
        }
    }
}

kith_protocol::tells_nothing!(Chat, Around);
