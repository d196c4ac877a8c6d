//! Killed anywhere: nothing is lost, nothing comes twice, order is kept, nothing is unreadable,
//! and all agree on who is in the circle.
//!
//! A negative control splits the commit of message and cursor in two, and is seen to fail.
//!
//! `KITH_KILLS=1000` kills more often than the 200 of every run; `KITH_SEED` plays a run again.

use kith_tests::processes::{
    Violation,
    campaign::{Campaign, Toll, Whose},
    town::Dangers,
};

/// Deaths of all campaigns together.
fn kills() -> usize {
    number("KITH_KILLS").unwrap_or(200)
}

fn number(name: &str) -> Option<usize> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().expect("a number"))
}

fn campaign(whose: Whose, kills: usize) -> Campaign {
    let seed = number("KITH_SEED").map_or(20_271_123, |seed| seed as u64);
    println!("KITH_SEED={seed}, {kills} kills");
    Campaign {
        binary: env!("CARGO_BIN_EXE_kith-crash-child").into(),
        whose,
        kills,
        seed,
        dangers: Dangers::default(),
        only: Vec::new(),
    }
}

fn survives(campaign: &Campaign) -> Toll {
    let toll = campaign.run().unwrap_or_else(|violation| {
        panic!("seed {}: {}", campaign.seed, violation.0);
    });
    println!("{:#?}", toll.deaths);
    assert!(toll.total() >= campaign.kills);
    toll
}

#[test]
fn devices_are_killed_and_nothing_is_lost() {
    let toll = survives(&campaign(Whose::Clients, kills() * 3 / 4));
    assert!(toll.missed.is_empty(), "nobody died at {:?}", toll.missed);
}

#[test]
fn the_relay_is_killed_and_nothing_is_lost() {
    let toll = survives(&campaign(Whose::Relay, kills() / 4));
    assert!(toll.missed.is_empty(), "nobody died at {:?}", toll.missed);
}

#[test]
fn a_commit_split_in_two_is_found_out() {
    let split = Campaign {
        dangers: Dangers {
            client_flaw: Some("receive.split".to_owned()),
            ..Dangers::default()
        },
        only: vec!["flaw.receive.split".to_owned()],
        ..campaign(Whose::Clients, 20)
    };
    let Violation(what) = split.run().expect_err("it does lose or repeat something");
    println!("{what}");
    assert!(what.contains("sees"), "not for another reason: {what}");
}
