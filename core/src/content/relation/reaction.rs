//! One sign for how something was taken.

use crate::content::{
    event::{ContentError, EventHash},
    fields::Fields,
    head::{FIRST_FIELD, Head, Target},
};

/// Longest sign in bytes: emoji of several parts take up to some 40.
pub const MAX_SIGN: usize = 64;

const SIGN: u64 = FIRST_FIELD;

/// A sign that a person puts to something that was said, or takes away: in the place of those of theirs
/// that it names.
#[derive(Clone, PartialEq, Eq)]
pub struct Reaction {
    /// What it is put to.
    pub target: Target,
    /// The reactions of this person that it takes the place of.
    pub replaces: Vec<EventHash>,
    /// An emoji; `None` where what is named is taken away and nothing put there.
    pub sign: Option<String>,
}

impl Reaction {
    /// As an event carries it.
    pub fn encode(&self) -> Vec<u8> {
        let mut head = Head::about(self.target);
        head.parents.clone_from(&self.replaces);
        let mut fields = head.fields();
        if let Some(sign) = &self.sign {
            fields.push(SIGN, sign.as_str());
        }
        fields.encode()
    }

    /// Reads what [`Self::encode`] made.
    ///
    /// # Errors
    /// [`ContentError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, ContentError> {
        let fields = Fields::read(bytes)?;
        let head = Head::of(&fields)?;
        let sign = fields.text(SIGN, MAX_SIGN)?.map(str::to_owned);
        // A sign, not a sentence: nobody reads words past everyone's index and retention.
        if let Some(sign) = &sign
            && find_sign(sign) != Some(sign)
        {
            return Err(ContentError::Unreadable);
        }
        Ok(Self {
            target: head.target.ok_or(ContentError::Unreadable)?,
            replaces: head.parents,
            sign,
        })
    }
}

/// The first emoji in a text, whole: with its skin, its joined parts, both letters of a flag.
pub fn find_sign(text: &str) -> Option<&str> {
    let (start, first) = text.char_indices().find(|(_, c)| is_emoji(*c))?;
    let mut end = start + first.len_utf8();
    let mut before = first;
    for c in text[end..].chars() {
        let flag = is_flag(before) && is_flag(c);
        let part = matches!(c, VARIATION | JOINER) || is_skin(c) || is_tag(c);
        if !(flag || part || (before == JOINER && is_emoji(c))) {
            break;
        }
        end += c.len_utf8();
        // A flag has two letters, and the next one begins another.
        before = if flag { VARIATION } else { c };
    }
    // What is joined to nothing is left out.
    let sign = text[start..end].trim_end_matches(JOINER);
    (sign.len() <= MAX_SIGN).then_some(sign)
}

const JOINER: char = '\u{200d}';
const VARIATION: char = '\u{fe0f}';

/// Unicode's blocks of pictures; some signs in them are no emoji, none is a letter.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{231a}'..='\u{23ff}' | '\u{25aa}'..='\u{27bf}' | '\u{2934}'..='\u{2935}'
        | '\u{2b05}'..='\u{2b55}' | '\u{1f000}'..='\u{1f0ff}' | '\u{1f18e}'..='\u{1f19a}'
        | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}')
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_skin(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Of which the flags of parts of a country are made.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

kith_protocol::tells_nothing!(Reaction);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_whole_emoji_is_found_and_nothing_else_is_one() {
        for sign in [
            "👍",
            "❤️",
            "👍🏽",
            "👨‍👩‍👧",
            "🇪🇸",
            "🏴\u{e0067}\u{e0062}\u{e007f}",
            "☺",
        ] {
            assert_eq!(find_sign(sign), Some(sign));
            let typed = format!("thanks {sign}{sign} now");
            assert_eq!(find_sign(&typed), Some(sign), "{typed}");
        }
        for none in [
            "",
            "words",
            "12",
            "!?",
            " ",
            "\u{202e}",
            "\u{200d}",
            "a\u{fe0f}",
        ] {
            assert_eq!(find_sign(none), None, "{none:?}");
        }
        assert_eq!(find_sign("👍\u{200d}"), Some("👍"), "joined to nothing");
        let long = format!("👨{}", "\u{200d}👨".repeat(40));
        assert_eq!(find_sign(&long), None, "longer than any");
    }
}
