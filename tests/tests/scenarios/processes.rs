//! The app and its notification extension are two processes on one store: one at a time, and
//! nothing is torn when either dies. Who is suspended holds nothing.

use std::path::{Path, PathBuf};

use kith_tests::processes::{
    Held, Violation,
    ask::{Answer, Ask},
    process::Arm,
    town::{Dangers, NURSE, PATIENT, Town},
};

fn holds(scene: impl FnOnce(Town) -> Held) {
    let child = Path::new(env!("CARGO_BIN_EXE_kith-crash-child"));
    let town = Town::found(child, 11, Dangers::default(), None);
    town.and_then(scene)
        .unwrap_or_else(|violation| panic!("{}", violation.0));
}

#[test]
fn the_extension_is_refused_while_the_app_has_the_store() {
    holds(|mut town| {
        let refused = town.extension_of(PATIENT, None).expect("it answers").1;
        assert!(matches!(refused, Answer::Failed(why) if why == "Store(Locked)"));
        town.speaks(PATIENT)?;
        town.settles()
    });
}

#[test]
fn a_suspended_app_holds_no_file_and_no_lock() {
    holds(|mut town| {
        assert!(!town.open_files_of(PATIENT).is_empty(), "it does hold some");
        assert!(town.done(PATIENT, &Ask::Suspend)?);
        assert_eq!(town.open_files_of(PATIENT), Vec::<PathBuf>::new());

        town.speaks(NURSE)?;
        assert!(town.done(NURSE, &Ask::Sync)?);
        let (mut extension, opened) = town.extension_of(PATIENT, None).expect("it lives");
        assert!(matches!(opened, Answer::Done), "{opened:?}");
        let synced = extension.ask(&Ask::Sync);
        assert!(matches!(synced, Ok(Answer::Count(0))), "{synced:?}");

        // Now the app is the one to wait.
        let resumed = town.ask(PATIENT, &Ask::Resume)?;
        assert!(matches!(resumed, Some(Answer::Failed(why)) if why == "Store(Locked)"));
        assert!(extension.ask(&Ask::Close).is_ok());
        assert!(town.done(PATIENT, &Ask::Resume)?);
        town.settles()
    });
}

#[test]
fn app_and_extension_take_turns_and_either_dies_at_times() {
    let hooks = [
        "store.commit",
        "store.committed",
        "receive.commit",
        "receive.committed",
        "receive.ack",
        "send.sealed",
        "send.submitted",
        "never",
    ];
    holds(|mut town| {
        let mut deaths = 0;
        for _ in 0..24 {
            town.speaks(NURSE)?;
            town.speaks(PATIENT)?;
            town.done(NURSE, &Ask::Sync)?;
            assert!(town.done(PATIENT, &Ask::Suspend)?);
            let arm = Arm {
                point: (*town.dice.pick(&hooks)).to_owned(),
                pass: 1,
            };
            deaths += usize::from(wakes_up(&town, &arm)?);
            assert!(town.done(PATIENT, &Ask::Resume)?);
            if town.dice.once_in(3) {
                town.kills(PATIENT)?;
            }
            town.settles()?;
        }
        assert!(deaths >= 12, "the extension died {deaths} times only");
        Ok(())
    });
}

/// A push wakes the extension up: it opens, syncs and ends. Whether it died of it.
fn wakes_up(town: &Town, arm: &Arm) -> Held<bool> {
    let Ok((mut extension, opened)) = town.extension_of(PATIENT, Some(arm)) else {
        return Ok(true);
    };
    let Answer::Done = opened else {
        return Err(Violation(format!("the extension: {opened:?}")));
    };
    match extension.ask(&Ask::Sync) {
        Err(_) => Ok(true),
        Ok(Answer::Count(_)) => Ok(extension.ask(&Ask::Close).is_err()),
        Ok(other) => Err(Violation(format!("the extension: {other:?}"))),
    }
}
