//! Where words name people: a name stands there behind an @.

use std::ops::Range;

/// Longest that is taken for the beginning of a name, in bytes.
const LONGEST: usize = 200;

/// Where words name who is called so: no letter comes after the name. In bytes, the @ among them.
pub fn places(words: &str, name: &str) -> Vec<Range<usize>> {
    if name.is_empty() {
        return Vec::new();
    }
    let called = format!("@{name}");
    let found = words
        .match_indices(&called)
        .map(|(at, _)| at..at + called.len());
    found
        .filter(|place| !begins_with_letter(&words[place.end..]))
        .collect()
}

/// What stands behind the last @ of words, in its line: the name that someone types may begin so.
pub fn begun(words: &str) -> Option<&str> {
    let (before, begun) = words.rsplit_once('@')?;
    // An address of an e-mail names nobody.
    let free = !before
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    (free && begun.len() <= LONGEST && !begun.contains('\n')).then_some(begun)
}

fn begins_with_letter(words: &str) -> bool {
    words.chars().next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_named_whole_and_behind_its_sign() {
        assert_eq!(places("Ask @Joy, or @Joy.", "Joy"), [4..8, 13..17]);
        for none in ["Ask Joy", "@Joyce", "@ Joy", "@joy", ""] {
            assert_eq!(places(none, "Joy"), [], "{none}");
        }
        assert_eq!(places("@", ""), []);
    }

    #[test]
    fn a_name_begins_behind_the_last_sign_of_a_line() {
        assert_eq!(begun("Ask @Jo"), Some("Jo"));
        assert_eq!(begun("@Joy and @"), Some(""));
        assert_eq!(begun("Ask @Joy Test"), Some("Joy Test"));
        let long = format!("@{}", "x".repeat(LONGEST + 1));
        for none in ["Ask", "me@example", "@Joy\nand", &long] {
            assert_eq!(begun(none), None, "{none}");
        }
    }
}
