//! The rows of the list of conversations: what is in one is read of all at once, or of one.

use std::collections::{HashMap, hash_map::Entry};

use super::{TimelineRow, doubts::Doubts};
use crate::{
    error::Error,
    ids::{AccountId, CircleId, ConversationId, PersonId, PublicKey},
    rights::table::Audience,
    store::{
        ReadTx, StoreError,
        account::{
            accounts::{self, Ended},
            enrolments,
        },
        circle::{
            attention::{self, Attention},
            circles::{self, RoomState},
            conversations::Conversation,
            listed::{self, Conversations, ListedRoom},
            participants,
        },
        outgoing::outbox,
        rows::ConversationRow,
        timeline::{
            drafts::{self, Draft},
            messages,
            read_marks::{self, Mark},
        },
    },
};

/// Whether this person can write in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Member,
    /// Not any more; what is here can be read.
    Removed,
    /// Not any more: the clinic has revoked this device. What is here can be read.
    Revoked,
    /// Not any more: nobody who invited this person holds them. What is here can be read.
    Forgotten,
    /// This device waits to be added again; what is written waits too.
    Rejoining,
}

/// A conversation in the list: a circle's, or one of two.
#[derive(Clone, PartialEq, Eq)]
pub struct CircleRow {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its circle.
    pub id: CircleId,
    /// The enrolment that it belongs to.
    pub account: AccountId,
    /// What the circle is called; of two, what the other one is.
    pub title: String,
    /// Who the other one is, of two.
    pub with: Option<PersonId>,
    /// Whether this person is the patient of it.
    pub mine: bool,
    /// Whether this person can write there.
    pub standing: Standing,
    /// Whom this person can write to there.
    pub audiences: Vec<Audience>,
    /// The newest message; without its words where it is for the clinic only.
    pub last: Option<TimelineRow>,
    /// Others' messages that were not seen, at most [`read_marks::MOST_UNREAD`].
    pub unread: u32,
    /// The newest of them: what there is to tell of, whatever this person said since;
    /// without its words where it is for the clinic only.
    pub news: Option<TimelineRow>,
    /// Whether the gate refused something that was not seen.
    pub alarm: bool,
    /// Own messages that wait for the relay.
    pub waiting: u32,
    /// People who consented and wait for this person's yes.
    pub to_approve: u32,
    /// Words that were begun and not sent.
    pub draft: Option<Draft>,
    /// Nothing is to be heard of it, on this device.
    pub muted: bool,
    /// This person wants to come back to it, though they have read it.
    pub marked_unread: bool,
    /// Milliseconds since 1970 (UTC): everything that the relay had then is here.
    pub as_of: Option<u64>,
}

/// What rows of conversations are made of.
pub(super) struct Listed<'a> {
    db: &'a ReadTx<'a>,
    rooms: HashMap<ConversationRow, Vec<ListedRoom>>,
    marks: HashMap<ConversationRow, Mark>,
    waiting: HashMap<ConversationRow, u32>,
    to_approve: HashMap<ConversationRow, u32>,
    drafts: HashMap<ConversationRow, Draft>,
    attention: HashMap<ConversationRow, Attention>,
    /// Who this person is at each clinic, and whether that is over.
    me: HashMap<AccountId, (PublicKey, Option<Ended>)>,
    doubts: Doubts,
}

impl<'a> Listed<'a> {
    /// Reads what rows of these are made of.
    pub(super) fn of(db: &'a ReadTx<'_>, all: Conversations) -> Result<Self, StoreError> {
        Ok(Self {
            db,
            rooms: listed::rooms(db, all)?,
            marks: read_marks::marks(db, all)?,
            waiting: outbox::waiting_in(db, all)?,
            to_approve: listed::to_approve(db, all)?,
            drafts: drafts::of(db, all)?,
            attention: attention::of(db, all)?,
            me: HashMap::new(),
            doubts: Doubts::default(),
        })
    }

    /// The row of a conversation, which is among them.
    pub(super) fn row(&mut self, of: &Conversation) -> Result<CircleRow, Error> {
        let (db, row, circle) = (self.db, of.row, &of.circle);
        let rooms = self.rooms.remove(&row).unwrap_or_default();
        let (me, ended) = self.me(circle.account)?;
        let attention = self.attention.get(&row).copied().unwrap_or_default();
        let (with, name) = other(db, of, &me)?.unzip();
        let mark = self.marks.get(&row).copied().unwrap_or_default();
        let unread = read_marks::unread(db, row, mark)?;
        let last = messages::page(db, row, None, 1)?.pop();
        let news = match unread.messages {
            0 => None,
            _ => read_marks::newest_unread(db, row, mark)?,
        };
        let news = match (news, &last) {
            (Some(news), Some(last)) if last.row == news => Some(last.clone()),
            (Some(news), _) => Some(messages::get(db, news)?),
            (None, _) => None,
        };
        let mut in_passing = |message| {
            let row = TimelineRow::in_passing(message);
            self.doubts.mark_in(db, circle, row)
        };
        Ok(CircleRow {
            conversation: of.id,
            id: circle.id,
            account: circle.account,
            title: name.unwrap_or_else(|| circle.title.clone()),
            with,
            mine: me == circle.patient,
            standing: standing(&rooms, ended),
            audiences: rooms
                .iter()
                .filter(|room| !room.over && ended.is_none())
                .map(|room| room.audience)
                .collect(),
            last: last.map(&mut in_passing).transpose()?,
            unread: unread.messages,
            news: news.map(&mut in_passing).transpose()?,
            alarm: unread.alarm,
            waiting: self.waiting.get(&row).copied().unwrap_or(0),
            to_approve: self.to_approve.get(&row).copied().unwrap_or(0),
            draft: self.drafts.remove(&row),
            muted: attention.muted,
            marked_unread: attention.marked_unread,
            as_of: as_of(&rooms),
        })
    }

    fn me(&mut self, account: AccountId) -> Result<(PublicKey, Option<Ended>), StoreError> {
        Ok(match self.me.entry(account) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let me = accounts::me(self.db, account)?.person;
                *new.insert((me, enrolments::ended(self.db, account)?))
            }
        })
    }
}

/// The row of one conversation.
pub(crate) fn circle_row(db: &ReadTx<'_>, of: &Conversation) -> Result<CircleRow, Error> {
    Listed::of(db, Conversations::only(of.row))?.row(of)
}

/// What a conversation is called.
pub(super) fn title(db: &ReadTx<'_>, of: &Conversation) -> Result<String, Error> {
    let me = accounts::me(db, of.circle.account)?.person;
    Ok(other(db, of, &me)?.map_or_else(|| of.circle.title.clone(), |(_, name)| name))
}

/// Who the other one is in a conversation of two, and what they are called.
fn other(
    db: &ReadTx<'_>,
    of: &Conversation,
    me: &PublicKey,
) -> Result<Option<(PersonId, String)>, StoreError> {
    let Some(with) = &of.with else {
        return Ok(None);
    };
    let patient = of.circle.patient;
    let key = if *me == patient { with.key } else { patient };
    for room in circles::rooms_of_conversation(db, of.row)? {
        let mut people = participants::all(db, room.row)?.into_iter();
        if let Some(other) = people.find(|person| person.key == key) {
            return Ok(Some((other.person, other.name)));
        }
    }
    // They have not come yet.
    Ok(Some((with.person, with.name.clone())))
}

/// Whether this person can write in a conversation that has these rooms.
fn standing(rooms: &[ListedRoom], ended: Option<Ended>) -> Standing {
    let any = |state| rooms.iter().any(|room| !room.over && room.state == state);
    let has_left = rooms.iter().all(|room| room.over);
    if ended == Some(Ended::Revoked) {
        Standing::Revoked
    } else if ended == Some(Ended::Forgotten) && !has_left {
        Standing::Forgotten
    } else if any(RoomState::Active) {
        Standing::Member
    } else if any(RoomState::Broken) {
        Standing::Rejoining
    } else {
        Standing::Removed
    }
}

/// When the relay last had nothing more for any room of a conversation: the earliest of them. A room that nothing
/// can come to any more holds nothing back; where there are only such, the latest.
pub(super) fn as_of(rooms: &[ListedRoom]) -> Option<u64> {
    let open = rooms.iter().filter(|room| room.state != RoomState::Removed);
    open.filter_map(|room| room.as_of)
        .min()
        .or_else(|| rooms.iter().filter_map(|room| room.as_of).max())
}

kith_protocol::tells_nothing!(CircleRow);
