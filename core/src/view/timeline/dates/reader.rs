//! Reads a text from its beginning, piece by piece.

use super::names::{BETWEEN, MONTHS, WORDS_TOO};

/// Reads a text from its beginning.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a str);

impl Reader<'_> {
    /// A number of at most so many digits, Latin or Arabic, and how many they are.
    pub(super) fn number(&mut self, most: usize) -> Option<(u32, usize)> {
        let mut value = 0;
        let (mut count, mut end) = (0, 0);
        for (at, c) in self.0.char_indices() {
            let Some(next) = digit(c) else { break };
            if count == most {
                return None;
            }
            value = value * 10 + next;
            count += 1;
            end = at + c.len_utf8();
        }
        self.0 = self.0.get(end..)?;
        (count > 0).then_some((value, count))
    }

    pub(super) fn one_of(&mut self, signs: &[char]) -> Option<char> {
        let sign = self.0.chars().next().filter(|c| signs.contains(c))?;
        self.0 = self.0.get(sign.len_utf8()..)?;
        Some(sign)
    }

    pub(super) fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    }

    pub(super) fn spaces_or_comma(&mut self) {
        self.spaces();
        if self.one_of(&[',', '،']).is_some() {
            self.spaces();
        }
    }

    /// A word, small or large, and no letter after it.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let Some(rest) = begins(self.0, word).filter(|rest| !rest.starts_with(char::is_alphabetic))
        else {
            return false;
        };
        self.0 = self.0.get(self.0.len() - rest.len()..).unwrap_or("");
        true
    }

    pub(super) fn ordinal(&mut self) -> bool {
        ["st", "nd", "rd", "th", "º", "°"]
            .iter()
            .any(|end| self.word(end))
    }

    /// The month that is named, and whether that is another word too, in small letters.
    pub(super) fn month(&mut self) -> Option<(u32, bool)> {
        let small = self.0.starts_with(|c: char| c.is_lowercase());
        for (month, names) in (1..).zip(MONTHS) {
            for name in names {
                if self.word(name) {
                    // The point of what is cut short.
                    let cut = name.len() <= 4 && self.0.starts_with(". ");
                    if cut && self.0[2..].starts_with(|c: char| digit(c).is_some()) {
                        self.0 = &self.0[1..];
                    }
                    return Some((month, small && WORDS_TOO.contains(name)));
                }
            }
        }
        None
    }

    /// A year behind a day and a month.
    pub(super) fn year(&mut self) -> Option<i64> {
        let mut tried = *self;
        tried.spaces_or_comma();
        let _ = tried.word("de") || tried.word("del");
        tried.spaces();
        let (year, 4) = tried.number(4)? else {
            return None;
        };
        if tried.goes_on() {
            return None;
        }
        *self = tried;
        Some(i64::from(year))
    }

    /// Whether it is the afternoon that is meant: am, pm, a. m., p. m., ص, م.
    pub(super) fn half(&mut self) -> Option<bool> {
        let mut tried = *self;
        tried.spaces();
        for (half, afternoon) in [
            ("am", false),
            ("a.m.", false),
            ("a. m.", false),
            ("ص", false),
            ("pm", true),
            ("p.m.", true),
            ("p. m.", true),
            ("م", true),
        ] {
            if tried.word(half) {
                *self = tried;
                return Some(afternoon);
            }
        }
        None
    }

    /// Whether hours are meant as Spanish has them, counted through: 14:30 h.
    pub(super) fn hours(&mut self) -> bool {
        let mut tried = *self;
        tried.spaces();
        let are = tried.word("h") || tried.word("horas");
        if are {
            *self = tried;
        }
        are
    }

    pub(super) fn utc(&mut self) -> bool {
        let mut tried = *self;
        let is = tried.word("Z") || {
            tried.spaces();
            tried.word("UTC") || tried.word("GMT")
        };
        let is = is && !tried.0.starts_with(['+', '-']);
        if is {
            *self = tried;
        }
        is
    }

    /// Whether what was read is a part of something longer.
    pub(super) fn goes_on(self) -> bool {
        let mut rest = self.0.chars();
        let Some(next) = rest.next() else {
            return false;
        };
        next.is_alphanumeric()
            || matches!(next, '-' | '/' | '.' | ':' | '–')
                && rest.next().is_some_and(char::is_alphanumeric)
    }

    /// Whether a phrase or a line has ended.
    pub(super) fn ends_a_phrase(self) -> bool {
        let rest = self.0.trim_start_matches([' ', '\u{a0}']);
        let ends = |c: char| {
            matches!(
                c,
                '.' | ','
                    | ';'
                    | ':'
                    | '!'
                    | '?'
                    | ')'
                    | ']'
                    | '"'
                    | '”'
                    | '،'
                    | '؛'
                    | '؟'
                    | '\n'
                    | '\r'
            )
        };
        rest.chars().next().is_none_or(ends)
    }

    /// Whether more days than one are named: March 3 or 5, March 3–5.
    pub(super) fn names_more(self) -> bool {
        let mut text = self;
        text.spaces_or_comma();
        let between = text.one_of(&['-', '–', '—', '&']).is_some()
            || BETWEEN.iter().any(|word| text.word(word));
        text.spaces();
        between && text.number(4).is_some()
    }
}

pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '\u{660}'..='\u{669}' => Some(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(u32::from(c) - 0x6f0),
        _ => None,
    }
}

/// What follows a word at the beginning of a text, small or large.
pub(super) fn begins<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in word.chars() {
        let next = rest.next()?;
        let is_it = match next.is_ascii() && expected.is_ascii() {
            true => next.eq_ignore_ascii_case(&expected),
            false => next == expected || next.to_lowercase().eq(expected.to_lowercase()),
        };
        if !is_it {
            return None;
        }
    }
    Some(rest.as_str())
}
