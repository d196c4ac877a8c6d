//! SQL knows no bare number of a state: what a column's number means stands once, in the code that names it. Yes
//! and no are no states.

use std::{fs, path::Path};

/// What holds the number of a state.
const STATES: [&str; 7] = [
    "audience", "kind", "lost", "owed", "state", "told", "verdict",
];

#[test]
fn no_state_in_a_statement_is_a_bare_number() {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let (mut looked_at, mut found) = (0, Vec::new());
    for folder in fs::read_dir(&store).expect("the sources").flatten() {
        // Tests stand one folder deeper.
        let Ok(files) = fs::read_dir(folder.path()) else {
            continue;
        };
        for path in files.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).expect("a source");
                looked_at += 1;
                found.extend(bare(&source).map(|state| format!("{}: {state}", path.display())));
            }
        }
    }
    assert!(looked_at > 40, "the sources were not read: {looked_at}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_bare_number_is_found() {
    for (source, are) in [
        ("WHERE state = 2 AND room = ?1", 1),
        ("(kind != 1 OR event.verdict = 2)", 2),
        (
            "WHERE state != {TAKEN} AND kind >= {FIRST} AND state = ?2",
            0,
        ),
        ("SET unsaid = 1, room = 2 WHERE NOT EXISTS (SELECT 1)", 0),
    ] {
        assert_eq!(bare(source).count(), are, "{source}");
    }
}

/// The states that a source holds to a number.
fn bare(source: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = source.split_whitespace().collect();
    let found: Vec<String> = words
        .windows(3)
        .filter(|of| {
            let column = of[0].rsplit(['.', '(', '"']).next().unwrap_or_default();
            STATES.contains(&column)
                && ["=", "!=", "<", ">", "<=", ">="].contains(&of[1])
                && of[2].starts_with(|first: char| first.is_ascii_digit())
        })
        .map(|of| of.join(" "))
        .collect();
    found.into_iter()
}
