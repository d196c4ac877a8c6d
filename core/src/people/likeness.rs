//! Which names look the same (UTS #39, section 4: skeletons).
//!
//! `confusables` holds Unicode's own data, packed by `kith-confusables` (in `tests`): the library
//! that has it takes half a megabyte of an app, this some twenty kilobytes. A test holds the one
//! against the other, sign by sign.

use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{CodePointMapData, props::GeneralCategory};

/// For each prototype: its letters (UTF-8, ended by 0), how many signs look like it, and these, in
/// order, each as the distance from the one before (LEB128).
static CONFUSABLES: &[u8] = include_bytes!("confusables");

/// What is left of a name when all that a hurried eye passes over is taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    as_written: String,
    in_small_letters: String,
}

impl Likeness {
    /// Of a name.
    pub fn of(name: &str) -> Self {
        Self {
            as_written: looks(name),
            in_small_letters: looks(&name.to_lowercase()),
        }
    }

    /// Whether one could be taken for the other. Spaces, accents and capital letters count for
    /// nothing: who was told a name does not remember them.
    pub fn is_like(&self, other: &Self) -> bool {
        // Of signs alone nothing is left to be compared.
        !self.as_written.is_empty()
            && (self.as_written == other.as_written
                || self.in_small_letters == other.in_small_letters)
    }
}

fn looks(name: &str) -> String {
    skeleton(name)
        .to_lowercase()
        .chars()
        .filter(|letter| {
            letter.is_alphanumeric() && !is_mark(*letter) || letter.is_ascii_punctuation()
        })
        .collect()
}

fn is_mark(letter: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(letter);
    matches!(
        category,
        GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark
    )
}

/// The skeleton of a text: two that look alike have the same one.
pub fn skeleton(text: &str) -> String {
    let nfd = DecomposingNormalizerBorrowed::new_nfd();
    let plain = nfd.normalize(text);
    let mut replaced = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match prototype(letter) {
            Some(prototype) => replaced.push_str(prototype),
            None => replaced.push(letter),
        }
    }
    nfd.normalize(&replaced).into_owned()
}

/// What a letter looks like.
fn prototype(letter: char) -> Option<&'static str> {
    let letter = u32::from(letter);
    let found = BY_LETTER.binary_search_by_key(&letter, |entry| entry.letter);
    let entry = BY_LETTER.get(found.ok()?)?;
    let table = Table(CONFUSABLES.get(usize::from(entry.at)..)?);
    Some(table.letters()?.0)
}

/// A letter of the table, and where its prototype stands there.
struct Entry {
    letter: u32,
    at: u16,
}

/// The table by letter: six thousand of them, 50 KB. Made where names are compared first, and not anew for each:
/// a page compares all the people of its circle, which took most of its time.
static BY_LETTER: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    let mut table = Table(CONFUSABLES);
    while let Ok(at) = u16::try_from(CONFUSABLES.len() - table.0.len())
        && let Some((_, count)) = table.prototype()
    {
        let mut letter = 0;
        for _ in 0..count {
            letter += table.number();
            entries.push(Entry { letter, at });
        }
    }
    entries.sort_unstable_by_key(|entry| entry.letter);
    entries
});

struct Table(&'static [u8]);

impl Table {
    fn prototype(&mut self) -> Option<(&'static str, u32)> {
        let (prototype, rest) = self.letters()?;
        self.0 = rest;
        Some((prototype, self.number()))
    }

    /// The letters that stand first, and what follows them.
    fn letters(&self) -> Option<(&'static str, &'static [u8])> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let (letters, rest) = self.0.split_at(end);
        Some((std::str::from_utf8(letters).ok()?, rest.get(1..)?))
    }

    fn number(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 || shift > 21 {
                break;
            }
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_told() {
        let like = |a: &str, b: &str| Likeness::of(a).is_like(&Likeness::of(b));
        // Cyrillic а, e and о; a capital I for an l; a zero; accents, spaces, capitals.
        for (a, b) in [
            ("Ana", "\u{410}n\u{430}"),
            ("Nadia Moore", "Nadia M\u{43e}\u{43e}r\u{435}"),
            ("Paul", "PauI"),
            ("Olga", "0lga"),
            ("María", "Maria"),
            ("Ana Maria", "AnaMaria"),
            ("NADIA", "Nadia"),
            ("Dr. Rn", "Dr. m"),
        ] {
            assert!(like(a, b), "{a} and {b}");
        }
        for (a, b) in [
            ("Ana", "Anna"),
            ("Nadia", "Nadja"),
            ("محمد", "محمود"),
            ("Rui", "Rua"),
        ] {
            assert!(!like(a, b), "{a} and {b}");
        }
    }
}
