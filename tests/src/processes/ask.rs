//! What the scenario asks a process, and what it answers: one line of JSON each.

use kith_core::{
    rights::table::Audience,
    store::timeline::{
        messages::{MessageState, RowKind},
        notice::Notice,
    },
    view::{RowContent, TimelineRow},
};
use serde::{Deserialize, Serialize};

/// Asked of a process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Ask {
    /// Die at the hook of this name, at its so manieth pass from now.
    Arm(String, u32),
    /// Die nowhere.
    Disarm,
    /// So many milliseconds have passed.
    Tick(u64),
    /// Redeem an invitation.
    Redeem(String),
    /// Make a circle.
    MakeCircle(String),
    /// Make an invitation, for a clinician or for family: answers with its link.
    Invite {
        /// For a clinician.
        clinician: bool,
    },
    /// Let in everyone who consented.
    Approve,
    /// Remove someone by name.
    Remove(String),
    /// Turn down everyone who consented.
    Decline,
    /// How many circles this person was turned down for.
    TurnedDown,
    /// Lose the place in the room of the whole circle.
    LosePlace,
    /// How many rooms this device has lost its place in.
    Lost,
    /// Let the circle go on in other groups.
    StartAnew,
    /// Open a talk with someone alone, by name.
    TalkAlone(String),
    /// Say something to the whole circle, or to the care team only.
    Say {
        /// To the care team only.
        care: bool,
        /// The words.
        words: String,
    },
    /// Say or do this with what stands there with these words; nothing where it does not.
    Do(Deed, String),
    /// Say something to the whole circle at a time that has come.
    SayLater(String),
    /// Look at everything that is there.
    Look,
    /// Say something to who one talks with alone.
    SayAlone(String),
    /// What was said there, oldest first.
    ReadAlone,
    /// Exchange everything with the relay: answers how many messages still wait.
    Sync,
    /// Keep in touch with the relay by itself from now on.
    Start,
    /// Wait until the app shows the way to the relay so, by the name of `Reach`.
    Shows(String),
    /// Everything on the screen, oldest first.
    Read,
    /// The names of everyone in the circle.
    People,
    /// Let go of the store, as an app does in the background.
    Suspend,
    /// Take it up again.
    Resume,
    /// Of a relay: run the retention.
    Retain,
    /// End in order.
    Close,
}

/// Done with something that was said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Deed {
    /// Put a sign to it, or take it away.
    React(bool),
    /// Put it on the shelf, or take it off.
    Pin(bool),
    /// Put these words behind its own, in the place of those that stand there.
    Edit(String),
    /// Answer it.
    Reply(String),
    /// Take it back.
    Delete,
    /// Take back what was just said.
    Undo,
}

/// Answered by a process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// It is done.
    Done,
    /// The relay listens here.
    Listening(String),
    /// An invitation.
    Link(String),
    /// A number of things.
    Count(u64),
    /// The screen.
    Screen(Vec<Row>),
    /// Names.
    Names(Vec<String>),
    /// It could not be done.
    Failed(String),
}

/// A row of a screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Only the care team reads it.
    pub care: bool,
    /// What it is.
    pub kind: Kind,
    /// Still on its way out.
    pub waiting: bool,
    /// Words or a code; of words that were edited those that stood there first.
    pub body: String,
    /// What was made of it by what was said of it: words behind its own, signs, whether it is on the shelf.
    pub made: String,
}

/// What a row is, as far as these scenarios ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Someone's words.
    Text,
    /// They were taken back.
    Gone,
    /// Someone came or went.
    Membership,
    /// This person was removed.
    Removed,
    /// This device, or another, lost its place and has it again: not where nobody lost any.
    Healed,
    /// What must not be there: an envelope that does not open, a gap, an alarm, a broken group.
    Trouble,
}

const HEALED: [Notice; 5] = [
    Notice::Readded,
    Notice::Missed,
    Notice::Resent,
    Notice::Unconfirmed,
    Notice::Confirmed,
];

impl From<TimelineRow> for Row {
    fn from(row: TimelineRow) -> Self {
        let trouble = row.state == MessageState::Refused;
        let signs = row.signs.iter().map(|sign| (&sign.sign, sign.count));
        let signs: Vec<_> = signs.collect();
        let (_, behind) = parts(row.body());
        Self {
            made: format!("{behind} {signs:?} {}", row.pinned_by.len()),
            care: row.audience == Audience::Care,
            waiting: row.state == MessageState::Queued,
            kind: match row.kind() {
                RowKind::Text if row.content == RowContent::Deleted => Kind::Gone,
                RowKind::Text if !trouble => Kind::Text,
                RowKind::Membership => Kind::Membership,
                RowKind::Removed => Kind::Removed,
                RowKind::Healing if row.body() == Notice::Anew.code() => Kind::Membership,
                RowKind::Healing if HEALED.iter().any(|n| n.code() == row.body()) => Kind::Healed,
                _ => Kind::Trouble,
            },
            body: match row.kind() {
                RowKind::Text | RowKind::Membership => parts(row.body()).0.to_owned(),
                other => format!("{other:?} {}", row.body()),
            },
        }
    }
}

/// Words that were said first, and those that were put behind them since.
pub fn parts(body: &str) -> (&str, &str) {
    body.split_once(BEHIND).unwrap_or((body, ""))
}

/// Between the two.
pub const BEHIND: &str = " / ";
