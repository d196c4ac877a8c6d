//! What stands in the README is what is compiled, and what is published can be.

use std::{fs, path::PathBuf};

use kith_core::store::{StoreKey, timeline::messages::RowKind};
use kith_tests::{DAY, World};

#[path = "../../../core/examples/embed/morning.rs"]
mod morning;

fn read(file: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What a source has between its two marks, as it stands at the margin.
fn marked(source: &str) -> String {
    let text = read(source);
    let part = text.split("// README\n").nth(1).expect("two marks");
    let lines: Vec<&str> = part.lines().collect();
    let indented = lines.iter().filter(|line| !line.trim().is_empty());
    let margin = indented.map(|line| line.len() - line.trim_start().len());
    let margin = margin.min().unwrap_or(0);
    let lines = lines.iter().map(|line| line.get(margin..).unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[test]
fn what_the_readme_shows_is_compiled() {
    let readme = read("README.md");
    for (language, source) in [
        ("rust", "core/examples/embed/morning.rs"),
        (
            "kotlin",
            "android/holders/src/test/kotlin/care/kith/holders/MorningTest.kt",
        ),
        ("swift", "ios/Tests/KithKitTests/MorningTests.swift"),
    ] {
        let shown = marked(source);
        assert!(shown.lines().count() >= 7, "{source} shows something");
        assert!(
            readme.contains(&format!("```{language}\n{shown}\n```")),
            "the README has what {source} has between its marks:\n{shown}"
        );
    }
}

#[tokio::test]
async fn what_the_readme_shows_does_what_it_says() {
    let world = World::new().await;
    let link = world.admin.invite_patient(world.clinic, DAY).await;
    let dir = tempfile::tempdir().expect("a folder");
    let link = link.expect("invited").link;
    let rows = morning::morning(dir.path(), StoreKey::generate(), &link)
        .await
        .expect("as the README has it");
    let said = rows.iter().find(|row| row.kind() == RowKind::Text);
    assert_eq!(said.expect("a message").body(), "Good morning");
}

#[test]
fn every_crate_says_what_its_registry_asks_for() {
    for folder in ["protocol", "core", "relay", "bindings", "tests/crash"] {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        for field in [
            "description = ",
            "license.workspace",
            "readme.workspace",
            "keywords = ",
            "categories = ",
        ] {
            let lines = manifest.lines().take_while(|line| *line != "[features]");
            let found = lines.filter(|line| line.starts_with(field)).count();
            assert_eq!(found, 1, "{folder}: {field}");
        }
        let keywords = manifest.lines().find(|line| line.starts_with("keywords"));
        let words: Vec<&str> = keywords
            .unwrap_or_default()
            .split('"')
            .skip(1)
            .step_by(2)
            .collect();
        assert!((1..=5).contains(&words.len()), "{folder}: {words:?}");
        assert!(words.iter().all(|word| word.len() <= 20), "{words:?}");
    }
    let workspace = read("Cargo.toml");
    for field in ["license = ", "readme = "] {
        assert!(workspace.lines().any(|line| line.starts_with(field)));
    }
    // A path is taken out of what is published: what is left has to name a version.
    let ours: Vec<&str> = (workspace.lines())
        .filter(|line| line.starts_with("kith-") && line.contains("path = "))
        .collect();
    assert!(ours.len() >= 4);
    for line in ours {
        assert!(line.contains(r#"{ version = "0.1.0", path"#), "{line}");
    }
}

#[test]
fn swift_packages_can_name_the_core() {
    let package = read("ios/Package.swift");
    assert!(package.contains(r#".library(name: "KithCore", targets: ["KithCore"])"#));
}

/// What stands between the first `<element>` and its end.
fn element<'a>(pom: &'a str, element: &str) -> Option<&'a str> {
    let (_, rest) = pom.split_once(&format!("<{element}>"))?;
    Some(rest.split_once(&format!("</{element}>"))?.0)
}

#[test]
fn every_jar_says_what_its_registry_asks_for() {
    let parent = read("android/pom.xml");
    for asked in ["name", "description", "inceptionYear", "developers"] {
        assert!(element(&parent, asked).is_some(), "{asked}");
    }
    let licences = element(&parent, "licenses").expect("licences");
    for name in ["MIT", "Apache-2.0"] {
        assert!(licences.contains(&format!("<name>{name}</name>")), "{name}");
    }
    let release = element(&parent, "profiles").expect("profiles");
    assert!(release.contains("maven-source-plugin"), "sources");
    let modules = element(&parent, "modules").expect("modules");
    let modules: Vec<&str> = (modules.lines())
        .filter_map(|line| element(line, "module"))
        .collect();
    assert!(modules.len() >= 6, "{modules:?}");
    let mut names = vec![element(&parent, "artifactId").expect("a name").to_owned()];
    for module in modules {
        let pom = read(&format!("android/{module}/pom.xml"));
        let (_, own) = pom.split_once("</parent>").expect("a parent");
        for asked in ["name", "description"] {
            assert!(element(own, asked).is_some(), "{module}: {asked}");
        }
        names.push(element(own, "artifactId").expect("a name").to_owned());
    }
    for name in &names {
        assert!(name.starts_with("kith-"), "{name} is a name that is ours");
    }
    let embedded = format!(
        "care.kith:kith-core:{}",
        element(&parent, "version").expect("a version")
    );
    assert!(names.iter().any(|name| name == "kith-core"));
    let readme = read("README.md");
    assert!(readme.contains(&embedded), "{embedded}");
    // Without it the library has what is for tests alone.
    assert!(readme.contains("`KITH_PROFILE=release mvn "));
}
