use super::*;

const CLINIC: &str = "the clinic is \"C\", emergency \"1\", telephone \"3\", hours \"2\"\n";

fn mistake(scene: &str) -> String {
    read(scene).expect_err("a mistake").to_string()
}

fn deeds(scene: &str) -> Vec<Step> {
    let sentences = read(&format!("{CLINIC}{scene}")).expect("a scene");
    sentences
        .into_iter()
        .skip(1)
        .map(|sentence| sentence.step)
        .collect()
}

#[test]
fn sentences_are_understood() {
    let steps = deeds(
        "# a comment\n\nann enrols as patient \"Ann\"\nann invites bob as family \"my son\"\n\
         ann, bob and ann read\neveryone reads everything\nbob’s patched client adds a stranger",
    );
    let only = |names: &[&str]| Cast::Only(names.iter().map(|&name| name.into()).collect());
    assert_eq!(
        steps,
        [
            Step::Act(
                only(&["ann"]),
                Deed::Enrol {
                    role: "patient".into(),
                    name: "Ann".into()
                }
            ),
            Step::Act(
                only(&["ann"]),
                Deed::Invite {
                    whom: "bob".into(),
                    role: "family".into(),
                    relationship: "my son".into()
                }
            ),
            Step::Act(only(&["ann", "bob", "ann"]), Deed::Read { all: false }),
            Step::Act(Cast::Everyone, Deed::Read { all: true }),
            Step::Act(only(&["bob"]), Deed::Attack),
        ]
    );
}

#[test]
fn what_is_done_with_what_was_said_is_understood() {
    let steps = deeds(
        "ann enrols as patient \"Ann\"\nann answers \"How are you\" with \"Well\"\n\
         ann puts \"\u{2764}\u{fe0f}\" to \"Well\"\nann changes \"Well\" to \"Better\"\n\
         ann takes back \"Better\"\nann knows that \"Better\" was seen\nann sees an answer to \"How\"",
    );
    let said = steps.into_iter().skip(1).map(|step| match step {
        Step::Act(_, deed) => deed,
        other => panic!("{other:?}"),
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            Deed::Reply {
                to: "How are you".into(),
                text: "Well".into()
            },
            Deed::Sign {
                sign: "\u{2764}\u{fe0f}".into(),
                to: "Well".into()
            },
            Deed::Change {
                old: "Well".into(),
                new: "Better".into()
            },
            Deed::TakeBack("Better".into()),
            Deed::KnowsSeen("Better".into()),
            Deed::SeesAnswer("How".into()),
        ]
    );
}

#[test]
fn what_is_found_passed_on_sent_later_and_had_back_is_understood() {
    let steps = deeds(
        "ann enrols as patient \"Ann\"\nann invites bob as family \"my son\"\n\
         ann passes on \"Well\" to everyone, and is warned of bob\nann writes \"Later\" for tomorrow\n\
         ann sees that \"Later\" waits\nbob does not see \"Later\" yet\nann sends \"Later\" now\n\
         ann writes \"Oh\" and undoes it\nann finds \"Well\" by \"we\"\nann finds nothing by \"oh\"",
    );
    let said = steps.into_iter().skip(2).map(|step| match step {
        Step::Act(_, deed) => deed,
        other => panic!("{other:?}"),
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            Deed::PassOn {
                text: "Well".into(),
                warned: "bob".into()
            },
            Deed::WriteLater("Later".into()),
            Deed::SeesWaiting("Later".into()),
            Deed::NotYet("Later".into()),
            Deed::SendNow("Later".into()),
            Deed::Undo("Oh".into()),
            Deed::Finds {
                text: "Well".into(),
                by: "we".into()
            },
            Deed::FindsNothing("oh".into()),
        ]
    );
}

#[test]
fn mistakes_are_named_with_line_and_column() {
    let ann = format!("{CLINIC}ann enrols as patient \"Ann\"\n");
    for (more, expected) in [
        (
            "ann writes hello",
            "line 3, column 12: here stands `hello`; it could be: in / to / a text",
        ),
        ("ann writes", "line 3, column 11: here stands the line ends"),
        (
            "ann writes \"x\" \"y\"",
            "line 3, column 16: here stands a quoted text",
        ),
        (
            "ann writes \"x",
            "line 3, column 12: this quotation is not closed",
        ),
        (
            "ann writes \" \"",
            "line 3, column 12: there is nothing in this quotation",
        ),
        (
            "bob reads",
            "line 3, column 1: no sentence begins with `bob`",
        ),
        (
            "Ann reads",
            "line 3, column 1: no sentence begins with `Ann`",
        ),
        (
            "ann approves bob",
            "line 3, column 14: here stands `bob`; it could be: somebody",
        ),
        (
            "ann invites the as family",
            "line 3, column 13: `the` cannot stand for a person",
        ),
        (
            "ann invites bob as doctor",
            "line 3, column 20: here stands `doctor`",
        ),
        (
            "ann reads; ann reads",
            "line 3, column 10: `;` has no meaning here",
        ),
        (
            "keep secret \"key\"",
            "line 3, column 1: \"key\" is too short",
        ),
        (
            "keep secret \"herons\"",
            "line 3, column 1: nobody writes \"herons\"",
        ),
        (CLINIC, "line 3, column 1: there is a clinic already"),
    ] {
        let found = mistake(&format!("{ann}{more}"));
        assert!(found.starts_with(expected), "{more}: {found}");
    }
    assert!(mistake("ann enrols as patient \"Ann\"").starts_with("line 1, column 1: say first"));
    assert!(mistake("# nothing\n").contains("nothing happens"));
}

#[test]
fn a_scene_is_bounded() {
    assert!(mistake(&"#".repeat(MAX_BYTES + 1)).contains("bytes"));
    assert!(mistake(&"#".repeat(MAX_LINE + 1)).contains("characters"));
    assert!(mistake(&"tell \"x\"\n".repeat(MAX_SENTENCES + 1)).contains("sentences"));
    let crowd: String = ('a'..='z')
        .map(|c| format!("{c} enrols as patient \"{c}\"\n"))
        .collect();
    assert!(mistake(&format!("{CLINIC}{crowd}")).contains("people"));
}

#[test]
fn every_sentence_that_is_listed_is_explained_in_the_default_scene() {
    let explained = include_str!("../../../../../scripts/scenes/a-week-of-care.scene");
    let comments: String = explained
        .lines()
        .filter(|line| line.starts_with('#'))
        .collect();
    for pattern in language() {
        let places = ["WHO", "NEW", "WHOM", "WHOSE", "STAFF", "ROLE"];
        let verb = pattern.split(' ').find(|word| {
            !places.contains(word) && word.chars().all(|c| c.is_alphabetic() || c == '|')
        });
        let verb = verb
            .and_then(|verb| verb.split('|').next())
            .expect("a verb");
        assert!(comments.contains(verb), "{pattern}");
    }
    assert!(read(explained).is_ok());
}
