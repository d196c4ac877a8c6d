//! Two honest devices never accept different members or policies at the same node, nor anyone
//! whom the patient did not let in: one may lag, none may diverge.
//!
//! `KITH_ACTIONS=10000` plays that many moves, `KITH_SEED=n` one game again.

use kith_tests::{Dice, Move, play, shrink};

const GAME: usize = 100;
const IN_THE_SUITE: usize = 1_500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test]
async fn honest_devices_may_lag_but_never_diverge() {
    let actions = number("KITH_ACTIONS").unwrap_or(IN_THE_SUITE as u64) as usize;
    let seeds = match number("KITH_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..actions.div_ceil(GAME) as u64,
    };
    let (mut moves, mut taken, mut looks, mut nodes) = (0, 0, 0, 0);
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let game: Vec<Move> = (0..GAME).map(|_| Move::drawn(&mut dice)).collect();
        match play(&game).await {
            Ok(score) => {
                moves += score.moves;
                taken += score.taken;
                looks += score.looks;
                nodes += score.nodes;
            }
            Err((length, found)) => {
                let shortest = shrink(game[..length].to_vec(), &found, 60).await;
                panic!("{found:?} with KITH_SEED={seed}, at the shortest by {shortest:?}");
            }
        }
    }
    println!("{moves} moves, {taken} attacks taken, {nodes} nodes, {looks} comparisons");
    // A game that nobody attacks in shows nothing.
    assert!(taken * 20 > moves && nodes * 20 > moves, "{taken}, {nodes}");
}
