//! A text cut into words, numbers, signs, and the units of scripts without spaces.

use std::{iter, ops::Range};

use icu_normalizer::{DecomposingNormalizerBorrowed, properties::CanonicalCompositionBorrowed};
use icu_properties::props::GeneralCategory;

use super::fold::{self, Folded, NON_JOINER};

const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const NFC: CanonicalCompositionBorrowed<'static> = CanonicalCompositionBorrowed::new();

/// Most bytes of one term: what is longer is known by its beginning.
pub(super) const LONGEST: usize = 96;
/// The same sign once more and once more is not told from four times.
const REPEATS: usize = 3;

/// What an atom is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Unit,
    Sign,
}

/// What stands between an atom and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    One(char),
    Apart,
    Spaced,
}

impl Gap {
    /// Whether white space is in it.
    pub(super) fn spaced(self) -> bool {
        matches!(self, Self::Spaced | Self::One(' '))
    }

    fn and(self, separator: Folded) -> Self {
        match (self, separator) {
            (Self::None, Folded::Joint(joint)) => Self::One(joint),
            (Self::None, Folded::Space) => Self::One(' '),
            (_, Folded::Space) => Self::Spaced,
            (gap, _) if gap.spaced() => Self::Spaced,
            _ => Self::Apart,
        }
    }
}

/// A part of a text that is looked for as one.
pub(super) struct Atom {
    /// Where in the folded text it stands.
    folded: Range<usize>,
    /// Where in the text it stands: bytes.
    pub(super) source: Range<usize>,
    pub(super) kind: Kind,
    pub(super) gap: Gap,
}

/// A text, cut and folded.
pub(super) struct Atoms {
    /// The atoms with a space between any two.
    pub(super) folded: String,
    pub(super) list: Vec<Atom>,
}

impl Atoms {
    pub(super) fn of(text: &str) -> Self {
        let mut cut = Cutter::new(text.len());
        let mut rest = text.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            let mut end = start + c.len_utf8();
            if c.is_ascii() {
                cut.take(fold::fold(c), start..end);
            } else if fold::is_mark(c) {
                // Marks have an order of their own.
                while let Some((at, mark)) = rest.next_if(|(_, next)| fold::is_mark(*next)) {
                    end = at + mark.len_utf8();
                }
                let marks = text.get(start..end).unwrap_or_default();
                for mark in NFKD.normalize_iter(marks.chars()) {
                    cut.mark(mark, end);
                }
                cut.reach(end);
            } else {
                cut.other(c, start..end);
            }
        }
        Self {
            folded: cut.folded,
            list: cut.list,
        }
    }

    /// The folded words of an atom.
    pub(super) fn text(&self, atom: &Atom) -> &str {
        self.folded.get(atom.folded.clone()).unwrap_or_default()
    }

    /// The unit right behind a unit.
    pub(super) fn behind(&self, at: usize) -> Option<&str> {
        self.list
            .get(at)
            .filter(|atom| atom.kind == Kind::Unit)
            .and_then(|_| self.list.get(at + 1))
            .filter(|next| next.kind == Kind::Unit && next.gap == Gap::None)
            .map(|next| self.text(next))
    }
}

struct Cutter {
    folded: String,
    list: Vec<Atom>,
    gap: Gap,
    /// The next sign begins an atom, whatever is before it.
    afresh: bool,
}

impl Cutter {
    fn new(length: usize) -> Self {
        Self {
            folded: String::with_capacity(length + length / 4),
            list: Vec::with_capacity(length / 5 + 1),
            gap: Gap::None,
            afresh: true,
        }
    }

    /// A sign outside of ASCII that is no mark.
    fn other(&mut self, c: char, source: Range<usize>) {
        if let Some(joint) = fold::joint(c) {
            if joint != NON_JOINER || self.in_arabic() {
                self.take(Folded::Joint(joint), source);
            }
            return;
        }
        // Nothing to decompose; what Hangul and kana decompose to would only be composed again.
        if matches!(c, '\u{3041}'..='\u{30fe}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
        {
            return self.take(fold::fold(c), source);
        }
        use GeneralCategory as G;
        // One sign in a text, several in the index: 10², ℡, ㎎, ™, ½.
        let apart = matches!(
            fold::category(c),
            G::OtherSymbol | G::OtherNumber | G::LetterNumber
        );
        self.afresh |= apart;
        for part in NFKD.normalize_iter(iter::once(c)) {
            if fold::is_mark(part) {
                self.mark(part, source.end);
            } else {
                self.take(fold::fold(part), source.clone());
            }
        }
        self.afresh |= apart;
    }

    fn take(&mut self, folded: Folded, source: Range<usize>) {
        match folded {
            Folded::Nothing | Folded::Mark(_) => {}
            Folded::Letter(letter) => self.letter(letter, Kind::Word, source),
            Folded::Letters(letters) => {
                for letter in letters.chars() {
                    self.letter(letter, Kind::Word, source.clone());
                }
            }
            Folded::Digit(digit) => self.letter(digit, Kind::Number, source),
            Folded::Unit(unit) => self.unit(unit, source),
            Folded::Sign(sign) => self.sign(sign, source),
            separator @ (Folded::Joint(_) | Folded::Space | Folded::Break) => {
                self.gap = self.gap.and(separator);
                self.afresh = true;
            }
        }
    }

    fn letter(&mut self, c: char, kind: Kind, source: Range<usize>) {
        if self.afresh || self.list.last().is_none_or(|atom| atom.kind != kind) {
            return self.begin(c, kind, source);
        }
        self.append(c, source.end);
    }

    fn unit(&mut self, c: char, source: Range<usize>) {
        let last = self.list.last().filter(|_| self.gap == Gap::None);
        if last.is_some_and(|last| last.kind == Kind::Unit) && self.compose(c) {
            return self.reach(source.end);
        }
        self.begin(c, Kind::Unit, source);
    }

    fn sign(&mut self, c: char, source: Range<usize>) {
        let touching = self.gap == Gap::None;
        if touching && is_flag(c) && self.last_is(|text| text.chars().all(is_flag), 1) {
            return self.append(c, source.end);
        }
        let same =
            |atom: &Atom| self.folded.get(atom.folded.clone()) == Some(c.encode_utf8(&mut [0; 4]));
        let repeats = self
            .list
            .iter()
            .rev()
            .take(REPEATS)
            .take_while(|atom| same(atom));
        let repeats = repeats.count();
        if touching && repeats == REPEATS {
            return self.reach(source.end);
        }
        self.begin(c, Kind::Sign, source);
    }

    /// Whether the last atom has so many signs, all of them such.
    fn last_is(&self, such: impl Fn(&str) -> bool, signs: usize) -> bool {
        self.list
            .last()
            .and_then(|atom| self.folded.get(atom.folded.clone()))
            .is_some_and(|text| text.chars().count() == signs && such(text))
    }

    /// A mark on what is before it.
    fn mark(&mut self, c: char, end: usize) {
        let Some(last) = self.list.last() else { return };
        if self.gap != Gap::None || !matches!(last.kind, Kind::Word | Kind::Unit) {
            return;
        }
        // A letter of its own in Cyrillic, not an accent.
        let short_i = c == '\u{306}' && self.folded.ends_with('и');
        if short_i || matches!(c, '\u{3099}' | '\u{309a}') {
            self.compose(c);
        } else if let Folded::Mark(mark) = fold::fold(c) {
            self.append(mark, end);
        }
    }

    /// Makes one sign of the last and the next, where there is such a one.
    fn compose(&mut self, c: char) -> bool {
        let (Some(last), Some(atom)) = (self.folded.chars().next_back(), self.list.last_mut())
        else {
            return false;
        };
        let Some(whole) = NFC.compose(last, c) else {
            return false;
        };
        self.folded.pop();
        self.folded.push(whole);
        atom.folded.end = self.folded.len();
        true
    }

    fn begin(&mut self, c: char, kind: Kind, source: Range<usize>) {
        if !self.folded.is_empty() {
            self.folded.push(' ');
        }
        let start = self.folded.len();
        self.folded.push(c);
        self.list.push(Atom {
            folded: start..self.folded.len(),
            source,
            kind,
            gap: self.gap,
        });
        (self.gap, self.afresh) = (Gap::None, false);
    }

    fn append(&mut self, c: char, end: usize) {
        if let Some(atom) = self.list.last_mut() {
            if atom.folded.len() + c.len_utf8() <= LONGEST {
                self.folded.push(c);
                atom.folded.end = self.folded.len();
            }
            atom.source.end = end;
        }
    }

    /// The last atom goes as far as this.
    fn reach(&mut self, end: usize) {
        if self.gap == Gap::None
            && let Some(atom) = self.list.last_mut()
        {
            atom.source.end = end;
        }
    }

    fn in_arabic(&self) -> bool {
        let last = self.folded.chars().next_back();
        last.is_some_and(|c| matches!(c, '\u{600}'..='\u{77f}'))
    }
}

/// The letters that flags are written with.
fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}
