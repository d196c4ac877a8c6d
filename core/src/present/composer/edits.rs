//! Other words for a message of one's own, while they stand in the field. What was begun to be written waits
//! behind them and comes back.

use std::collections::VecDeque;

use super::field::{Editing, Field};
use crate::{rights::table::Audience, store::rows::EventRow, view::drawn};

/// Other words for a message.
#[derive(Clone)]
pub(super) struct Edit {
    /// The number of the fields that show it.
    number: u64,
    pub(super) row: EventRow,
    was: String,
    pub(super) text: String,
    audience: Audience,
    /// What it said when it could not be stored.
    failed: Option<String>,
}

/// The edits that were begun; the last one stands in the field, above what else is begun there. They are not
/// kept: the message has its words still.
#[derive(Default)]
pub(super) struct Edits {
    open: Vec<Edit>,
    /// What was sent and is not stored yet, oldest first.
    going: VecDeque<Edit>,
    begun: u64,
    /// Whether what else is begun stands in the field for now, and they wait behind that.
    aside: bool,
}

/// Fields that show an edit have numbers from here on, each edit its own: what was typed into one that has
/// ended is for nothing else.
const FIRST: u64 = 1 << 32;

/// Whether a field of this number showed an edit.
pub(super) fn is_edit(number: u64) -> bool {
    number >= FIRST
}

impl Edits {
    /// A message's words come to stand in the field; those that stand there already stay as they are.
    pub(super) fn begin(&mut self, row: EventRow, was: String, audience: Audience) {
        if let Some(at) = self.open.iter().position(|edit| edit.row == row) {
            return self.put_on_top(at);
        }
        self.aside = false;
        let number = FIRST + self.begun;
        self.begun += 1;
        self.open.push(Edit {
            number,
            row,
            text: was.clone(),
            was,
            audience,
            failed: None,
        });
    }

    fn put_on_top(&mut self, at: usize) {
        let known = self.open.remove(at);
        self.open.push(known);
        self.aside = false;
    }

    /// The one that stands in the field.
    fn top(&self) -> Option<&Edit> {
        self.open.last().filter(|_| !self.aside)
    }

    /// What else is begun comes to stand in the field, until it goes.
    pub(super) fn step_aside(&mut self) {
        self.aside = true;
    }

    /// Nothing else stands there any more.
    pub(super) fn come_back(&mut self) {
        self.aside = false;
    }

    /// The number of the fields that show the edit that stands there.
    pub(super) fn newest(&self) -> Option<u64> {
        self.top().map(|edit| edit.number)
    }

    /// For whom the edit is that stands there.
    pub(super) fn audience(&self) -> Option<Audience> {
        self.top().map(|edit| edit.audience)
    }

    /// Puts the edit that stands there into a field.
    pub(super) fn show(&self, field: Field) -> Field {
        let Some(edit) = self.top() else {
            return field;
        };
        Field {
            number: edit.number,
            text: edit.text.clone(),
            audience: edit.audience,
            choices: vec![edit.audience],
            editing: Some(Editing {
                row: edit.row,
                was: drawn(edit.was.clone()),
            }),
            reply: None,
            quote: None,
            ..field
        }
    }

    /// The person wrote into a field of this number.
    pub(super) fn write(&mut self, number: u64, text: String) {
        let of = self.open.iter_mut().find(|edit| edit.number == number);
        if let Some(edit) = of {
            edit.text = text;
        }
    }

    /// Sends the edit of a field; false where it says nothing. One that says what stands there already only
    /// ends.
    pub(super) fn send(&mut self, number: u64) -> bool {
        let of = self.open.iter().position(|edit| edit.number == number);
        let Some(at) = of.filter(|at| !self.open[*at].text.trim().is_empty()) else {
            return false;
        };
        let edit = self.open.remove(at);
        let sends = edit.text != edit.was;
        self.going.extend(sends.then_some(edit));
        sends
    }

    /// What is to be stored next.
    pub(super) fn going(&self) -> Option<Edit> {
        self.going.front().cloned()
    }

    /// The first of what was on its way is stored.
    pub(super) fn sent(&mut self) {
        self.going.pop_front();
    }

    /// What was on its way could not be stored: it stands in the field again, under what was begun since.
    pub(super) fn give_back(&mut self) {
        while let Some(edit) = self.going.pop_front() {
            self.open
                .retain(|open| open.row != edit.row || open.text != open.was);
            if self.open.iter().all(|open| open.row != edit.row) {
                let failed = Some(edit.text.clone());
                self.open.insert(0, Edit { failed, ..edit });
            }
        }
    }

    /// Sends once more what could not be stored; answers how many. One that is not what it was, and not seen, comes to
    /// stand in the field instead.
    pub(super) fn again(&mut self) -> usize {
        let seen = self.newest();
        let failed = self.open.iter().filter(|edit| edit.failed.is_some());
        let failed: Vec<u64> = failed.map(|edit| edit.number).collect();
        let mut sent = 0;
        for number in failed {
            let of = self.open.iter().position(|edit| edit.number == number);
            let Some((at, edit)) = of.and_then(|at| Some((at, self.open.get(at)?))) else {
                continue;
            };
            if seen == Some(number) || edit.failed.as_ref() == Some(&edit.text) {
                sent += usize::from(self.send(number));
            } else {
                self.put_on_top(at);
            }
        }
        sent
    }

    /// Ends the edit that stands in the field: the message keeps its words.
    pub(super) fn cancel(&mut self) {
        if self.top().is_some() {
            self.open.pop();
        }
    }
}

kith_protocol::tells_nothing!(Edit, Edits);

#[cfg(test)]
mod tests {
    use super::*;

    fn field() -> Field {
        Field {
            number: 3,
            text: "begun".into(),
            audience: Audience::Circle,
            choices: vec![Audience::Circle, Audience::Care],
            readers: Vec::new(),
            naming: Vec::new(),
            reply: None,
            quote: None,
            editing: None,
        }
    }

    #[test]
    fn what_was_begun_comes_back_when_an_edit_ends() {
        let mut edits = Edits::default();
        assert_eq!(edits.show(field()).text, "begun");
        edits.begin(EventRow(7), "old".into(), Audience::Care);
        let shown = edits.show(field());
        assert_eq!(
            (shown.text.as_str(), shown.audience),
            ("old", Audience::Care)
        );
        assert_eq!(
            shown.choices,
            [Audience::Care],
            "its readers stay who they are"
        );
        assert!(is_edit(shown.number) && !is_edit(field().number));
        edits.cancel();
        assert_eq!(edits.show(field()).text, "begun");
        edits.write(shown.number, "late letter".into());
        assert_eq!(
            edits.show(field()).text,
            "begun",
            "it was typed into what has ended"
        );
    }

    #[test]
    fn only_other_words_are_sent_and_those_that_could_not_be_stand_there_again() {
        let mut edits = Edits::default();
        edits.begin(EventRow(7), "old".into(), Audience::Circle);
        let number = edits.newest().expect("open");
        edits.write(number, " ".into());
        assert!(!edits.send(number) && edits.newest().is_some(), "nothing");
        edits.write(number, "old".into());
        assert!(!edits.send(number) && edits.newest().is_none(), "the same");
        edits.begin(EventRow(7), "old".into(), Audience::Circle);
        let number = edits.newest().expect("open");
        edits.write(number, "new".into());
        assert!(edits.send(number));
        assert!(!edits.send(number), "whoever touches twice sends once");
        // Meanwhile another one was begun.
        edits.begin(EventRow(8), "other".into(), Audience::Circle);
        assert_eq!(edits.going().expect("not stored").text, "new");
        edits.give_back();
        assert!(edits.going().is_none());
        assert_eq!(edits.show(field()).text, "other");
        edits.cancel();
        assert_eq!(edits.show(field()).text, "new");
    }
}
