//! The negative control of `agreement`: with the gate switched off the property fails, and the
//! game that shows it shrinks to a few moves. In a binary of its own: the switch is global.

use kith_tests::{Dice, Move, Violation, play, shrink};

#[tokio::test]
async fn without_the_gate_strangers_get_in() {
    kith_core::hostile::switch_off_the_gate();
    let mut found = None;
    for seed in 0..10 {
        let mut dice = Dice::new(seed);
        let game: Vec<Move> = (0..100).map(|_| Move::drawn(&mut dice)).collect();
        if let Err((length, violation)) = play(&game).await {
            found = Some((game[..length].to_vec(), violation));
            break;
        }
    }
    let (game, found) = found.expect("nobody stands at the door");
    assert_ne!(found, Violation::Divergence, "all are equally careless");
    let long = game.len();
    let shortest = shrink(game, &found, 20).await;
    println!("{found:?} by {shortest:?}");
    assert!(shortest.len() <= long.div_ceil(2).max(10), "{shortest:?}");
}
