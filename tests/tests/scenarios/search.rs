//! What a search finds, in ten scripts and more: `tests/corpus/search.txt`, by real clients.

use kith_tests::World;

/// A message, with what has to find it and what must not.
struct Entry {
    message: String,
    finds: Vec<String>,
    misses: Vec<String>,
}

fn corpus() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in include_str!("../../corpus/search.txt").lines() {
        let Some((mark, text)) = line
            .split_once(' ')
            .filter(|(mark, _)| !mark.starts_with('#'))
        else {
            continue;
        };
        let text = unescaped(text);
        match (mark, entries.last_mut()) {
            ("=", _) => entries.push(Entry {
                message: text,
                finds: Vec::new(),
                misses: Vec::new(),
            }),
            ("+", Some(entry)) => entry.finds.push(text),
            ("-", Some(entry)) => entry.misses.push(text),
            _ => panic!("no line of a corpus: {line}"),
        }
    }
    entries
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_once('}').expect("a bracket");
        let code = u32::from_str_radix(hex, 16).expect("hexadecimal");
        whole.push(char::from_u32(code).expect("a sign"));
        whole.push_str(rest);
    }
    whole
}

/// A message as it is drawn: what turns words around is seen.
fn drawn(message: &str) -> String {
    message.replace(['\u{202e}', '\u{202c}'], "\u{fffd}")
}

/// What somebody's search gets wrong.
async fn wrong(person: &kith_tests::Person, entries: &[Entry], where_: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in entries {
        let message = drawn(&entry.message);
        for query in &entry.finds {
            let found = person.hits(query).await;
            match found.iter().find(|hit| hit.row.body() == message) {
                None => wrong.push(format!("{where_}: {query} misses {}", entry.message)),
                Some(hit) if hit.matches.is_empty() => {
                    wrong.push(format!(
                        "{where_}: {query} marks nothing in {}",
                        entry.message
                    ));
                }
                Some(_) => {}
            }
        }
        for query in &entry.misses {
            if person.finds(query).await.contains(&message) {
                wrong.push(format!("{where_}: {query} finds {}", entry.message));
            }
        }
    }
    wrong
}

#[tokio::test]
async fn what_is_looked_for_is_found_in_every_script() {
    let entries = corpus();
    assert!(entries.len() > 40);
    let world = World::new().await;
    let circle = world.circle().await;
    world.network.goes_down();
    for entry in &entries {
        circle.patient.writes(&entry.message).await;
    }
    let mut failures = wrong(&circle.patient, &entries, "on its way out").await;
    world.network.comes_back();
    circle.patient.syncs().await;
    circle.nurse.syncs().await;
    failures.extend(wrong(&circle.patient, &entries, "sent").await);
    failures.extend(wrong(&circle.nurse, &entries, "received").await);
    assert_eq!(failures.join("\n"), "");
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_a_search() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("Only soup today.").await;
    circle.patient.syncs().await;
    let long = "soup ".repeat(20_000);
    for typed in [
        "\0",
        "so\0up",
        "\"",
        "soup\" OR \"x",
        "*",
        "(",
        "words:soup",
        "NEAR(",
        long.trim(),
    ] {
        let bodies = circle.patient.finds(typed).await;
        let expected = typed == long.trim();
        assert_eq!(!bodies.is_empty(), expected, "{:?}", typed.get(..20));
    }
}
