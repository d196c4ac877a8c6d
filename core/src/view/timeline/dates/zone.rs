//! Times that are not the reader's: what o'clock it is there is not told, and it may be another day.

use super::{
    Time,
    names::{OF_ZONES, ZONES},
    reader::{Reader, digit},
};

/// How far before a date a time is looked for, and behind one a zone, in bytes.
const NEAR: usize = 48;
/// The longest of what a zone is called, in words: Eastern Standard Time.
const WORDS: usize = 3;

/// Whether what stands behind a time is a zone, or may be one: ET, (pst), +05:00, Berlin time, hora de Madrid. A
/// word in capitals may be one that is not known here.
pub(super) fn is_elsewhere(behind: &str) -> bool {
    let end = (0..=NEAR.min(behind.len())).rfind(|end| behind.is_char_boundary(*end));
    let behind = &behind[..end.unwrap_or(0)];
    let shift = behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if let Some(shift) = shift.strip_prefix(['+', '-', '−', '±']) {
        return shift.starts_with(|c| digit(c).is_some());
    }
    let words = shift.trim_start_matches(['(', '[', ',', '،', ' ', '\u{a0}']);
    let mut words = words.split([' ', '\u{a0}']).map(word);
    let Some((first, is_last)) = words.next() else {
        return false;
    };
    if is_short_in_capitals(first) || ZONES.iter().any(|zone| zone.eq_ignore_ascii_case(first)) {
        return true;
    }
    let is_named = |word: &str| OF_ZONES.contains(&word.to_lowercase().as_str());
    if is_named(first) || is_last {
        return is_named(first);
    }
    for (word, is_last) in words.take(WORDS - 1) {
        if is_named(word) {
            return true;
        }
        if is_last {
            break;
        }
    }
    false
}

/// Whether a time stands shortly before a date: told, and whether it is one of elsewhere.
pub(super) fn time_before(before: &str) -> Option<bool> {
    let begin = before.len().saturating_sub(NEAR);
    let begin = (begin..=before.len()).find(|begin| before.is_char_boundary(*begin));
    let begin = begin.unwrap_or(before.len());
    let mut last = None;
    for (offset, c) in before[begin..].char_indices() {
        let at = begin + offset;
        let is_first = !before[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':');
        let mut text = Reader(&before[at..]);
        let is_time = is_first && digit(c).is_some() && Time::read(&mut text, false).is_some();
        let ends = |end: &str| text.0.contains(end);
        if is_time && ![". ", ";", "\n", "!", "?"].into_iter().any(ends) {
            last = Some(is_elsewhere(text.0));
        }
    }
    last
}

/// The letters at the beginning of a word, and whether a phrase ends with them.
fn word(text: &str) -> (&str, bool) {
    let end = text.find(|c: char| !c.is_alphabetic() && c != '/');
    let end = end.unwrap_or(text.len());
    (&text[..end], end < text.len())
}

fn is_short_in_capitals(word: &str) -> bool {
    let capitals = word.chars().all(|c| c.is_ascii_uppercase());
    capitals && (2..=5).contains(&word.len()) && word != "AM" && word != "PM"
}
