//! What a message answers, as its row shows it: the first words of what that says now.

use super::drawn::{closed, drawn};
use crate::{
    ids::PersonId,
    store::{
        ReadTx, StoreError,
        rows::EventRow,
        timeline::messages::{self, Answered, Message, Shown},
    },
};

/// Most characters of the words that are shown.
pub const MAX_CHARS: usize = 120;

/// What is answered.
#[derive(Clone, PartialEq, Eq)]
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
    /// The first of its words as they are drawn, in one line: at most [`MAX_CHARS`] characters, and what ends the
    /// direction that some of them begin; empty but in [`QuoteState::Here`].
    pub words: String,
    /// Whether there are more.
    pub cut: bool,
}

/// What of an answered message can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteState {
    /// Its words.
    Here,
    /// It was taken back.
    Deleted,
    /// It has not come, or it was said where this person does not read.
    NotHere,
}

impl From<Answered> for QuoteRow {
    fn from(answered: Answered) -> Self {
        match answered {
            Answered::NotHere => Self {
                state: QuoteState::NotHere,
                row: None,
                sender: None,
                sender_name: None,
                sender_is_me: false,
                words: String::new(),
                cut: false,
            },
            Answered::Here {
                row,
                sender,
                sender_name,
                sender_is_me,
                words,
            } => {
                let state = match words {
                    Some(_) => QuoteState::Here,
                    None => QuoteState::Deleted,
                };
                let (shown, cut) = first_words(&drawn(words.unwrap_or_default()));
                Self {
                    state,
                    row: Some(row),
                    sender: Some(sender),
                    sender_name,
                    sender_is_me,
                    words: closed(shown),
                    cut,
                }
            }
        }
    }
}

impl QuoteRow {
    /// Of a message that is about to be answered.
    pub(crate) fn of(db: &ReadTx<'_>, row: EventRow) -> Result<Self, StoreError> {
        let answered = match messages::get(db, row) {
            Ok(message) => here(message),
            Err(StoreError::NotFound) => Answered::NotHere,
            Err(error) => return Err(error),
        };
        Ok(answered.into())
    }
}

fn here(message: Message) -> Answered {
    let Some(sender) = message.sender.filter(|_| message.name.is_some()) else {
        return Answered::NotHere;
    };
    let words = message.content.words().to_owned();
    Answered::Here {
        row: message.row,
        sender,
        sender_name: message.sender_name,
        sender_is_me: message.sender_is_me,
        words: (message.content != Shown::Deleted).then_some(words),
    }
}

/// The first words, in one line, and whether there are more.
fn first_words(words: &str) -> (String, bool) {
    let mut line = String::new();
    let mut chars = 0;
    for word in words.split_whitespace() {
        let space = usize::from(!line.is_empty());
        let left = MAX_CHARS - chars;
        let len = word.chars().count();
        if len + space > left {
            // One word that fills the line is cut; of others none is.
            if line.is_empty() {
                line.extend(word.chars().take(MAX_CHARS));
            }
            return (line, true);
        }
        if space > 0 {
            line.push(' ');
        }
        line.push_str(word);
        chars += len + space;
    }
    (line, false)
}

kith_protocol::tells_nothing!(QuoteRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_one_line_of_whole_words() {
        assert_eq!(first_words(""), (String::new(), false));
        assert_eq!(first_words(" two\n\nlines "), ("two lines".into(), false));
        let (line, cut) = first_words(&"soup ".repeat(100));
        assert!(cut && line.chars().count() <= MAX_CHARS && line.ends_with("soup"));
        assert_eq!(first_words(&"ü".repeat(300)), ("ü".repeat(MAX_CHARS), true));
        assert!(!first_words(&"ü".repeat(MAX_CHARS)).1);
    }
}
