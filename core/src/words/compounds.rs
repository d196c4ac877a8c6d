//! What is also written as one: `e-mail` and `email`, `1,000` and `1000`, a telephone number.

use std::ops::Range;

use super::{
    atoms::{Atoms, Gap, Kind, LONGEST},
    fold::NON_JOINER,
};

/// Digits of a number that is written in groups of any size: a telephone's, an account's.
const LONG_NUMBER: Range<usize> = 7..35;

/// Groups of a number in thousands or lakhs that are looked at: more digits than anyone writes, and
/// a text that is all numbers does not cost the square of its length.
const GROUPS: usize = 12;

/// Atoms that are also one.
pub(super) struct Compound {
    pub(super) atoms: Range<usize>,
    pub(super) text: String,
}

/// The compounds of a text, in order, not overlapping.
pub(super) fn compounds(atoms: &Atoms) -> Vec<Compound> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < atoms.list.len() {
        let end = end(atoms, at).max(at + 1);
        if end > at + 1 {
            found.push(compound(atoms, at..end));
        }
        at = end;
    }
    found
}

fn compound(atoms: &Atoms, range: Range<usize>) -> Compound {
    let mut text = String::new();
    let parts = atoms.list.get(range.clone()).unwrap_or_default();
    for c in parts.iter().flat_map(|atom| atoms.text(atom).chars()) {
        if text.len() + c.len_utf8() > LONGEST {
            break;
        }
        text.push(c);
    }
    Compound { atoms: range, text }
}

/// Where the compound that begins with an atom ends.
fn end(atoms: &Atoms, at: usize) -> usize {
    // Most atoms are followed by a space and a word: that is looked at once.
    let (Some(first), Some(next)) = (atoms.list.get(at), atoms.list.get(at + 1)) else {
        return at;
    };
    match (first.kind, next.gap) {
        (Kind::Word, Gap::One(_)) if next.kind == Kind::Word => word(atoms, at),
        (Kind::Number, Gap::One(_)) if next.kind == Kind::Number => {
            grouped(atoms, at).max(long_number(atoms, at))
        }
        _ => at,
    }
}

fn word(atoms: &Atoms, at: usize) -> usize {
    let single = |at: usize| {
        let atom = atoms.list.get(at);
        atom.is_some_and(|atom| atoms.text(atom).chars().nth(1).is_none())
    };
    let joined = |at: &usize| {
        looked();
        atoms.list.get(*at).is_some_and(|atom| {
            atom.kind == Kind::Word
                && match atom.gap {
                    Gap::One('\'' | '-' | '"' | '·' | NON_JOINER) => true,
                    // U.S.A., z.B., i.v.
                    Gap::One('.') => single(at - 1) && single(*at),
                    _ => false,
                }
        })
    };
    at + 1 + (at + 1..).take_while(joined).count()
}

/// `1,000,000`, `1.000`, `1 000`, `12'500`, `1,00,000`.
fn grouped(atoms: &Atoms, at: usize) -> usize {
    let digits = |at: usize| atoms.list.get(at).map_or("", |atom| atoms.text(atom));
    let gap = |at: usize| atoms.list.get(at).map(|atom| atom.gap);
    if !(1..=3).contains(&digits(at).len()) || digits(at).starts_with('0') {
        return at;
    }
    let separator = gap(at + 1);
    if !matches!(separator, Some(Gap::One(',' | '.' | '\'' | ' '))) {
        return at;
    }
    let (mut end, mut thousands, mut lakhs) = (at, true, true);
    for next in at + 1..=at + GROUPS {
        looked();
        let number = atoms
            .list
            .get(next)
            .is_some_and(|atom| atom.kind == Kind::Number);
        if !number || gap(next) != separator || !(thousands || lakhs) {
            break;
        }
        let length = digits(next).len();
        if length == 3 && (thousands || lakhs) {
            end = next + 1;
        }
        (thousands, lakhs) = (thousands && length == 3, lakhs && length == 2);
    }
    end
}

/// `0664 123 45-67`.
fn long_number(atoms: &Atoms, at: usize) -> usize {
    let mut digits = atoms.list.get(at).map_or(0, |atom| atoms.text(atom).len());
    let mut end = at + 1;
    while let Some(next) = atoms.list.get(end) {
        looked();
        let length = atoms.text(next).len();
        let goes_on = next.kind == Kind::Number
            && matches!(next.gap, Gap::One(' ' | '-' | '/' | '.'))
            && digits + length < LONG_NUMBER.end;
        if !goes_on {
            break;
        }
        (digits, end) = (digits + length, end + 1);
    }
    if LONG_NUMBER.contains(&digits) {
        end
    } else {
        at
    }
}

/// One more atom was looked at: a test counts them.
fn looked() {
    #[cfg(test)]
    tests::LOOKS.set(tests::LOOKS.get() + 1);
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        pub(super) static LOOKS: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn a_long_text_of_numbers_costs_no_more_than_its_length() {
        for part in [
            "10,", "10 ", "10.", "1,", "1 ", "100,", "100.", "1-", "1/", "10,100.", "10,10,1 ",
            "a-", "a.", "a'b ", "1,00,", "1a.", "药,",
        ] {
            let atoms = Atoms::of(&part.repeat(64 * 1024 / part.len()));
            LOOKS.set(0);
            let found = compounds(&atoms);
            assert!(
                found
                    .windows(2)
                    .all(|two| two[0].atoms.end <= two[1].atoms.start)
            );
            let most = (GROUPS + LONG_NUMBER.end) * atoms.list.len();
            let looks = LOOKS.get();
            assert!(
                looks <= most,
                "{part:?}: {looks} for {} atoms",
                atoms.list.len()
            );
        }
    }

    #[test]
    fn a_number_is_one_as_long_as_anyone_writes_it() {
        for number in [
            "1,00,00,00,00,00,000",
            "1.000.000.000.000.000.000",
            "12'500",
        ] {
            let atoms = Atoms::of(number);
            let found = compounds(&atoms);
            assert_eq!(found.len(), 1, "{number}");
            assert_eq!(found[0].atoms, 0..atoms.list.len(), "{number}");
        }
    }
}
