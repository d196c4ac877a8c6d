//! A scene: what the people of a demo do, one sentence a line.

use std::fmt;

mod grammar;
mod reading;
#[cfg(test)]
mod tests;
mod tokens;

pub use reading::read;

/// Every kind of sentence, for whoever asks what can be said.
pub fn language() -> impl Iterator<Item = &'static str> {
    grammar::FORMS.iter().map(|form| form.pattern)
}

/// Longest scene in bytes.
pub const MAX_BYTES: usize = 64 << 10;
/// Longest line in characters.
pub const MAX_LINE: usize = 1_000;
/// Most sentences.
pub const MAX_SENTENCES: usize = 300;
/// Most people.
pub const MAX_PEOPLE: usize = 8;

/// A sentence and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Line of the scene's file, from 1.
    pub line: usize,
    /// What it says.
    pub step: Step,
}

/// What a sentence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A heading.
    Chapter(String),
    /// The narrator speaks.
    Tell(String),
    /// Words of messages that no file may hold.
    Secret(Vec<String>),
    /// The clinic: name, emergency number, telephone, hours.
    Clinic {
        /// Its name.
        name: String,
        /// The number to call.
        emergency: String,
        /// Its own telephone.
        telephone: String,
        /// In its own words.
        hours: String,
    },
    /// Someone does something, or several people do, one after the other.
    Act(Cast, Deed),
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cast {
    /// Everyone who is there.
    Everyone,
    /// These people.
    Only(Vec<String>),
}

/// What people do, and what is expected to be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Enrols with a link of the clinic.
    Enrol {
        /// As the clinic's command names it.
        role: String,
        /// What others see.
        name: String,
    },
    /// Makes the circle.
    MakeCircle(String),
    /// Makes a link for someone.
    Invite {
        /// For whom.
        whom: String,
        /// As what.
        role: String,
        /// In the patient's words.
        relationship: String,
    },
    /// Says yes to an invitation, under a name unless they have one.
    Join(Option<String>),
    /// Confirms who said yes.
    Approve(String),
    /// Turns down who said yes.
    Decline(String),
    /// Takes someone out of the circle.
    Remove(String),
    /// Writes to the circle.
    Write(String),
    /// Writes to the care room.
    WriteCare(String),
    /// Writes to one person, of whom nobody else learns.
    WriteAlone {
        /// To whom.
        to: String,
        /// What.
        text: String,
    },
    /// Answers something that was said.
    Reply {
        /// Words of what is answered.
        to: String,
        /// What is said.
        text: String,
    },
    /// Puts an emoji to something that was said.
    Sign {
        /// The emoji.
        sign: String,
        /// Words of what it is put to.
        to: String,
    },
    /// Says it in other words.
    Change {
        /// Words of what was said.
        old: String,
        /// What stands there then.
        new: String,
    },
    /// Takes back what these words are in.
    TakeBack(String),
    /// Passes on to everyone what these words are in, and is told first that somebody reads it too who could not before.
    PassOn {
        /// Words of what was said.
        text: String,
        /// Who reads it too.
        warned: String,
    },
    /// Writes to the circle at a time to come.
    WriteLater(String),
    /// Sends now what was written for later.
    SendNow(String),
    /// Writes, and has it back at once.
    Undo(String),
    /// Looks for words.
    Search(String),
    /// Looks at what is new, or at everything.
    Read {
        /// Everything.
        all: bool,
    },
    /// Looks who is in the circle.
    LookAround,
    /// Goes offline.
    LoseNetwork,
    /// Goes online.
    FindNetwork,
    /// Is ended by SIGKILL.
    Die,
    /// Starts again.
    Return,
    /// Uses a patched client to add a stranger.
    Attack,
    /// Expected: these words are on the screen.
    Sees(String),
    /// Expected: these words are not on the screen, now or at the end.
    NeverSees(String),
    /// Expected: the screen shows that what these words are in was on everyone's.
    KnowsSeen(String),
    /// Expected: the screen shows an answer to what these words are in.
    SeesAnswer(String),
    /// Expected: a search shows something that was said.
    Finds {
        /// Words of what was said.
        text: String,
        /// What is looked for.
        by: String,
    },
    /// Expected: a search for these words shows nothing.
    FindsNothing(String),
    /// Expected: these words wait for their time on the screen.
    SeesWaiting(String),
    /// Expected: these words are not on the screen now.
    NotYet(String),
    /// Expected: the screen shows a refused change.
    SeesAlarm,
    /// Expected: writing is refused.
    CannotWrite(String),
}

/// A sentence that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.what
        )
    }
}
