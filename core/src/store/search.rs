//! Finding messages by their words. What has its place in a log stands in the index. What is
//! still on its way out is few, and is looked through when someone searches: to index it singly
//! would double the work between the thumb and the screen.

use std::ops::Range;

use rusqlite::{Connection, params};

use super::{
    StoreError,
    messages::{MESSAGE, Message, message},
};

/// The index, as [`crate::store`]'s schema has it, for what is not in it yet.
const UNSENT_TEXT: &str = "CREATE VIRTUAL TABLE unsent USING fts5 (
    body, content = '', tokenize = 'unicode61 remove_diacritics 2')";

/// The index once more, for texts whose matches are marked.
const MARKED_TEXT: &str =
    "CREATE VIRTUAL TABLE marked USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2')";

/// Stand around what matches.
const OPENING: char = '\u{1}';
const CLOSING: char = '\u{2}';

/// Shortest beginning of a word that is looked for as one: shorter ones fit half the index.
const BEGINNING: usize = 3;

/// Puts the words of a message into the index.
pub(super) fn index(db: &Connection, row: i64, body: &str) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO message_text (rowid, body) VALUES (?1, ?2)")?
        .execute(params![row, body])?;
    Ok(())
}

/// Puts the words of one's own message into the index: it leaves the outbox.
pub(super) fn index_own(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO message_text (rowid, body) SELECT id, body FROM message
         WHERE id = ?1 AND kind = 1",
    )?
    .execute([row])?;
    Ok(())
}

/// Takes the words of one's own message out of the index: it goes into the outbox again.
pub(super) fn unindex_own(db: &Connection, row: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO message_text (message_text, rowid, body)
         SELECT 'delete', id, body FROM message WHERE id = ?1 AND kind = 1",
    )?
    .execute([row])?;
    Ok(())
}

/// At most `limit` messages of a circle, or of all, that hold all of the words, newest first. `query` is what someone
/// typed: it is taken as words, never as the index's query language. Beginnings of words count
/// where whole words find fewer than `limit`: reading a common word newest first stops early,
/// while all words with a common beginning have to be merged first.
pub fn search(
    db: &Connection,
    circle: Option<i64>,
    query: &str,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let unsent = Unsent::read(db, circle)?;
    let hits = matching(db, circle, &unsent, &expression(&words, usize::MAX), limit)?;
    let beginnings = words.iter().any(|word| word.chars().count() >= BEGINNING);
    if hits.len() as u64 >= u64::from(limit) || !beginnings {
        return Ok(hits);
    }
    matching(db, circle, &unsent, &expression(&words, BEGINNING), limit)
}

/// The index's expression for the words, those of `beginning` characters or more as beginnings.
fn expression(words: &[&str], beginning: usize) -> String {
    let quoted: Vec<String> = words
        .iter()
        .map(|word| {
            let mark = if word.chars().count() >= beginning {
                "*"
            } else {
                ""
            };
            format!("\"{}\"{mark}", word.replace('"', "\"\""))
        })
        .collect();
    quoted.join(" ")
}

fn matching(
    db: &Connection,
    circle: Option<i64>,
    unsent: &Unsent,
    expression: &str,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let mut rows = unsent.matching(expression)?;
    let mut indexed = db.prepare_cached(
        "SELECT rowid FROM message_text WHERE message_text MATCH ?1
         AND (?3 IS NULL OR (SELECT circle FROM message WHERE id = message_text.rowid) = ?3)
         ORDER BY rowid DESC LIMIT ?2",
    )?;
    for row in indexed.query_map(params![expression, limit, circle], |row| row.get(0))? {
        rows.push(row?);
    }
    rows.sort_unstable_by(|a, b| b.cmp(a));
    rows.truncate(limit as usize);
    let mut statement = db.prepare_cached(&format!("{MESSAGE} WHERE message.id = ?1"))?;
    let mut hits = Vec::with_capacity(rows.len());
    for row in rows {
        let mut found = statement.query([row])?;
        if let Some(row) = found.next()? {
            hits.push(message(row)?);
        }
    }
    Ok(hits)
}

/// Where in each of the texts the words of a query stand, by the index's own rules: UTF-16 units,
/// in order, not overlapping.
pub fn matches(texts: &[&str], query: &str) -> Result<Vec<Vec<Range<u32>>>, StoreError> {
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found = vec![Vec::new(); texts.len()];
    if words.is_empty() || texts.is_empty() {
        return Ok(found);
    }
    let memory = Connection::open_in_memory()?;
    memory.execute_batch(MARKED_TEXT)?;
    for (at, text) in texts.iter().enumerate() {
        memory
            .prepare_cached("INSERT INTO marked (rowid, body) VALUES (?1, ?2)")?
            .execute(params![at, text])?;
    }
    let mut statement = memory.prepare(
        "SELECT rowid, highlight(marked, 0, char(1), char(2)) FROM marked WHERE marked MATCH ?1",
    )?;
    let mut rows = statement.query([expression(&words, BEGINNING)])?;
    while let Some(row) = rows.next()? {
        let at: usize = row.get(0)?;
        if let (Some(text), Some(ranges)) = (texts.get(at), found.get_mut(at)) {
            *ranges = marked(text, &row.get::<_, String>(1)?);
        }
    }
    Ok(found)
}

/// Compares a text with itself, marked: what is not in the text is a mark.
fn marked(text: &str, with_marks: &str) -> Vec<Range<u32>> {
    let mut rest = text.chars().peekable();
    let (mut at, mut start, mut ranges) = (0, 0, Vec::new());
    for c in with_marks.chars() {
        if rest.peek() == Some(&c) {
            rest.next();
            at += if c.len_utf16() == 2 { 2 } else { 1 };
        } else if c == OPENING {
            start = at;
        } else if c == CLOSING {
            ranges.push(start..at);
        }
    }
    ranges
}

/// What is on its way out, indexed in memory with the same rules.
struct Unsent(Option<Connection>);

impl Unsent {
    fn read(db: &Connection, circle: Option<i64>) -> Result<Self, StoreError> {
        let mut statement = db.prepare_cached(
            "SELECT message.id, body FROM outbox JOIN message ON message.id = outbox.message
             WHERE ?1 IS NULL OR message.circle = ?1",
        )?;
        let mut rows = statement.query([circle])?;
        let mut index = None;
        while let Some(row) = rows.next()? {
            if index.is_none() {
                let memory = Connection::open_in_memory()?;
                memory.execute_batch(UNSENT_TEXT)?;
                index = Some(memory);
            }
            if let Some(index) = &index {
                index
                    .prepare_cached("INSERT INTO unsent (rowid, body) VALUES (?1, ?2)")?
                    .execute(params![row.get::<_, i64>(0)?, row.get::<_, String>(1)?])?;
            }
        }
        Ok(Self(index))
    }

    fn matching(&self, expression: &str) -> Result<Vec<i64>, StoreError> {
        let Some(index) = &self.0 else {
            return Ok(Vec::new());
        };
        let mut statement = index.prepare("SELECT rowid FROM unsent WHERE unsent MATCH ?1")?;
        let rows = statement.query_map([expression], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_is_marked_by_the_rules_of_the_index() {
        let texts = ["Más sopa 🍲 y sopas", "nothing here", "SOPA"];
        let found = matches(&texts, "sopa").expect("marked");
        assert_eq!(found[0], [4..8, 14..19]);
        assert!(found[1].is_empty());
        assert_eq!(found[2].first(), Some(&(0..4)));
        let accents = matches(&texts, "mas").expect("marked");
        assert_eq!(accents[0].first(), Some(&(0..3)));
        assert_eq!(matches(&texts, "  ").expect("marked")[0], []);
    }

    #[test]
    fn marks_in_a_text_do_no_harm() {
        let texts = ["a\u{1}sopa\u{2}b sopa"];
        let found = matches(&texts, "sopa \" OR *").expect("marked");
        assert!(found[0].iter().all(|range| range.end <= 13));
    }
}
