//! A sign without its case, marks and forms.

use icu_properties::{CodePointMapData, props::GeneralCategory};

/// What a sign is to a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folded {
    /// Nothing.
    Nothing,
    /// A letter of a word.
    Letter(char),
    /// A letter that is written with several.
    Letters(&'static str),
    /// A digit, of whatever script, as ASCII.
    Digit(char),
    /// A letter of a script that puts no spaces between its words.
    Unit(char),
    /// A mark without which a word would be another one: a vowel sign, a tone.
    Mark(char),
    /// A sign that stands for itself.
    Sign(char),
    /// Stands between the parts of a word or a number.
    Joint(char),
    /// Stands between words.
    Space,
    /// Stands between anything.
    Break,
}

/// Between the parts of an Arabic or Persian word.
pub(super) const NON_JOINER: char = '\u{200c}';

/// The general category of a sign.
pub(super) fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether a sign is a mark on the one before it.
pub(super) fn is_mark(c: char) -> bool {
    use GeneralCategory as G;
    matches!(
        category(c),
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark
    ) || is_skin(c)
}

/// The colours of an emoji's skin.
fn is_skin(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// What stands between parts, as it is typed; asked before a sign is decomposed.
pub(super) fn joint(c: char) -> Option<char> {
    Some(match c {
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | '＇' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ' | 'ꞌ'
        | 'Ꞌ' | '׳' => '\'',
        '-' | '‐' | '‑' | '–' | '−' | '－' | '־' => '-',
        '"' | '“' | '”' | '״' => '"',
        '.' | '．' => '.',
        ',' | '，' | '،' | '٫' | '٬' => ',',
        '/' | '⁄' | '∕' | '／' => '/',
        '·' | '‧' | '∙' => '·',
        NON_JOINER => NON_JOINER,
        _ => return None,
    })
}

/// Folds one sign of a text that was decomposed (NFKD).
pub(super) fn fold(c: char) -> Folded {
    if c.is_ascii() {
        return ascii(c);
    }
    if let Some(joint) = joint(c) {
        return Folded::Joint(joint);
    }
    if let Some(folded) = form(c) {
        return folded;
    }
    if spaceless(c) {
        return unit(c);
    }
    use GeneralCategory as G;
    match category(c) {
        G::UppercaseLetter | G::TitlecaseLetter => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            form(lower).unwrap_or(Folded::Letter(lower))
        }
        G::LowercaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::LetterNumber
        | G::OtherNumber => Folded::Letter(c),
        G::DecimalNumber => Folded::Digit(decimal(c)),
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark if decorates(c) => Folded::Nothing,
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Folded::Mark(c),
        G::Format => Folded::Nothing,
        G::ModifierSymbol if is_skin(c) => Folded::Nothing,
        // What this version's tables do not know is most likely a new emoji.
        G::MathSymbol
        | G::CurrencySymbol
        | G::ModifierSymbol
        | G::OtherSymbol
        | G::PrivateUse
        | G::Unassigned => Folded::Sign(c),
        G::SpaceSeparator | G::LineSeparator | G::ParagraphSeparator => Folded::Space,
        _ => Folded::Break,
    }
}

fn ascii(c: char) -> Folded {
    match c {
        'a'..='z' => Folded::Letter(c),
        'A'..='Z' => Folded::Letter(c.to_ascii_lowercase()),
        '0'..='9' => Folded::Digit(c),
        // The index's own tokeniser has to let through the same: see its `tokenchars`.
        '#' | '$' | '%' | '&' | '*' | '+' | '<' | '=' | '>' | '@' | '^' | '|' | '~' => {
            Folded::Sign(c)
        }
        '\t'..='\r' | ' ' => Folded::Space,
        _ => joint(c).map_or(Folded::Break, Folded::Joint),
    }
}

/// Signs that people write for one another, and that no decomposition knows.
fn form(c: char) -> Option<Folded> {
    use Folded::{Letter, Letters, Nothing, Sign};
    Some(match c {
        'ß' | 'ẞ' => Letters("ss"),
        'æ' | 'Æ' => Letters("ae"),
        'œ' | 'Œ' => Letters("oe"),
        'þ' | 'Þ' => Letters("th"),
        'ø' | 'Ø' | 'ɔ' | 'Ɔ' => Letter('o'),
        'ł' | 'Ł' => Letter('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' | 'ɖ' | 'Ɖ' | 'ɗ' | 'Ɗ' => Letter('d'),
        'ħ' | 'Ħ' => Letter('h'),
        'ı' => Letter('i'),
        'ȷ' => Letter('j'),
        'ŋ' | 'Ŋ' => Letter('n'),
        'ŧ' | 'Ŧ' => Letter('t'),
        'ƒ' | 'Ƒ' => Letter('f'),
        'ə' | 'Ə' | 'ɛ' | 'Ɛ' => Letter('e'),
        'ɓ' | 'Ɓ' => Letter('b'),
        'ƙ' | 'Ƙ' | 'ĸ' => Letter('k'),
        'ƴ' | 'Ƴ' => Letter('y'),
        '×' => Letter('x'),
        'ς' => Letter('σ'),
        // Hebrew letters at the end of a word.
        'ך' => Letter('כ'),
        'ם' => Letter('מ'),
        'ן' => Letter('נ'),
        'ף' => Letter('פ'),
        'ץ' => Letter('צ'),
        // Arabic, and its letters as Persian and Urdu write them.
        'ـ' => Nothing,
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => Letter('ا'),
        'ؤ' => Letter('و'),
        'ئ' | 'ى' | 'ی' | 'ې' | 'ۍ' => Letter('ي'),
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' => Letter('ه'),
        'ک' | 'ڪ' => Letter('ك'),
        '٪' => Sign('%'),
        // Fillers that show nothing.
        '\u{115f}' | '\u{1160}' => Nothing,
        // Between the parts of a foreign name in Japanese.
        '・' => Nothing,
        '\u{200e}' | '\u{200f}' => Nothing,
        '§' | '¶' | '†' | '‡' | '‰' => Sign(c),
        // Devanagari: the dot that many leave out, and the two ways to write a nasal.
        '\u{93c}' => Nothing,
        '\u{901}' => Folded::Mark('\u{902}'),
        _ => return None,
    })
}

/// A unit of a script without spaces: katakana as hiragana, the digits of such scripts as digits.
fn unit(c: char) -> Folded {
    if let '\u{30a1}'..='\u{30f6}' | '\u{30fd}' | '\u{30fe}' = c {
        return Folded::Unit(char::from_u32(c as u32 - 0x60).unwrap_or(c));
    }
    use GeneralCategory as G;
    match category(c) {
        G::DecimalNumber => Folded::Digit(decimal(c)),
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => Folded::Mark(c),
        G::UppercaseLetter
        | G::TitlecaseLetter
        | G::LowercaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::LetterNumber
        | G::OtherNumber => Folded::Unit(c),
        G::CurrencySymbol | G::OtherSymbol | G::Unassigned => Folded::Sign(c),
        _ => Folded::Break,
    }
}

/// Whether words of the sign's script stand without spaces, or are so short and so often joined
/// (Korean) that a part of one is looked for.
fn spaceless(c: char) -> bool {
    matches!(
        c as u32,
        0x0e00..=0x0eff // Thai, Lao
        | 0x1000..=0x109f // Burmese
        | 0x1100..=0x11ff // the parts of Hangul
        | 0x1780..=0x17ff // Khmer
        | 0x1950..=0x19df // Tai Le
        | 0x1a20..=0x1aaf // Tai Tham
        | 0x1b00..=0x1b7f // Balinese
        | 0x3005..=0x3007
        | 0x3021..=0x3029
        | 0x3031..=0x3035
        | 0x3038..=0x303b
        | 0x3041..=0x30fa
        | 0x30fc..=0x312f // kana, bopomofo
        | 0x31a0..=0x31bf
        | 0x31f0..=0x31ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff // Han
        | 0xa000..=0xa48f // Yi
        | 0xa980..=0xa9ff // Javanese, Burmese
        | 0xaa60..=0xaadf // Burmese, Tai Viet
        | 0xac00..=0xd7ff // Hangul
        | 0xf900..=0xfaff
        | 0x1b000..=0x1b16f // kana
        | 0x20000..=0x3ffff // Han
    )
}

/// Whether a mark only decorates: accents, points, vowels that most people leave out.
fn decorates(c: char) -> bool {
    matches!(
        c as u32,
        0x0300..=0x036f
        | 0x0483..=0x0489 // Cyrillic
        | 0x0591..=0x05c7 // Hebrew
        | 0x0610..=0x061a
        | 0x064b..=0x065f
        | 0x0670
        | 0x06d6..=0x06ed // Arabic
        | 0x0711
        | 0x0730..=0x074a // Syriac
        | 0x0897..=0x08ff // Arabic
        | 0x180b..=0x180f
        | 0x1ab0..=0x1aff
        | 0x1cd0..=0x1cff // Vedic
        | 0x1dc0..=0x1dff
        | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f
        | 0xfe20..=0xfe2f
        | 0xe0100..=0xe01ef
    )
}

/// The ASCII digit of a decimal digit: in Unicode the ten of a script stand in a row.
fn decimal(c: char) -> char {
    let below = (1..10)
        .take_while(|below| {
            char::from_u32(c as u32 - below)
                .is_some_and(|c| category(c) == GeneralCategory::DecimalNumber)
        })
        .count();
    char::from_digit(below as u32, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use icu_normalizer::DecomposingNormalizerBorrowed;

    use super::*;

    fn signs() -> impl Iterator<Item = char> {
        (0..=0x10_ffff).filter_map(char::from_u32)
    }

    #[test]
    fn what_is_folded_folds_to_itself() {
        let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
        for c in signs().flat_map(|c| nfkd.normalize_iter(std::iter::once(c))) {
            match fold(c) {
                Folded::Letters(letters) => {
                    assert!(letters.chars().all(|c| fold(c) == Folded::Letter(c)));
                }
                once @ (Folded::Letter(to)
                | Folded::Digit(to)
                | Folded::Unit(to)
                | Folded::Mark(to)
                | Folded::Sign(to)) => assert_eq!(fold(to), once, "{c:?} {to:?}"),
                _ => {}
            }
        }
    }

    #[test]
    fn digits_of_every_script_are_the_ten_digits() {
        let texts = [
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "০১২৩৪৫৬৭৮৯",
            "௦௧௨௩௪௫௬௭௮௯",
            "๐๑๒๓๔๕๖๗๘๙",
            "໐໑໒໓໔໕໖໗໘໙",
            "၀၁၂၃၄၅၆၇၈၉",
            "០១២៣៤៥៦៧៨៩",
        ];
        for text in texts {
            let digits: String = text
                .chars()
                .map(|c| match fold(c) {
                    Folded::Digit(digit) => digit,
                    _ => '?',
                })
                .collect();
            assert_eq!(digits, "0123456789");
        }
    }
}
