//! What in someone's words leads somewhere: addresses of pages, telephone numbers, [`super::dates`]. Found here
//! once; nothing is fetched for them, and nobody is asked about them.

use reqwest::Url;

use super::{
    dates,
    drawn::MARK,
    span::{Span, units},
};

/// A part of a text that leads somewhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Live {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: LiveKind,
    /// Where it leads: the whole address, the number with its digits alone, or the date by ISO 8601, with its time
    /// where one is said: `2027-03-03`, `2027-03-03T14:30`, both of whoever reads it, or `2027-03-03T14:30Z`.
    pub target: String,
    /// Of an address the host that it truly leads to, in ASCII; empty of anything else.
    pub host: String,
}

/// What a part of a text leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiveKind {
    /// A page of the web.
    Link,
    /// A telephone.
    Telephone,
    /// A day to come, for a calendar.
    Date,
}

/// Most that are found in one text.
const MOST: usize = 20;
/// Longest address in bytes.
const LONGEST: usize = 2_048;
/// Digits of a telephone number, as the ITU has it (E.164), and the fewest that are taken for one.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Behind so many bytes of a text no dates are looked for.
const DATES_IN: usize = 8 << 10;

/// What leads somewhere in a text that was said at a time, milliseconds since 1970 (UTC): in order, not overlapping.
pub(super) fn find(text: &str, said: u64) -> Vec<Live> {
    let mut found = Vec::new();
    let mut at = Place::default();
    let mut before = None;
    while found.len() < MOST {
        let rest = &text[at.byte..];
        let Some(c) = rest.chars().next() else { break };
        // Inside of a word nothing begins.
        let free = before.is_none_or(|c: char| !c.is_alphanumeric());
        let here = free
            .then(|| {
                let date = || date(text, at.byte, said);
                link(rest).or_else(date).or_else(|| telephone(rest))
            })
            .flatten();
        let Some((length, kind, target, host)) = here else {
            (before, at) = (Some(c), at.behind(c));
            continue;
        };
        before = rest[..length].chars().next_back();
        let end = at.over(&rest[..length]);
        found.push(Live {
            span: Span {
                start: at.unit,
                end: end.unit,
            },
            kind,
            target,
            host,
        });
        at = end;
    }
    found
}

/// A place in a text, in bytes and in UTF-16 units.
#[derive(Clone, Copy, Default)]
struct Place {
    byte: usize,
    unit: u32,
}

impl Place {
    fn behind(self, c: char) -> Self {
        Self {
            byte: self.byte + c.len_utf8(),
            unit: self.unit + if c > '\u{ffff}' { 2 } else { 1 },
        }
    }

    fn over(self, text: &str) -> Self {
        Self {
            byte: self.byte + text.len(),
            unit: self.unit + units(text),
        }
    }
}

type Found = (usize, LiveKind, String, String);

fn link(rest: &str) -> Option<Found> {
    let begins = |with: &str| {
        rest.get(..with.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(with))
    };
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|with| begins(with));
    if scheme.is_none() && !begins("www.") {
        return None;
    }
    let length = rest.find(ends_link).unwrap_or(rest.len());
    // The end of a sentence is not the end of an address.
    let words = rest[..length].trim_end_matches([
        '.', ',', ';', ':', '!', '?', '\'', '"', ')', ']', '’', '”', '»',
    ]);
    if words.len() > LONGEST {
        return None;
    }
    let address = match scheme {
        Some(_) => words.to_owned(),
        None => format!("https://{words}"),
    };
    let url = Url::parse(&address).ok()?;
    let host = url.host_str().filter(|host| host.contains(['.', ':']))?;
    Some((
        words.len(),
        LiveKind::Link,
        url.to_string(),
        host.to_owned(),
    ))
}

fn date(text: &str, at: usize, said: u64) -> Option<Found> {
    let (before, rest) = text.split_at_checked(at).filter(|_| at < DATES_IN)?;
    let (length, date) = dates::find(before, rest, said)?;
    Some((length, LiveKind::Date, date, String::new()))
}

/// White space, and what is not to be seen: signs that turn words around or hide in them.
fn ends_link(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '<' | '>' | '"' | MARK | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One that begins as such numbers do: others are doses, dates and amounts.
fn telephone(rest: &str) -> Option<Found> {
    if !rest.starts_with(['+', '0', '(']) {
        return None;
    }
    let mut digits = String::new();
    let mut end = 0;
    let mut gap = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '0'..='9' => {
                digits.push(c);
                (end, gap) = (at + 1, 0);
            }
            '+' if at == 0 => digits.push(c),
            // Two of them part two numbers, but for what stands in brackets.
            ' ' | '\u{a0}' | '-' | '/' | '(' | ')' if gap < 2 => gap += 1,
            _ => break,
        }
    }
    let whole = &rest[..end];
    let goes_on = rest[end..]
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric());
    let count = digits.trim_start_matches('+').len();
    (DIGITS.contains(&count) && !goes_on && !is_date(whole))
        .then(|| (end, LiveKind::Telephone, digits.clone(), String::new()))
}

/// Day, month and year, or the other way round.
fn is_date(words: &str) -> bool {
    let parts: Vec<usize> = words.split(['-', '/']).map(str::len).collect();
    matches!(parts[..], [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2])
}

kith_protocol::tells_nothing!(Live);

#[cfg(test)]
mod tests {
    use super::{super::drawn::drawn, *};

    /// Monday, 30 November 2026.
    const SAID: u64 = 1_796_000_000_000;

    fn found(text: &str) -> Vec<(String, String, String)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let found = find(text, SAID).into_iter();
        found
            .map(|live| {
                let span = live.span.start as usize..live.span.end as usize;
                let words = String::from_utf16(&units[span]).expect("whole");
                (words, live.target, live.host)
            })
            .collect()
    }

    fn link(words: &str, target: &str, host: &str) -> (String, String, String) {
        (words.into(), target.into(), host.into())
    }

    #[test]
    fn an_address_is_found_without_the_end_of_its_sentence() {
        let text = "🍲 Look (https://clinic.example/plan?a=1). Or www.clinic.example!";
        let both = [
            link(
                "https://clinic.example/plan?a=1",
                "https://clinic.example/plan?a=1",
                "clinic.example",
            ),
            link(
                "www.clinic.example",
                "https://www.clinic.example/",
                "www.clinic.example",
            ),
        ];
        assert_eq!(found(text), both);
        for none in [
            "clinic.example",
            "xhttps://a.example",
            "https://",
            "ftp://a.example",
            "https://localhost",
        ] {
            assert_eq!(found(none), [], "{none}");
        }
    }

    #[test]
    fn the_host_is_the_one_that_it_leads_to() {
        let text = "https://bank.example@evil.example:8443/https://bank.example";
        assert_eq!(found(text)[0].2, "evil.example");
        // What turns words around is no part of it.
        let turned = "https://evil.example/\u{202e}elpmaxe.knab";
        assert_eq!(found(turned)[0].0, "https://evil.example/");
        let turned = drawn(turned.into());
        assert_eq!(found(&turned)[0].0, "https://evil.example/");
        assert_eq!(
            found("https://bank.example\u{200b}.evil.example")[0].2,
            "bank.example"
        );
        // Letters that look like others do not stand in its name as they are.
        let alike = "https://b\u{430}nk.example/";
        assert!(found(alike).iter().all(|(_, _, host)| host.is_ascii()));
    }

    #[test]
    fn a_number_is_found_as_people_write_it() {
        for (text, digits) in [
            ("Call 030 555 0100.", "0305550100"),
            ("+49 (30) 555-0100", "+49305550100"),
            ("(030) 555 0100", "0305550100"),
            ("00493055501 00", "0049305550100"),
        ] {
            let numbers = found(text);
            assert_eq!(numbers.len(), 1, "{text}");
            assert_eq!(numbers[0].1, digits);
        }
        for none in [
            "2 000 000",
            "03-05-2026",
            "05/03/2026",
            "0.5 mg",
            "112",
            "01234567x",
            "0123456789012345",
            "a0305550100",
        ] {
            assert_eq!(found(none), [], "{none}");
        }
    }

    #[test]
    fn a_day_to_come_is_no_telephone_and_no_part_of_an_address() {
        let text = "🍲 https://a.example/2026-12-01 on 2026-12-01, 14:30, or 030 555 0100";
        let targets: Vec<_> = found(text)
            .into_iter()
            .map(|(_, target, _)| target)
            .collect();
        assert_eq!(
            targets,
            [
                "https://a.example/2026-12-01",
                "2026-12-01T14:30",
                "0305550100"
            ]
        );
        assert_eq!(found(text)[1].0, "2026-12-01, 14:30");
    }

    #[test]
    fn a_text_full_of_them_has_its_bound() {
        let many = "https://a.example 0305550100 ".repeat(2_000);
        assert_eq!(find(&many, SAID).len(), MOST);
        let long = format!("https://a.example/{}", "x".repeat(LONGEST));
        assert_eq!(find(&long, SAID).len(), 0);
    }
}
