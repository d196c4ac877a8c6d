//! A full disk, on a device or at the relay: what was there stays, it is said plainly, and when
//! there is room again everything goes on.

use std::path::Path;

use kith_tests::processes::{
    Held, Violation,
    ask::{Answer, Ask},
    power,
    town::{Dangers, NURSE, PATIENT, Town},
};

fn town(name: &str) -> Town {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).expect("a folder");
    let dangers = Dangers {
        disks: Some(power::library(&dir)),
        ..Dangers::default()
    };
    let child = Path::new(env!("CARGO_BIN_EXE_kith-crash-child"));
    Town::found(child, 7, dangers, None).expect("founded")
}

fn holds(scene: impl FnOnce() -> Held) {
    scene().unwrap_or_else(|violation| panic!("{}", violation.0));
}

fn failure(answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Failed(why)) => why,
        other => panic!("it should have failed: {other:?}"),
    }
}

#[test]
fn a_full_device_keeps_what_it_has_and_says_that_it_is_full() {
    holds(|| {
        let mut town = town("full-device");
        town.speaks(PATIENT)?;
        town.speaks(NURSE)?;
        town.settles()?;
        let before = town.screen(PATIENT)?;

        town.disk_of(PATIENT).fills_up();
        town.speaks(NURSE)?;
        assert!(town.done(NURSE, &Ask::Sync)?);
        for _ in 0..3 {
            assert_eq!(town.cannot_speak(PATIENT)?, "Store(DiskFull)");
            let synced = town.ask(PATIENT, &Ask::Sync)?;
            assert_eq!(failure(synced), "Store(DiskFull)");
        }
        assert_eq!(town.screen(PATIENT)?, before, "reading goes on");

        town.disk_of(PATIENT).has_room();
        town.speaks(PATIENT)?;
        town.settles()
    });
}

#[test]
fn a_device_that_is_killed_while_it_is_full_opens_when_there_is_room() {
    holds(|| {
        let mut town = town("killed-full-device");
        town.speaks(PATIENT)?;
        town.disk_of(PATIENT).fills_up();
        assert_eq!(town.cannot_speak(PATIENT)?, "Store(DiskFull)");
        town.disk_of(PATIENT).has_room();
        town.kills(PATIENT)?;
        town.speaks(PATIENT)?;
        town.settles()
    });
}

#[test]
fn a_device_that_is_opened_while_it_is_full_says_so_or_reads() {
    holds(|| {
        let mut town = town("opened-full-device");
        town.speaks(PATIENT)?;
        town.disk_of(PATIENT).fills_up();
        let opened = town.kills(PATIENT);
        if let Err(Violation(why)) = opened {
            assert!(why.contains("Store(DiskFull)"), "{why}");
        }
        town.disk_of(PATIENT).has_room();
        town.kills(PATIENT)?;
        town.speaks(PATIENT)?;
        town.settles()
    });
}

#[test]
fn a_full_relay_keeps_what_it_has_and_says_that_it_is_unavailable() {
    holds(|| {
        let mut town = town("full-relay");
        town.speaks(PATIENT)?;
        town.settles()?;

        town.relay_disk().fills_up();
        town.speaks(PATIENT)?;
        town.speaks(NURSE)?;
        for who in [PATIENT, NURSE, PATIENT] {
            let synced = failure(town.ask(who, &Ask::Sync)?);
            assert!(synced.contains("status: 503"), "{synced}");
            assert!(synced.contains("urn:kith:problem:unavailable"), "{synced}");
        }

        town.relay_disk().has_room();
        town.settles()
    });
}
