//! Whom an @ means that is being typed.

use crate::{content::mention, view::PersonRow};

/// Most who are offered.
const MOST: usize = 8;

/// Of those who read words, whom the name may mean that is begun behind an @ at their end: a word of theirs begins so.
pub(super) fn offered(words: &str, readers: &[PersonRow]) -> Vec<PersonRow> {
    let Some(begun) = mention::begun(words) else {
        return Vec::new();
    };
    let typed = begun.to_lowercase();
    let meant = |reader: &&PersonRow| reader.name != begun && begins_a_word(&reader.name, &typed);
    readers.iter().filter(meant).take(MOST).cloned().collect()
}

/// Words in which a whole name stands that was begun behind an @ at their end.
pub(super) fn named(words: &str, name: &str) -> Option<String> {
    let begun = mention::begun(words)?;
    let before = &words[..words.len() - begun.len()];
    Some(format!("{before}{name} "))
}

fn begins_a_word(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    let found = |(at, _): (usize, &str)| {
        let before = name[..at].chars().next_back();
        !before.is_some_and(char::is_alphanumeric)
    };
    !name.is_empty() && (typed.is_empty() || name.match_indices(typed).any(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_offered_by_the_beginning_of_any_of_its_words() {
        for (typed, is_meant) in [
            ("", true),
            ("j", true),
            ("Joy t", true),
            ("test", true),
            ("oy", false),
            ("joy testwell ", false),
        ] {
            assert_eq!(
                begins_a_word("Joy Testwell", &typed.to_lowercase()),
                is_meant,
                "{typed}"
            );
        }
        assert!(!begins_a_word("", ""));
    }

    #[test]
    fn the_whole_name_comes_to_stand_where_it_was_begun() {
        let named = |words| named(words, "Joy Testwell");
        assert_eq!(named("Ask @jo").as_deref(), Some("Ask @Joy Testwell "));
        assert_eq!(named("@").as_deref(), Some("@Joy Testwell "));
        assert_eq!(named("Ask jo"), None);
    }
}
