//! Two honest devices never accept different members or policies at the same node, nor anyone
//! whom the patient did not let in: one may lag, none may diverge. Nothing that they say is sealed for
//! someone who was to leave by what they knew, and when the relay behaves again they come together.
//!
//! `KITH_ACTIONS=10000` plays that many moves, `KITH_SEED=n` one game again.

use kith_core::hostile::Saying;
use kith_tests::{Census, Dice, Move, Oracle, Score, Violation, World, play, shrink};

const GAME: usize = 100;
const IN_THE_SUITE: usize = 1_500;
const HONEST: usize = 300;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test]
async fn honest_devices_may_lag_but_never_diverge() {
    let actions = number("KITH_ACTIONS").unwrap_or(IN_THE_SUITE as u64) as usize;
    let alone = number("KITH_SEED");
    let seeds = match alone {
        Some(seed) => seed..seed + 1,
        None => 0..actions.div_ceil(GAME) as u64,
    };
    let mut all = Score::default();
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let game: Vec<Move> = (0..GAME).map(|_| Move::drawn(&mut dice)).collect();
        match play(&game).await {
            Ok(score) => {
                all.moves += score.moves;
                all.taken += score.taken;
                all.admitted += score.admitted;
                all.looks += score.looks;
                all.nodes += score.nodes;
                all.counted += score.counted;
                all.guarded += score.guarded;
                all.pairs += score.pairs;
                all.alone += score.alone;
            }
            Err((length, found)) => {
                println!("{found:?} with KITH_SEED={seed}, within {length} moves");
                let shortest = shrink(game[..length].to_vec(), &found, 60).await;
                panic!("{found:?} with KITH_SEED={seed}, at the shortest by {shortest:?}");
            }
        }
    }
    println!("{all:?}");
    if alone.is_some() {
        return;
    }
    // A game that nobody attacks in, or in which nobody writes while somebody is to leave, shows nothing.
    assert!(
        all.taken * 20 > all.moves && all.nodes * 20 > all.moves,
        "{all:?}"
    );
    assert!(
        all.counted * 10 > all.moves && all.guarded * 200 > all.moves && all.alone * 50 > all.moves,
        "{all:?}"
    );
}

/// Nobody is told that a relay lies that does not, however much is going on.
#[tokio::test]
async fn honest_moves_alarm_nobody() {
    let actions = number("KITH_ACTIONS").unwrap_or(HONEST as u64) as usize;
    for seed in 0..actions.div_ceil(GAME) as u64 {
        let mut dice = Dice::new(seed);
        let game: Vec<Move> = (0..GAME).map(|_| Move::drawn_honest(&mut dice)).collect();
        let score = play(&game).await;
        let score = score.unwrap_or_else(|found| panic!("{found:?} at {seed}: {game:?}"));
        assert_eq!(score.told, 0, "at {seed}: {game:?}");
    }
}

/// The control: the same, where the relay leaves something out.
#[tokio::test]
async fn where_the_relay_leaves_out_somebody_is_told() {
    const LEAVES_OUT: Move = Move::Relay(3);
    let mut told = 0;
    for seed in 0..5 {
        let mut dice = Dice::new(seed);
        let talk = |dice: &mut Dice| match dice.happens(50) {
            true => Move::Writes(dice.below(1 << 16)),
            false => Move::Syncs(dice.below(1 << 16)),
        };
        let mut game = vec![LEAVES_OUT];
        game.extend((0..GAME / 2).map(|_| talk(&mut dice)));
        told += play(&game).await.expect("nobody diverges").told;
    }
    assert!(told > 0);
}

/// The control of the census: an honest client's messages are sealed for nobody who is to leave, a
/// patched one's are found.
#[tokio::test]
async fn what_is_sealed_for_someone_who_is_to_leave_is_found() {
    let world = World::new().await;
    let relay = world.relay_turns_malicious().await;
    let mut census = Census::at(&relay);
    let circle = world.circle().await;
    let patient = &circle.patient;
    let mut oracle = Oracle::default();
    for person in circle.everyone() {
        for (key, _) in person.client.devices().await.expect("enrolled") {
            oracle.approves(key);
        }
    }
    for (leaves, patched) in [(&circle.daughter, false), (&circle.nurse, true)] {
        patient.removes(leaves).await;
        let before = census.before(patient).await;
        if patched {
            let event = Saying::Plain(b"sealed in haste".to_vec());
            patient.says(event).await;
        } else {
            patient.writes("Without Ana.").await;
            patient.syncs().await;
        }
        census.after(patient, before).await;
        oracle
            .looks_at(&patient.rooms().await)
            .expect("no gate is off");
        let counted = census.counts(&oracle);
        let expected = if patched {
            Err(Violation::Leak)
        } else {
            Ok(())
        };
        assert_eq!(counted, expected);
    }
    assert_eq!((census.counted, census.guarded), (2, 2));
}
