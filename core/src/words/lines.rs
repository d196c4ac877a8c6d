//! The rows of terms that stand for a text in the index: one for the text, and one more for each
//! stretch of it that is also written as one word.

use std::ops::Range;

use super::{
    atoms::{Atoms, Gap, Kind},
    compounds::{Compound, compounds},
};

/// Which rules cut and fold a text: an index that was made by others is made anew. Grows with
/// every change of what [`indexed`] answers for any text.
pub(crate) const VERSION: i64 = 1;

/// The terms of a text with a space between any two, as they go into the index. The units of a
/// script without spaces go in pairs, each but the last with the one behind it, so that two of
/// them in a row are one term, and one alone is the beginning of one.
pub(crate) fn indexed(text: &str) -> String {
    let atoms = Atoms::of(text);
    let compounds = compounds(&atoms);
    let spaceless = atoms.list.iter().any(|atom| atom.kind == Kind::Unit);
    if compounds.is_empty() && !spaceless {
        return atoms.folded;
    }
    let mut terms = String::with_capacity(atoms.folded.len() * 2);
    for line in lines(&atoms, &compounds) {
        for term in line {
            if !terms.is_empty() {
                terms.push(' ');
            }
            terms.push_str(term.text);
            terms.push_str(term.behind.unwrap_or_default());
        }
    }
    terms
}

/// A word, a number, a sign, a unit of a script without spaces, or what is also one word.
pub(super) struct Term<'a> {
    pub(super) text: &'a str,
    /// The unit right behind a unit.
    pub(super) behind: Option<&'a str>,
    pub(super) kind: Kind,
    /// Where in the text it stands: bytes.
    pub(super) source: Range<usize>,
}

/// All rows of a text, the text itself first.
pub(super) fn lines<'a>(atoms: &'a Atoms, compounds: &'a [Compound]) -> Vec<Vec<Term<'a>>> {
    let mut lines = vec![line(atoms, &[], 0..atoms.list.len())];
    let mut done = 0;
    for (n, compound) in compounds.iter().enumerate() {
        if compound.atoms.start >= done {
            let stretch = stretch(atoms, compounds.get(n..).unwrap_or_default());
            done = stretch.end;
            lines.push(line(atoms, compounds, with_its_unit(atoms, stretch)));
        }
    }
    lines
}

/// Atoms in a row, with what is also one word as one.
pub(super) fn line<'a>(
    atoms: &'a Atoms,
    compounds: &'a [Compound],
    range: Range<usize>,
) -> Vec<Term<'a>> {
    let mut terms = Vec::with_capacity(range.len());
    let from = compounds.partition_point(|compound| compound.atoms.start < range.start);
    let mut compounds = compounds.iter().skip(from).peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some(compound) = compounds.next_if(|compound| compound.atoms.start == at) {
            let parts = atoms.list.get(compound.atoms.clone()).unwrap_or_default();
            if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
                terms.push(Term {
                    text: &compound.text,
                    behind: None,
                    kind: first.kind,
                    source: first.source.start..last.source.end,
                });
            }
            at = compound.atoms.end;
            continue;
        }
        if let Some(atom) = atoms.list.get(at) {
            terms.push(Term {
                text: atoms.text(atom),
                behind: atoms.behind(at),
                kind: atom.kind,
                source: atom.source.clone(),
            });
        }
        at += 1;
    }
    terms
}

/// How far what is written without a space goes around the first of some compounds. A script
/// without spaces would go on for ever: one unit of it is enough.
fn stretch(atoms: &Atoms, compounds: &[Compound]) -> Range<usize> {
    let Some(first) = compounds.first() else {
        return 0..0;
    };
    let list = &atoms.list;
    let unit = |at: usize| list.get(at).is_some_and(|atom| atom.kind == Kind::Unit);
    let spaced = |at: usize| list.get(at).is_none_or(|atom| atom.gap.spaced());
    let mut start = first.atoms.start;
    while start > 0 && !spaced(start) && !unit(start) {
        start -= 1;
    }
    let mut end = first.atoms.end;
    for compound in compounds.iter().skip(1) {
        while end < compound.atoms.start && !spaced(end) && !unit(end - 1) {
            end += 1;
        }
        if end <= compound.atoms.start && (spaced(end) || unit(end - 1)) {
            break;
        }
        end = compound.atoms.end;
    }
    while !spaced(end) && !unit(end - 1) {
        end += 1;
    }
    start..end
}

/// `1 000 mg` is looked for as `1000mg` as well.
fn with_its_unit(atoms: &Atoms, stretch: Range<usize>) -> Range<usize> {
    let (start, end) = (stretch.start, stretch.end);
    let kind = |at: usize| atoms.list.get(at).map(|atom| atom.kind);
    let gap = atoms.list.get(end).map(|atom| atom.gap);
    let number = kind(end.saturating_sub(1)) == Some(Kind::Number);
    let followed = kind(end) == Some(Kind::Word) && gap == Some(Gap::One(' '));
    start..end + usize::from(number && followed)
}
