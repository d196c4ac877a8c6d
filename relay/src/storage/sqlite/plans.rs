//! What SQLite does for each statement that a request, or the retention, comes to: none walks through a
//! table that grows, nor through all of one log. Looked at is every statement that stands in these sources,
//! so that none can be forgotten; a relay gathers no statistics, so that a plan hangs on the schema alone.

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::Connection;

use super::schema::V1;

/// What grows with the years, or with who uses the relay.
const GROWING: [&str; 13] = [
    "acks",
    "audit",
    "audit_checkpoints",
    "devices",
    "entries",
    "groups",
    "guests",
    "inbox",
    "invitations",
    "key_packages",
    "nodes",
    "people",
    "requests",
];
/// Of these a log has as many as it likes: its number alone leads through all of them.
const OF_A_LOG: [&str; 2] = ["entries", "nodes"];
/// Of these a clinic has as many as it likes.
const OF_A_CLINIC: [&str; 3] = ["audit", "audit_checkpoints", "groups"];

/// What may walk, and why.
const MAY_WALK: [(&str, &str); 5] = [
    ("audit::last", "from the end, to the first"),
    ("audit::for_each", "an operator's command reads the chain"),
    (
        "audit::checkpoints",
        "an operator's command reads the chain",
    ),
    (
        "redate::log",
        "while a clock that was set back is made good",
    ),
    (
        "tenants::",
        "a relay has few clinics, and makes one by hand",
    ),
];

/// Files whose statements look through the whole database, and say so.
const WHOLE: [&str; 2] = ["snapshot", "schema"];

#[test]
fn no_statement_walks_through_what_grows() {
    let db = database();
    let statements = statements();
    assert!(statements.len() > 80, "the sources were not read");
    let found: Vec<String> = statements
        .iter()
        .flat_map(|(place, sql)| faults(&db, place, sql))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
    for (place, _) in MAY_WALK {
        let stands = statements.iter().any(|(known, _)| known.starts_with(place));
        assert!(stands, "{place} is gone: it need not be named any more");
    }
}

#[test]
fn a_statement_without_its_index_is_found_out() {
    for (index, place) in [
        ("acks_by_device", "guests::forget_unheld"),
        ("devices_by_person", "people::enrol"),
        ("groups_by_age", "expire::logs"),
        ("guests_by_host", "guests::take_in"),
        ("inbox_by_age", "expire::expire"),
        ("requests_by_age", "expire::expire"),
    ] {
        let db = database();
        let drop = format!("DROP INDEX {index}");
        db.execute_batch(&drop).expect("dropped");
        let statements = statements();
        let mut of = statements.iter().filter(|(known, _)| known == place);
        assert!(
            of.any(|(place, sql)| !faults(&db, place, sql).is_empty()),
            "{place} without {index}"
        );
    }
}

#[test]
fn a_statement_that_walks_is_found_out() {
    let db = database();
    for sql in [
        // As it once stood.
        "SELECT node FROM nodes WHERE gid = ?2 AND last = ?3",
        "SELECT DISTINCT tenant FROM audit",
        "SELECT count(*) FROM people p WHERE p.by_clinic = 1",
        "DELETE FROM inbox WHERE part = ?1",
    ] {
        assert!(!faults(&db, "here::here", sql).is_empty(), "{sql}");
    }
}

fn database() -> Connection {
    let db = Connection::open_in_memory().expect("opens");
    db.execute_batch(V1).expect("made");
    db
}

/// What is wrong with the plan of a statement.
fn faults(db: &Connection, place: &str, sql: &str) -> Vec<String> {
    if MAY_WALK.iter().any(|(known, _)| place.starts_with(known)) {
        return Vec::new();
    }
    let tables = tables(sql);
    let walks = |step: &String| {
        let mut words = step.split(' ');
        let (how, name) = (words.next(), words.next().unwrap_or_default());
        let table = tables.get(name).copied().unwrap_or(name);
        if !GROWING.contains(&table) {
            return false;
        }
        let by = step.rfind('(').map_or("", |at| &step[at..]);
        let by_log = OF_A_LOG.contains(&table) && by == "(gid=?)";
        let by_clinic = OF_A_CLINIC.contains(&table) && by == "(tenant=?)";
        how == Some("SCAN") || by_log || by_clinic
    };
    let mut plan = db
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{place}: {error}: {sql}"));
    // Unbound, as plans do not hang on what is asked for.
    let steps: Vec<String> = plan
        .raw_query()
        .mapped(|row| row.get(3))
        .collect::<Result<_, _>>()
        .expect("a plan");
    let walking = steps.into_iter().filter(walks);
    walking
        .map(|step| format!("{place}: {step} for {sql}"))
        .collect()
}

/// The tables of a statement, by the names that it gives them.
fn tables(sql: &str) -> BTreeMap<&str, &str> {
    let words: Vec<&str> = sql
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let named = words.windows(3).filter(|words| {
        ["FROM", "JOIN"].contains(&words[0]) && words[2].chars().all(|c| c.is_lowercase())
    });
    named.map(|words| (words[2], words[1])).collect()
}

/// Every statement of these sources, with the module and function in which it stands.
fn statements() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/storage/sqlite");
    let mut found = Vec::new();
    for path in fs::read_dir(folder).expect("the sources").flatten() {
        let path = path.path();
        let module = path.file_stem().unwrap_or_default().to_string_lossy();
        if WHOLE.contains(&&*module) || module == "plans" {
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for part in source.split("fn ").skip(1) {
            let name = part.split(['(', '<']).next().unwrap_or_default();
            let place = format!("{module}::{name}");
            for sql in literals(part).into_iter().flat_map(|sql| filled(&sql)) {
                found.push((place.clone(), sql));
            }
        }
    }
    found
}

/// The statements among the texts of a piece of source.
fn literals(source: &str) -> Vec<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let texts = code.split('"').skip(1).step_by(2);
    let is_statement = |text: &&str| {
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
            .iter()
            .any(|verb| text.trim_start().starts_with(verb))
    };
    texts.filter(is_statement).map(str::to_owned).collect()
}

/// A statement with everything that is put into it.
fn filled(sql: &str) -> Vec<String> {
    let sql = sql
        .replace("{COLUMNS}", super::tenants::COLUMNS)
        .replace("{DEVICES}", super::guests::DEVICES);
    if sql.contains("{table}") {
        let tables = ["key_packages", "inbox", "acks"];
        return tables.map(|table| sql.replace("{table}", table)).to_vec();
    }
    vec![sql]
}
