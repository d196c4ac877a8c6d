//! What SQLite does for each question that a screen or an exchange asks of a long history: no plan
//! walks through a table that grows with the years, and nothing takes more steps where five times as
//! much was said. Looked at are the very statements that run, as SQLite tells of them; which there
//! are is read from the sources, so that none can be forgotten.

mod history;
mod questions;
mod seldom;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use rusqlite::{
    Connection, StatementStatus,
    trace::{TraceEvent, TraceEventCodes},
};

use history::{CONVERSATION, History, OLD, store};
use questions::{QUESTIONS, Question};
use seldom::{PARTS, SELDOM};

use super::WriteTx;

const SHORT: u32 = 2_000;
const LONG: u32 = 10_000;
/// A history five times as long may take this much more: its trees are deeper.
const MORE: i64 = 2;
/// What grows as people talk.
const GROWING: [&str; 4] = ["event", "message", "outbox", "said"];

/// What is on its way out is few, and is looked through: this, where it is few.
const THROUGH_THE_OUTBOX: &[&str] = &["search::search", "view::hits"];

#[test]
fn no_question_walks_through_the_history() {
    for history in [History::Unread, History::Read, History::Own] {
        let (mut short, mut long) = (store(history, SHORT), store(history, LONG));
        let found: Vec<String> = QUESTIONS
            .iter()
            .filter(|(name, _)| {
                !matches!(history, History::Own) || !THROUGH_THE_OUTBOX.contains(name)
            })
            .flat_map(|(name, question)| faults(name, *question, &mut short, &mut long))
            .collect();
        assert!(found.is_empty(), "{history:?}: {found:#?}");
    }
}

#[test]
fn a_question_without_its_index_is_found_out() {
    for (history, indexes) in [
        (
            History::Unread,
            [
                ("message_order", "messages::page"),
                ("message_alarm", "read_marks::unread"),
                ("message_alarm", "view::inbox"),
            ],
        ),
        (
            History::Own,
            [
                ("message_heard", "read_marks::unread"),
                ("message_heard", "view::inbox"),
                ("said_message", "epochs::not_lost"),
            ],
        ),
    ] {
        let (mut short, mut long) = (store(history, SHORT), store(history, LONG));
        for (index, name) in indexes {
            let question = QUESTIONS.iter().find(|(known, _)| *known == name);
            let (_, question) = question.expect("a question");
            for db in [&short, &long] {
                let drop = format!("SAVEPOINT whole; DROP INDEX {index}");
                db.execute_batch(&drop).expect("dropped");
            }
            let found = faults(name, *question, &mut short, &mut long);
            assert!(!found.is_empty(), "{name} without {index}");
            for db in [&short, &long] {
                db.execute_batch("ROLLBACK TO whole; RELEASE whole")
                    .expect("there again");
            }
        }
    }
}

#[test]
fn a_question_that_walks_is_found_out() {
    // As it once stood: of two bounds SQLite takes the wider one, and looks at each row between.
    let advance: Question = |db| {
        db.query_row(
            "SELECT position FROM message
             WHERE conversation = ?1 AND position < 1 << 62
               AND position <= (SELECT position FROM message WHERE id = ?2)
             ORDER BY position DESC LIMIT 1",
            (CONVERSATION, OLD),
            |row| row.get::<_, i64>(0),
        )
        .expect("read");
    };
    let everything: Question = |db| {
        db.query_row("SELECT count(notice) FROM message", [], |row| {
            row.get::<_, i64>(0)
        })
        .expect("read");
    };
    let (mut short, mut long) = (store(History::Read, SHORT), store(History::Read, LONG));
    assert!(!faults("advance", advance, &mut short, &mut long).is_empty());
    let found = faults("everything", everything, &mut short, &mut long);
    assert!(
        found.iter().any(|fault| fault.contains("SCAN message")),
        "{found:?}"
    );
}

#[test]
fn every_function_that_reaches_a_long_table_is_asked() {
    let known: BTreeSet<&str> = QUESTIONS
        .iter()
        .map(|(name, _)| *name)
        .chain(PARTS.iter().copied())
        .chain(SELDOM.iter().map(|(name, _)| *name))
        .collect();
    let found = functions();
    assert!(found.len() > 40, "the sources were not read: {found:?}");
    let unknown: Vec<_> = found
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "to be asked in QUESTIONS, so that a missing index is noticed: {unknown:?}"
    );
}

/// What is wrong with how a question is answered.
fn faults(
    name: &str,
    question: Question,
    short: &mut Connection,
    long: &mut Connection,
) -> Vec<String> {
    let few = steps(short, question);
    let many = steps(long, question);
    let mut found = Vec::new();
    for sql in many.keys() {
        let walks = scans(long, sql).filter(|_| !THROUGH_THE_OUTBOX.contains(&name));
        found.extend(walks.map(|plan| format!("{name}: {plan} for {sql}")));
    }
    let sum = |steps: &BTreeMap<String, i64>| steps.values().sum::<i64>();
    if sum(&many) > MORE * sum(&few) + 100 {
        let most = many.iter().max_by_key(|(_, steps)| **steps);
        let (few, many) = (sum(&few), sum(&many));
        found.push(format!(
            "{name}: {few} steps have become {many}, most in {most:?}"
        ));
    }
    found
}

/// The statements that a question comes to, with the steps of SQLite's machine that each takes.
/// What it writes is undone.
fn steps(db: &mut Connection, question: Question) -> BTreeMap<String, i64> {
    let mut before = counters(db, question);
    let mut steps = counters(db, question);
    // Ours are prepared anew each time; full-text search keeps its own, which count on.
    before.retain(|sql, _| sql.contains("'main'.'message_text_"));
    for (sql, count) in &mut steps {
        *count -= before.get(sql).unwrap_or(&0);
    }
    steps
}

fn counters(db: &mut Connection, question: Question) -> BTreeMap<String, i64> {
    let asked = Arc::new(Mutex::new(BTreeMap::new()));
    let seen = Arc::clone(&asked);
    db.flush_prepared_statement_cache();
    db.execute_batch("SAVEPOINT question").expect("begun");
    db.trace_v2(
        TraceEventCodes::SQLITE_TRACE_PROFILE,
        Some(move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, _) = event {
                let steps = i64::from(statement.get_status(StatementStatus::VmStep));
                let mut seen = seen.lock().expect("nobody panicked");
                seen.insert(statement.sql().into_owned(), steps);
            }
        }),
    )
    .expect("traced");
    question(&WriteTx::pretended(db));
    db.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>)
        .expect("no more");
    db.execute_batch("ROLLBACK TO question; RELEASE question")
        .expect("undone");
    let asked = std::mem::take(&mut *asked.lock().expect("nobody panicked"));
    assert!(!asked.is_empty(), "nothing was asked");
    asked
}

/// The parts of a statement's plan that walk through a growing table. An index of what waits alone
/// does not grow.
fn scans(db: &Connection, sql: &str) -> impl Iterator<Item = String> {
    let mut plan = db
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .expect("a statement that has run has a plan");
    // Unbound, as plans do not hang on what is asked for.
    let plan: Vec<String> = plan
        .raw_query()
        .mapped(|row| row.get(3))
        .collect::<Result<_, _>>()
        .expect("a plan");
    plan.into_iter().filter(|step| {
        !step.ends_with(" INDEX outbox_waits")
            && GROWING.iter().any(|table| {
                *step == format!("SCAN {table}") || step.starts_with(&format!("SCAN {table} "))
            })
    })
}

/// The functions of the store whose SQL names a growing table, as `module::function`.
fn functions() -> BTreeSet<String> {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut found = BTreeSet::new();
    let folders = fs::read_dir(&store).expect("the sources").flatten();
    for folder in folders.filter(|entry| !entry.path().ends_with("plans")) {
        // Files of their own stand beside the folders; tests stand one folder deeper.
        let Ok(entries) = fs::read_dir(folder.path()) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                let module = path.file_stem().unwrap_or_default().to_string_lossy();
                found.extend(that_reach(&source).map(|name| format!("{module}::{name}")));
            }
        }
    }
    found
}

/// The functions of a file whose SQL names a growing table.
fn that_reach(source: &str) -> impl Iterator<Item = &str> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    source.split("fn ").skip(1).filter_map(|part| {
        // What stands behind a function may be SQL of others.
        let body = part.split("const ").next().unwrap_or_default();
        let words: Vec<&str> = body
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let reaches = words.windows(2).any(|pair| {
            let verb = ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]);
            verb && (GROWING.contains(&pair[1]) || pair[1] == "message_text")
                || pair == ["MESSAGE", "WHERE"]
        });
        reaches.then(|| part.split(['(', '<']).next().unwrap_or_default())
    })
}
