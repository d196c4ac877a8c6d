//! A clock that is set under a running program, by months, and back: a device's and the relay's.

use std::path::Path;

use kith_core::{
    Error, NewInvitation, Reach, Role,
    rights::table::Audience,
    store::{circle::invitations::InvitationState, timeline::messages::RowKind},
};
use kith_relay::clinic::ProfileChange;
use kith_tests::{DAY, Person, World};

const MINUTE_MS: u64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn emergency(person: &Person) -> String {
    let clinics = person.client.clinics().await.expect("listed");
    clinics[0].emergency.clone()
}

#[tokio::test]
async fn a_clock_that_was_a_day_ahead_keeps_no_news_of_the_clinic_away() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    for off in [DAY_MS, -DAY_MS, 400 * DAY_MS] {
        world.clock.advance_ms(11 * MINUTE_MS);
        patient.clock().is_off_by(off);
        patient.syncs().await;
        patient.clock().is_off_by(0);
        let number = format!("112 {off}");
        let change = ProfileChange {
            emergency: Some(number.clone()),
            ..ProfileChange::default()
        };
        world
            .admin
            .set_profile(world.clinic, change)
            .await
            .expect("set");
        world.clock.advance_ms(11 * MINUTE_MS);
        patient.syncs().await;
        assert_eq!(emergency(&patient).await, number, "{off} ms");
    }
}

#[tokio::test]
async fn what_one_said_is_not_forgotten_by_a_clock_that_was_ahead_for_one_sync() {
    for ahead in ["the device", "the relay"] {
        let world = World::new().await;
        let mut circle = world.circle().await;
        circle.daughter.loses_state(Audience::Circle).await;
        circle.nurse.writes("said while Ana was out").await;
        circle.nurse.syncs().await;
        let clock = match ahead {
            "the device" => circle.nurse.clock().clone(),
            _ => world.clock.clone(),
        };
        clock.is_off_by(90 * DAY_MS);
        circle.nurse.syncs().await;
        circle.nurse.reopens_after_closing().await;
        circle.nurse.syncs().await;
        clock.is_off_by(0);
        for _ in 0..4 {
            circle.all_sync().await;
        }
        let read = circle.daughter.reads().await;
        assert_eq!(read, ["Nadia: said while Ana was out"], "{ahead} was ahead");
    }
}

#[tokio::test]
async fn a_relay_whose_clock_is_ahead_for_a_while_forgets_nothing() {
    let mut world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("not lost").await;
    circle.patient.syncs().await;
    let link = circle.patient.invites(Role::Family, "neighbour").await;
    for restarts in [false, true] {
        world.clock.is_off_by(40 * DAY_MS);
        if restarts {
            world.relay_dies().await;
            world.relay_returns().await;
        }
        for _ in 0..3 {
            world.clock.advance_ms(10 * MINUTE_MS);
            world.relay_forgets().await;
        }
        world.clock.is_off_by(0);
        world.relay_forgets().await;
    }
    circle.all_sync().await;
    for person in circle.everyone() {
        assert_eq!(person.reads().await, ["Marta: not lost"]);
        assert!(person.codes(RowKind::Healing).await.is_empty());
    }
    let neighbour = world.person("Rui").await;
    neighbour.redeems(&link).await;
    circle.patient.syncs().await;
    assert_eq!(circle.patient.approves_all().await, 1);
}

/// That the relay does forget: what has outlived its month, by time that has passed.
#[tokio::test]
async fn a_relay_forgets_what_is_old_by_time_that_has_passed() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.writes("old").await;
    circle.patient.syncs().await;
    world.clock.advance_ms(31 * DAY.as_millis() as u64);
    world.relay_forgets().await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.codes(RowKind::Healing).await, ["missed"]);
}

#[tokio::test]
async fn the_list_is_in_the_order_of_arrival_and_an_absurd_time_is_marked() {
    let world = World::new().await;
    let nurse = world.clinician("Nadia").await;
    let (marta, paul) = (world.patient("Marta").await, world.patient("Paul").await);
    for patient in [&marta, &paul] {
        patient.makes_circle(&patient.name).await;
        patient.lets_in(&nurse, Role::Clinician, "").await;
    }
    for off in [400 * DAY_MS, -400 * DAY_MS] {
        marta.clock().is_off_by(off);
        for (patient, odd) in [(&marta, true), (&paul, false)] {
            world.clock.advance_ms(MINUTE_MS);
            patient.writes("hello").await;
            patient.syncs().await;
            nurse.syncs().await;
            let inbox = nurse.client.inbox().await.expect("listed");
            let first = &inbox.circles[0];
            assert_eq!(first.title, patient.name, "who spoke last stands first");
            let last = first.last.as_ref().expect("said");
            assert_eq!(last.clock_off, odd, "{}", patient.name);
            assert_eq!(last.sent_at, world.clock.now(), "the time that can be");
            let news = first.news.as_ref().expect("told of");
            assert_eq!((news.sent_at, news.clock_off), (last.sent_at, odd));
        }
    }
}

#[tokio::test]
async fn links_of_a_patient_whose_clock_is_wrong_work() {
    let world = World::new().await;
    let mut patient = world.patient("Marta").await;
    patient.makes_circle("Marta's circle").await;
    // The first moment that can be.
    let first = 1 - i64::try_from(world.clock.now()).expect("it fits");
    for (off, reopens) in [
        (-700 * DAY_MS, false),
        (400 * DAY_MS, false),
        (-700 * DAY_MS, true),
        (300 * DAY_MS, true),
        (first, true),
    ] {
        patient.clock().is_off_by(off);
        if reopens {
            // Nothing has been heard of the relay's time in this process yet.
            patient.reopens_after_closing().await;
        }
        let guest = world.person(&format!("Guest {off} {reopens}")).await;
        let link = patient.invites(Role::Family, "friend").await;
        let preview = guest.client.read_link(&link).await.expect("read");
        assert!(preview.expires > world.clock.now(), "{off} {reopens}");
        assert!(preview.expires <= world.clock.now() + DAY.as_millis() as u64);
        guest.redeems(&link).await;
        patient.syncs().await;
        assert_eq!(patient.approves_all().await, 1);
        patient.syncs().await;
        guest.syncs().await;
        assert!(guest.sees_people().await.contains(&guest.name));
    }
}

fn friend(valid_for_ms: u64) -> NewInvitation {
    NewInvitation {
        role: Role::Family,
        relationship: "friend".to_owned(),
        valid_for_ms,
    }
}

#[tokio::test]
async fn a_link_that_was_made_without_a_network_by_a_clock_far_ahead_does_not_last_for_a_year() {
    let world = World::new().await;
    let mut patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    patient.syncs().await;
    patient.clock().is_off_by(300 * DAY_MS);
    patient.reopens_after_closing().await;
    world.network.goes_down();
    let day = DAY.as_millis() as u64;
    let link = patient.client.invite(circle, friend(day)).await;
    let link = link.expect("made");
    world.network.comes_back();
    patient.syncs().await;
    let guest = world.person("Rui").await;
    let preview = guest.client.read_link(&link).await.expect("read");
    assert!(preview.expires <= world.clock.now() + 31 * day);
    guest.redeems(&link).await;
}

#[tokio::test]
async fn by_a_clock_before_1970_nothing_is_sent_and_it_is_said_until_it_is_set() {
    let world = World::new().await;
    let circle = world.circle().await;
    circle.patient.clock().is_off_by(i64::MIN);
    circle.patient.writes("When I know the day.").await;
    let error = circle.patient.tries_to_sync().await.expect_err("no time");
    assert!(matches!(error, Error::Clock), "{error:?}");
    circle.patient.shows(Reach::Clock).await;
    circle.nurse.syncs().await;
    assert!(circle.nurse.reads().await.is_empty());
    let newcomer = world.person("Rui").await;
    newcomer.clock().is_off_by(i64::MIN);
    let link = world.patient_link().await;
    let error = newcomer.tries_link(&link).await.expect_err("no time");
    assert!(matches!(error, Error::Clock), "{error:?}");

    circle.patient.clock().is_off_by(0);
    circle.patient.syncs().await;
    circle.patient.shows(Reach::Online).await;
    circle.nurse.syncs().await;
    assert_eq!(circle.nurse.reads().await, ["Marta: When I know the day."]);
    newcomer.clock().is_off_by(0);
    newcomer.redeems(&link).await;
}

#[tokio::test]
async fn a_link_that_the_relay_does_not_take_is_told_to_who_made_it() {
    let world = World::new().await;
    let patient = world.patient("Marta").await;
    let circle = patient.makes_circle("Marta's circle").await;
    // No link is good for two years.
    let whom = friend(800 * DAY.as_millis() as u64);
    patient.client.invite(circle, whom).await.expect("made");
    patient.syncs().await;
    let invitations = patient.client.invitations(circle).await.expect("listed");
    assert_eq!(invitations[0].state, InvitationState::Refused);
    assert!(!invitations[0].waiting);
    let link = patient.invites(Role::Family, "friend").await;
    let guest = world.person("Rui").await;
    guest.redeems(&link).await;
}

#[cfg(feature = "crash-points")]
mod real {
    //! The same with the machine's own clock, moved under real processes.

    use kith_tests::processes::{
        Held,
        ask::{Answer, Ask},
        clock,
        town::{Dangers, NURSE, PATIENT, Town},
    };

    use super::*;

    fn with_moved_clocks(scene: impl FnOnce(Town) -> Held) {
        let dir = tempfile::tempdir().expect("a folder");
        let dangers = Dangers {
            clocks: Some(clock::library(dir.path())),
            ..Dangers::default()
        };
        let child = Path::new(env!("CARGO_BIN_EXE_kith-crash-child"));
        Town::found(child, 5, dangers, None)
            .and_then(scene)
            .unwrap_or_else(|violation| panic!("{}", violation.0));
    }

    #[test]
    fn a_clock_before_1970_stops_nothing_for_good() {
        with_moved_clocks(|mut town| {
            for who in [PATIENT, NURSE] {
                town.speaks(who)?;
                town.settles()?;
                town.moves_clock(who, -100 * 365 * DAY_MS);
                let synced = town.ask(who, &Ask::Sync)?;
                assert!(
                    matches!(&synced, Some(Answer::Failed(why)) if why == "Clock"),
                    "{synced:?}"
                );
                // Others go on: people come and go, which MLS dates.
                let other = if who == PATIENT { NURSE } else { PATIENT };
                town.speaks(other)?;
                assert!(town.done(other, &Ask::Sync)?);
                town.moves_clock(who, 0);
                town.settles()?;
            }
            Ok(())
        });
    }

    #[test]
    fn while_the_clock_says_a_time_before_1970_the_app_says_so_and_then_goes_on_by_itself() {
        with_moved_clocks(|mut town| {
            let shows = |town: &mut Town, reach: &str| {
                let shown = town.ask(NURSE, &Ask::Shows(reach.to_owned()))?;
                assert!(matches!(shown, Some(Answer::Done)), "{shown:?}");
                Ok(())
            };
            assert!(town.done(NURSE, &Ask::Start)?);
            shows(&mut town, "Online")?;
            town.moves_clock(NURSE, -100 * 365 * DAY_MS);
            // What is written begins an exchange.
            town.speaks(NURSE)?;
            shows(&mut town, "Clock")?;
            town.moves_clock(NURSE, 0);
            shows(&mut town, "Online")?;
            town.settles()
        });
    }

    #[test]
    fn who_joins_before_1970_is_told_and_comes_in_by_the_same_link_later() {
        with_moved_clocks(|mut town| {
            town.speaks(NURSE)?;
            town.settles()?;
            town.guest_comes_with_a_clock_before_1970(-100 * 365 * DAY_MS)
        });
    }

    #[test]
    fn a_relay_that_wakes_40_days_ahead_deletes_nothing() {
        with_moved_clocks(|mut town| {
            town.speaks(NURSE)?;
            town.moves_clock_of_relay(40 * DAY_MS);
            let kept = town.relay_retains()?;
            assert!(matches!(kept, Some(Answer::Count(0))), "{kept:?}");
            town.moves_clock_of_relay(0);
            town.settles()
        });
    }
}
