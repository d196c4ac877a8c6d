//! What was said, kept by the scenario itself, and whether everyone sees it: nothing lost,
//! nothing twice, each author's words in their order, nothing unreadable, the same for all.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Held, Violation,
    ask::{Kind, Row},
};
use crate::Dice;

/// How certain it is that something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    /// It was answered: it has to be there.
    Given,
    /// The author died before the answer: there once, or not at all.
    Open,
    /// It turned out not to be there: it must never be.
    Void,
    /// It was taken back: it must not be there any more.
    Gone,
    /// The author died before the answer to taking it back: there, or gone.
    MayBeGone,
}

/// All that was said.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    said: BTreeMap<String, Vec<(String, bool, Word)>>,
    /// Somebody has lost a place: screens say so, and how it is mended.
    pub heals: bool,
}

/// A guest's view of the circle since they came this time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stay {
    /// Rows that their screen had before this stay.
    pub before: usize,
    /// Rows that the patient's screen had when the guest was surely in.
    pub since: Option<usize>,
}

impl Ledger {
    /// The next words of an author.
    pub fn next(&self, author: &str) -> String {
        let number = self.said.get(author).map_or(0, Vec::len);
        format!("{author} {number:05}")
    }

    /// What [`Self::next`] gave was said; `given` if the author's device answered.
    pub fn note(&mut self, author: &str, care: bool, given: bool) {
        let words = self.next(author);
        let word = if given { Word::Given } else { Word::Open };
        self.said
            .entry(author.to_owned())
            .or_default()
            .push((words, care, word));
    }

    /// What [`Self::next`] gave last was said, it turned out.
    pub fn is_given(&mut self, author: &str) {
        if let Some((.., word)) = self.said.get_mut(author).and_then(|said| said.last_mut()) {
            *word = Word::Given;
        }
    }

    /// What an author said last was taken back; `given` if their device answered.
    pub fn takes_back(&mut self, author: &str, given: bool) {
        if let Some((.., word)) = self.said.get_mut(author).and_then(|said| said.last_mut()) {
            *word = if given { Word::Gone } else { Word::MayBeGone };
        }
    }

    /// Something that was said to the whole circle, by somebody or by this one, for who says something of it.
    pub fn some(&self, author: Option<&str>, dice: &mut Dice) -> Option<String> {
        let by = |name: &str| author.is_none_or(|author| author == name);
        let said = self.said.iter().filter(|(name, _)| by(name));
        let words = said.flat_map(|(_, said)| said);
        let words = words.filter(|(_, care, word)| !care && *word == Word::Given);
        let words: Vec<&String> = words.map(|(words, ..)| words).collect();
        // Of what was said long ago less is said.
        let last = &words[words.len().saturating_sub(20)..];
        (!last.is_empty()).then(|| last[dice.below(last.len())].clone())
    }

    /// After a death, before anything is exchanged: the author's own words are on their screen.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn holds_own(&self, author: &str, screen: &[Row]) -> Held {
        self.whole(author, screen)?;
        let seen = texts(screen, None);
        self.given(author, author, &seen, None)
    }

    fn whole(&self, name: &str, screen: &[Row]) -> Held {
        let is_trouble = |row: &&Row| match row.kind {
            Kind::Trouble => true,
            Kind::Healed => !self.heals,
            _ => false,
        };
        match screen.iter().find(is_trouble) {
            None => Ok(()),
            Some(row) => broken(format!("{name} sees trouble: {}", row.body)),
        }
    }

    fn given(&self, author: &str, reader: &str, seen: &[&str], care: Option<bool>) -> Held {
        let there: BTreeSet<&str> = seen.iter().copied().collect();
        for (words, to_care, word) in self.said.get(author).into_iter().flatten() {
            if care.is_some_and(|care| care != *to_care) {
                continue;
            }
            match word {
                Word::Given if !there.contains(words.as_str()) => {
                    return broken(format!("{reader} has lost \"{words}\""));
                }
                Word::Void if there.contains(words.as_str()) => {
                    return broken(format!("{reader} sees \"{words}\", which was never said"));
                }
                Word::Gone if there.contains(words.as_str()) => {
                    return broken(format!("{reader} sees \"{words}\", which was taken back"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Everyone who is in for good has exchanged everything: each sees the same in a room, and
    /// all of it. Whatever was open is decided now.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn holds(&mut self, residents: &[(&str, &[Row])]) -> Held {
        for care in [false, true] {
            let readers: Vec<_> = residents
                .iter()
                .filter(|(name, _)| !care || *name != "Ana")
                .collect();
            let Some((first, first_screen)) = readers.first() else {
                continue;
            };
            let seen = texts(first_screen, Some(care));
            for (name, screen) in &readers {
                self.whole(name, screen)?;
                if texts(screen, Some(care)) != seen {
                    let theirs = texts(screen, Some(care));
                    let at = seen.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
                    return broken(format!(
                        "{first} and {name} see different things from row {at} on: {:?} and {:?}",
                        seen.get(at),
                        theirs.get(at)
                    ));
                }
                let (of_first, of_them) = (made(first_screen, care), made(screen, care));
                if let Some((a, b)) = of_first.iter().zip(&of_them).find(|(a, b)| a != b) {
                    return broken(format!("{first} sees {a:?}, and {name} {b:?}"));
                }
                for author in self.said.keys() {
                    self.given(author, name, &seen, Some(care))?;
                }
            }
            in_order(first, &seen)?;
            let there: BTreeSet<&str> = seen.iter().copied().collect();
            for (words, to_care, word) in self.said.values_mut().flatten() {
                if *to_care == care {
                    *word = match (*word, there.contains(words.as_str())) {
                        (Word::Open | Word::MayBeGone, true) => Word::Given,
                        (Word::Open, false) => Word::Void,
                        (Word::MayBeGone, false) => Word::Gone,
                        (word, _) => word,
                    };
                }
            }
            let known: BTreeSet<&str> = self
                .said
                .values()
                .flatten()
                .filter(|(_, to_care, word)| *to_care == care && *word == Word::Given)
                .map(|(words, ..)| words.as_str())
                .collect();
            if let Some(stranger) = seen.iter().find(|words| !known.contains(*words)) {
                return broken(format!("{first} sees \"{stranger}\", which nobody said"));
            }
        }
        Ok(())
    }

    /// A guest sees everything from the first that they see in this stay, and nothing that the
    /// patient does not see.
    ///
    /// # Errors
    /// [`Violation`].
    pub fn holds_for_guest(
        &self,
        guest: &str,
        screen: &[Row],
        patient: &[Row],
        stay: Stay,
    ) -> Held {
        self.whole(guest, screen)?;
        let all = texts(patient, Some(false));
        let seen = texts(screen, Some(false));
        in_order(guest, &seen)?;
        let now = seen.get(stay.before..).unwrap_or_default();
        let from = match now.first() {
            Some(first) => all.iter().position(|words| words == first),
            None => Some(all.len()),
        };
        let Some(from) = from else {
            return broken(format!("{guest} sees {:?}, the patient does not", now[0]));
        };
        if now != &all[from..] {
            return broken(format!("{guest} does not see what the patient sees"));
        }
        if stay.since.is_some_and(|since| from > since) {
            return broken(format!("{guest} has lost what was said since they came"));
        }
        self.given(guest, guest, &seen, Some(false))
    }
}

/// The words on a screen, of one room or of all.
pub fn texts(screen: &[Row], care: Option<bool>) -> Vec<&str> {
    screen
        .iter()
        .filter(|row| row.kind == Kind::Text && care.is_none_or(|care| row.care == care))
        .map(|row| row.body.as_str())
        .collect()
}

/// What was made of the words on a screen, of one room.
fn made(screen: &[Row], care: bool) -> Vec<(&str, &str)> {
    let rows = screen
        .iter()
        .filter(|row| row.kind == Kind::Text && row.care == care);
    rows.map(|row| (row.body.as_str(), row.made.as_str()))
        .collect()
}

/// Every author's words once and in their order: they are numbered.
fn in_order(reader: &str, seen: &[&str]) -> Held {
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for words in seen {
        let author = words.split(' ').next().unwrap_or_default();
        if let Some(before) = last.insert(author, words)
            && before >= *words
        {
            return broken(format!("{reader} sees \"{words}\" after \"{before}\""));
        }
    }
    Ok(())
}

fn broken<T>(what: String) -> Held<T> {
    Err(Violation(what))
}
