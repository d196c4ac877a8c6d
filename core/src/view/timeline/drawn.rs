//! Words as they are drawn. Unicode has signs that nobody sees and that turn words around: with them somebody can write
//! what reads as something else than it says. Such a sign is drawn as a mark, everywhere and by this one rule; what is
//! stored, sent, edited and passed on stays as it was written. Who writes from the right needs some of them and keeps those.

use std::collections::BTreeSet;

use icu_properties::{CodePointMapData, props::BidiClass};

/// Stands where a sign would turn words around; it is as long as that is, in the units of both apps' languages.
pub(super) const MARK: char = '\u{fffd}';

const ALM: char = '\u{61c}';
const RLM: char = '\u{200f}';
const LRE: char = '\u{202a}';
const RLE: char = '\u{202b}';
const PDF: char = '\u{202c}';
const LRO: char = '\u{202d}';
const RLO: char = '\u{202e}';
const LRI: char = '\u{2066}';
const RLI: char = '\u{2067}';
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

/// Words with a mark where a sign turns them around: each override with its end; what begins in a paragraph and does
/// not end there, and what ends without having begun, for that reaches into what the app writes around it; and where
/// letters are written from the left alone, whatever would have them read from the right.
pub(crate) fn drawn(words: String) -> String {
    if words.is_ascii() || !words.contains(is_sign) {
        return words;
    }
    let turning = turning(&words);
    if turning.is_empty() {
        return words;
    }
    let draw = |(at, c)| if turning.contains(&at) { MARK } else { c };
    words.char_indices().map(draw).collect()
}

/// The beginning of drawn words: what has begun in it ends with it.
pub(super) fn closed(mut words: String) -> String {
    if words.is_ascii() {
        return words;
    }
    let mut open = Vec::new();
    for c in words.chars() {
        match c {
            LRE | RLE | LRO | RLO => open.push(PDF),
            LRI | RLI | FSI => open.push(PDI),
            PDF | PDI => drop(open.pop()),
            _ => {}
        }
    }
    words.extend(open.into_iter().rev());
    words
}

/// Where the signs stand that turn words around, in bytes.
fn turning(words: &str) -> BTreeSet<usize> {
    let to_the_right = is_from_the_left(words);
    let turns = |sign| match sign {
        LRO | RLO => true,
        RLE | RLI | RLM | ALM => to_the_right,
        _ => false,
    };
    let mut found = BTreeSet::new();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, c) in words.char_indices() {
        let ends = match c {
            LRE | RLE | LRO | RLO | LRI | RLI | FSI => {
                open.push((at, c));
                continue;
            }
            PDF => open.pop_if(|(_, sign)| !is_isolate(*sign)),
            // It ends what has begun within it too, which then has no end of its own.
            PDI => {
                let isolate = open.iter().rposition(|(_, sign)| is_isolate(*sign));
                let within = isolate.map(|isolate| open.split_off(isolate + 1));
                found.extend(within.into_iter().flatten().map(|(at, _)| at));
                isolate.and_then(|_| open.pop())
            }
            _ if ends_paragraph(c) => {
                found.extend(open.drain(..).map(|(at, _)| at));
                continue;
            }
            _ => {
                found.extend(turns(c).then_some(at));
                continue;
            }
        };
        match ends {
            Some((begun, sign)) if turns(sign) => found.extend([begun, at]),
            Some(_) => {}
            None => found.extend([at]),
        }
    }
    found.extend(open.into_iter().map(|(at, _)| at));
    found
}

/// Whether there are letters, and none that is written from the right.
fn is_from_the_left(words: &str) -> bool {
    let class = CodePointMapData::<BidiClass>::new();
    let mut from_the_left = false;
    for c in words.chars().filter(|c| !is_sign(*c)) {
        match class.get(c) {
            BidiClass::RightToLeft | BidiClass::ArabicLetter => return false,
            BidiClass::LeftToRight => from_the_left = true,
            _ => {}
        }
    }
    from_the_left
}

fn is_sign(c: char) -> bool {
    matches!(c, ALM | RLM | LRE..=RLO | LRI..=PDI)
}

fn is_isolate(sign: char) -> bool {
    matches!(sign, LRI | RLI | FSI)
}

fn ends_paragraph(c: char) -> bool {
    matches!(
        c,
        '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each sign under a letter, and the mark as one: `<` LRE, `{` RLE, `L` LRO, `R` RLO, `}` PDF, `(` LRI, `[` RLI,
    /// `?` FSI, `)` PDI, `r` RLM, `l` LRM, `a` ALM, `*` the mark; `א` and `x` are letters, `1` a digit.
    const SIGNS: [(char, char); 13] = [
        ('<', LRE),
        ('{', RLE),
        ('L', LRO),
        ('R', RLO),
        ('}', PDF),
        ('(', LRI),
        ('[', RLI),
        ('?', FSI),
        (')', PDI),
        ('r', RLM),
        ('l', '\u{200e}'),
        ('a', ALM),
        ('*', MARK),
    ];

    fn of(letters: &str) -> String {
        let sign = |c| SIGNS.iter().find(|(letter, _)| *letter == c);
        letters
            .chars()
            .map(|c| sign(c).map_or(c, |(_, sign)| *sign))
            .collect()
    }

    #[test]
    fn what_turns_words_around_is_seen() {
        for (written, seen) in [
            // Overrides, whatever is written and wherever they end.
            ("xR1x}", "x*1x*"),
            ("אLא}א", "א*א*א"),
            ("xRx", "x*x"),
            ("x[Rx)", "x**x*"),
            ("א[Rא)", "א[*א)"),
            // What has no end, and what has no beginning.
            ("<x", "*x"),
            ("א{א", "א*א"),
            ("?x", "*x"),
            ("x)x", "x*x"),
            ("x}x", "x*x"),
            ("(x\nx)", "*x\nx*"),
            ("(<x)}", "(*x)*"),
            ("<(x})", "*(x*)"),
            ("(x))", "(x)*"),
            // From the right where nothing is written from there.
            ("x 1 r x r 2", "x 1 * x * 2"),
            ("x a 1", "x * 1"),
            ("x[(1)(2))x", "x*(1)(2)*x"),
            ("x{1}x", "x*1*x"),
        ] {
            let drawn = drawn(of(written));
            assert_eq!(drawn, of(seen), "{written}");
            assert_eq!(
                drawn.encode_utf16().count(),
                of(written).encode_utf16().count()
            );
        }
    }

    #[test]
    fn who_writes_from_the_right_writes_as_ever() {
        for written in [
            "אrx 1a2",
            "rא (1)",
            "{א<x}א}",
            "[א(x 1)א)",
            "?א)",
            // A date of a calendar that has such signs in it, alone.
            "1r/1r/1",
            // What comes of a sentence that was put together.
            "x ?x) x",
            "x <x} x",
            "xlx",
            "אl1",
        ] {
            assert_eq!(drawn(of(written)), of(written), "{written}");
        }
        let arabic = "خذ \u{200f}5\u{200f} ملغ من \u{2066}Paracetamol 500 mg\u{2069} صباحًا";
        assert_eq!(drawn(arabic.into()), arabic);
    }

    #[test]
    fn the_beginning_of_words_ends_what_it_began() {
        for (cut, whole) in [
            ("x", "x"),
            ("?x", "?x)"),
            ("?א{1", "?א{1})"),
            ("?x)", "?x)"),
        ] {
            assert_eq!(closed(of(cut)), of(whole));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_drawn_turns_nothing_and_stays_so(letters in r"[<{LR}(\[?)rla*x1 א\n]{0,40}") {
            let once = drawn(of(&letters));
            prop_assert!(turning(&once).is_empty());
            prop_assert_eq!(once.chars().count(), letters.chars().count());
            // The beginning of a line ends within itself, whatever it is written from.
            let line = once.lines().next().unwrap_or_default();
            let cut: String = line.chars().take(20).collect();
            let cut = format!("א{}", closed(cut));
            prop_assert!(turning(&cut).is_empty());
        }
    }
}
