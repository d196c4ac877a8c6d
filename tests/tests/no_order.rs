//! The negative control of `order`: where a row simply stands behind those that came before it, what
//! someone said is seen out of order. In a binary of its own: the mistake is made by all of it.

#![cfg(feature = "crash-points")]

use kith_tests::talk;

#[tokio::test]
async fn without_the_rule_what_someone_said_is_seen_out_of_order() {
    kith_crash::make("receive.unordered");
    let mut found = None;
    for seed in 1..=4 {
        found = talk(seed, 60).await.err();
        if found.is_some() {
            break;
        }
    }
    println!("{}", found.expect("out of order"));
}
