//! A patched member signs whatever the wire holds, numbers at every edge among it, with the real stores of
//! the others behind their parsers: the next thing is always taken. So do a patched patient of another
//! circle, who leads people of this one wherever he likes, and whoever has the clinic's issuing key.
//!
//! `KITH_ODD=10000` says so many odd things, `KITH_SEED=n` those of another seed.

use kith_core::{
    Role,
    circle::{room_id::shared, whereabouts::Where},
    content::{
        event::ContentKind,
        receipt::{Mark, Receipt},
        stand::Stand,
    },
    hostile::{Attack, SaidAgain, Saying, wire::welcome_item},
    ids::CircleId,
    rights::table::Audience,
    store::timeline::messages::RowKind,
};
use kith_protocol::{
    api::people::Clinic,
    identity::{ClinicProfile, Revocations},
    signed::Signed,
};
use kith_tests::{Circle, Dice, MaliciousRelay, Person, World};

use super::{
    led_away::{documents, issuing_key, shows},
    put_back::key,
};

const IN_THE_SUITE: usize = 300;
/// Odd things between two looks at whether talk goes on.
const ROUND: usize = 25;
const EDGES: [u64; 14] = [
    0,
    1,
    2,
    64,
    10_001,
    (1 << 31) - 1,
    1 << 32,
    1 << 53,
    (1 << 61) + 7,
    (1 << 62) - 1,
    1 << 62,
    i64::MAX as u64,
    1 << 63,
    u64::MAX,
];

fn number(dice: &mut Dice) -> u64 {
    let edge = *dice.pick(&EDGES);
    edge.wrapping_add(dice.below(3) as u64).wrapping_sub(1)
}

async fn something_odd(circle: &Circle, dice: &mut Dice) {
    let (client, id) = (&circle.daughter.client, circle.daughter.circle().await);
    let victim = *dice.pick(&["Marta", "Nadia"]);
    let people = client.people(id).await.expect("listed");
    let Some(to) = people.iter().find(|row| row.name == victim) else {
        return;
    };
    let (person, room) = (to.person, Audience::Circle);
    // The relay refuses some, and some cannot even be made.
    match dice.below(9) {
        6 => says_where(&circle.daughter, id, &circle.patient, dice).await,
        7 => says_where(&circle.daughter, id, &circle.nurse, dice).await,
        8 => {
            let marks = [&circle.patient, &circle.nurse, &circle.daughter];
            let mut receipt = Receipt::default();
            for person in marks {
                receipt.marks.push(Mark {
                    device: person.device().await,
                    delivered: number(dice),
                    seen: number(dice),
                });
            }
            let saying = Saying::Event {
                stand: None,
                kind: ContentKind::RECEIPT.0,
                counter: 0,
                previous: [0; 16],
                sent_at: number(dice),
                content: receipt.encode(),
            };
            let _ = client.says(id, room, saying).await;
        }
        0 | 1 => {
            let stand = Stand {
                node: number(dice),
                head: number(dice),
                seen: [9; 8],
            };
            let saying = Saying::Event {
                stand: dice.happens(50).then_some(stand),
                kind: number(dice) as u16,
                counter: number(dice),
                previous: [dice.below(2) as u8; 16],
                sent_at: number(dice),
                content: b"\xa1abbhi".to_vec(),
            };
            let _ = client.says(id, room, saying).await;
        }
        2 => {
            let _ = client.asks_from(id, room, person, number(dice)).await;
        }
        3 => {
            let again = SaidAgain {
                first: number(dice),
                through: number(dice),
                more: dice.happens(50),
                events: vec![(number(dice), [7; 16], "odd".to_owned())],
                erased: Vec::new(),
            };
            let _ = client.says_again(id, room, person, again).await;
        }
        4 => {
            let _ = client.asks_to_return(id, room, number(dice)).await;
        }
        _ => {
            let restart = Attack::Restart {
                said: number(dice),
                from: number(dice),
            };
            let _ = client.attack(id, room, restart).await;
        }
    }
    let _ = circle.daughter.tries_to_sync().await;
}

/// A question or an answer on where a room goes on, with what its sender signs as a policy.
async fn says_where(from: &Person, circle: CircleId, to: &Person, dice: &mut Dice) {
    let client = &from.client;
    let Ok(stands) = client.stands_where(circle, Audience::Circle).await else {
        return;
    };
    let stands = Where {
        at: number(dice),
        ask: dice.happens(50),
        version: number(dice),
        generation: number(dice),
        ..stands
    };
    let (to, beyond) = (key(to).await, number(dice));
    let policy = client.signs_policy_with(circle, Audience::Circle, (to, "odd"), beyond);
    let policy = policy.await.ok().filter(|_| dice.happens(50));
    let _ = client.says_where(to, Some(stands), policy).await;
}

/// What a patched patient signs to who is in his circle too.
async fn something_odd_of_his(otto: &Person, to: &Person, dice: &mut Dice) {
    let id = otto.circle().await;
    let (room, who) = (Audience::Circle, key(to).await);
    if dice.happens(34) {
        says_where(otto, id, to, dice).await;
    } else {
        let numbers = [number(dice), number(dice), number(dice), number(dice)];
        let led = otto
            .client
            .leads_on_at(shared(&id, room), room, who, Some(numbers));
        let Ok(led) = led.await else {
            return;
        };
        if dice.happens(50) {
            let item = welcome_item(&led.welcome, Some(led.word.clone()));
            let _ = otto.client.hands_out(id, room, who, item).await;
        }
        let _ = otto.client.tells_word(who, led.word, led.policy).await;
    }
    let _ = otto.tries_to_sync().await;
}

/// What a thief signs with the clinic's issuing key, shown to all once.
async fn odd_documents(world: &World, relay: &MaliciousRelay, circle: &Circle, dice: &mut Dice) {
    let before = documents(world);
    let thief = issuing_key(world, &before);
    let profile = ClinicProfile {
        at: number(dice),
        version: number(dice),
        ..before.profile.read_unverified().expect("read")
    };
    let list = Revocations {
        at: number(dice),
        version: number(dice),
        ..before.revocations.read_unverified().expect("read")
    };
    let forged = Clinic {
        profile: Signed::new(&profile, &thief),
        revocations: Signed::new(&list, &thief),
        ..before
    };
    shows(relay, &forged);
    world.clock.advance_ms(11 * 60 * 1000);
    for person in circle.everyone() {
        let _ = person.tries_to_sync().await;
    }
    relay.behaves();
    world.clock.advance_ms(11 * 60 * 1000);
}

fn odd_things() -> (usize, Dice) {
    let setting = |name: &str| std::env::var(name).ok()?.parse().ok();
    let odd = setting("KITH_ODD").unwrap_or(IN_THE_SUITE as u64) as usize;
    (odd, Dice::new(setting("KITH_SEED").unwrap_or(1)))
}

/// Words of the patient's are read by the nurse, in how many circles she may be.
async fn the_next_is_taken(circle: &Circle, id: CircleId, words: &str) {
    let said = circle
        .patient
        .client
        .send(shared(&id, Audience::Circle), words);
    said.await.expect("kept");
    for person in [&circle.patient, &circle.nurse, &circle.patient] {
        let synced = person.tries_to_sync().await;
        assert!(synced.is_ok(), "{words} {}: {synced:?}", person.name);
    }
    assert_eq!(circle.patient.syncs().await.waiting, 0, "{words}");
    circle.nurse.syncs().await;
    let rows = circle.nurse.client.timeline(id, None, 100).await;
    let mut rows = rows.expect("read").into_iter();
    assert!(
        rows.any(|row| row.kind() == RowKind::Text && row.body() == words),
        "{words}"
    );
}

#[tokio::test]
async fn whatever_another_patient_signs_the_next_thing_is_taken() {
    let (odd, mut dice) = odd_things();
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let otto = world.patient("Otto").await;
    otto.makes_circle("Otto's circle").await;
    otto.lets_in(&circle.nurse, Role::Clinician, "").await;
    otto.syncs().await;
    for round in 0..odd.div_ceil(4 * ROUND) {
        for _ in 0..ROUND {
            something_odd_of_his(&otto, &circle.nurse, &mut dice).await;
            world.clock.advance_ms(5_000);
        }
        the_next_is_taken(&circle, id, &format!("round {round}")).await;
    }
}

#[tokio::test]
async fn whatever_a_guest_agrees_to_the_next_thing_is_taken() {
    let (odd, mut dice) = odd_things();
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    let rui = world.person("Rui").await;
    let link = circle.patient.invites(Role::Family, "friend").await;
    rui.redeems(&link).await;
    let receipt = rui.client.receipt().await.expect("redeemed");
    for round in 0..odd.div_ceil(4 * ROUND) {
        for _ in 0..ROUND {
            let at = number(&mut dice);
            let agrees = rui.client.agrees_at(&link, None, receipt.clone(), at);
            agrees.await.expect("signed");
            let _ = rui.tries_to_sync().await;
            world.clock.advance_ms(5_000);
        }
        the_next_is_taken(&circle, id, &format!("round {round}")).await;
    }
}

#[tokio::test]
async fn whatever_an_issuing_key_signs_the_next_thing_is_taken() {
    let (odd, mut dice) = odd_things();
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    for round in 0..odd.div_ceil(ROUND) {
        odd_documents(&world, &relay, &circle, &mut dice).await;
        the_next_is_taken(&circle, id, &format!("round {round}")).await;
    }
}

#[tokio::test]
async fn whatever_a_member_says_the_next_thing_is_taken() {
    let (odd, mut dice) = odd_things();
    let world = World::new().await;
    let circle = world.circle().await;
    let id = circle.patient.circle().await;
    for round in 0..odd.div_ceil(ROUND) {
        for _ in 0..ROUND {
            something_odd(&circle, &mut dice).await;
            world.clock.advance_ms(5_000);
        }
        the_next_is_taken(&circle, id, &format!("round {round}")).await;
    }
}
