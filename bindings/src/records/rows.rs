//! What was said, who is in a circle, who was invited.

use kith_core::{
    NewInvitation, Redeemed, Role,
    ids::{AccountId, CircleId, ConversationId, InvitationId, MessageId, PersonId, RoomId},
    rights::table::Audience,
    store::{
        circle::invitations::{ClinicsWord, InvitationState},
        rows::EventRow,
        timeline::{messages::MessageState, notice::Notice},
    },
    view::{
        Act, CirclePreview, Doubt, InvitationPreview, InvitationRow, Live, LiveKind, PairNumber,
        PersonRow, QuoteRow, QuoteState, Reached, ReceiptRow, Resemblance, Resembled, RowContent,
        SignRow, Span, TimelineRow,
    },
};

/// A row of a conversation.
#[uniffi::remote(Record)]
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
    #[uniffi(default = None)]
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
    #[uniffi(default = None)]
    pub undo_until: Option<u64>,
    /// Which signs were put to it, those of the most people first; its details have all of them.
    pub signs: Vec<SignRow>,
    /// Who has put it on the shelf of what is important; nobody where it does not stand there.
    #[uniffi(default = [])]
    pub pinned_by: Vec<PersonId>,
    /// It says something else by now than to any of them: they did not put these words there.
    #[uniffi(default = false)]
    pub pinned_otherwise: bool,
    /// What it answers.
    #[uniffi(default = None)]
    pub quote: Option<QuoteRow>,
    /// Whom its words name: of those who read it each whose name stands there behind an @.
    #[uniffi(default = [])]
    pub mentions: Vec<PersonId>,
    /// Where its words name those, behind an @, in order; where `may` is told.
    #[uniffi(default = [])]
    pub named: Vec<Span>,
    /// What this person may do with it; nothing outside of its conversation and its details.
    #[uniffi(default = [])]
    pub may: Vec<Act>,
    /// What in its words leads somewhere, in order; where `may` is told.
    #[uniffi(default = [])]
    pub live: Vec<Live>,
}

/// A part of a text that leads somewhere.
#[uniffi::remote(Record)]
pub struct Live {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: LiveKind,
    /// Where it leads: the whole address, the number with its digits alone, or the date by ISO 8601, with its time
    /// where one is said: `2027-03-03`, `2027-03-03T14:30`, both of whoever reads it, or `2027-03-03T14:30Z`.
    pub target: String,
    /// Of an address the host that it truly leads to, in ASCII; empty of anything else.
    pub host: String,
}

/// What a part of a text leads to.
#[uniffi::remote(Enum)]
pub enum LiveKind {
    /// A page of the web.
    Link,
    /// A telephone.
    Telephone,
    /// A day to come, for a calendar.
    Date,
}

/// How far one's own message has come: with everyone who could read it then and is still there.
#[uniffi::remote(Enum)]
pub enum Reached {
    /// The relay has it.
    Sent,
    /// Everyone's device has it.
    Delivered,
    /// Everyone has had it on the screen, of whom each lets it be known.
    Seen,
}

/// When somebody's device had a message, and when they had it on the screen, as they told it: by their clock,
/// milliseconds since 1970 (UTC).
#[uniffi::remote(Record)]
pub struct ReceiptRow {
    /// Who.
    pub person: PersonId,
    /// When their device had it; nothing where that is not known.
    pub delivered: Option<u64>,
    /// When they had it on the screen; nothing where that is not known, or they do not let it be known.
    pub seen: Option<u64>,
}

/// What is answered.
#[uniffi::remote(Record)]
pub struct QuoteRow {
    /// What of it can be shown.
    pub state: QuoteState,
    /// Its row, to go there; nothing where it is not here.
    pub row: Option<EventRow>,
    /// Who said it; nothing where it is not here.
    pub sender: Option<PersonId>,
    /// Their name.
    pub sender_name: Option<String>,
    /// Whether that is the person whose device this is.
    pub sender_is_me: bool,
    /// The first of its words, in one line, at most 120 characters; empty but in [`QuoteState::Here`].
    pub words: String,
    /// Whether there are more.
    pub cut: bool,
}

/// What of an answered message can be shown.
#[uniffi::remote(Enum)]
pub enum QuoteState {
    /// Its words.
    Here,
    /// It was taken back.
    Deleted,
    /// It has not come, or it was said where this person does not read.
    NotHere,
}

/// A sign that was put to a row.
#[uniffi::remote(Record)]
pub struct SignRow {
    /// An emoji.
    pub sign: String,
    /// How many people have put it there.
    pub count: u32,
    /// Whether this person has.
    pub mine: bool,
}

/// What a row of a timeline shows.
#[uniffi::remote(Enum)]
pub enum RowContent {
    /// Someone's words.
    Text {
        /// The words, as their author has edited them last.
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

/// Someone who is or was in a circle.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
pub struct Resembled {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Where they are.
    pub at: Resemblance,
}

/// Whom the patient invites.
#[uniffi::remote(Record)]
pub struct NewInvitation {
    /// What they will be.
    pub role: Role,
    /// In the patient's words: daughter, neighbour. May be empty.
    pub relationship: String,
    /// How long the link is good for, in milliseconds.
    pub valid_for_ms: u64,
}

/// What redeeming an invitation led to.
#[uniffi::remote(Record)]
pub struct Redeemed {
    /// The enrolment, new or known.
    pub account: AccountId,
    /// Whether a patient invited: the consent is on its way to them, and they have to confirm.
    pub joining: bool,
}

/// What someone reads before they agree.
#[uniffi::remote(Record)]
pub struct InvitationPreview {
    /// Which one it is.
    pub invitation: InvitationId,
    /// Good until then: milliseconds since 1970 (UTC).
    pub expires: u64,
    /// The clinic's name, where this person is enrolled there already. A link does not say it.
    pub clinic: Option<String>,
    /// What this person is called there already, or else wherever they are enrolled; empty where
    /// they go by no name yet, or by several.
    pub my_name: String,
    /// What a patient invites to; nothing where the clinic enrols someone.
    pub circle: Option<CirclePreview>,
}

/// What a patient invites to, under their signature.
#[uniffi::remote(Record)]
pub struct CirclePreview {
    /// What the invitee will be.
    pub role: Role,
    /// In the patient's words; may be empty.
    pub relationship: String,
}
