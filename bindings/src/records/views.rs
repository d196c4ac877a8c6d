//! What a screen shows, whole.

use kith_core::{
    Forwarded, Reach, Report, Unsent,
    ids::{AccountId, CircleId, ConversationId, InvitationId, MessageId, PersonId, RoomId},
    present::WhyNot,
    rights::table::Audience,
    store::{
        account::settings::Settings,
        rows::{EventRow, LaterId},
        timeline::{
            answering::Answers,
            drafts::Draft,
            revisions::Revision,
            search::{Onward as SearchOnward, Stage as SearchStage},
        },
    },
    view::{
        Chat, CircleRow, ClinicRow, Hit, Inbox, JoiningRow, JoiningStanding, LaterRow,
        MessageDetails, PersonRow, PutSign, QuoteRow, ReceiptRow, SearchPage, SearchQuery, Span,
        Standing, TimelineRow,
    },
};

/// Everything that the first screen shows, as it was at one moment.
#[uniffi::remote(Record)]
pub struct Inbox {
    /// Where this person is enrolled, oldest first.
    pub clinics: Vec<ClinicRow>,
    /// The conversations of the circles that they are or were in: who heard something last comes first.
    pub circles: Vec<CircleRow>,
    /// The circles that this person was invited to and is not in.
    pub joining: Vec<JoiningRow>,
    /// Milliseconds since 1970 (UTC): everything that the relays had then is here, of the circles
    /// that something can still come to. `None` where nothing ever came.
    pub as_of: Option<u64>,
}

/// A clinic: what it says of itself, and how this person stands to it.
#[uniffi::remote(Record)]
pub struct ClinicRow {
    /// The enrolment.
    pub account: AccountId,
    /// The clinic's name.
    pub name: String,
    /// The number to call in an emergency.
    pub emergency: String,
    /// The clinic's own telephone.
    pub telephone: String,
    /// Opening hours in the clinic's words.
    pub hours: String,
    /// From when all this is, milliseconds since 1970 (UTC), where that is too long ago to go by though its
    /// relay has answered since: until the clinic is heard again nobody is let in as its staff.
    pub old_since: Option<u64>,
    /// What this person is called there.
    pub my_name: String,
    /// Who this person is there: a digest of their key, to be read out and compared.
    pub me: PersonId,
    /// Whether this person may make a circle of their own there: a patient without one.
    pub may_start: bool,
    /// Whether its relay can be reached.
    pub reach: Reach,
    /// What to open in a browser where a network wants a login first: it answers there in the relay's
    /// place.
    pub login_page: String,
}

/// A conversation in the list: a circle's, or one of two.
#[uniffi::remote(Record)]
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
    /// Others' messages that were not seen; counted up to a thousand.
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
    #[uniffi(default = false)]
    pub muted: bool,
    /// This person wants to come back to it, though they have read it.
    #[uniffi(default = false)]
    pub marked_unread: bool,
    /// Milliseconds since 1970 (UTC): everything that the relay had then is here.
    pub as_of: Option<u64>,
}

/// A circle that this person was invited to and is not in. Its name is not known before.
#[uniffi::remote(Record)]
pub struct JoiningRow {
    /// The invitation.
    pub invitation: InvitationId,
    /// The circle.
    pub circle: CircleId,
    /// The enrolment that it belongs to.
    pub account: AccountId,
    /// The patient, who has yet to say yes: their number can be compared before.
    pub patient: PersonId,
    /// How it stands.
    pub standing: JoiningStanding,
}

/// Words that were begun.
#[uniffi::remote(Record)]
pub struct Draft {
    /// Who would read them.
    pub audience: Audience,
    /// The words so far.
    pub body: String,
    /// The row of the message that they answer.
    #[uniffi(default = None)]
    pub reply: Option<EventRow>,
}

/// Whom new words are for, until the one who writes them says otherwise.
#[uniffi::remote(Record)]
pub struct Answers {
    /// Others' newest message: what is answered. A later one begins this anew.
    pub row: Option<EventRow>,
    /// Who is to read the answer: never more people than read what it answers, nor more than what
    /// this person said last. Everyone, where nobody has said anything.
    pub audience: Audience,
}

/// Everything that the screen of a conversation shows, as it was at one moment.
#[uniffi::remote(Record)]
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
    #[uniffi(default = [])]
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
    #[uniffi(default = 0)]
    pub target_turn: u32,
    /// The newest of these rows that is one's own and went out: how far it has come is told there in words.
    #[uniffi(default = None)]
    pub reached_row: Option<EventRow>,
    /// How many messages stand on its shelf of what is important.
    #[uniffi(default = 0)]
    pub shelved: u32,
}

/// Words that wait for their time.
#[uniffi::remote(Record)]
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

/// A message, and who has it.
#[uniffi::remote(Record)]
pub struct MessageDetails {
    /// The message.
    pub row: TimelineRow,
    /// When the relay took it, by the relay's clock, milliseconds since 1970 (UTC). Known of one's
    /// own messages, for as long as a log keeps them.
    pub relay_at: Option<u64>,
    /// Who can read it, its sender not among them; who left since has a date.
    pub readers: Vec<PersonRow>,
    /// Of one's own: who has told that it came, and when.
    #[uniffi(default = [])]
    pub receipts: Vec<ReceiptRow>,
    /// Who is in the conversation now and cannot read it.
    pub others: Vec<PersonRow>,
    /// Which signs were put to it, and by whom, in the order of the signs.
    #[uniffi(default = [])]
    pub signs: Vec<PutSign>,
}

/// A sign that was put to a message.
#[uniffi::remote(Record)]
pub struct PutSign {
    /// An emoji.
    pub sign: String,
    /// Who has put it there: who is or was in the circle.
    pub people: Vec<PersonRow>,
}

/// What a device that nobody wakes in time says by itself of what is to be said later.
#[uniffi::remote(Record)]
pub struct Unsent {
    /// When it says next that something did not go out, unless it hears otherwise before: milliseconds since 1970 (UTC).
    pub at: Option<u64>,
    /// Whether the time of something has passed that has not gone out: what is said of it stays.
    pub overdue: bool,
}

/// What became of words that were to be passed on.
#[uniffi::remote(Enum)]
pub enum Forwarded {
    /// They wait to go out: their name in their new place.
    Sent(MessageId),
    /// Nothing was said: these would read them, and could not where they were said. Whoever passes them on has to
    /// know it.
    Asks(Vec<PersonRow>),
    /// Nothing was said: the message says this now, and whoever passes it on has not read it.
    Changed(String),
}

/// What someone looks for.
#[uniffi::remote(Record)]
pub struct SearchQuery {
    /// All of these words are in it, or begin words that are. Without words nothing is found.
    pub words: String,
    /// In this conversation alone.
    #[uniffi(default = None)]
    pub conversation: Option<ConversationId>,
    /// In this room alone: of those of a conversation one.
    #[uniffi(default = None)]
    pub room: Option<RoomId>,
    /// Said by this person alone.
    #[uniffi(default = None)]
    pub person: Option<PersonId>,
    /// Said then or later, by the time that its row shows: milliseconds since 1970 (UTC).
    #[uniffi(default = None)]
    pub since: Option<u64>,
    /// Said before, alike.
    #[uniffi(default = None)]
    pub until: Option<u64>,
}

/// Some of what a search found, the newest first.
#[uniffi::remote(Record)]
pub struct SearchPage {
    /// The messages.
    pub hits: Vec<Hit>,
    /// Where the search goes on; nothing where there is no more.
    pub onward: Option<SearchOnward>,
}

/// Where a search goes on. It is handed back as it is.
#[uniffi::remote(Record)]
pub struct SearchOnward {
    /// What comes next stands before this row in the store.
    pub row: EventRow,
    /// What is looked for there.
    pub stage: SearchStage,
}

/// Which of the messages that may fit are looked for.
#[uniffi::remote(Enum)]
pub enum SearchStage {
    /// Those with the whole words.
    Words,
    /// Those with words that begin so, the whole ones among them.
    Beginnings,
    /// Those with words that begin so, but for those with the whole ones, which were found before.
    Rest,
}

/// A message that was found.
#[uniffi::remote(Record)]
pub struct Hit {
    /// The message.
    pub row: TimelineRow,
    /// What its conversation is called.
    pub circle_title: String,
    /// Where in its body the words stand, in order, not overlapping.
    pub matches: Vec<Span>,
    /// What was said just before.
    pub before: Option<TimelineRow>,
    /// What was said just after.
    pub after: Option<TimelineRow>,
}

/// A part of a text: UTF-16 units, the end not among them.
#[uniffi::remote(Record)]
pub struct Span {
    /// Where it begins.
    pub start: u32,
    /// Where it has ended.
    pub end: u32,
}

/// What a message said once.
#[uniffi::remote(Record)]
pub struct Revision {
    /// The words.
    pub words: String,
    /// When they were said, by their author's clock, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// What a person has set.
#[uniffi::remote(Record)]
pub struct Settings {
    /// A BCP 47 tag; none: the device's language.
    pub language: Option<String>,
    /// How long the app stays open when it is left, in milliseconds; none: the app decides.
    pub lock_after_ms: Option<u64>,
}

/// How an exchange with the relays ended.
#[uniffi::remote(Record)]
pub struct Report {
    /// Messages that still wait here.
    pub waiting: u64,
    /// Whether anything came or went.
    pub progress: bool,
}
