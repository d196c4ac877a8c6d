//! The example client, as someone types to it.

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use kith_core::Role;
use kith_tests::{Person, World};

use super::demo::programs;

/// What the example says to some lines, without a network.
async fn says(person: &Person, lines: &str) -> String {
    person.closes().await;
    let key = tempfile::tempdir().expect("a folder");
    let file = key.path().join("key");
    fs::write(&file, hex::encode(person.key())).expect("the key is written");
    let (store, lines) = (person.dir().to_owned(), lines.to_owned());
    let answer = move || chat(&store, &file, &lines);
    tokio::task::spawn_blocking(answer).await.expect("typed")
}

fn chat(store: &Path, key: &Path, lines: &str) -> String {
    let mut chat = Command::new(programs().join("examples").join("chat"))
        .arg("--store")
        .arg(store)
        .arg("--key")
        .arg(key)
        .arg("--offline")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut typed = chat.stdin.take().expect("a pipe");
    typed.write_all(lines.as_bytes()).expect("typed");
    drop(typed);
    let output = chat.wait_with_output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

#[tokio::test]
async fn the_example_says_when_there_is_more_than_it_shows() {
    let world = World::new().await;
    let circle = world.circle().await;
    world.network.goes_down();
    for n in 0..21 {
        circle
            .patient
            .writes(&format!("Soup again, day {n}."))
            .await;
    }
    circle.patient.writes("No more tea.").await;
    let said = says(
        &circle.patient,
        "read 3\nsearch soup\nsearch tea\nread 500\nquit\n",
    )
    .await;
    let answers: Vec<Vec<&str>> = said
        .split("\n.\n")
        .map(|answer| answer.lines().collect())
        .collect();
    let [_, read, soup, tea, all, ..] = answers.as_slice() else {
        panic!("{said}")
    };
    assert_eq!(read.len(), 4);
    assert!(read[0].contains("there are more before them"), "{said}");
    assert_eq!(soup.len(), 21);
    assert!(soup[20].contains("there are more"), "{said}");
    assert_eq!(tea.len(), 1);
    assert!(all.len() > 22 && !all[0].contains("more before"), "{said}");
}

#[tokio::test]
async fn the_example_writes_to_the_circle_that_was_opened_wherever_it_stands() {
    let world = World::new().await;
    let mut person = world.patient("Marta").await;
    let other = world.patient("Rui").await;
    person.makes_circle("Marta's circle").await;
    other.makes_circle("Rui's circle").await;
    other.lets_in(&person, Role::Family, "sister").await;
    // What is written moves its circle to the top: number 2 is then another one.
    let said = says(
        &person,
        "list\nopen 1\nwrite First.\nlist\nopen 2\nwrite Second.\nlist\nwrite Third.\nquit\n",
    )
    .await;
    let opened: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("-- ") && line.ends_with("circle"))
        .collect();
    assert_eq!(opened.len(), 2, "{said}");
    person.reopens().await;
    for circle in person.client.circles().await.expect("listed") {
        let rows = person
            .client
            .timeline(circle.id, None, 20)
            .await
            .expect("read");
        let words: Vec<_> = rows.iter().map(|row| row.body()).collect();
        let last_opened = opened[1] == format!("-- {}", circle.title);
        assert_eq!(words.contains(&"Third."), last_opened, "{said}");
        assert_eq!(words.contains(&"Second."), last_opened, "{said}");
        assert_eq!(words.contains(&"First."), !last_opened, "{said}");
    }
}
