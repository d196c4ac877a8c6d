//! A patched member signs whatever the wire holds, numbers at every edge among it, with the real stores of
//! the others behind their parsers: the next thing is always taken.
//!
//! `KITH_ODD=10000` says so many odd things, `KITH_SEED=n` those of another seed.

use kith_core::{
    content::stand::Stand,
    hostile::{Attack, SaidAgain, Saying},
    rights::table::Audience,
};
use kith_tests::{Circle, Dice, World};

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
    match dice.below(6) {
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

#[tokio::test]
async fn whatever_a_member_says_the_next_thing_is_taken() {
    let setting = |name: &str| std::env::var(name).ok()?.parse().ok();
    let odd = setting("KITH_ODD").unwrap_or(IN_THE_SUITE as u64) as usize;
    let mut dice = Dice::new(setting("KITH_SEED").unwrap_or(1));
    let world = World::new().await;
    let circle = world.circle().await;
    for round in 0..odd.div_ceil(ROUND) {
        for _ in 0..ROUND {
            something_odd(&circle, &mut dice).await;
            world.clock.advance_ms(5_000);
        }
        let words = format!("round {round}");
        circle.patient.writes(&words).await;
        for person in [&circle.patient, &circle.nurse, &circle.patient] {
            let synced = person.tries_to_sync().await;
            assert!(synced.is_ok(), "{words} {}: {synced:?}", person.name);
        }
        let report = circle.patient.syncs().await;
        assert_eq!(report.waiting, 0, "{words}");
        circle.nurse.syncs().await;
        let read = circle.nurse.reads().await;
        let said = format!("Marta: {words}");
        assert!(read.contains(&said), "{words}");
    }
}
