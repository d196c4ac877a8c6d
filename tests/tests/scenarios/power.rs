//! The power fails: what was not synced is gone, wholly or sector by sector. Devices and the
//! relay keep everything that they had answered for.
//!
//! Negative controls take `synchronous=FULL` away, and are seen to fail.

use std::path::{Path, PathBuf};

use kith_tests::processes::{
    Violation,
    campaign::{Campaign, Whose},
    power,
    town::Dangers,
};

fn number(name: &str) -> Option<usize> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}

/// Power failures of one campaign: a fifth of all kills.
fn failures() -> usize {
    number("KITH_KILLS").unwrap_or(200) / 5
}

/// Each campaign with a library of its own: tests run at the same time.
fn disks(name: &str) -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).expect("a folder");
    Some(power::library(&dir))
}

fn campaign(whose: Whose, failures: usize, dangers: Dangers) -> Campaign {
    let seed = number("KITH_SEED").map_or(20_271_123, |seed| seed as u64);
    println!("KITH_SEED={seed}, {failures} power failures");
    Campaign {
        binary: env!("CARGO_BIN_EXE_kith-crash-child").into(),
        whose,
        kills: failures,
        seed,
        dangers,
        only: Vec::new(),
    }
}

fn survives(campaign: &Campaign) {
    let toll = campaign.run().unwrap_or_else(|violation| {
        panic!("seed {}: {}", campaign.seed, violation.0);
    });
    println!("{:#?}", toll.deaths);
    assert!(toll.total() >= campaign.kills);
}

fn is_found_out(campaign: &Campaign) {
    let Violation(what) = campaign.run().expect_err("something is lost");
    println!("{what}");
}

#[test]
fn devices_lose_power_and_nothing_is_lost() {
    let dangers = Dangers {
        disks: disks("devices"),
        ..Dangers::default()
    };
    survives(&campaign(Whose::Clients, failures(), dangers));
}

#[test]
fn the_relay_loses_power_and_nothing_is_lost() {
    let dangers = Dangers {
        disks: disks("relay"),
        ..Dangers::default()
    };
    survives(&campaign(Whose::Relay, failures(), dangers));
}

#[test]
fn a_device_that_does_not_sync_its_writes_is_found_out() {
    let dangers = Dangers {
        disks: disks("unsynced-devices"),
        client_flaw: Some("store.unsynced".to_owned()),
        ..Dangers::default()
    };
    is_found_out(&Campaign {
        only: vec!["send.queued".to_owned()],
        ..campaign(Whose::Clients, 20, dangers)
    });
}

#[test]
fn a_relay_that_does_not_sync_its_writes_is_found_out() {
    let dangers = Dangers {
        disks: disks("unsynced-relay"),
        relay_flaw: Some("relay.unsynced".to_owned()),
        ..Dangers::default()
    };
    is_found_out(&campaign(Whose::Relay, 20, dangers));
}
