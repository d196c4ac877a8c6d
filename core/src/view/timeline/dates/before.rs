//! What stands before a date: a day of the week, a word that goes with dates, another day of the same month.

use super::{
    names::{BEFORE, BETWEEN, WEEKDAYS},
    reader::digit,
};

/// Longest name of a month or a day that is looked for, in characters.
const LONGEST: usize = 14;

/// The word at the end of a text, in small letters.
pub(super) fn last_word(text: &str) -> String {
    let trimmed = text.trim_end_matches([' ', '\u{a0}', ',', '،']);
    let letters = trimmed.chars().rev().take_while(|c| c.is_alphabetic());
    let word: Vec<char> = letters.take(LONGEST).collect();
    word.iter().rev().flat_map(|c| c.to_lowercase()).collect()
}

/// Without the word at its end.
pub(super) fn without_last_word(text: &str) -> &str {
    text.trim_end_matches([' ', '\u{a0}', ',', '،'])
        .trim_end_matches(char::is_alphabetic)
}

pub(super) fn is_before(before: &str) -> bool {
    let word = last_word(before);
    BEFORE.contains(&word.as_str()) || weekday(before).is_some()
}

/// The day of the week that stands before a date, but for an article between them.
pub(super) fn weekday(before: &str) -> Option<usize> {
    let of = |word: &str| WEEKDAYS.iter().position(|names| names.contains(&word));
    let word = last_word(before);
    of(&word).or_else(|| {
        let article = ["the", "el", "on"].contains(&word.as_str());
        article.then(|| of(&last_word(without_last_word(before))))?
    })
}

/// Whether a day before a month is one of several: 3 and 5 March.
pub(super) fn is_one_of_several(before: &str) -> bool {
    let trimmed = before.trim_end_matches([' ', '\u{a0}']);
    let is_number = |text: &str| {
        let text = text.trim_end_matches([' ', '\u{a0}', 's', 't', 'n', 'd', 'r', 'h']);
        text.chars().next_back().is_some_and(|c| digit(c).is_some())
    };
    if let Some(rest) = trimmed.strip_suffix([',', '،', '-', '–', '—', '&', '/']) {
        return is_number(rest);
    }
    BETWEEN.contains(&last_word(trimmed).as_str()) && is_number(without_last_word(trimmed))
}
