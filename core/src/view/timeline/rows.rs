//! Rows of a conversation: what was said, who is in it, who was invited.

use kith_protocol::identity::Role;

use super::{act::Act, drawn::drawn, live::Live, quote::QuoteRow, reached::Reached, span::Span};
use crate::{
    content::when::When,
    ids::{CircleId, ConversationId, InvitationId, MessageId, PersonId, RoomId},
    rights::table::Audience,
    store::{
        circle::invitations::{ClinicsWord, InvitationState},
        rows::EventRow,
        timeline::{
            messages::{Message, MessageState, PutSign, RowKind, Shown, is_unsent},
            notice::Notice,
        },
    },
};

/// A row of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// Stable for as long as the row exists.
    pub id: EventRow,
    /// Where the row stands; the next older page begins before it.
    pub position: i64,
    /// Which circle.
    pub circle: CircleId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// In which room.
    pub room: RoomId,
    /// Who can read it.
    pub audience: Audience,
    /// The message's name, the same on every device; zeroes where nobody said it.
    pub message: MessageId,
    /// What it shows.
    pub content: RowContent,
    /// How far it has come.
    pub state: MessageState,
    /// Of one's own that went out: with whom.
    pub reached: Option<Reached>,
    /// Who wrote it, or whom it is about.
    pub sender: Option<PersonId>,
    /// Their name.
    pub sender_name: Option<String>,
    /// Their role.
    pub sender_role: Option<Role>,
    /// In the patient's words; may be empty.
    pub sender_relationship: String,
    /// Whether that is the person whose device this is.
    pub sender_is_me: bool,
    /// What stands against taking them for whom they are called.
    pub sender_doubt: Option<Doubt>,
    /// When it was said, milliseconds since 1970 (UTC): by the sender's clock, where that can be
    /// right. Rows stand in the order of their positions, never of this.
    pub sent_at: u64,
    /// Whether the sender's clock cannot be right: `sent_at` is when the relay had it.
    pub clock_off: bool,
    /// Has no place yet and stands last: neither it nor what was written later was sent.
    pub unsent: bool,
    /// Of words that were said on this device: until when they can be undone, milliseconds since 1970 (UTC) by its
    /// clock.
    pub undo_until: Option<u64>,
    /// Which signs were put to it, those of the most people first; at most [`MOST_SIGNS`].
    pub signs: Vec<SignRow>,
    /// Who has put it on the shelf of what is important; nobody where it does not stand there.
    pub pinned_by: Vec<PersonId>,
    /// It says something else by now than to any of them: they did not put these words there.
    pub pinned_otherwise: bool,
    /// What it answers.
    pub quote: Option<QuoteRow>,
    /// Whom its words name: of those who read it each whose name stands there behind an @.
    pub mentions: Vec<PersonId>,
    /// Where its words name those, behind an @, in order; where [`Self::may`] is told.
    pub named: Vec<Span>,
    /// What this person may do with it; nothing outside of its conversation and its details.
    pub may: Vec<Act>,
    /// What in its words leads somewhere, in order; where [`Self::may`] is told.
    pub live: Vec<Live>,
}

/// For how long what was said can be undone, in milliseconds.
pub const UNDO_MS: u64 = 5_000;

/// Most signs that a row shows; its details have all of them.
pub const MOST_SIGNS: usize = 8;

/// A sign that was put to a row.
#[derive(Clone, PartialEq, Eq)]
pub struct SignRow {
    /// An emoji.
    pub sign: String,
    /// How many people have put it there.
    pub count: u32,
    /// Whether this person has.
    pub mine: bool,
}

impl From<Message> for TimelineRow {
    fn from(message: Message) -> Self {
        let when = When::of(message.said, message.at);
        let is_words = matches!(message.content, Shown::Text { .. });
        let went = message.said_here && message.state != MessageState::Refused;
        let undo_until = message.said.clock().saturating_add(UNDO_MS);
        Self {
            id: message.row,
            position: message.position,
            circle: message.circle,
            conversation: message.conversation,
            room: message.room,
            audience: message.audience,
            message: message.name.unwrap_or(MessageId([0; 16])),
            state: message.state,
            reached: None,
            sender: message.sender,
            sender_name: message.sender_name,
            sender_role: message
                .sender_role
                .and_then(|role| crate::store::circle::participants::role_from(&role).ok()),
            sender_relationship: message.sender_relationship.unwrap_or_default(),
            sender_is_me: message.sender_is_me,
            sender_doubt: None,
            sent_at: when.at,
            clock_off: when.clock_off,
            unsent: is_unsent(message.position),
            undo_until: (is_words && went).then_some(undo_until),
            signs: signs(message.signs),
            pinned_by: message.pinned_by,
            pinned_otherwise: message.pinned_otherwise,
            quote: message.answers.map(QuoteRow::from),
            mentions: message.mentions,
            named: Vec::new(),
            may: Vec::new(),
            live: Vec::new(),
            content: message.content.into(),
        }
    }
}

fn signs(put: Vec<PutSign>) -> Vec<SignRow> {
    let rows = put.into_iter().map(|put| SignRow {
        sign: put.sign,
        count: u32::try_from(put.people.len()).unwrap_or(u32::MAX),
        mine: put.mine,
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows.truncate(MOST_SIGNS);
    rows
}

impl TimelineRow {
    /// As a list or a notification shows it, where others look on: that there are words which not
    /// everyone in the circle is to read, not which.
    pub(crate) fn in_passing(message: Message) -> Self {
        let mut row = Self::from(message);
        if row.audience != Audience::Circle {
            row.content.hide();
            row.quote = None;
        }
        row
    }

    /// As anybody may see it: that there is something, not what, and not from whom.
    pub(crate) fn without_words(mut self) -> Self {
        self.content.hide();
        (self.sender, self.sender_name, self.sender_role) = (None, None, None);
        self.sender_relationship.clear();
        (self.sender_doubt, self.quote) = (None, None);
        self.signs.clear();
        self.pinned_by.clear();
        self.pinned_otherwise = false;
        self.mentions.clear();
        self
    }

    /// What kind of row it is.
    pub fn kind(&self) -> RowKind {
        self.content.kind()
    }

    /// What it says: someone's words, or the code of what happened; empty for the rest.
    pub fn body(&self) -> &str {
        self.content.body()
    }
}

/// What a row of a timeline shows.
#[derive(Clone, PartialEq, Eq)]
pub enum RowContent {
    /// Someone's words.
    Text {
        /// The words, as their author has edited them last, and as they are drawn.
        body: String,
        /// Whether they were edited.
        edited: bool,
    },
    /// Taken back by who said it.
    Deleted,
    /// What someone said to a few only, where others look on: not told here.
    Hidden,
    /// Something of a kind that this version does not know.
    Newer {
        /// What its sender says in its place; may be empty.
        fallback: String,
    },
    /// What happened, of a row that nobody wrote.
    Happened {
        /// What it was.
        notice: Notice,
        /// How many times: more than once of what cannot be read.
        times: u32,
    },
    /// What happened, in a way that only a later version can tell.
    Later,
}

impl From<Shown> for RowContent {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Text { body, edited } => Self::Text {
                body: drawn(body),
                edited,
            },
            Shown::Deleted => Self::Deleted,
            Shown::Newer(fallback) => Self::Newer {
                fallback: drawn(fallback),
            },
            Shown::Notice { notice, times } => Self::Happened { notice, times },
            Shown::Later => Self::Later,
        }
    }
}

impl RowContent {
    fn kind(&self) -> RowKind {
        match self {
            Self::Text { .. } | Self::Deleted | Self::Hidden => RowKind::Text,
            Self::Newer { .. } => RowKind::Unknown,
            Self::Happened { notice, .. } => notice.kind(),
            Self::Later => RowKind::Healing,
        }
    }

    fn body(&self) -> &str {
        match self {
            Self::Text { body, .. } => body,
            Self::Newer { fallback } => fallback,
            Self::Happened { notice, .. } => notice.code(),
            Self::Deleted | Self::Hidden | Self::Later => "",
        }
    }

    /// Leaves out what someone said.
    fn hide(&mut self) {
        match self {
            Self::Text { .. } => *self = Self::Hidden,
            Self::Newer { fallback } => fallback.clear(),
            Self::Deleted | Self::Hidden | Self::Happened { .. } | Self::Later => {}
        }
    }
}

/// What stands against taking somebody for whom they are called. The later ones say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Somebody who is called like this was checked in person, and had another key.
    OtherKey,
    /// Their number was another one than here when it was compared, and not the same since.
    Different,
    /// They were of the clinic's staff, and it has taken its word back.
    Revoked,
}

/// Someone who is or was in a circle.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// In the patient's words.
    pub relationship: String,
    /// Since when, milliseconds since 1970 (UTC).
    pub since: u64,
    /// Until when, of who is not in it any more.
    pub until: Option<u64>,
    /// Whether this is the person whose device this is.
    pub me: bool,
    /// What they can read, of the circle's audiences.
    pub reads: Vec<Audience>,
    /// Whether the clinic speaks for them: of its staff, as long as it has not taken that back.
    pub vouched: bool,
    /// When this person checked their number in person, milliseconds since 1970 (UTC).
    pub checked: Option<u64>,
    /// What stands against taking them for whom they are called; of who is in the circle.
    pub doubt: Option<Doubt>,
}

/// An invitation that the patient gave out.
#[derive(Clone)]
pub struct InvitationRow {
    /// The invitation.
    pub id: InvitationId,
    /// What the invitee will be.
    pub role: Role,
    /// In the patient's words.
    pub relationship: String,
    /// Milliseconds since 1970 (UTC).
    pub expires: u64,
    /// Whether that is over, by the relay's time where it was heard: this device's may be off.
    pub expired: bool,
    /// Where it stands.
    pub state: InvitationState,
    /// Whether this device still has to tell the relay of it: an open one that the relay does not
    /// know yet, an approved one whose person is not in every room yet.
    pub waiting: bool,
    /// Who redeemed it: what they typed, or of staff what the clinic calls them, and nothing where it
    /// does not say.
    pub name: Option<String>,
    /// Who redeemed it.
    pub person: Option<PersonId>,
    /// What the clinic says of them, where they were invited as its staff.
    pub word: ClinicsWord,
    /// Where a yes to them waits, or would wait, until the clinic's newest word is known: from when the
    /// last one is, milliseconds since 1970 (UTC).
    pub waits_for_clinic: Option<u64>,
    /// When this person checked their number in person, milliseconds since 1970 (UTC).
    pub checked: Option<u64>,
    /// Somebody who is called like this was checked in person, and had another key.
    pub other_key: bool,
    /// Their number was another one than here when it was compared, and not the same since.
    pub different: bool,
    /// Someone in the circle, or on the way into it, whose name looks the same, while the patient has
    /// yet to decide.
    pub resembles: Option<Resembled>,
}

/// The number of this person and another one.
#[derive(Clone)]
pub struct PairNumber {
    /// To be read out and compared: twelve groups of five digits.
    pub groups: Vec<String>,
    /// To be shown as a QR code, for the other device to scan.
    pub code: String,
    /// When this person checked it in person, milliseconds since 1970 (UTC).
    pub checked: Option<u64>,
    /// When it was another one on the other device, milliseconds since 1970 (UTC), and not the same since.
    pub different: Option<u64>,
}

/// Someone whose name looks like that of who wants to come in.
#[derive(Clone)]
pub struct Resembled {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Where they are.
    pub at: Resemblance,
}

/// Where someone is whose name looks like that of who wants to come in. The later ones say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resemblance {
    /// Not in the circle either: they wait for the patient's yes, or are being let in.
    OnTheWay,
    /// In the circle.
    Inside,
    /// In the circle, invited as the same, in the same words: it may be the same person with a new
    /// phone, who can be let in in place of the old one.
    PerhapsTheSame,
}

kith_protocol::tells_nothing!(
    TimelineRow,
    RowContent,
    SignRow,
    PersonRow,
    InvitationRow,
    PairNumber,
    Resembled
);
