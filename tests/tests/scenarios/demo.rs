//! The demo, as `scripts/demo` plays it: real processes, a real relay over TLS.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

/// The folder of the demo's programs. Cargo builds this crate's for a test, not those of others.
pub(super) fn programs() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_kith-demo"))
            .parent()
            .expect("a folder");
        // As the suite builds them, so that nothing is left to do when the suite runs.
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "--locked",
            "--workspace",
            "--all-features",
        ]);
        cargo.args(["--bins", "--examples", "--target-dir"]);
        cargo.arg(folder.parent().expect("the target folder"));
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        assert!(
            cargo.status().expect("cargo").success(),
            "the programs cannot be built"
        );
        folder.to_owned()
    })
}

/// A fresh folder for one play.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("temporary folder")
}

fn play(folder: &Path, scene: Option<&str>) -> Output {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_kith-demo"));
    demo.arg("--data")
        .arg(folder.join("demo"))
        .arg("--programs")
        .arg(programs());
    if let Some(scene) = scene {
        let file = folder.join("test.scene");
        fs::write(&file, scene).expect("scene");
        demo.arg("--scene").arg(file);
    }
    demo.output().expect("kith-demo")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A patient, alone with a nurse, with more sentences to follow.
fn scene(clinic: &str, more: &str) -> String {
    format!(
        "the clinic is \"{clinic}\", emergency \"144\", telephone \"044 555 01 00\", hours \"always\"\n\
         patient enrols as patient \"Marta Silva\"\n\
         nurse enrols as clinician \"Nadia Okafor\"\n\
         patient makes circle \"Marta's circle\"\n\
         patient invites nurse as clinician\n\
         nurse joins\n\
         patient approves nurse\n\
         nurse writes \"I saw a kingfisher\"\n{more}\n"
    )
}

#[test]
fn a_week_of_care_is_as_it_should_be() {
    let folder = folder();
    let output = play(folder.path(), None);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    for line in [
        "✓ Nadia Okafor sees the alarm.",
        "✓ Marta Silva sees the alarm.",
        "✓ Ines Silva cannot write.",
        "!! ALARM: Ines Silva's device tried to let a stranger into the circle. It was refused.",
        "Everyone's messages stand in the same order: yes.",
        "Messages typed in this scene: 19. The patient holds 19, each exactly once.",
        "Written after Ines Silva was removed: 3. Of these Ines Silva holds 0.",
        "keys: found 0.",
        "Everything was as expected.",
    ] {
        let unwrapped = said
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" │ ", " ");
        assert!(unwrapped.contains(line), "missing: {line}\n{said}");
    }
    let counted = |title: &str| -> Vec<&str> {
        let line = said
            .lines()
            .find(|line| line.trim_start().starts_with(title));
        let cells = line
            .and_then(|line| line.split_once(title))
            .map_or("", |(_, cells)| cells);
        cells.split_whitespace().collect()
    };
    assert_eq!(
        counted("In the database of the"),
        ["nurse", "patient", "daughter"]
    );
    assert_eq!(counted("messages of the circle"), ["14", "14", "8"]);
    assert_eq!(counted("messages of the care room"), ["2", "2", "0"]);
    assert_eq!(counted("held more than once"), ["0", "0", "0"]);
    assert_eq!(
        counted("changes of the circle that were refused"),
        ["1", "1", "1"]
    );
    let transcript = folder.path().join("demo/transcript.txt");
    let transcript = fs::read_to_string(transcript).expect("transcript");
    assert_eq!(transcript, String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_expectation_that_does_not_come_true_fails() {
    let folder = folder();
    let more = "patient sees \"kingfisher\"\npatient sees \"heron\"\nnurse sees the alarm";
    let output = play(folder.path(), Some(&scene("Lindenhof", more)));
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("✓ Marta Silva sees “kingfisher”."), "{said}");
    assert!(
        said.contains("line 10: expected, but not so: Marta Silva sees “heron”."),
        "{said}"
    );
    assert!(
        said.contains("line 11: expected, but not so: Nadia Okafor sees the alarm."),
        "{said}"
    );
}

/// A clinic's name is public, and its relay's database holds it: the search must find it there.
#[test]
fn a_secret_in_a_file_is_found() {
    let folder = folder();
    let scene = scene("Kingfisher Hospital", "keep secret \"kingfisher\"");
    let output = play(folder.path(), Some(&scene));
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("something secret stands in relay/data/relay.db"),
        "{said}"
    );
}

#[test]
fn who_speaks_for_the_patient_comes_in_by_a_yes_of_its_own() {
    let folder = folder();
    let more = "patient invites son as proxy \"my son\"\n\
                son joins as \"Rui Silva\"\n\
                patient approves son\n\
                son writes \"I am here now\"\n\
                patient sees \"I am here now\"";
    let said = said(&play(folder.path(), Some(&scene("Lindenhof", more))));
    let words = said.replace("│", " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "Rui Silva asks to speak for you.",
        "your clinic may then do what they say as if you had said it.",
        "Everything was as expected.",
    ] {
        assert!(words.contains(line), "missing: {line}\n{said}");
    }
}

#[test]
fn what_waits_is_counted_and_a_dead_program_says_so() {
    let folder = folder();
    let offline = "patient loses the network\npatient writes \"I write this by the river\"\npatient is killed";
    let output = play(folder.path(), Some(&scene("Lindenhof", offline)));
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("The patient holds 2 (with those that wait), each exactly once."),
        "{said}"
    );

    let dead = format!("{offline}\npatient reads");
    let output = play(folder.path(), Some(&scene("Lindenhof", &dead)));
    let said = self::said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("line 12: patient's program was killed; say first: patient comes back"));
}

#[test]
fn what_cannot_be_played_touches_nothing() {
    let folder = folder();
    let output = play(
        folder.path(),
        Some(&scene("Lindenhof", "nurse wriets \"Hello\"")),
    );
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("line 9, column 7: here stands `wriets`; it could be: "),
        "{said}"
    );
    assert!(!folder.path().join("demo").exists());

    let kept = folder.path().join("demo/kept");
    fs::create_dir_all(&kept).expect("folder");
    let output = play(folder.path(), None);
    assert_eq!(output.status.code(), Some(1));
    assert!(self::said(&output).contains("holds something that is not a demo's"));
    assert!(kept.exists());
}
