//! What may stand in a name, a title, a relationship: one rule for who types it and for what comes
//! from others.
//!
//! Text that nobody sees, or that turns or covers the words around it, does not get in. Who types
//! is told where something visible would be lost ([`typed`]); what others wrote is made harmless
//! and never refused for it ([`shown`]), so that the gate, which may not depend on a table of
//! Unicode, need not know this rule.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory as Category},
};

use crate::limits::MAX_TEXT;

/// Marks above or below one letter: as many as UTS #39 (5.4) lets pass.
const MAX_MARKS: usize = 4;
/// Stands for a name that holds nothing to be seen.
const NAMELESS: &str = "?";

/// Why a name was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is nothing in it to be seen.
    #[error("there is nothing in it to be seen")]
    Blank,
    /// Longer than [`MAX_TEXT`] bytes.
    #[error("it is too long")]
    TooLong,
    /// More marks on a letter than any language writes.
    #[error("there are signs in it that do not belong in a name")]
    Unfit,
}

/// What someone typed, as it is kept: in one line, without what is not seen, in composed form
/// (NFC), at most [`MAX_TEXT`] bytes.
///
/// # Errors
/// [`NameError`].
pub fn typed(text: &str) -> Result<String, NameError> {
    let name = typed_or_nothing(text)?;
    if name.is_empty() {
        Err(NameError::Blank)
    } else {
        Ok(name)
    }
}

/// As [`typed`], where nothing may be said: empty then.
///
/// # Errors
/// [`NameError::TooLong`], [`NameError::Unfit`].
pub fn typed_or_nothing(text: &str) -> Result<String, NameError> {
    let clean = clean(text);
    if clean.text.len() > MAX_TEXT {
        Err(NameError::TooLong)
    } else if clean.overloaded {
        Err(NameError::Unfit)
    } else {
        Ok(clean.text)
    }
}

/// A name that someone else wrote, fit to be shown; never empty.
pub fn shown(text: &str) -> String {
    let name = shown_or_nothing(text);
    if name.is_empty() {
        NAMELESS.to_owned()
    } else {
        name
    }
}

/// As [`shown`], where nothing may be said: empty then.
pub fn shown_or_nothing(text: &str) -> String {
    let mut name = clean(text).text;
    while name.len() > MAX_TEXT {
        name.pop();
        // No joiner or space is left at the end.
        if name.len() <= MAX_TEXT {
            name = clean(&name).text;
        }
    }
    name
}

struct Clean {
    text: String,
    /// Marks were left out.
    overloaded: bool,
}

/// What a sign does in a name.
enum Sign {
    /// Parts words.
    Space,
    /// Stands on the letter before it.
    Mark,
    /// Joins or parts letters, or picks a form of one: only next to something visible.
    Joiner,
    /// Is seen.
    Letter,
    /// Is not seen, or turns what is around it.
    Nothing,
}

fn clean(text: &str) -> Clean {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let mut name = Builder::default();
    for letter in nfc.normalize(text).chars() {
        name.push(letter);
    }
    if !name.seen {
        name.text.clear();
    }
    Clean {
        // What was parted by something unseen may belong together now.
        text: nfc.normalize(&name.text).into_owned(),
        overloaded: name.overloaded,
    }
}

#[derive(Default)]
struct Builder {
    text: String,
    space: bool,
    joiner: Option<char>,
    marks: usize,
    seen: bool,
    overloaded: bool,
}

impl Builder {
    fn push(&mut self, letter: char) {
        match sign(letter) {
            Sign::Nothing => {}
            Sign::Space => {
                self.space = !self.text.is_empty();
                self.joiner = None;
                self.marks = 0;
            }
            // Without a letter it would stand on whatever is shown before the name.
            Sign::Mark if self.text.is_empty() || self.space => self.overloaded = true,
            Sign::Mark if self.marks == MAX_MARKS => self.overloaded = true,
            Sign::Mark => {
                self.marks += 1;
                self.text.extend(self.joiner.take());
                self.text.push(letter);
            }
            Sign::Joiner if is_selector(letter) => {
                // Picks a form of what stands right before it, once.
                if self.seen
                    && !self.space
                    && self.joiner.is_none()
                    && !ends_in_selector(&self.text)
                {
                    self.text.push(letter);
                }
            }
            Sign::Joiner => {
                self.joiner = (self.seen && !self.space).then_some(letter);
            }
            Sign::Letter => {
                if std::mem::take(&mut self.space) {
                    self.text.push(' ');
                }
                self.text.extend(self.joiner.take());
                self.text.push(letter);
                (self.seen, self.marks) = (true, 0);
            }
        }
    }
}

fn sign(letter: char) -> Sign {
    if letter.is_ascii_graphic() {
        return Sign::Letter;
    }
    // Braille's and music's blanks are drawn as nothing.
    if letter.is_whitespace() || matches!(letter, '\u{2800}' | '\u{1d159}' | '\u{16fe4}') {
        return Sign::Space;
    }
    if matches!(letter, '\u{200c}' | '\u{200d}') || is_selector(letter) {
        return Sign::Joiner;
    }
    if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter) {
        return Sign::Nothing;
    }
    match CodePointMapData::<Category>::new().get(letter) {
        Category::Control | Category::Format | Category::PrivateUse => Sign::Nothing,
        Category::NonspacingMark | Category::EnclosingMark => Sign::Mark,
        Category::Unassigned if u32::from(letter) & 0xfffe == 0xfffe => Sign::Nothing,
        _ => Sign::Letter,
    }
}

/// Of an emoji's look, or of a form of a Chinese sign, as names in Japan are written.
fn is_selector(letter: char) -> bool {
    matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn ends_in_selector(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_selector)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_the_world_stay_as_they_are() {
        for name in [
            "Ana",
            "José María Ñúñez-O'Neill",
            "Nguyễn Thị Hồng Ánh",
            "محمد عبد الله",
            "نیلوفر\u{200c}السادات",
            "אַבְרָהָם",
            "क्षितिज",
            "சிவராமகிருஷ்ணன்",
            "ประภัสสร์",
            "葛\u{e0100}城",
            "김철수",
            "Ana 👩\u{200d}⚕\u{fe0f}",
            "Dr. med. X (Station 3)",
        ] {
            assert_eq!(typed(name).as_deref(), Ok(name));
            assert_eq!(shown(name), name);
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_harmless_and_stays_so(text in any::<String>()) {
            let once = shown(&text);
            prop_assert!(!once.is_empty() && once.len() <= MAX_TEXT);
            prop_assert_eq!(&shown(&once), &once);
            let turns = |c: char| {
                matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            let harmful = once.contains(|c: char| c.is_control() || turns(c));
            prop_assert!(!harmful);
            if let Ok(kept) = typed(&text) {
                prop_assert_eq!(kept, once);
            }
        }
    }
}
