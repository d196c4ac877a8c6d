//! What someone looks for: an expression for the index, and the same for a single text.

use std::ops::Range;

use super::{
    atoms::{Atoms, Kind},
    compounds::{Compound, compounds},
    lines::{Term, line, lines},
};

/// Most bytes, and most atoms, of what is looked for. What is behind them is not.
const LONGEST: usize = 1024;
const ATOMS: usize = 64;

/// Shortest beginning of a word that is looked for as one: shorter ones fit half the index.
const BEGINNING: usize = 3;
/// Longest beginning that many words are likely to have.
const BROAD: usize = 4;

/// How a word of a query is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As a whole.
    Words,
    /// As the beginning of one, where it has three letters or more.
    Beginnings,
}

/// All of these have to be in a text.
pub(crate) struct Query(Vec<Clause>);

/// What was written without a space, in the ways that it may be written; in each of them all
/// phrases have to be in the text.
struct Clause(Vec<Vec<Phrase>>);

/// Terms in a row.
struct Phrase(Vec<Part>);

struct Part {
    text: String,
    kind: Kind,
    /// The next part is a unit right behind this one, which is a unit too.
    paired: bool,
}

impl Query {
    /// Whatever someone typed: it is never taken for a language of queries.
    pub(crate) fn of(text: &str) -> Self {
        let start = text.get(..text.floor_char_boundary(LONGEST));
        let start = start.unwrap_or_default();
        let mut atoms = Atoms::of(start);
        if start.len() < text.len() && atoms.list.len() > 1 {
            // It may be half a word.
            atoms.list.pop();
        }
        atoms.list.truncate(ATOMS);
        let compounds = compounds(&atoms);
        let mut clauses = Vec::new();
        let mut at = 0;
        while at < atoms.list.len() {
            let end = unspaced(&atoms, &compounds, at);
            clauses.push(Clause::of(&atoms, &compounds, at..end));
            at = end;
        }
        Self(clauses)
    }

    /// Whether nothing is looked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether beginnings of words are more than the words.
    pub(crate) fn has_beginnings(&self) -> bool {
        self.phrases().any(Phrase::begins_a_word)
    }

    /// Whether one unit of a script without spaces is looked for: it begins many terms.
    pub(crate) fn has_single_unit(&self) -> bool {
        self.phrases()
            .any(|phrase| matches!(phrase.0.as_slice(), [part] if part.kind == Kind::Unit))
    }

    /// Whether what is looked for begins many terms, which an index has to merge.
    pub(crate) fn begins_many(&self) -> bool {
        let broad = |phrase: &Phrase| {
            let last = phrase.0.last().filter(|_| phrase.begins_a_word());
            last.is_some_and(|part| part.text.chars().nth(BROAD).is_none())
        };
        self.has_single_unit() || self.phrases().any(broad)
    }

    /// For FTS5's `MATCH`.
    pub(crate) fn expression(&self, reading: Reading) -> String {
        let clauses: Vec<String> = self
            .0
            .iter()
            .map(|clause| clause.expression(reading))
            .collect();
        clauses.join(" AND ")
    }

    /// Whether the index would find a text.
    pub(crate) fn fits(&self, text: &str, reading: Reading) -> bool {
        let atoms = Atoms::of(text);
        let compounds = compounds(&atoms);
        let lines = lines(&atoms, &compounds);
        self.0.iter().all(|clause| {
            clause.0.iter().any(|way| {
                way.iter().all(|phrase| {
                    let mut starts = lines.iter().flat_map(|line| phrase.starts(line, reading));
                    starts.next().is_some()
                })
            })
        })
    }

    /// Where in a text the words stand, or their beginnings: UTF-16 units, in order, not
    /// overlapping.
    pub(crate) fn spans(&self, text: &str) -> Vec<Range<u32>> {
        let atoms = Atoms::of(text);
        let compounds = compounds(&atoms);
        let lines = lines(&atoms, &compounds);
        let mut spans = Vec::new();
        for phrase in self.phrases() {
            for line in &lines {
                for start in phrase.starts(line, Reading::Beginnings) {
                    let terms = line.get(start..start + phrase.0.len()).unwrap_or_default();
                    if let (Some(first), Some(last)) = (terms.first(), terms.last()) {
                        spans.push(first.source.start..last.source.end);
                    }
                }
            }
        }
        in_utf16(text, merged(spans))
    }

    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.0.iter().flat_map(|clause| &clause.0).flatten()
    }
}

/// Where that ends which is written without a space, but for those in a number.
fn unspaced(atoms: &Atoms, compounds: &[Compound], at: usize) -> usize {
    let mut end = at + 1;
    loop {
        let around = compounds
            .iter()
            .find(|compound| compound.atoms.start < end && end < compound.atoms.end);
        match (around, atoms.list.get(end)) {
            (Some(compound), _) => end = compound.atoms.end,
            (None, Some(atom)) if !atom.gap.spaced() => end += 1,
            _ => return end,
        }
    }
}

impl Clause {
    fn of(atoms: &Atoms, compounds: &[Compound], range: Range<usize>) -> Self {
        let mut apart = Vec::new();
        let mut start = range.start;
        for at in range.start + 1..=range.end {
            let spaced = atoms.list.get(at).is_none_or(|atom| atom.gap.spaced());
            if at == range.end || spaced {
                apart.push(Phrase::of(&line(atoms, &[], start..at)));
                start = at;
            }
        }
        let mut ways = vec![apart];
        if compounds
            .iter()
            .any(|compound| range.contains(&compound.atoms.start))
        {
            ways.push(vec![Phrase::of(&line(atoms, compounds, range))]);
        }
        Self(ways)
    }

    fn expression(&self, reading: Reading) -> String {
        let ways: Vec<String> = self
            .0
            .iter()
            .map(|way| {
                let phrases: Vec<String> = way
                    .iter()
                    .map(|phrase| phrase.expression(reading))
                    .collect();
                format!("({})", phrases.join(" AND "))
            })
            .collect();
        format!("({})", ways.join(" OR "))
    }
}

impl Phrase {
    fn of(terms: &[Term<'_>]) -> Self {
        let last = terms.len().saturating_sub(1);
        let part = |(at, term): (usize, &Term<'_>)| Part {
            text: term.text.to_owned(),
            kind: term.kind,
            paired: at < last && term.behind.is_some(),
        };
        Self(terms.iter().enumerate().map(part).collect())
    }

    fn begins_a_word(&self) -> bool {
        self.0.last().is_some_and(|part| {
            matches!(part.kind, Kind::Word | Kind::Number)
                && part.text.chars().nth(BEGINNING - 1).is_some()
        })
    }

    /// Whether the last part may be the beginning of a term. A unit always is: in the index it
    /// has the next one behind it, and it may lack a mark.
    fn is_open(&self, reading: Reading) -> bool {
        self.0.last().is_some_and(|part| part.kind == Kind::Unit)
            || reading == Reading::Beginnings && self.begins_a_word()
    }

    fn expression(&self, reading: Reading) -> String {
        let mut terms: Vec<String> = Vec::with_capacity(self.0.len());
        let mut parts = self.0.iter().peekable();
        while let Some(part) = parts.next() {
            let mut term = part.text.clone();
            if let (true, Some(next)) = (part.paired, parts.peek()) {
                term.push_str(&next.text);
                terms.push(term);
                // The last one is in the pair.
                if !next.paired && self.ends_with(next) {
                    break;
                }
            } else {
                terms.push(term);
            }
        }
        // No term holds a quotation mark: it is a joint.
        let terms = terms.join(" ").replace('"', "\"\"");
        let open = if self.is_open(reading) { "*" } else { "" };
        format!("\"{terms}\"{open}")
    }

    fn ends_with(&self, part: &Part) -> bool {
        self.0.last().is_some_and(|last| std::ptr::eq(last, part))
    }

    /// Where in a line the phrase stands.
    fn starts(&self, line: &[Term<'_>], reading: Reading) -> impl Iterator<Item = usize> {
        let open = self.is_open(reading);
        line.windows(self.0.len().max(1))
            .enumerate()
            .filter(move |(_, terms)| self.is(terms, open))
            .map(|(at, _)| at)
    }

    fn is(&self, terms: &[Term<'_>], open: bool) -> bool {
        let last = self.0.len().saturating_sub(1);
        self.0
            .iter()
            .zip(terms)
            .enumerate()
            .all(|(at, (part, term))| {
                if at == last && open {
                    return term.text.starts_with(&part.text);
                }
                let paired =
                    at == last || part.kind != Kind::Unit || part.paired == term.behind.is_some();
                term.text == part.text && paired
            })
    }
}

/// In order, and those that overlap as one.
fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn in_utf16(text: &str, spans: Vec<Range<usize>>) -> Vec<Range<u32>> {
    let (mut bytes, mut units) = (0, 0_u32);
    let mut unit = |at: usize| {
        let more = text
            .get(bytes..at)
            .unwrap_or_default()
            .encode_utf16()
            .count();
        units += u32::try_from(more).unwrap_or(0);
        bytes = at;
        units
    };
    spans
        .into_iter()
        .map(|span| unit(span.start)..unit(span.end))
        .collect()
}

#[cfg(test)]
mod tests;
